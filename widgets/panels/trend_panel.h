// The page "Over time" of the Diff view: a folder, the history of every case in it as a table, the
// chosen one as a chart. GUI thread; owns nothing it is given.
#pragma once

#include <QWidget>

#include "models/trend_document.h"

class QHBoxLayout;
class QLineEdit;
class QProgressBar;
class QTableView;

namespace lane {

class Button;
class Text;
class TrendPlot;
class TrendTableModel;
class TrendTableProxy;

class TrendPanel : public QWidget {
  Q_OBJECT
 public:
  explicit TrendPanel(TrendDocument* document, QWidget* parent = nullptr);
  QHBoxLayout* head() { return m_head; }
  TrendPlot* plot() { return m_plot; }
  QTableView* table() { return m_table; }
  QLineEdit* filterField() { return m_filter; }
  Button* chooseButton() { return m_choose; }
  QString summaryText() const;  ///< "24 sessions, 2 regressions"
  QString currentKey() const;   ///< of the case shown; empty: none

 signals:
  void chooseRequested();
  void folderDropped(const QString& folder);
  void sessionActivated(const QString& path);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  QWidget* makeHead();
  QWidget* makeEmpty();
  void refresh();
  void refreshReading();
  void showCurrent();

  TrendDocument* m_document;
  TrendTableModel* m_model;
  TrendTableProxy* m_proxy;
  QHBoxLayout* m_head = nullptr;
  Text* m_title = nullptr;
  Text* m_facts = nullptr;
  Text* m_skipped = nullptr;
  Button* m_choose = nullptr;
  Button* m_reload = nullptr;
  Button* m_stop = nullptr;
  Button* m_onlyChanged = nullptr;
  QProgressBar* m_progress = nullptr;
  QLineEdit* m_filter = nullptr;
  QTableView* m_table = nullptr;
  TrendPlot* m_plot = nullptr;
  Text* m_environment = nullptr;
  QWidget* m_content = nullptr;
  QWidget* m_empty = nullptr;
  Text* m_emptyTitle = nullptr;
  Text* m_emptyText = nullptr;
};

}  // namespace lane
