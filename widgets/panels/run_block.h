// Run, Pause, Resume and Stop with the progress of the run: one cell per kernel in plan order.
// Reads the document; whoever runs plans acts on its signals. GUI thread.
#pragma once

#include <QVector>
#include <QWidget>

#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/labels.h"

namespace lane {

/// Shares of done cases per kernel as cells; the current kernel in its variant's colour.
class ProgressCells : public QWidget {
  Q_OBJECT
 public:
  explicit ProgressCells(QWidget* parent = nullptr);
  void setCells(const QVector<double>& shares, int current, const QColor& color);
  const QVector<double>& shares() const { return m_shares; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QVector<double> m_shares;
  int m_current = -1;
  QColor m_color;
};

class RunBlock : public QWidget {
  Q_OBJECT
 public:
  explicit RunBlock(SessionDocument* document, QWidget* parent = nullptr);
  /// Why Run is not possible; empty: it is.
  void setBlocked(const QString& reason);
  Button* runButton() { return m_run; }
  Button* pauseButton() { return m_pause; }
  Button* stopButton() { return m_stop; }

 signals:
  void runRequested();
  void pauseRequested();
  void resumeRequested();
  void stopRequested();

 private:
  void refresh();
  void refreshCells();

  SessionDocument* m_document;
  Text* m_phase;
  Text* m_detail;
  Text* m_share;
  ProgressCells* m_cells;
  Button* m_run;
  Button* m_pause;
  Button* m_stop;
  QWidget* m_status;
};

}  // namespace lane
