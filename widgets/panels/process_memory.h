// Process memory, a page of the Memory view: what was resident over the phases of a workload, each
// way of doing it as a curve, and what was resident over the whole run. The choices are what the
// session holds. Follows a live run. GUI thread; owns nothing it is given.
#pragma once

#include <QSet>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "analysis/phase_chart.h"
#include "charts/memory_time.h"

class QAction;
class QStackedWidget;

namespace lane {

class Button;
class ChartSource;
class MemoryStrip;
class OfferPage;
class PhasePlot;
class SegmentedControl;
class SelectionModel;
class SessionDocument;
class Text;

/// Resident memory over the run, with the marks of the run as its phases; empty without readings.
MemoryTimeScene residentOfRun(const Session& session);

class ProcessMemoryPage : public QWidget {
  Q_OBJECT
 public:
  ProcessMemoryPage(SessionDocument* document, SelectionModel* selection,
                    QWidget* parent = nullptr);
  /// Runs the plan that measures phases; offered where the session has none.
  void setMeasureAction(QAction* action);

  bool hasPhases() const { return !m_subjects.empty(); }
  const ChartSource* chart() const;  ///< nullptr while no phases are drawn
  PhasePlot* plot() { return m_plot; }
  MemoryTimePlot* wholeRun() { return m_run; }
  MemoryStrip* strip() { return m_strip; }
  Button* subject() { return m_subject; }
  SegmentedControl* sizes() { return m_sizes; }
  /// -1: the whole run.
  void choose(int subject, int size);

 signals:
  void chartChanged();
  void menuRequested(const QPoint& globalPosition);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void refresh();
  void draw();
  void chooseSubject();
  void setHidden(const QSet<QString>& hidden);

  SessionDocument* m_document;
  SelectionModel* m_selection;
  std::vector<PhaseSubject> m_subjects;
  int m_chosen = 0;         ///< of the subjects; -1: the whole run
  bool m_wholeRun = false;  ///< somebody chose it
  std::uint64_t m_size = 0;
  bool m_stale = true;
  QTimer m_timer;

  QStackedWidget* m_pages;
  OfferPage* m_offer;
  QWidget* m_content;
  Text* m_subtitle;
  Button* m_subject;
  SegmentedControl* m_sizes;
  QWidget* m_stripFrame;
  MemoryStrip* m_strip;
  QStackedWidget* m_plots;
  PhasePlot* m_plot;
  MemoryTimePlot* m_run;
};

}  // namespace lane
