// The page "Many sessions" of the Diff view: machines against kernels relative to a chosen session,
// as a table of shades. Sessions are dropped, chosen, or taken from the recent ones. GUI thread;
// owns nothing it is given.
#pragma once

#include <QWidget>

#include "models/matrix_model.h"

class QHBoxLayout;
class QMenu;
class QTableView;

namespace lane {

class Button;
class Text;

class MatrixPanel : public QWidget {
  Q_OBJECT
 public:
  explicit MatrixPanel(MatrixModel* model, QWidget* parent = nullptr);
  QHBoxLayout* head() { return m_head; }
  QTableView* table() { return m_table; }
  Button* addButton() { return m_add; }
  /// Session files the Add menu offers besides choosing one.
  void setRecent(const QStringList& paths);
  void setSessionOpen(bool open) { m_sessionOpen = open; }  ///< the menu offers it, too

 signals:
  void chooseRequested();
  void openSessionRequested();  ///< take in the session that is open
  void kernelActivated(const QString& benchmark);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  QWidget* makeHead();
  QWidget* makeEmpty();
  void refresh();
  void fillAddMenu(QMenu* menu);
  void copy(const QString& text);

  MatrixModel* m_model;
  QStringList m_recent;
  bool m_sessionOpen = false;
  QHBoxLayout* m_head = nullptr;
  Text* m_facts = nullptr;
  Button* m_variant = nullptr;
  Button* m_reference = nullptr;
  Button* m_remove = nullptr;
  Button* m_copy = nullptr;
  Button* m_add = nullptr;
  QMenu* m_addMenu = nullptr;
  QTableView* m_table = nullptr;
  QWidget* m_empty = nullptr;
};

}  // namespace lane
