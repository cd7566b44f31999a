// The window's side of the charts: what their actions do and when they can, their menus, axes that
// move together, and charts that leave as files, on paper or on the clipboard.
#include <QMenu>
#include <algorithm>

#include "charts/curves_view.h"
#include "charts/series_strip.h"
#include "charts/timeline_view.h"
#include "dock.h"
#include "main_window.h"
#include "panels/export_dialog.h"
#include "panels/roofline_panel.h"
#include "support/qt_units.h"
#include "top_bar.h"

namespace lane {
void MainWindow::connectChartActions() {
  const auto on = [this](Act act, auto slot) {
    connect((*m_actions)[act], &QAction::triggered, this, slot);
  };
  const auto both = [this](auto setting, bool value) {
    (m_curves->*setting)(value);
    (m_latency->*setting)(value);
  };
  on(Act::bands, [both](bool shown) { both(&CurvesView::setShowBands, shown); });
  on(Act::crossovers, [both](bool shown) { both(&CurvesView::setShowCrossovers, shown); });
  on(Act::caches, [both](bool shown) { both(&CurvesView::setShowCaches, shown); });
  on(Act::peers, [both](bool shown) { both(&CurvesView::setShowPeers, shown); });
  on(Act::distribution, [this](bool shown) { m_latency->setDistributionShown(shown); });
  on(Act::linkAxes, [this](bool linked) {
    m_settings->set(SettingKey::linkAxes, linked);
    if (linked) followSizes(chartView() ? *chartView() : *m_curves);
  });
  on(Act::logY, [this](bool log) {
    if (CurvesView* chart = chartView()) chart->setLogY(log);
  });
  on(Act::nextMetric, [this] {
    CurvesView* chart = chartView();
    if (!chart) return;
    const auto all = chart->metrics();
    const auto at = std::find(all.begin(), all.end(), chart->metric());
    if (!all.empty())
      chart->setMetric(at == all.end() || at + 1 == all.end() ? all.front() : *(at + 1));
  });
  on(Act::resetZoom, [this] {
    if (CurvesView* chart = chartView()) chart->resetZoom();
    if (m_view == View::roofline) m_roofline->resetZoom();
    if (m_view == View::timeline) m_timeline->resetZoom();
  });
  for (CurvesView* chart : {m_curves, static_cast<CurvesView*>(m_latency)}) {
    connect(chart, &CurvesView::metricChanged, this, &MainWindow::refreshMetricMenu);
    connect(chart, &CurvesView::optionsChanged, this, &MainWindow::refreshActions);
    connect(chart, &CurvesView::menuRequested, this, &MainWindow::showChartMenu);
    connect(chart, &CurvesView::pinRequested, this, &MainWindow::showInspector);
    connect(chart, &CurvesView::visibleSizesChanged, this, [this, chart] { followSizes(*chart); });
  }
  connect(m_roofline, &RooflinePanel::menuRequested, this, &MainWindow::showChartMenu);
  connect(m_roofline, &RooflinePanel::pinRequested, this, &MainWindow::showInspector);
  connect(m_timeline, &TimelineView::menuRequested, this, &MainWindow::showChartMenu);
  connect(m_timeline, &TimelineView::pinRequested, this, &MainWindow::showInspector);
  // One run has one time axis, wherever it is drawn.
  connect(m_timeline, &TimelineView::timeRangeChanged, m_strip, &SeriesStrip::setTimeRange);
  connect(m_strip, &SeriesStrip::timeRangeChanged, m_timeline, &TimelineView::setTimeRange);
  connect(m_strip, &SeriesStrip::momentClicked, m_timeline, &TimelineView::selectMoment);
  connectExports();
}

void MainWindow::connectExports() {
  const auto on = [this](Act act, auto slot) {
    connect((*m_actions)[act], &QAction::triggered, this, slot);
  };
  on(Act::copyChart, [this] {
    if (const ChartSource* chart = chartSource()) m_exports->copyChart(*chart);
  });
  on(Act::copyData, [this] {
    if (const ChartSource* chart = chartSource()) m_exports->copyData(*chart);
  });
  const std::pair<Act, ChartFormat> exports[] = {{Act::exportChart, ChartFormat::png},
                                                 {Act::exportPng, ChartFormat::png},
                                                 {Act::exportSvg, ChartFormat::svg},
                                                 {Act::exportPdf, ChartFormat::pdf},
                                                 {Act::exportCsv, ChartFormat::csv}};
  for (const auto& [act, format] : exports)
    on(act, [this, format = format] {
      if (const ChartSource* chart = chartSource())
        m_exports->exportChartWithDialog(*chart, format);
    });
  on(Act::exportSized, [this] { openExportDialog(false); });
  on(Act::exportAll, [this] { openExportDialog(true); });
  on(Act::print, [this] {
    if (const ChartSource* chart = chartSource()) m_exports->printChartWithDialog(*chart);
  });
}

/// Every view that has a chart now, each chart once.
std::vector<ExportController::NamedChart> MainWindow::charts() const {
  std::vector<ExportController::NamedChart> found;
  for (const ViewPage& page : m_views) {
    const ChartSource* chart = page.chart ? page.chart() : nullptr;
    const bool empty = page.needsSession && m_document->isEmpty();
    const auto same = [chart](const auto& each) { return each.chart == chart; };
    if (chart && !empty && std::none_of(found.begin(), found.end(), same))
      found.push_back({page.name, chart});
  }
  return found;
}

void MainWindow::openExportDialog(bool allViews) {
  const auto scope = allViews ? ExportDialog::Scope::views : ExportDialog::Scope::chart;
  auto* dialog = new ExportDialog(scope, m_exports->options(), int(charts().size()), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog, allViews] {
    m_exports->setOptions(dialog->options());
    if (allViews)
      m_exports->exportAllWithDialog(charts(), m_document->name(), dialog->format());
    else if (const ChartSource* chart = chartSource())
      m_exports->exportChartWithDialog(*chart, dialog->format());
  });
  dialog->open();
}

/// The other chart over size goes where this one went; so does the Table (connectTable()).
void MainWindow::followSizes(const CurvesView& chart) {
  if (!m_settings->value(SettingKey::linkAxes).toBool()) return;
  const auto [lower, upper] = chart.visibleSizes();
  CurvesView* other = &chart == m_curves ? static_cast<CurvesView*>(m_latency) : m_curves;
  if (other->visibleSizes() != chart.visibleSizes()) other->setVisibleSizes(lower, upper);
}

void MainWindow::showInspector() {
  if (!m_right->isVisible()) (*m_actions)[Act::inspector]->trigger();
  m_right->setPage(0);
}

void MainWindow::refreshChartActions() {
  const bool nothing = isEmptyStateShown(), empty = m_document->isEmpty();
  const auto enable = [this](Act act, bool on) { (*m_actions)[act]->setEnabled(on); };
  const auto check = [this](Act act, bool on) { (*m_actions)[act]->setChecked(on); };
  const bool chart = !nothing && chartView();
  for (const Act act : {Act::bands, Act::crossovers, Act::caches, Act::ghost, Act::logY,
                        Act::nextMetric, Act::linkAxes})
    enable(act, chart);
  enable(Act::resetZoom,
         chart || (!nothing && (m_view == View::roofline || m_view == View::timeline)));
  enable(Act::distribution, !nothing && m_view == View::latency);
  const CurvesView* view = chartView() ? chartView() : m_curves;
  enable(Act::peers, chart && view->hasPeers());
  const bool drawable = chartSource() && (!pageOf(m_view).needsSession || !empty);
  for (const Act act :
       {Act::copyChart, Act::copyData, Act::exportChart, Act::exportPng, Act::exportSvg,
        Act::exportPdf, Act::exportCsv, Act::exportSized, Act::print})
    enable(act, drawable && !nothing);
  enable(Act::exportAll, !nothing && !empty);
  enable(Act::addNote, !nothing && !empty);
  check(Act::bands, view->showBands());
  check(Act::crossovers, view->showCrossovers());
  check(Act::caches, view->showCaches());
  check(Act::peers, view->hasPeers() && view->showPeers());
  check(Act::distribution, m_latency->isDistributionShown());
  check(Act::linkAxes, m_settings->value(SettingKey::linkAxes).toBool());
  check(Act::logY, view->logY());
}

void MainWindow::refreshMetricMenu() {
  QMenu* menu = m_top->metricMenu();
  menu->clear();
  CurvesView* chart = chartView();
  if (!chart) return;
  const auto name = [chart](CurveMetric metric) {
    if (metric == CurveMetric::relative)
      return tr("%1, × %2")
          .arg(toQString(title(metric)), Theme::instance().series(chart->reference()).label);
    const QString unit = toQString(axisUnit(metric));
    return unit.isEmpty() ? toQString(title(metric))
                          : toQString(title(metric)) + QStringLiteral(", ") + unit;
  };
  for (const CurveMetric metric : chart->metrics()) {
    QAction* action = menu->addAction(name(metric));
    action->setCheckable(true);
    action->setChecked(metric == chart->metric());
    connect(action, &QAction::triggered, chart, [chart, metric] { chart->setMetric(metric); });
  }
  m_top->setMetricText(name(chart->metric()));
  if (chart != m_curves) return;
  auto* relative = menu->addMenu(tr("&Relative to"));
  connect(relative, &QMenu::aboutToShow, chart, [chart, relative] {
    relative->clear();
    for (const QString& variant : chart->variants()) {
      QAction* action = relative->addAction(Theme::instance().series(variant).label);
      action->setCheckable(true);
      action->setChecked(chart->metric() == CurveMetric::relative && chart->reference() == variant);
      connect(action, &QAction::triggered, chart, [chart, variant] {
        chart->setReference(variant);
        chart->setMetric(CurveMetric::relative);
      });
    }
    if (relative->isEmpty()) relative->addAction(tr("Nothing measured yet"))->setEnabled(false);
  });
}

void MainWindow::showChartMenu(const QPoint& at, bool hasPoint) {
  auto* menu = new QMenu(this);
  menu->setObjectName(QStringLiteral("chartMenu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const auto add = [&](std::initializer_list<Act> acts) {
    for (const Act act : acts)
      if ((*m_actions)[act]->isEnabled()) menu->addAction((*m_actions)[act]);
  };
  if (hasPoint) {
    add({Act::copyValue, Act::measureAgain, Act::addSizes, Act::refineCrossover});
    add({Act::addNote});
    add({Act::diffWith});
    menu->addSeparator();
  }
  add({Act::copyChart, Act::copyData, Act::exportChart, Act::exportSized, Act::print});
  menu->addSeparator();
  add({Act::resetZoom, Act::logY, Act::linkAxes});
  menu->addSeparator();
  add({Act::bands, Act::crossovers, Act::caches, Act::peers, Act::ghost, Act::distribution});
  menu->popup(at);
}

}  // namespace lane
