// The pairs of a diff as a table, sortable by value and filtered by verdict and words.
// GUI thread only; reads the diff document, owns nothing.
#pragma once

#include <QAbstractTableModel>
#include <QSet>
#include <QSortFilterProxyModel>

#include "models/case_table_model.h"
#include "models/diff_document.h"

namespace lane {

class DiffTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    VerdictColumn,
    Benchmark,
    Variant,
    Size,
    Type,
    BaseTime,
    NewTime,
    Bar,
    Ratio,
    Interval,
    Reason,
    ColumnCount
  };
  /// BarRole: QVariantList of ratio, low, high, for the delegate that draws them.
  enum Role { SortRole = Qt::UserRole + 1, VerdictRole, VariantRole, BarRole };

  explicit DiffTableModel(DiffDocument* document, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  const DiffPair& pair(int row) const { return m_document->diff().pairs[size_t(row)]; }
  const CaseRecord& baseRecord(int row) const;
  const CaseRecord& newRecord(int row) const;

 private:
  QString text(int row, int column) const;
  DiffDocument* m_document;
  int m_rows = 0;
};

class DiffTableProxy : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit DiffTableProxy(QObject* parent = nullptr);
  void setVerdicts(const QSet<int>& shown);  ///< of lane::Verdict
  void setFilterLine(const QString& line);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  QSet<int> m_verdicts{0, 1, 2, 3};
  CaseFilter m_filter;
};

}  // namespace lane
