// Allocations in the open session: percentile curves of single events for each allocator at the
// chosen size, p50, p99 and the slowest against size, and a table with the figures. A page of the
// Memory view; says what to measure where the session holds none. Follows the one selection. GUI
// thread; owns nothing it is given.
#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "analysis/allocation_chart.h"
#include "charts/allocation_plot.h"

class QAction;
class QHBoxLayout;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace lane {

class AllocationTableModel;
class OfferPage;
class SegmentedControl;
class SelectionModel;
class SessionDocument;
class Text;
class VariantChip;
class WrapRow;

class AllocationPanel : public QWidget {
  Q_OBJECT
 public:
  AllocationPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);

  /// Whether the session holds cases of the suite alloc.
  bool hasData() const;
  void setMeasureAction(QAction* action);  ///< what the page without data offers
  const ChartSource* chart() const;        ///< nullptr while nothing is drawn
  AllocationPlot* plot() { return m_plot; }
  QTableView* table() { return m_table; }
  SegmentedControl* sizeChoice() { return m_sizeChoice; }
  SegmentedControl* patternChoice() { return m_patternChoice; }
  SegmentedControl* eventChoice() { return m_eventChoice; }
  const std::vector<VariantChip*>& chips() const { return m_chips; }
  QString clockLine() const;

 signals:
  void dataChanged();  ///< hasData() may tell another thing now
  void chartChanged();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* makeHead();
  void makeTable();
  void refresh();
  void draw();
  void makeChips();
  void toggle(const QString& variant);
  void choose(std::uint32_t caseIndex);
  void stepSize(int by);
  void followSelection();

  SessionDocument* m_document;
  SelectionModel* m_selection;
  QTimer m_timer;
  bool m_stale = true;
  std::vector<std::string> m_patterns;
  std::string m_pattern;
  AllocationEvent m_event = AllocationEvent::allocate;
  AllocationChart m_chart;
  std::uint64_t m_size = 0;
  QSet<QString> m_hidden;

  QStackedWidget* m_pages = nullptr;
  OfferPage* m_offer = nullptr;
  Text* m_subtitle = nullptr;
  Text* m_clock = nullptr;
  SegmentedControl* m_patternChoice = nullptr;
  SegmentedControl* m_eventChoice = nullptr;
  SegmentedControl* m_sizeChoice = nullptr;
  QHBoxLayout* m_chipRow = nullptr;
  std::vector<VariantChip*> m_chips;
  AllocationPlot* m_plot = nullptr;
  QTableView* m_table = nullptr;
  AllocationTableModel* m_model = nullptr;
  QSortFilterProxyModel* m_proxy = nullptr;
};

}  // namespace lane
