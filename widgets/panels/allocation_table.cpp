#include "panels/allocation_table.h"

#include <algorithm>
#include <cmath>

#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

bool isWord(int column) {
  return column == AllocationTableModel::Allocator || column == AllocationTableModel::Remark;
}

}  // namespace

void AllocationTableModel::setChart(const AllocationChart& chart) {
  beginResetModel();
  m_rows = chart.points;
  endResetModel();
}

int AllocationTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}

int AllocationTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

int AllocationTableModel::rowOf(std::uint32_t caseIndex) const {
  const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const AllocationPoint& row) {
    return row.caseIndex == caseIndex;
  });
  return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

bool AllocationTableModel::isEmpty(int column) const {
  const auto none = [&](double AllocationPoint::*figure) {
    return std::none_of(m_rows.begin(), m_rows.end(),
                        [&](const AllocationPoint& row) { return std::isfinite(row.*figure); });
  };
  return (column == Fragmentation && none(&AllocationPoint::fragmentation)) ||
         (column == PoolUse && none(&AllocationPoint::poolUse)) ||
         (column == Served && none(&AllocationPoint::served));
}

QString AllocationTableModel::text(const AllocationPoint& point, int column) const {
  const QString none = u"–"_s;
  const auto time = [&](double seconds) {
    return std::isfinite(seconds) ? timeText(seconds) : none;
  };
  const auto share = [&](double value) { return std::isfinite(value) ? shareText(value) : none; };
  switch (column) {
    case Allocator:
      return toQString(point.variant);
    case Size:
      return bytesText(double(point.size));
    case P50:
      return time(point.p50.value);
    case P99:
      return time(point.p99.value);
    case Max:
      return time(point.max.value);
    case Mean:
      return time(point.mean.value);
    case Interval:
      return std::isfinite(point.mean.low)
                 ? intervalText(point.mean.value, point.mean.low, point.mean.high)
                 : none;
    case Events:
      return point.events > 0 ? countText(point.events) : none;
    case Fragmentation:
      return share(point.fragmentation);
    case PoolUse:
      return share(point.poolUse);
    case Served:
      return std::isfinite(point.served) ? countText(std::uint64_t(point.served)) : none;
    case Remark:
      return toQString(!point.reason.empty() ? point.reason : point.longRunReason);
    default:
      return {};
  }
}

QVariant AllocationTableModel::sortValue(const AllocationPoint& point, int column) const {
  const auto number = [](double value) { return std::isfinite(value) ? value : -1e300; };
  switch (column) {
    case Size:
      return double(point.size);
    case P50:
      return number(point.p50.value);
    case P99:
      return number(point.p99.value);
    case Max:
      return number(point.max.value);
    case Mean:
      return number(point.mean.value);
    case Interval:
      return number((point.mean.high - point.mean.low) / point.mean.value);
    case Events:
      return double(point.events);
    case Fragmentation:
      return number(point.fragmentation);
    case PoolUse:
      return number(point.poolUse);
    case Served:
      return number(point.served);
    default:
      return text(point, column);
  }
}

QVariant AllocationTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const AllocationPoint& row = m_rows[std::size_t(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::ToolTipRole:
      return index.column() == Remark ? text(row, Remark) : QVariant();
    case Qt::TextAlignmentRole:
      return int((isWord(index.column()) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
      return tr("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
          text(row, index.column()));
    case SortRole:
      return sortValue(row, index.column());
    case VariantRole:
      return index.column() == Allocator ? QVariant(toQString(row.variant)) : QVariant();
    case CaseRole:
      return row.caseIndex;
    default:
      return {};
  }
}

QVariant AllocationTableModel::headerData(int section, Qt::Orientation orientation,
                                          int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return int((isWord(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  const bool tip = role == Qt::ToolTipRole;
  if (role != Qt::DisplayRole && !tip) return {};
  switch (section) {
    case Allocator:
      return tr("Allocator");
    case Size:
      return tip ? tr("Size of a block; of mixed sizes the largest") : tr("Size");
    case P50:
      return tip ? tr("Median of single events") : tr("p50");
    case P99:
      return tip ? tr("99th percentile of single events") : tr("p99");
    case Max:
      return tip ? tr("The longest of all single events") : tr("Longest");
    case Mean:
      return tip ? tr("Median of the batches' means: finer than the clock") : tr("Mean");
    case Interval:
      return tip ? tr("Confidence interval of the mean") : tr("Interval");
    case Events:
      return tip ? tr("Single events that were timed") : tr("Events");
    case Fragmentation:
      return tip ? tr("Memory in use by the process over the bytes that are live, less one, after "
                      "a long run of mixed sizes")
                 : tr("Fragmentation");
    case PoolUse:
      return tip ? tr("Live bytes over those the pool took from its upstream") : tr("Pool use");
    case Served:
      return tip ? tr("Blocks served before the first refusal") : tr("Served");
    case Remark:
      return tr("Remark");
    default:
      return {};
  }
}

}  // namespace lane
