// Keeps what is selected, current and in sight in a table while its proxy shows its rows anew.
// GUI thread; lives as long as its view.
#pragma once

#include <QObject>
#include <vector>

#include "models/table_order_proxy.h"

class QTableView;

namespace lane {

/// The source's rows that are selected, in the order shown.
std::vector<int> selectedSourceRows(const QTableView& view, const TableOrderProxy& proxy);

class TableRowKeeper : public QObject {
  Q_OBJECT
 public:
  /// After view->setModel(proxy).
  TableRowKeeper(QTableView* view, TableOrderProxy* proxy);
  /// The current row changes only because the rows moved.
  bool isRestoring() const { return m_restoring; }

 signals:
  void restored();

 private:
  void keep();
  void restore();

  QTableView* m_view;
  TableOrderProxy* m_proxy;
  std::vector<int> m_selected;
  int m_current = -1;
  int m_column = 0;
  int m_scroll = 0;
  bool m_inSight = false;
  bool m_restoring = false;
};

}  // namespace lane
