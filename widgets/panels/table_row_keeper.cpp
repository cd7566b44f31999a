#include "panels/table_row_keeper.h"

#include <QScrollBar>
#include <QTableView>
#include <algorithm>

namespace lane {
namespace {

/// A selection torn into more pieces makes every cell slow to paint; then only the current row
/// stays selected.
constexpr int kMostPieces = 512;

}  // namespace

std::vector<int> selectedSourceRows(const QTableView& view, const TableOrderProxy& proxy) {
  QItemSelection ranges = view.selectionModel()->selection();
  std::sort(ranges.begin(), ranges.end(),
            [](const auto& a, const auto& b) { return a.top() < b.top(); });
  std::vector<int> rows;
  int next = 0;
  for (const QItemSelectionRange& range : ranges)
    for (next = std::max(next, range.top()); next <= range.bottom(); ++next)
      if (proxy.sourceRow(next) >= 0) rows.push_back(proxy.sourceRow(next));
  return rows;
}

TableRowKeeper::TableRowKeeper(QTableView* view, TableOrderProxy* proxy)
    : QObject(view), m_view(view), m_proxy(proxy) {
  connect(proxy, &TableOrderProxy::aboutToReorder, this, &TableRowKeeper::keep);
  connect(proxy, &TableOrderProxy::reordered, this, &TableRowKeeper::restore);
}

void TableRowKeeper::keep() {
  m_selected = selectedSourceRows(*m_view, *m_proxy);
  const QModelIndex current = m_view->currentIndex();
  m_current = current.isValid() ? m_proxy->sourceRow(current.row()) : -1;
  m_column = std::max(0, current.column());
  m_scroll = m_view->verticalScrollBar()->value();
  m_inSight = m_current >= 0 && m_view->viewport()->rect().intersects(m_view->visualRect(current));
}

void TableRowKeeper::restore() {
  m_restoring = true;
  std::vector<bool> wanted;
  for (const int row : m_selected) {
    if (std::size_t(row) >= wanted.size()) wanted.resize(std::size_t(row) + 1);
    wanted[std::size_t(row)] = true;
  }
  QItemSelection selection;
  const int last = m_proxy->columnCount() - 1;
  int begin = -1;
  for (int row = 0; row <= m_proxy->rowCount() && !m_selected.empty(); ++row) {
    const int source = row < m_proxy->rowCount() ? m_proxy->sourceRow(row) : -1;
    const bool selected =
        source >= 0 && std::size_t(source) < wanted.size() && wanted[std::size_t(source)];
    if (selected && begin < 0) begin = row;
    if (selected || begin < 0) continue;
    selection.append({m_proxy->index(begin, 0), m_proxy->index(row - 1, last)});
    begin = -1;
    if (selection.size() > kMostPieces) break;
  }
  const int current = m_proxy->shownRow(m_current);
  if (selection.size() > kMostPieces) {
    selection.clear();
    if (current >= 0) selection.append({m_proxy->index(current, 0), m_proxy->index(current, last)});
  }
  QItemSelectionModel* model = m_view->selectionModel();
  if (current >= 0)
    model->setCurrentIndex(m_proxy->index(current, m_column), QItemSelectionModel::NoUpdate);
  model->select(selection, QItemSelectionModel::ClearAndSelect);
  m_view->doItemsLayout();  // else the scroll bar still has its old range
  m_view->verticalScrollBar()->setValue(m_scroll);
  if (current >= 0 && m_inSight) m_view->scrollTo(m_proxy->index(current, m_column));
  m_restoring = false;
  emit restored();
}

}  // namespace lane
