#include "main_window.h"

#include <QAbstractButton>
#include <QCloseEvent>
#include <QDateTime>
#include <QDir>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QThreadPool>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ceilings_controller.h"
#include "charts/curves_view.h"
#include "charts/ratio_plot.h"
#include "charts/series_strip.h"
#include "charts/timeline_view.h"
#include "command_palette.h"
#include "dock.h"
#include "drop_hint.h"
#include "machine/variant.h"
#include "models/kernel_summaries.h"
#include "panels/buttons.h"
#include "panels/compare_view.h"
#include "panels/diff_panel.h"
#include "panels/machine_panel.h"
#include "panels/message_bar.h"
#include "panels/plan_fields.h"
#include "panels/plan_panel.h"
#include "panels/point_panel.h"
#include "panels/roofline_panel.h"
#include "panels/run_block.h"
#include "panels/run_status_bar.h"
#include "panels/sessions_panel.h"
#include "panels/table_panel.h"
#include "panels/trace_preview.h"
#include "samples.h"
#include "session/store.h"
#include "support/icons.h"
#include "support/qt_units.h"
#include "top_bar.h"

namespace lane {
namespace {

CloseChoice askWithDialog(QWidget* window) {
  QMessageBox box(QMessageBox::Question, MainWindow::tr("A run is going"),
                  MainWindow::tr("Nothing that was measured is lost either way."),
                  QMessageBox::NoButton, window);
  box.setInformativeText(
      MainWindow::tr("Keep running closes the window and finishes in the background."));
  QAbstractButton* stop = box.addButton(MainWindow::tr("Stop and save"), QMessageBox::AcceptRole);
  QAbstractButton* keep =
      box.addButton(MainWindow::tr("Keep running"), QMessageBox::DestructiveRole);
  box.addButton(QMessageBox::Cancel);
  box.exec();
  if (box.clickedButton() == stop) return CloseChoice::stopAndSave;
  if (box.clickedButton() == keep) return CloseChoice::keepRunning;
  return CloseChoice::cancel;
}

}  // namespace

MainWindow::MainWindow(Settings* settings, RunController::Engine engine, PlanModel::Preview preview,
                       QWidget* parent)
    : QMainWindow(parent),
      askClose(&askWithDialog),
      m_settings(settings),
      m_document(new SessionDocument(this)),
      m_selection(new SelectionModel(this)),
      m_plan(new PlanModel(std::move(preview), this)),
      m_diff(new DiffDocument(this)),
      m_tree(new BenchmarkTreeModel(benchmarks(), this)),
      m_recent(new RecentSessionsModel(&readSessionFacts, this)),
      m_actions(new Actions(this)),
      m_runs(new RunController(m_document, std::move(engine), this)),
      m_pool(std::make_unique<QThreadPool>()) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowIcon(programIcon());
  setAcceptDrops(true);
  setMinimumSize(1024, 680);
  m_pool->setMaxThreadCount(1);
  m_diff->setThreshold(settings->value(SettingKey::diffThreshold).toDouble());

  makeCentre();
  makeDocks();
  m_files = new FileController(m_document, m_diff, m_plan, m_settings, m_messages, this);
  m_ceilings = new CeilingsController(m_runs, m_document, m_messages, this);
  m_exports = new ExportController(m_diff, m_settings, m_messages, this);
  makeMenus();
  m_palette = new CommandPalette(this);
  m_dropHint = new DropHint(this);
  m_summaryTimer = new QTimer(this);
  m_summaryTimer->setSingleShot(true);
  m_summaryTimer->setInterval(700);

  connectModels();
  connectActions();
  connectChartActions();
  connectPanels();
  connectHelp();
  connectTable();
  connectDiff();
  connectTrend();
  connectMemory();
  connectGhost();
  connectFindings();
  connectNotes();
  connectAppend();
  connectRefine();
  connectImport();
  connectReport();
  connectSessions();
  connectPlans();
  connectFrame();
  restoreLayout();
  refreshRecent();
  refreshMetricMenu();
  refreshChrome();
  refreshActions();
  refreshTitle();
  m_empty->runButton()->setFocus();
  QTimer::singleShot(0, this, &MainWindow::startBackgroundWork);
}

MainWindow::~MainWindow() {
  // Closing hides them after this window's members are gone.
  for (Dock* dock : {m_left, m_right}) dock->disconnect(this);
  m_pool->clear();
  m_pool->waitForDone();  // its jobs post to this window
}

void MainWindow::connectModels() {
  connect(m_document, &SessionDocument::sessionReset, this, [this] {
    const auto keys = curveKeys(m_document->session());
    m_selection->setCurrent(keys.empty() ? Selection{} : Selection{keys.front(), {}, 0, kNoCase});
    if (!m_document->isEmpty()) m_planning = false;
    m_machinePanel->setMachine(
        m_document->isEmpty() ? m_machine : m_document->session().machine,
        m_document->isEmpty() ? tr("this machine") : tr("where this session was measured"));
    refreshChrome();
    refreshSummaries();
  });
  connect(m_document, &SessionDocument::casesChanged, this, [this] {
    if (!m_summaryTimer->isActive()) m_summaryTimer->start();
  });
  connect(m_summaryTimer, &QTimer::timeout, this, &MainWindow::refreshSummaries);
  connect(m_document, &SessionDocument::stateChanged, this, &MainWindow::refreshTitle);
  connect(m_document, &SessionDocument::stateChanged, this, &MainWindow::refreshActions);
  connect(m_document, &SessionDocument::progressChanged, this, &MainWindow::refreshTitle);
  connect(m_selection, &SelectionModel::currentChanged, this, [this] {
    m_planPanel->selectKernel(toQString(m_selection->current().key.benchmark));
    refreshActions();
  });
  connect(m_runs, &RunController::started, this, [this] {
    m_curves->setLive(true);
    m_latency->setLive(true);
    m_status->setSparing(m_runs->isSparing());
    refreshActions();
  });
  connect(m_runs, &RunController::taskChanged, this, [this] {
    m_planPanel->setBlocked(m_runs->isTask() ? tr("Ceilings are being measured") : QString());
    refreshActions();
  });
  connect(m_ceilings, &CeilingsController::progressed, this,
          [this](const QString& what, double share) {
            m_status->setTask(tr("Measuring ceilings"),
                              tr("%1, %2 %").arg(what).arg(int(share * 100)), share);
          });
  connect(m_ceilings, &CeilingsController::ended, this, [this] {
    m_status->clearTask();
    m_messages->dismissAll();
  });
  connect(m_runs, &RunController::pausedChanged, this, [this](bool paused) {
    if (m_runs->isRunOf(m_document)) m_document->setPaused(paused);
  });
  connect(m_runs, &RunController::pausedChanged, this, &MainWindow::refreshActions);
  connect(m_runs, &RunController::finished, this, &MainWindow::runFinished);
  connect(m_plan, &PlanModel::planChanged, this,
          [this] { m_settings->set(SettingKey::lastPlanYaml, toQString(toYaml(m_plan->plan()))); });
  connect(m_files, &FileController::recentChanged, this, &MainWindow::refreshRecent);
  connect(m_files, &FileController::sessionOpened, this,
          [this] { showView(m_view == View::diff ? View::curves : m_view); });
  connect(m_files, &FileController::diffOpened, this, [this] { showView(View::diff); });
  connect(m_files, &FileController::planOpened, this, &MainWindow::showPlanEditor);
  connect(&Theme::instance(), &Theme::changed, this, &MainWindow::refreshActions);
}

void MainWindow::restoreLayout() {
  const bool again = m_settings->value(SettingKey::startWithLastLayout).toBool();
  const auto kept = [&](SettingKey key) {
    return again ? m_settings->value(key).toByteArray() : QByteArray();
  };
  const QByteArray geometry = kept(SettingKey::windowGeometry);
  if (geometry.isEmpty() || !restoreGeometry(geometry)) {
    const QSize room = screen()->availableSize() - QSize(0, Theme::instance().px(28));  // its frame
    resize(QSize(1600, 1000).boundedTo(room));
  }
  const QByteArray state = kept(SettingKey::windowState);
  if (!state.isEmpty()) restoreState(state);
  if (again) {
    m_left->setPage(m_settings->value(SettingKey::leftPage).toInt());
    const QString last = m_settings->value(SettingKey::lastView).toString();
    for (const ViewPage& page : m_views)
      if (page.name == last && page.needsSession) m_view = page.view;
  }
  std::string yaml;
  if (m_settings->value(SettingKey::startWithLastPlan).toBool())
    yaml = toStd(m_settings->value(SettingKey::lastPlanYaml).toString());
  auto plan = yaml.empty() ? loadPlan("quick") : parsePlan(yaml, "settings");
  if (!plan) plan = loadPlan("quick");
  if (plan) {
    m_plan->load(*plan);
    m_plan->undoStack()->clear();
  }
}

/// Gives what is still hidden its style a few widgets at a time: done all at once when the first
/// run or file shows them, it would hold up the window.
void MainWindow::styleAhead() {
  auto* timer = new QTimer(this);
  QList<QPointer<QWidget>> waiting;
  for (QWidget* widget : findChildren<QWidget*>()) waiting << widget;
  connect(timer, &QTimer::timeout, this, [timer, waiting]() mutable {
    QElapsedTimer clock;
    clock.start();
    while (!waiting.isEmpty() && clock.elapsed() < 4)
      if (const auto widget = waiting.takeLast()) widget->ensurePolished();
    if (!waiting.isEmpty()) return;
    timer->stop();
    timer->deleteLater();
  });
  timer->start(0);
}

void MainWindow::startBackgroundWork() {
  styleAhead();
  // After the first paint: nothing here keeps the window from appearing.
  m_pool->start([this] {
    const MachineCard card = readMachineCard(CardDetail::full);
    QMetaObject::invokeMethod(this, [this, card] {
      m_machine = card;
      m_empty->setMachine(card);
      m_planPanel->setMachine(card);
      if (m_document->isEmpty()) m_machinePanel->setMachine(card, tr("this machine"));
      refreshActions();
    });
    QMetaObject::invokeMethod(
        this, [this, advice = adviseEnvironment(card)] { m_machinePanel->setAdvice(advice); });
    QuickSurvey survey;
    const auto plan = loadPlan("quick");
    const auto preview =
        plan ? previewPlan(*plan) : Result<PlanPreview>(tl::unexpect, plan.error());
    if (preview) {
      survey = {QStringLiteral("quick"),   true,           0, 0, preview->runnable,
                preview->estimatedSeconds, plan->precision};
      survey.kernels = std::size_t(selectedBenchmarks(*plan, benchmarks()).size());
      for (const VariantInfo& info : variants()) survey.variants += support(info.id).supported;
    }
    QMetaObject::invokeMethod(this, [this, survey] {
      m_survey = survey;
      m_empty->setSurvey(survey);
    });
    const QStringList samples = sampleSessions();
    if (samples.isEmpty()) return;
    if (auto opened = openSession(samples.first().toStdString()))
      QMetaObject::invokeMethod(
          this, [this, session = std::make_shared<Session>(std::move(opened->session))] {
            m_empty->trace()->setSession(*session, tr("Sample session"));
          });
  });
}

void MainWindow::runFinished(const RunFinished& result, const QString& path) {
  m_curves->setLive(false);
  m_latency->setLive(false);
  m_files->noteAutosave(path);
  refreshSummaries();
  if (result.outcome == RunOutcome::failed)
    m_messages->showError(result.error);
  else if (result.outcome == RunOutcome::stopped && &m_runs->document() == m_document)
    tellStopped(path);
  refreshActions();
  refreshChrome();
  if (m_closeWhenDone) {
    m_closeWhenDone = false;
    QCoreApplication::quit();
  }
}

void MainWindow::startRun() {
  if (m_runs->isTask()) return;
  if (m_runs->isRunning()) return m_runs->resume();
  m_messages->dismissAll();
  const QString path = newAutosave(m_plan->plan().title);
  if (const auto writable = checkWritable(path.toStdString(), Overwrite::no); !writable) {
    m_messages->showError(writable.error());  // said before measuring, not after
    return;
  }
  m_planning = true;
  m_left->setPage(0);
  if (m_view == View::diff || isEmptyStateShown()) showView(View::curves);
  m_runs->start(m_plan->plan(), path.toStdString());
}

void MainWindow::measureCeilingsHere() {
  m_messages->dismissAll();
  if (m_ceilings->start(m_machine))
    m_messages->offer(Severity::note, tr("Measuring what this machine can do at best"),
                      tr("About a minute with all cores; figures are best when nothing else runs."),
                      tr("Stop"), [this] { m_runs->stop(); });
}

void MainWindow::runQuickSurvey() {
  if (m_runs->isRunning()) return;
  if (loadPlanNamed(QStringLiteral("quick"))) startRun();
}

bool MainWindow::loadPlanNamed(const QString& nameOrPath) {
  auto plan = loadPlan(toStd(nameOrPath));
  if (!plan) {
    m_messages->showError(plan.error());
    return false;
  }
  const double goal = m_settings->value(SettingKey::planPrecision).toDouble();
  const bool builtIn =
      std::any_of(builtInPlans().begin(), builtInPlans().end(),
                  [&](const BuiltInPlan& each) { return toQString(each.name) == nameOrPath; });
  if (builtIn && goal > 0) plan->precision = goal;
  m_plan->load(*plan);
  return true;
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (m_runs->isTask()) m_runs->stopAndWait();
  if (!settleUnsaved()) {
    event->ignore();
    return;
  }
  if (m_runs->isRunning() && !m_closeWhenDone) {
    switch (askClose(this)) {
      case CloseChoice::cancel:
        event->ignore();
        return;
      case CloseChoice::keepRunning:
        m_closeWhenDone = true;
        QGuiApplication::setQuitOnLastWindowClosed(false);
        break;
      case CloseChoice::stopAndSave:
        m_runs->stopAndWait();
        break;
    }
  }
  m_settings->set(SettingKey::windowGeometry, saveGeometry());
  if (!isEmptyStateShown()) m_settings->set(SettingKey::windowState, saveState());
  m_settings->set(SettingKey::leftPage, m_left->page());
  m_settings->set(SettingKey::lastView, pageOf(m_view).name);
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QString sentence = FileController::dropSentence(event->mimeData());
  if (sentence.isEmpty()) return;
  event->acceptProposedAction();
  m_dropHint->showFor(sentence);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
  m_dropHint->hide();
}

void MainWindow::dropEvent(QDropEvent* event) {
  m_dropHint->hide();
  event->acceptProposedAction();
  QStringList paths;
  for (const QUrl& url : event->mimeData()->urls()) paths << url.toLocalFile();
  m_files->open(paths);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  if (m_dropHint) m_dropHint->setGeometry(rect());
  const bool narrow = width() < 1280;
  if (narrow != (event->oldSize().width() < 1280) || !event->oldSize().isValid()) refreshChrome();
}

bool MainWindow::isEmptyStateShown() const {
  return m_stack->currentWidget() == m_empty;
}

void MainWindow::refreshTitle() {
  const bool running = m_document->isRunning();
  const bool elsewhere = m_runs->isRunning() && !m_runs->isTask() && !m_runs->isRunOf(m_document);
  QString title = QStringLiteral("Lanescope");
  if (running || elsewhere)
    title = tr("%1 % – Lanescope").arg(int(m_runs->document().progress().fraction * 100));
  else if (!m_document->isEmpty())
    title = tr("%1[*] – Lanescope").arg(m_document->name());
  setWindowTitle(title);
  setWindowModified(!running && !elsewhere && m_document->isModified());
  if (m_document->isEmpty()) {
    m_top->switcher()->setTexts(tr("No session"), {});
  } else {
    QStringList parts;
    if (const std::string& cpu = m_document->session().machine.cpuModel; !cpu.empty())
      parts << toQString(cpu);
    if (running)
      parts << tr("measuring");
    else if (m_document->path().isEmpty() || m_document->isModified())
      parts << tr("not saved");
    else
      parts << (m_files && m_files->isAutosave(m_document->path()) ? tr("kept automatically")
                                                                   : tr("saved"));
    if (!running && !m_document->session().complete) parts << tr("partial");
    m_top->switcher()->setTexts(m_document->name(), parts.join(QStringLiteral(", ")));
  }
  if (m_view != View::diff) {
    if (m_document->isEmpty())
      m_status->setIdleText(tr("Ready"), tr("no session open"));
    else
      m_status->setIdleText(tr("Ready"),
                            counted(m_document->session().cases.size(), tr("point"), tr("points")));
  }
}

}  // namespace lane
