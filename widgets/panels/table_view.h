// The rows of the Table view: cells with markers and curves, headings of groups over the whole
// width. Keys: Space, Enter, Left and Right fold a group, Alt+Up and Alt+Down sort by the current
// column, Ctrl+Shift+Left and Right move it; letters go to the filter line. Only rows in sight are
// painted or asked for. GUI thread; the proxy is not its own.
#pragma once

#include <QTableView>

#include "models/table_case_proxy.h"

namespace lane {

class CaseTableView : public QTableView {
  Q_OBJECT
 public:
  CaseTableView(CaseTableProxy* proxy, const CaseTableModel* model, QWidget* parent = nullptr);
  /// Rows move because a group is being folded.
  bool isFolding() const { return m_folding; }
  void keyboardSearch(const QString& text) override { emit typed(text); }

 signals:
  void typed(const QString& text);  ///< letters that mean nothing to the table

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;

 private:
  void paintHeading(QPainter& painter, int row);
  void fold(int heading, bool folded);
  void moveColumn(int by);

  CaseTableProxy* m_proxy;
  bool m_folding = false;
};

}  // namespace lane
