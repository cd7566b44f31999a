// A proxy that shows rows of a flat model in an order of its own, worked out in one go: no call per
// comparison, no signal per row. What it shows changes as a reset between aboutToReorder() and
// reordered(); who keeps a selection restores it there (panels/table_row_keeper.h). Rows may also
// be the proxy's own, such as headings of groups. GUI thread; the source model is not its own.
#pragma once

#include <QAbstractProxyModel>
#include <cstdint>
#include <vector>

#include "models/table_columns.h"

namespace lane {

/// 0 … keys.size()-1 sorted by key, equal ones in the order they come; unknown keys are last either
/// way.
std::vector<std::uint32_t> sortedBy(const std::vector<double>& keys, Qt::SortOrder order);

class TableOrderProxy : public QAbstractProxyModel {
  Q_OBJECT
 public:
  explicit TableOrderProxy(QObject* parent = nullptr);

  void setSourceModel(QAbstractItemModel* model) override;
  QModelIndex mapToSource(const QModelIndex& index) const override;
  QModelIndex mapFromSource(const QModelIndex& index) const override;
  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex&) const override { return {}; }
  QModelIndex sibling(int row, int column, const QModelIndex&) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  /// Column -1: the order of the source.
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

  int sortColumn() const { return m_sortColumn; }
  Qt::SortOrder sortOrder() const { return m_sortOrder; }
  /// The source's row shown there; negative: a row of the proxy's own.
  int sourceRow(int row) const { return m_rows[std::size_t(row)]; }
  /// Where a row of the source is shown; -1: nowhere.
  int shownRow(int sourceRow) const;

 signals:
  void aboutToReorder();
  void reordered();

 protected:
  /// What to show: rows of the source, negative numbers for own ones.
  virtual std::vector<int> arrange() = 0;
  /// The source's figures changed: forget what was derived from them.
  virtual void sourceChanged() {}
  /// Shows what arrange() says now; only dataChanged() when these rows are shown already.
  void rearrange();

 private:
  void adopt(std::vector<int> rows);
  void refresh();

  std::vector<int> m_rows;
  std::vector<int> m_places;  ///< per row of the source
  int m_sortColumn = -1;
  Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

}  // namespace lane
