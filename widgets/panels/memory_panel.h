// The Memory view: its pages hierarchy, process memory and allocators. The first shows choices of
// what was measured, cards, and the charts: the ceilings of the open session; where it has none, it
// offers to measure them, or to look at those kept for this machine, with clear words whose they
// are. GUI thread; owns nothing it is given.
#pragma once

#include <QTimer>
#include <QWidget>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "analysis/memory_chart.h"
#include "charts/memory_plot.h"

class QAction;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace lane {

class AllocationPanel;
class Button;
class MemoryStrip;
class OfferPage;
class ProcessMemoryPage;
class SegmentedControl;
class SelectionModel;
class SessionDocument;
class Text;

class MemoryPanel : public QWidget {
  Q_OBJECT
 public:
  using Kept = std::shared_ptr<const Ceilings>;
  enum class Part { hierarchy, process, allocators };

  MemoryPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  void setMeasureAction(QAction* action);
  /// Those kept for this machine; null: none. Looked at only where the session has none.
  void setKept(Kept kept);
  /// Shows the kept ones; until another session is opened.
  void showKept();
  bool isShowingKept() const { return m_showKept && m_kept != nullptr; }

  const Kept& kept() const { return m_kept; }
  void setOptions(const MemoryOptions& options);

  Part part() const;
  void showPart(Part part);
  ProcessMemoryPage* process() { return m_process; }
  AllocationPanel* allocations() { return m_allocations; }

  const ChartSource* chart() const;  ///< nullptr while nothing is drawn
  MemoryPlot* plot() { return m_plot; }
  MemoryStrip* strip() { return m_strip; }
  const MemoryChart& memory() const { return m_plot->chart(); }
  /// Whose figures are shown; nullptr: nobody's, or those of cases of the suite memory.
  const Ceilings* ceilings() const { return m_shown.get(); }
  const MemoryPage& page() const { return m_page; }

 signals:
  void chartChanged();
  void readingChanged();
  void partChanged();
  void addRequested();  ///< the kept ones to the session
  void menuRequested(const QPoint& globalPosition);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  /// One axis of MemoryPage as a row of choices; hidden while there is one choice only.
  struct Choice {
    QWidget* row = nullptr;
    SegmentedControl* control = nullptr;
    std::vector<MemoryPage> pages;  ///< what each segment leads to
  };

  QWidget* makeParts();
  void choosePart();
  QWidget* makeHeader();
  QWidget* makeWords();
  void addChoice(QWidget* parent, const QString& label, Choice& choice);
  QPushButton* addToggle(const QString& text, const QString& tip, bool MemoryOptions::*option);
  void refresh();
  void refreshOffer();
  void refreshChoices();
  void refreshResident();
  void refreshReading();
  void draw();
  bool belongs(const Ceilings& kept) const;
  QString noteOf(const MemoryPage& page) const;

  SessionDocument* m_document;
  SelectionModel* m_selection;
  Kept m_kept, m_shown;
  bool m_showKept = false, m_stale = true;
  bool m_wantCases = false;  ///< where there are both
  std::vector<MemoryCurve> m_curves;
  std::vector<MemoryPage> m_pages;
  MemoryPage m_page;
  QTimer m_timer;

  SegmentedControl* m_partChoice;
  QStackedWidget* m_parts;
  ProcessMemoryPage* m_process;
  AllocationPanel* m_allocations;
  QStackedWidget* m_stack;
  OfferPage* m_offer;
  QWidget* m_keptRow = nullptr;
  Text* m_keptText = nullptr;
  QWidget* m_words = nullptr;
  Text* m_wordsText = nullptr;
  Button* m_add = nullptr;
  Text* m_subtitle = nullptr;
  Choice m_width, m_threads, m_stores, m_pageKind;
  SegmentedControl* m_unit = nullptr;
  SegmentedControl* m_source = nullptr;
  std::vector<std::pair<QPushButton*, bool MemoryOptions::*>> m_toggles;
  MemoryStrip* m_strip;
  MemoryPlot* m_plot;
};

}  // namespace lane
