// The window's commands: what each action does and when it can.
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMessageBox>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/version.h"
#include "charts/curves_view.h"
#include "charts/ratio_plot.h"
#include "command_palette.h"
#include "dock.h"
#include "main_window.h"
#include "models/kernel_summaries.h"
#include "panels/buttons.h"
#include "panels/diff_panel.h"
#include "panels/diff_table.h"
#include "panels/help_browser.h"
#include "panels/message_bar.h"
#include "panels/plan_panel.h"
#include "panels/point_panel.h"
#include "panels/run_block.h"
#include "panels/sessions_panel.h"
#include "panels/table_panel.h"
#include "samples.h"
#include "shortcut_sheet.h"
#include "support/qt_units.h"
#include "top_bar.h"

namespace lane {

void MainWindow::connectActions() {
  const auto on = [this](Act act, auto slot) {
    connect((*m_actions)[act], &QAction::triggered, this, slot);
  };
  on(Act::open, [this] { m_files->openWithDialog(); });
  on(Act::save, [this] { m_files->save(); });
  on(Act::saveAs, [this] { m_files->saveAs(); });
  on(Act::newPlan, [this] { showPlanEditor(); });
  on(Act::loadPlan, [this] { m_files->loadPlanWithDialog(); });
  on(Act::quit, [this] { close(); });
  on(Act::undo, [this] { m_plan->undoStack()->undo(); });
  on(Act::redo, [this] { m_plan->undoStack()->redo(); });
  on(Act::copyValue, [this] { copyValue(); });
  on(Act::copyRows, [this] {
    if (m_view == View::diff)
      m_diffPanel->pairs()->copySelection(DiffTable::Format::tsv);
    else
      m_tablePanel->copySelection();
  });
  on(Act::filterKernels, [this] {
    showPlanEditor();
    m_planPanel->filterField()->setFocus();
    m_planPanel->filterField()->selectAll();
  });
  for (const ViewPage& page : m_views) on(page.act, [this, view = page.view] { showView(view); });
  on(Act::leftDock, [this](bool shown) {
    m_leftWanted = shown;
    refreshChrome();
  });
  on(Act::inspector, [this](bool shown) {
    m_rightWanted = shown;
    if (shown && width() < 1280) m_right->setVisible(true);
    refreshChrome();
  });
  on(Act::textLarger, [this] { setTextScale(Theme::instance().textScale() + 0.1); });
  on(Act::textSmaller, [this] { setTextScale(Theme::instance().textScale() - 0.1); });
  on(Act::textNormal, [this] { setTextScale(1); });
  on(Act::themeSystem, [this] { setTheme(int(Theme::Choice::system)); });
  on(Act::themeDark, [this] { setTheme(int(Theme::Choice::dark)); });
  on(Act::themeLight, [this] { setTheme(int(Theme::Choice::light)); });
  on(Act::toggleTheme, [this] {
    setTheme(int(Theme::instance().isDark() ? Theme::Choice::light : Theme::Choice::dark));
  });
  on(Act::fullScreen,
     [this](bool full) { setWindowState(windowState().setFlag(Qt::WindowFullScreen, full)); });
  on(Act::resetLayout, [this] {
    m_leftWanted = m_rightWanted = true;
    for (Dock* dock : {m_left, m_right}) dock->setFloating(false);
    addDockWidget(Qt::LeftDockWidgetArea, m_left);
    addDockWidget(Qt::RightDockWidgetArea, m_right);
    refreshChrome();
    resizeDocks({m_left, m_right}, {Theme::instance().px(328), Theme::instance().px(320)},
                Qt::Horizontal);
  });
  on(Act::run, [this] { startRun(); });
  on(Act::quickSurvey, [this] { runQuickSurvey(); });
  on(Act::measureCeilings, [this] { measureCeilingsHere(); });
  on(Act::pause, [this] { m_runs->pause(); });
  on(Act::stop, [this] { m_runs->stop(); });
  on(Act::previousSize, [this] { stepSize(-1); });
  on(Act::nextSize, [this] { stepSize(1); });
  on(Act::diffWith, [this] { m_files->compareWithDialog(); });
  on(Act::swapDiff, [this] { m_diff->swapSides(); });
  on(Act::palette, [this] { openPalette(); });
  on(Act::shortcuts, [this] { (new ShortcutSheet(*m_actions, this))->show(); });
  on(Act::about, [this] {
    QMessageBox::about(this, tr("About Lanescope"),
                       tr("<b>Lanescope %1</b><p>An oscilloscope for SIMD lanes.</p><p>%2</p>")
                           .arg(toQString(programVersion()), toQString(compilerName())));
  });
  connect(m_plan->undoStack(), &QUndoStack::canUndoChanged, (*m_actions)[Act::undo],
          &QAction::setEnabled);
  connect(m_plan->undoStack(), &QUndoStack::canRedoChanged, (*m_actions)[Act::redo],
          &QAction::setEnabled);
}

void MainWindow::connectPanels() {
  RunBlock* block = m_planPanel->runBlock();
  connect(block, &RunBlock::runRequested, this, &MainWindow::startRun);
  connect(block, &RunBlock::pauseRequested, m_runs, &RunController::pause);
  connect(block, &RunBlock::resumeRequested, m_runs, &RunController::resume);
  connect(block, &RunBlock::stopRequested, m_runs, &RunController::stop);
  connect(m_planPanel, &PlanPanel::kernelActivated, this, &MainWindow::selectKernel);
  connect(m_planPanel, &PlanPanel::presetChosen, this, &MainWindow::loadPlanNamed);
  connect(m_planPanel, &PlanPanel::loadRequested, m_files, &FileController::loadPlanWithDialog);
  connect(m_sessionsPanel, &SessionsPanel::openRequested, m_files,
          &FileController::openSessionFile);
  connect(m_sessionsPanel, &SessionsPanel::compareRequested, m_files, &FileController::compareWith);
  connect(m_sessionsPanel, &SessionsPanel::forgetRequested, this, [this](const QString& path) {
    m_settings->forgetRecentFile(path);
    refreshRecent();
  });
  connect(m_empty, &EmptyState::runRequested, this, &MainWindow::runQuickSurvey);
  connect(m_empty, &EmptyState::planRequested, this, &MainWindow::showPlanEditor);
  connect(m_empty, &EmptyState::openRequested, m_files, &FileController::openWithDialog);
  connect(m_empty, &EmptyState::commandsRequested, this, &MainWindow::openPalette);
  connect(m_empty, &EmptyState::sessionRequested, m_files, &FileController::openSessionFile);
  connect(m_empty, &EmptyState::machineRequested, this, [this] {
    showPlanEditor();
    m_left->setPage(2);
  });
  connect(m_pointPanel, &PointPanel::crossoverActivated, this,
          [this](const QString& variant, quint64 size) {
            // The measured point of that variant nearest to the size.
            Selection next = m_selection->current();
            double nearest = 1e300;
            const auto& cases = m_document->session().cases;
            for (std::uint32_t i = 0; i < cases.size(); ++i) {
              const CaseRecord& r = cases[i];
              if (curveKey(r) != next.key || toQString(r.variant) != variant || !r.hasTime())
                continue;
              const double off =
                  std::abs(std::log(double(r.size) / double(std::max<quint64>(1, size))));
              if (off >= nearest) continue;
              nearest = off;
              next.variant = variant;
              next.size = r.size;
              next.caseIndex = i;
            }
            m_selection->setCurrent(next);
          });
  connect(m_left, &QDockWidget::visibilityChanged, this, &MainWindow::refreshActions);
  connect(m_right, &QDockWidget::visibilityChanged, this, &MainWindow::refreshActions);
}

CurvesView* MainWindow::chartView() const {
  if (m_view == View::curves) return m_curves;
  if (m_view == View::latency) return m_latency;
  return nullptr;
}

const ChartSource* MainWindow::chartSource() const {
  if (isEmptyStateShown()) return nullptr;
  const ViewPage& page = pageOf(m_view);
  return page.chart ? page.chart() : nullptr;
}

void MainWindow::showView(View view) {
  m_view = view;
  refreshChrome();
  pageOf(view).focus->setFocus();
  refreshMetricMenu();
  refreshTitle();
  refreshActions();
}

void MainWindow::showPlanEditor() {
  m_planning = true;
  m_leftWanted = true;
  m_left->setPage(0);
  refreshChrome();
  refreshActions();
}

void MainWindow::refreshChrome() {
  const ViewPage& page = pageOf(m_view);
  const bool nothing =
      page.needsSession && m_document->isEmpty() && !m_planning && !m_runs->isRunning();
  m_stack->setCurrentWidget(nothing ? m_empty : page.page);
  m_left->setVisible(!nothing && m_leftWanted);
  const bool room = width() >= 1280 || (m_right->isVisible() && m_rightWanted);
  const bool inspector = page.hasInspector && (m_view != View::diff || isPairShown());
  m_right->setVisible(!nothing && m_rightWanted && room && inspector);
  refreshDiffChrome();
  refreshCrossoverChrome();
  refreshNotesChrome();
  refreshMemoryChrome();
  m_top->setViewControlsVisible(!nothing && chartView(), !nothing);
  for (const ViewPage& each : m_views)
    (*m_actions)[each.act]->setChecked(!nothing && each.view == m_view);
}

void MainWindow::refreshActions() {
  const bool running = m_runs->isRunning();
  const bool empty = m_document->isEmpty();
  const bool nothing = isEmptyStateShown();
  const auto enable = [this](Act act, bool on) { (*m_actions)[act]->setEnabled(on); };
  refreshSessionActions();
  enable(Act::run, !running || m_runs->isPaused());
  enable(Act::quickSurvey, !running);
  enable(Act::measureCeilings, !running && !m_machine.fields.empty());
  enable(Act::pause, running && !m_runs->isTask() && !m_runs->isPaused());
  enable(Act::stop, running);
  refreshAppendActions();
  refreshDiffActions();
  enable(Act::undo, m_plan->undoStack()->canUndo());
  enable(Act::redo, m_plan->undoStack()->canRedo());
  for (const ViewPage& page : m_views) enable(page.act, !page.needsSession || !empty || m_planning);
  enable(Act::leftDock, !nothing);
  enable(Act::inspector, !nothing && pageOf(m_view).hasInspector);
  refreshChartActions();
  enable(Act::exportReport,
         m_view == View::diff ? chartSource() != nullptr && !nothing : !empty && !nothing);
  enable(Act::copyRows, canCopyRows());
  enable(Act::copyValue, m_selection->current().caseIndex != kNoCase);
  enable(Act::previousSize, m_selection->current().caseIndex != kNoCase);
  enable(Act::nextSize, m_selection->current().caseIndex != kNoCase);
  enable(Act::diffWith, !running);
  enable(Act::swapDiff, m_diff->hasBoth());
  const auto check = [this](Act act, bool on) { (*m_actions)[act]->setChecked(on); };
  check(Act::leftDock, m_left->isVisible());
  check(Act::inspector, m_right->isVisible());
  const auto choice = Theme::instance().choice();
  check(Act::themeSystem, choice == Theme::Choice::system);
  check(Act::themeDark, choice == Theme::Choice::dark);
  check(Act::themeLight, choice == Theme::Choice::light);
  m_top->setThemeGlyph(Theme::instance().isDark());
}

void MainWindow::refreshSummaries() {
  m_summaryTimer->stop();
  m_tree->setSummaries(kernelSummaries(m_document->session()));
  if (m_selection->current().key.benchmark.empty())
    if (const auto keys = curveKeys(m_document->session()); !keys.empty())
      m_selection->setCurrent({keys.front(), {}, 0, kNoCase});
}

void MainWindow::refreshRecent() {
  QStringList paths = m_settings->recentFiles();
  for (const QString& sample : sampleSessions())
    if (!paths.contains(sample)) paths << sample;
  m_recent->setPaths(paths);
  refreshSessionMenu();
}

void MainWindow::stepSize(int by) {
  const Selection& at = m_selection->current();
  const auto& cases = m_document->session().cases;
  std::map<std::uint64_t, std::uint32_t> sizes;
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    const CaseRecord& r = cases[i];
    if (curveKey(r) == at.key && toQString(r.variant) == at.variant && r.hasTime())
      sizes[r.size] = i;
  }
  auto next = sizes.find(at.size);
  if (next == sizes.end() || (by < 0 && next == sizes.begin())) return;
  if (by < 0)
    --next;
  else if (++next == sizes.end())
    return;
  m_selection->setCurrent({at.key, at.variant, next->first, next->second});
}

void MainWindow::selectKernel(const QString& name) {
  if (toQString(m_selection->current().key.benchmark) == name) return;
  for (const CurveKey& key : curveKeys(m_document->session()))
    if (toQString(key.benchmark) == name) {
      m_selection->setCurrent({key, m_selection->current().variant, 0, kNoCase});
      return;
    }
}

void MainWindow::copyValue() {
  const std::uint32_t i = m_selection->current().caseIndex;
  if (i < m_document->session().cases.size())
    QGuiApplication::clipboard()->setText(m_pointPanel->asText());
}

void MainWindow::setTheme(int choice) {
  static constexpr const char* kNames[] = {"system", "dark", "light"};
  m_settings->set(SettingKey::theme, QString::fromLatin1(kNames[choice]));
  Theme::instance().setChoice(Theme::Choice(choice));
  refreshActions();
}

void MainWindow::setTextScale(double scale) {
  scale = std::clamp(std::round(scale * 10) / 10, 1.0, 2.0);
  m_settings->set(SettingKey::textScale, scale);
  Theme::instance().setTextScale(scale);
}

void MainWindow::openPalette() {
  std::vector<CommandPalette::Entry> entries;
  for (const Actions::Entry& entry : m_actions->entries()) {
    if (!entry.action->isEnabled() || entry.action == (*m_actions)[Act::palette]) continue;
    entries.push_back({Actions::words(*entry.action), entry.group, Actions::keys(*entry.action),
                       [action = entry.action] { action->trigger(); }});
  }
  std::set<std::string> seen;
  for (const CurveKey& key : curveKeys(m_document->session()))
    if (seen.insert(key.benchmark).second) {
      const QString name = toQString(key.benchmark);
      entries.push_back({name, tr("Kernel"), {}, [this, name] {
                           if (m_view == View::diff) showView(View::curves);
                           selectKernel(name);
                         }});
    }
  for (const int i : sessions().filled())
    entries.push_back(
        {sessions().at(i).name(), tr("Open session"), {}, [this, id = sessions().id(i)] {
           sessions().show(sessions().indexOfId(id));
         }});
  for (const QString& path : m_recent->paths())
    if (sessions().indexOfPath(path) < 0)
      entries.push_back({QFileInfo(path).fileName(), tr("Session"), {}, [this, path] {
                           m_files->openSessionFile(path);
                         }});
  for (const QString& page : HelpBrowser::pages())
    entries.push_back(
        {HelpBrowser::titleOf(page), tr("Help"), {}, [this, page] { showHelp(page); }});
  addCrossoverEntries(entries);
  m_palette->popUp(std::move(entries));
}

}  // namespace lane
