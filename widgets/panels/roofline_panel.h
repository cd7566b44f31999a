// The Roofline view: how near every kernel comes to what the machine can do. Variant chips, the
// roofline, and the table of shares per memory level. Follows the one selection. GUI thread; owns
// nothing it is given.
#pragma once

#include <QSet>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <vector>

#include "analysis/roof_chart.h"
#include "charts/chart_export.h"

class QAction;
class QSortFilterProxyModel;
class QTableView;

namespace lane {

class Button;
class LineFlow;
class RoofPlot;
class RoofTableModel;
class SelectionModel;
class SessionDocument;
class Text;
class VariantChip;

class RooflinePanel : public QWidget {
  Q_OBJECT
 public:
  RooflinePanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  /// What measures the ceilings; offered where a session has none.
  void setMeasureAction(QAction* action);
  const ChartSource* chart();  ///< up to date; nullptr while nothing is drawn
  QTableView* table() { return m_table; }
  const RoofChart& roof() const { return m_chart; }
  QSet<QString> shownVariants() const { return m_shown; }
  void setVariantShown(const QString& variant, bool shown);
  /// Another session's trails under this one's; null: none.
  void setGhost(std::shared_ptr<const Session> session, const QString& name);
  void resetZoom();

 signals:
  void menuRequested(const QPoint& globalPosition, bool hasPoint);
  void pinRequested();  ///< Enter: the selected point is to be seen

 protected:
  void showEvent(QShowEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void buildHeader();
  void buildTable();
  void refresh();
  void refreshChips();
  void draw();
  void select(std::uint32_t caseIndex);
  void followSelection();

  SessionDocument* m_document;
  SelectionModel* m_selection;
  RoofChart m_chart;
  std::vector<RoofPage> m_pages;
  RoofPage m_page;
  QSet<QString> m_shown;
  std::shared_ptr<const Session> m_ghost;
  QString m_ghostName;
  QTimer m_timer;
  bool m_traces = true, m_ridges = true, m_stale = true;
  bool m_chosen = false;  ///< the variants were chosen by hand

  QWidget* m_header = nullptr;
  Text* m_subtitle = nullptr;
  Button* m_pageButton = nullptr;
  LineFlow* m_chipRow = nullptr;
  std::vector<VariantChip*> m_chips;
  RoofPlot* m_plot = nullptr;
  Button* m_measure = nullptr;
  QTableView* m_table = nullptr;
  RoofTableModel* m_model = nullptr;
  QSortFilterProxyModel* m_proxy = nullptr;
};

}  // namespace lane
