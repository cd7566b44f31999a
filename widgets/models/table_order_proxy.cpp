#include "models/table_order_proxy.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace lane {

std::vector<std::uint32_t> sortedBy(const std::vector<double>& keys, Qt::SortOrder order) {
  // Keys beside their rows: comparing does not jump about in memory.
  std::vector<std::pair<double, std::uint32_t>> known;
  std::vector<std::uint32_t> unknown;
  known.reserve(keys.size());
  const double sign = order == Qt::DescendingOrder ? -1 : 1;
  for (std::uint32_t row = 0; row < keys.size(); ++row)
    if (std::isnan(keys[row]))
      unknown.push_back(row);
    else
      known.emplace_back(sign * keys[row], row);
  std::sort(known.begin(), known.end());
  std::vector<std::uint32_t> rows;
  rows.reserve(keys.size());
  for (const auto& [key, row] : known) rows.push_back(row);
  rows.insert(rows.end(), unknown.begin(), unknown.end());
  return rows;
}

TableOrderProxy::TableOrderProxy(QObject* parent) : QAbstractProxyModel(parent) {}

void TableOrderProxy::setSourceModel(QAbstractItemModel* model) {
  beginResetModel();
  if (sourceModel()) sourceModel()->disconnect(this);
  QAbstractProxyModel::setSourceModel(model);
  connect(model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { beginResetModel(); });
  connect(model, &QAbstractItemModel::modelReset, this, [this] {
    sourceChanged();
    adopt(arrange());
    endResetModel();
  });
  connect(model, &QAbstractItemModel::dataChanged, this, &TableOrderProxy::refresh);
  connect(model, &QAbstractItemModel::rowsInserted, this, &TableOrderProxy::refresh);
  sourceChanged();
  adopt(arrange());
  endResetModel();
}

void TableOrderProxy::adopt(std::vector<int> rows) {
  m_rows = std::move(rows);
  m_places.assign(std::size_t(sourceModel()->rowCount()), -1);
  for (std::size_t i = 0; i < m_rows.size(); ++i)
    if (m_rows[i] >= 0) m_places[std::size_t(m_rows[i])] = int(i);
}

void TableOrderProxy::rearrange() {
  if (!sourceModel()) return;
  std::vector<int> rows = arrange();
  if (rows == m_rows && int(m_places.size()) == sourceModel()->rowCount()) {
    // The same rows; what they say may be new all the same.
    if (!m_rows.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return;
  }
  emit aboutToReorder();
  beginResetModel();
  adopt(std::move(rows));
  endResetModel();
  emit reordered();
}

void TableOrderProxy::refresh() {
  sourceChanged();
  rearrange();
}

void TableOrderProxy::sort(int column, Qt::SortOrder order) {
  if (column == m_sortColumn && order == m_sortOrder) return;
  m_sortColumn = column;
  m_sortOrder = order;
  rearrange();
}

int TableOrderProxy::shownRow(int sourceRow) const {
  return sourceRow >= 0 && sourceRow < int(m_places.size()) ? m_places[std::size_t(sourceRow)] : -1;
}

QModelIndex TableOrderProxy::mapToSource(const QModelIndex& index) const {
  if (!index.isValid() || index.row() >= int(m_rows.size())) return {};
  const int row = sourceRow(index.row());
  return row < 0 ? QModelIndex() : sourceModel()->index(row, index.column());
}

QModelIndex TableOrderProxy::mapFromSource(const QModelIndex& source) const {
  const int row = source.isValid() ? shownRow(source.row()) : -1;
  return row < 0 ? QModelIndex() : index(row, source.column());
}

QModelIndex TableOrderProxy::index(int row, int column, const QModelIndex& parent) const {
  return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

QModelIndex TableOrderProxy::sibling(int row, int column, const QModelIndex&) const {
  return index(row, column);
}

int TableOrderProxy::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}

int TableOrderProxy::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || !sourceModel() ? 0 : sourceModel()->columnCount();
}

QVariant TableOrderProxy::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || !sourceModel())
    return QAbstractItemModel::headerData(section, orientation, role);
  return sourceModel()->headerData(section, orientation, role);
}

}  // namespace lane
