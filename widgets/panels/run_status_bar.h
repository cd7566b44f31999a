// The status bar: state and case at hand, progress, elapsed and left, the clock the canary sees,
// and warnings. Reads the document. GUI thread.
#pragma once

#include <QStatusBar>
#include <QVector>
#include <optional>

#include "models/session_document.h"
#include "panels/labels.h"

namespace lane {

class Sparkline;

/// "quiet 0.4 %", "usable 1.8 %", "noisy 3.1 %": how far samples of this run scatter.
QString noiseWord(double score);

class RunStatusBar : public QStatusBar {
  Q_OBJECT
 public:
  explicit RunStatusBar(SessionDocument* document, QWidget* parent = nullptr);
  /// What is shown on the left when nothing runs ("Paired 240 points, 0 unmatched").
  void setIdleText(const QString& state, const QString& detail);
  /// Widgets that may stand in place of that text; the bar owns them.
  void addIdleWidget(QWidget* widget);
  void setIdleWidget(QWidget* widget);  ///< one of them; nullptr: the text
  /// Something else that takes the machine, such as measuring ceilings; it shows instead of a run.
  void setTask(const QString& what, const QString& detail, double share);
  void clearTask();
  /// A run on all cores: the window is redrawn less often meanwhile, and says so.
  void setSparing(bool sparing);
  QString detailText() const { return m_detail->text(); }
  QString noiseText() const { return m_noise->text(); }
  QString stateText() const { return m_state->text(); }
  QString countText() const { return m_points->text(); }

 private:
  class Track;
  class Dot;
  void refresh();
  void refreshClock();
  void refreshNoise();
  void refreshWarnings();

  SessionDocument* m_document;
  struct Task {
    QString what, detail;
    double share = 0;
  };

  QString m_idleState, m_idleDetail;
  QWidget* m_line = nullptr;  ///< everything but idle widgets
  QWidget* m_idleWidget = nullptr;
  std::optional<Task> m_task;
  bool m_sparing = false;
  Dot* m_dot;
  Text* m_state;
  Text* m_detail;
  Track* m_track;
  Text* m_points;
  Text* m_elapsed;
  Text* m_left;
  QVector<QWidget*> m_runOnly;
  QWidget* m_clockBlock;
  Sparkline* m_clockLine;
  Text* m_clock;
  Text* m_clockDrift;
  QWidget* m_noiseBlock;
  Text* m_noise;
  QWidget* m_warnBlock;
  Text* m_warn;
};

}  // namespace lane
