// The cases of the allocation page as rows: quantiles of single events, mean of the batches,
// fragmentation, use of pools, and what could not be measured and why. GUI thread.
#pragma once

#include <QAbstractTableModel>

#include "analysis/allocation_chart.h"

namespace lane {

class AllocationTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    Allocator,
    Size,
    P50,
    P99,
    Max,
    Mean,
    Interval,
    Events,
    Fragmentation,
    PoolUse,
    Served,
    Remark
  };
  static constexpr int kColumns = Remark + 1;
  enum Role { SortRole = Qt::UserRole, VariantRole, CaseRole };
  using QAbstractTableModel::QAbstractTableModel;

  void setChart(const AllocationChart& chart);
  int rowOf(std::uint32_t caseIndex) const;  ///< -1: none
  /// Columns that say nothing of this benchmark.
  bool isEmpty(int column) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const AllocationPoint& point, int column) const;
  QVariant sortValue(const AllocationPoint& point, int column) const;
  std::vector<AllocationPoint> m_rows;
};

}  // namespace lane
