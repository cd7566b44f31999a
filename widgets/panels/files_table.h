// Every case of the Files view as a row: what was done, where the bytes end, how fast, and what
// could not be measured and why. A view of a FileChart. GUI thread.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "analysis/file_chart.h"

namespace lane {

class FilesTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    Format,
    Way,
    Place,
    Size,
    Stored,
    Rate,
    Interval,
    Samples,
    Cached,
    OfReading,
    Remark
  };
  static constexpr int kColumns = Remark + 1;
  enum Role { SortRole = Qt::UserRole, VariantRole, CaseRole };
  using QAbstractTableModel::QAbstractTableModel;

  void setChart(const FileChart& chart);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  int rowOf(std::uint32_t caseIndex) const;  ///< -1: none

 private:
  struct Row {
    std::string format;
    FileWay way = FileWay::write;
    FilePoint point;
    std::string reason;  ///< why there is no figure
  };
  QString text(const Row& row, int column) const;
  QVariant sortValue(const Row& row, int column) const;
  std::vector<Row> m_rows;
};

}  // namespace lane
