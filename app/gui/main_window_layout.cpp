// How the window is put together: views in the middle, docks at the sides, menus on top.
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

#include "charts/curves_view.h"
#include "charts/ratio_plot.h"
#include "charts/series_strip.h"
#include "charts/timeline_view.h"
#include "dock.h"
#include "main_window.h"
#include "panels/buttons.h"
#include "panels/commands_panel.h"
#include "panels/compare_view.h"
#include "panels/diff_panel.h"
#include "panels/labels.h"
#include "panels/machine_panel.h"
#include "panels/message_bar.h"
#include "panels/plan_panel.h"
#include "panels/point_panel.h"
#include "panels/report_panel.h"
#include "panels/roofline_panel.h"
#include "panels/run_status_bar.h"
#include "panels/sessions_panel.h"
#include "panels/table_panel.h"
#include "report_controller.h"
#include "support/icons.h"
#include "top_bar.h"

namespace lane {

void MainWindow::makeCentre() {
  m_top = new TopBar(*m_actions);
  addToolBar(Qt::TopToolBarArea, m_top);
  m_messages = new MessageBar;
  m_stack = new QStackedWidget;
  m_empty = new EmptyState(m_recent);
  m_curves = new CurvesView;
  m_curves->setDocument(m_document);
  m_curves->setSelectionModel(m_selection);
  m_strip = new SeriesStrip;
  m_strip->setDocument(m_document);
  auto* curvesPage = new QSplitter(Qt::Vertical);
  curvesPage->setChildrenCollapsible(false);
  curvesPage->addWidget(m_curves);
  curvesPage->addWidget(m_strip);
  curvesPage->setStretchFactor(0, 1);
  curvesPage->setStretchFactor(1, 0);
  m_latency = new LatencyView;
  m_latency->setDocument(m_document);
  m_latency->setSelectionModel(m_selection);
  m_compare = new CompareView;
  m_diffPanel = new DiffPanel(m_diff);
  m_compare->addPage(tr("Two sessions"), m_diffPanel, m_diffPanel->head());
  m_tablePanel = new TablePanel(m_document, m_selection);
  m_stack->addWidget(m_empty);
  auto* curves = new CommandsPage(curvesPage, m_curves, m_document, m_selection);
  auto* latency = new CommandsPage(m_latency, m_latency, m_document, m_selection);
  addView({.view = View::curves,
           .act = Act::viewCurves,
           .name = QStringLiteral("curves"),
           .page = curves,
           .focus = curves,
           .chart = [this, curves]() -> const ChartSource* {
             return curves->showsCommands() ? nullptr : m_curves;
           }});
  addView({.view = View::latency,
           .act = Act::viewLatency,
           .name = QStringLiteral("latency"),
           .page = latency,
           .focus = latency,
           .chart = [this, latency]() -> const ChartSource* {
             return latency->showsCommands() ? nullptr : m_latency;
           }});
  m_roofline = new RooflinePanel(m_document, m_selection);
  m_roofline->setMeasureAction((*m_actions)[Act::measureCeilings]);
  addView({.view = View::roofline,
           .act = Act::viewRoofline,
           .name = QStringLiteral("roofline"),
           .page = m_roofline,
           .focus = m_roofline,
           .chart = [this] { return m_roofline->chart(); }});
  addMemoryView();
  addFilesView();
  addScoreboardView();
  addView({.view = View::diff,
           .act = Act::viewDiff,
           .name = QStringLiteral("diff"),
           .page = m_compare,
           .focus = m_diffPanel->table(),
           .needsSession = false,
           .chart = [this] { return m_diff->isReady() ? m_diffPanel->plot() : nullptr; },
           .ready = [this] { return m_diff->isReady(); }});
  addView({.view = View::table,
           .act = Act::viewTable,
           .name = QStringLiteral("table"),
           .page = m_tablePanel,
           .focus = m_tablePanel->view(),
           .chart = [this] { return m_curves; }});
  m_timeline = new TimelineView(m_document, m_selection);
  addView({.view = View::timeline,
           .act = Act::viewTimeline,
           .name = QStringLiteral("timeline"),
           .page = m_timeline,
           .focus = m_timeline,
           .chart = [this] { return m_timeline->isEmpty() ? nullptr : m_timeline; }});
  m_reportPanel = new ReportPanel;
  addView({.view = View::report,
           .act = Act::viewReport,
           .name = QStringLiteral("report"),
           .page = m_reportPanel,
           .focus = m_reportPanel->preview(),
           .hasInspector = false,
           .ready = [this] { return m_reports->isCurrent(); }});

  auto* centre = new QWidget;
  auto* column = new QVBoxLayout(centre);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_messages);
  column->addWidget(m_stack, 1);
  setCentralWidget(centre);
  m_status = new RunStatusBar(m_document);
  setStatusBar(m_status);
}

void MainWindow::makeDocks() {
  m_left = new Dock(tr("Plan"), QStringLiteral("leftDock"));
  m_planPanel = new PlanPanel(m_plan, m_tree, m_document);
  m_sessionsPanel = new SessionsPanel(m_recent);
  m_machinePanel = new MachinePanel;
  m_left->addPage(tr("Plan"), m_planPanel);
  m_left->addPage(tr("Sessions"), m_sessionsPanel);
  m_left->addPage(tr("Machine"), m_machinePanel);
  auto* preset = new Button(tr("Plans"), Button::Kind::quiet);
  preset->setObjectName(QStringLiteral("presetButton"));
  preset->setMenuMark(true);
  m_left->addPageAction(0, preset);
  connect(preset, &Button::clicked, this, [this, preset] {
    m_planPanel->presetMenu()->popup(preset->mapToGlobal(QPoint(0, preset->height())));
  });
  const auto nameIt = [this, preset] {
    const QString name = m_planPanel->presetName();
    preset->setText(name.isEmpty() ? tr("Plans")
                                   : preset->fontMetrics().elidedText(name, Qt::ElideRight, 90));
    preset->setToolTip(tr("Plan: %1. Choose another, load or save one.").arg(name));
    preset->updateGeometry();
  };
  connect(m_planPanel, &PlanPanel::presetNameChanged, preset, nameIt);
  addDockWidget(Qt::LeftDockWidgetArea, m_left);

  m_right = new Dock(tr("Inspector"), QStringLiteral("rightDock"));
  m_pointPanel = new PointPanel(m_document, m_selection);
  m_right->addPage(tr("Point"), m_pointPanel);
  for (const auto& [act, glyph] : {std::pair{Act::previousSize, Icon::chevronLeft},
                                   std::pair{Act::nextSize, Icon::chevronRight}}) {
    auto* button = new Button({}, Button::Kind::quiet);
    button->setGlyph(glyph);
    button->follow((*m_actions)[act]);
    m_right->addPageAction(0, button);
  }
  addDockWidget(Qt::RightDockWidgetArea, m_right);
  const auto fit = [this] {
    const Theme& theme = Theme::instance();
    // At the largest text sizes the chart in the middle needs the room more.
    m_left->setMinimumWidth(std::min(theme.px(256), 280));
    m_left->setMaximumWidth(theme.px(420));
    m_right->setMinimumWidth(std::min(theme.px(288), 376));
    m_right->setMaximumWidth(theme.px(480));
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
  resizeDocks({m_left, m_right}, {Theme::instance().px(328), Theme::instance().px(320)},
              Qt::Horizontal);
}

void MainWindow::makeMenus() {
  QHash<QString, QMenu*> menus;
  for (const QString& name :
       {QStringLiteral("File"), QStringLiteral("Edit"), QStringLiteral("View"),
        QStringLiteral("Run"), QStringLiteral("Session"), QStringLiteral("Analyze"),
        QStringLiteral("Export"), QStringLiteral("Help")})
    menus.insert(name, menuBar()->addMenu(tr(qPrintable(u'&' + name))));
  for (const Actions::Entry& entry : m_actions->entries())
    menus[entry.group]->addAction(entry.action);
  const auto divide = [&](Act before, const char* menu) {
    menus[QLatin1StringView(menu)]->insertSeparator((*m_actions)[before]);
  };
  divide(Act::newPlan, "File");
  divide(Act::quit, "File");
  divide(Act::copyValue, "Edit");
  divide(Act::filterKernels, "Edit");
  divide(Act::leftDock, "View");
  divide(Act::bands, "View");
  divide(Act::textLarger, "View");
  divide(Act::themeSystem, "View");
  divide(Act::fullScreen, "View");
  divide(Act::exportReport, "Export");

  auto* field = new Button(tr("Go to kernel, session or command"), Button::Kind::plain);
  field->setObjectName(QStringLiteral("commandField"));
  field->setGlyph(Icon::search);
  field->setKeyHint(QStringLiteral("Ctrl K"));
  field->setFocusPolicy(Qt::NoFocus);
  connect(field, &Button::clicked, this, &MainWindow::openPalette);
  auto* corner = new QWidget;
  auto* row = new QHBoxLayout(corner);
  row->setContentsMargins(0, 2, 12, 2);
  row->addWidget(field);
  menuBar()->setCornerWidget(corner, Qt::TopRightCorner);
  auto* brand = new QWidget;
  auto* name = new QHBoxLayout(brand);
  name->setContentsMargins(12, 0, 8, 0);
  name->setSpacing(8);
  auto* logo = new QLabel;
  logo->setPixmap(icon(Icon::logo).pixmap(18, 18));
  name->addWidget(logo);
  name->addWidget(new Text(QStringLiteral("Lanescope"), {13, 600, false, Tone::value}));
  menuBar()->setCornerWidget(brand, Qt::TopLeftCorner);
}

void MainWindow::addView(ViewPage page) {
  m_stack->addWidget(page.page);
  m_views.push_back(std::move(page));
}

const ViewPage& MainWindow::pageOf(View view) const {
  return *std::find_if(m_views.begin(), m_views.end(),
                       [view](const ViewPage& page) { return page.view == view; });
}

}  // namespace lane
