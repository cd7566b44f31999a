// The pairs of a diff as a table: sortable, with a choice of columns; rows copy as tab-separated
// text or Markdown. The current row is the selected pair. GUI thread; owns nothing it is given.
#pragma once

#include <QStringList>
#include <QWidget>

#include "models/diff_table_model.h"

class QMenu;
class QTableView;

namespace lane {

class Button;
class TableDelegate;

class DiffTable : public QWidget {
  Q_OBJECT
 public:
  DiffTable(DiffDocument* document, DiffTableModel* model, DiffTableProxy* proxy,
            QWidget* parent = nullptr);
  QTableView* view() { return m_view; }
  QMenu* columnsMenu() { return m_columns; }
  enum class Format { tsv, markdown };
  /// The selected rows in the order shown; empty when none is selected. Tab-separated text holds
  /// every figure in full precision, Markdown the columns that are shown, as they are shown.
  QString selectionAs(Format format) const;
  void copySelection(Format format) const;
  /// Keys of the selected rows.
  QStringList selectedKeys() const;

 signals:
  void clearFilterRequested();
  void openRequested(const QString& key);
  void menuRequested(const QPoint& globalPosition);
  void rowsChanged();  ///< shown or selected

 private:
  void refreshDiff();
  void refreshRows();
  void refreshHeight();
  void showCurrent();
  void chooseColumn(int column, bool shown);

  DiffDocument* m_document;
  DiffTableModel* m_model;
  DiffTableProxy* m_proxy;
  QTableView* m_view;
  TableDelegate* m_delegate;
  QMenu* m_columns;
  QWidget* m_empty;
  bool m_columnsChosen = false;
};

}  // namespace lane
