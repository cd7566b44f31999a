// The window's side of sessions: several open at once, each with its view and selection; the panel
// that lists their files; what a run that died has left; telling that a long run has ended.
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <memory>

#include "charts/curves_view.h"
#include "dock.h"
#include "main_window.h"
#include "models/open_sessions.h"
#include "notifier.h"
#include "panels/labels.h"
#include "panels/message_bar.h"
#include "panels/plan_panel.h"
#include "panels/run_status_bar.h"
#include "panels/sessions_panel.h"
#include "session_dialog.h"
#include "session_files.h"
#include "session_keeper.h"
#include "session_menu.h"
#include "support/file_prompt.h"
#include "support/qt_units.h"
#include "top_bar.h"

namespace lane {
namespace {

/// How a chart is looked at.
struct ChartPlace {
  CurveMetric metric;
  bool logY;
  QStringList hidden;

  explicit ChartPlace(const CurvesView& chart) : metric(chart.metric()), logY(chart.logY()) {
    for (const QString& variant : chart.variants())
      if (!chart.isVariantShown(variant)) hidden << variant;
  }
  void restore(CurvesView& chart) const {
    chart.setMetric(metric);
    chart.setLogY(logY);
    for (const QString& variant : hidden) chart.setVariantShown(variant, false);
  }
};

/// Where the user was in a session when another one was shown.
struct Place {
  View view;
  Selection selection;
  ChartPlace curves, latency;
};

QString menuText(QString name) {
  return name.replace(u'&', QStringLiteral("&&"));
}

/// The menu of the menu bar an action stands in.
QMenu* menuOf(const QAction* action) {
  for (QObject* place : action->associatedObjects())
    if (auto* menu = qobject_cast<QMenu*>(place)) return menu;
  return nullptr;
}

}  // namespace

void MainWindow::connectSessions() {
  OpenSessions* open = &sessions();
  open->setBusy([this](const SessionDocument* document) { return m_runs->isRunOf(document); });
  connect(open, &OpenSessions::moved, m_runs, &RunController::follow);

  // Each session comes back as it was left.
  const auto places = std::make_shared<std::map<int, Place>>();
  connect(open, &OpenSessions::leaving, this, [this, places](int id) {
    const View view = pageOf(m_view).needsSession ? m_view : View::curves;
    places->insert_or_assign(
        id, Place{view, m_selection->current(), ChartPlace(*m_curves), ChartPlace(*m_latency)});
  });
  connect(open, &OpenSessions::arrived, this, [this, places](int id) {
    const auto place = places->find(id);
    if (place == places->end()) return;
    place->second.curves.restore(*m_curves);
    place->second.latency.restore(*m_latency);
    m_selection->setCurrent(place->second.selection);
    showView(place->second.view);
  });
  connect(open, &OpenSessions::closed, this, [places](int id) { places->erase(id); });

  // A run goes on in its session while another one is looked at.
  const auto refreshRun = [this] {
    const bool going = m_runs->isRunning() && !m_runs->isTask();
    const bool here = m_runs->isRunOf(m_document);
    m_curves->setLive(here);
    m_latency->setLive(here);
    if (m_runs->isTask()) return;
    const SessionDocument& run = m_runs->document();
    m_planPanel->setBlocked(going && !here ? tr("A run is going in %1").arg(run.name())
                                           : QString());
    if (going && !here)
      m_status->setTask(tr("Measuring %1").arg(run.name()),
                        tr("%1 %").arg(int(run.progress().fraction * 100)),
                        run.progress().fraction);
    else
      m_status->clearTask();
    refreshTitle();
  };
  connect(open, &OpenSessions::progressed, this, refreshRun);
  connect(open, &OpenSessions::changed, this, [this, refreshRun] {
    refreshRun();
    refreshSessionMenu();
    refreshSessionActions();
  });
  connect(m_runs, &RunController::started, this, refreshRun);
  connect(m_runs, &RunController::finished, this, [this, open](const RunFinished& result) {
    const int elsewhere = open->indexOf(m_runs->document());
    if (elsewhere >= 0 && elsewhere != open->current() && !open->at(elsewhere).isEmpty())
      m_messages->offer(Severity::note,
                        result.outcome == RunOutcome::completed
                            ? tr("The run of %1 is done").arg(open->at(elsewhere).name())
                            : tr("The run of %1 has ended").arg(open->at(elsewhere).name()),
                        {}, tr("Show"),
                        [open, id = open->id(elsewhere)] { open->show(open->indexOfId(id)); });
    // A run that failed before its first word leaves nothing to look at.
    for (int i = open->count() - 1; i >= 0; --i)
      if (i != open->current() && open->at(i).isEmpty()) open->close(i);
  });
  connect(m_runs, &RunController::finished, this, refreshRun, Qt::QueuedConnection);

  m_notifier = new Notifier(this);
  const auto clock = std::make_shared<QElapsedTimer>();
  connect(m_runs, &RunController::started, this, [clock] { clock->start(); });
  connect(m_runs, &RunController::finished, this, [this, clock](const RunFinished& result) {
    if (result.outcome == RunOutcome::stopped ||
        !m_settings->value(SettingKey::notifyAtEnd).toBool() ||
        !m_notifier->isWorthTelling(double(clock->elapsed()) / 1000))
      return;
    const SessionDocument& run = m_runs->document();
    m_notifier->tell(
        result.outcome == RunOutcome::completed ? tr("Run finished") : tr("Run failed"),
        result.outcome == RunOutcome::completed
            ? tr("%1: %2 in %3")
                  .arg(run.name(), counted(run.session().cases.size(), tr("point"), tr("points")),
                       durationText(double(clock->elapsed()) / 1000))
            : toQString(result.error.what));
  });
  connect(m_notifier, &Notifier::chosen, this, [this] {
    show();
    raise();
    activateWindow();
  });

  m_keeper = new SessionKeeper(m_files, m_runs, m_settings, m_messages, this);
  connect(m_keeper, &SessionKeeper::filesChanged, this, &MainWindow::refreshRecent);
  connect(m_keeper, &SessionKeeper::filesChanged, m_recent, &RecentSessionsModel::refresh);
  connect(m_keeper, &SessionKeeper::renamed, this, [this](const QString&, const QString& now) {
    m_recent->refresh();
    m_sessionsPanel->select(now);
  });
  // The row's editor is still open while it asks.
  connect(m_recent, &RecentSessionsModel::renameRequested, m_keeper, &SessionKeeper::rename,
          Qt::QueuedConnection);
  connect(m_sessionsPanel, &SessionsPanel::comparePairRequested, m_files,
          &FileController::compareFiles);
  connect(m_sessionsPanel, &SessionsPanel::revealRequested, this, &revealFile);
  connect(m_sessionsPanel, &SessionsPanel::binRequested, m_keeper, &SessionKeeper::toBin);
  const auto list = [this] {
    QString folder = m_settings->value(SettingKey::listedFolder).toString();
    if (folder.isEmpty()) folder = sessionsDirectory();
    m_sessionsPanel->setFolderText(folder);
    m_recent->setFolder(folder);
  };
  list();
  connect(m_files, &FileController::recentChanged, this, list);
  connect(m_left, &Dock::pageChanged, this, list);
  connect(m_sessionsPanel, &SessionsPanel::folderRequested, this, [this, list] {
    const QString folder =
        filePrompt().openFolder(this, {tr("Folder of sessions"), m_recent->folder(), {}});
    if (folder.isEmpty()) return;
    m_settings->set(SettingKey::listedFolder, folder == sessionsDirectory() ? QString() : folder);
    list();
  });
  const auto hold = [this] { m_recent->setHeld(m_runs->isRunning()); };
  connect(m_runs, &RunController::started, this, hold);
  connect(m_runs, &RunController::taskChanged, this, hold);
  connect(m_runs, &RunController::finished, this, hold);

  const auto on = [this](Act act, auto slot) {
    connect((*m_actions)[act], &QAction::triggered, this, slot);
  };
  on(Act::listSessions, [this] {
    showPlanEditor();  // brings the dock back where nothing is open
    m_left->setPage(1);
    m_sessionsPanel->filterField()->setFocus();
  });
  on(Act::nextSession, [open] { open->step(1); });
  on(Act::previousSession, [open] { open->step(-1); });
  on(Act::renameSession, [this] { describeSession(); });
  on(Act::setAsA, [this] { setDiffSide(true); });
  on(Act::setAsB, [this] { setDiffSide(false); });
  on(Act::revealFile, [this] { revealFile(m_document->path()); });
  on(Act::closeSession, [this] { closeShown(); });
  on(Act::closeAllSessions, [this] {
    if (m_files->closeAll()) closeShown();
  });
  (*m_actions)[Act::nextSession]->setShortcuts(
      {QKeySequence(Qt::CTRL | Qt::Key_Tab), QKeySequence(Qt::CTRL | Qt::Key_PageDown)});
  (*m_actions)[Act::previousSession]->setShortcuts(
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab), QKeySequence(Qt::CTRL | Qt::Key_PageUp)});
  if (QMenu* menu = menuOf((*m_actions)[Act::renameSession])) {
    menu->insertSeparator((*m_actions)[Act::listSessions]);
    menu->insertSeparator((*m_actions)[Act::renameSession]);
    menu->insertAction((*m_actions)[Act::closeAllSessions], (*m_actions)[Act::closeSession]);
    menu->insertSeparator((*m_actions)[Act::closeSession]);
  }
  m_top->sessionMenu()->setToolTipsVisible(true);
  new SessionMenuKeys(m_top->sessionMenu(), [this, open](int id) {
    const int index = open->indexOfId(id);
    if (index == open->current())
      closeShown();
    else if (index >= 0)
      m_files->closeSession(index);
  });
}

void MainWindow::refreshSessionMenu() {
  const OpenSessions& open = sessions();
  QMenu* menu = m_top->sessionMenu();
  menu->clear();
  for (const int i : open.filled()) {
    const SessionDocument& document = open.at(i);
    QString text = menuText(document.name());
    if (m_runs->isRunOf(&document))
      text = tr("%1, measuring").arg(text);
    else if (document.isModified())
      text = QStringLiteral("• ") + text;
    QAction* action = menu->addAction(text);
    action->setCheckable(true);
    action->setChecked(i == open.current());
    action->setData(open.id(i));
    const QString where = document.path().isEmpty() ? tr("never saved") : document.path();
    action->setToolTip(where + u'\n' + tr("Middle click or Delete closes it"));
    connect(action, &QAction::triggered, this, [this, id = open.id(i)] {
      sessions().show(sessions().indexOfId(id));
      refreshSessionMenu();  // a click unchecks the one that is shown
    });
  }
  menu->addSeparator();
  for (const QString& path : m_recent->paths()) {
    if (open.indexOfPath(path) >= 0) continue;
    QAction* action = menu->addAction(menuText(QFileInfo(path).fileName()));
    action->setToolTip(path);
    connect(action, &QAction::triggered, this, [this, path] { m_files->openSessionFile(path); });
  }
  menu->addSeparator();
  for (const Act act : {Act::open, Act::saveAs, Act::diffWith, Act::renameSession,
                        Act::closeSession, Act::closeAllSessions})
    menu->addAction((*m_actions)[act]);
}

void MainWindow::refreshSessionActions() {
  const bool empty = m_document->isEmpty();
  const bool measuring = m_document->isRunning();
  const std::size_t count = sessions().filled().size();
  const auto enable = [this](Act act, bool on) { (*m_actions)[act]->setEnabled(on); };
  enable(Act::save, !empty && !measuring);
  enable(Act::saveAs, !empty && !measuring);
  enable(Act::closeSession, (!empty || m_planning) && !m_runs->isRunOf(m_document));
  enable(Act::closeAllSessions, count > 0);
  enable(Act::nextSession, count > 1);
  enable(Act::previousSession, count > 1);
  enable(Act::renameSession, !empty && !measuring);
  enable(Act::setAsA, !empty && !measuring);
  enable(Act::setAsB, !empty && !measuring);
  enable(Act::revealFile, !m_document->path().isEmpty());
}

void MainWindow::describeSession() {
  const QString path = m_document->path();
  auto* dialog =
      new SessionDialog({toQString(m_document->session().title),
                         path.isEmpty() ? QString() : sessionFileName(path), m_document->note()},
                        QFileInfo(path).absolutePath(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  const int id = sessions().id(sessions().current());
  connect(dialog, &QDialog::accepted, this, [this, dialog, id, path] {
    const int index = sessions().indexOfId(id);
    if (index < 0) return;
    const SessionDetails details = dialog->details();
    SessionDocument* document = sessions().documentOf(index);
    document->setTitle(details.title);
    document->setNote(details.note);
    if (!path.isEmpty() && details.fileName != sessionFileName(path))
      m_keeper->rename(path, details.fileName);
  });
  dialog->open();
}

void MainWindow::setDiffSide(bool base) {
  if (base)
    m_diff->setBase(m_document->session(), m_document->path());
  else
    m_diff->setNow(m_document->session(), m_document->path());
  showView(View::diff);
}

bool MainWindow::closeShown() {
  if (!m_document->isEmpty() && !m_files->closeSession(sessions().current())) return false;
  if (!m_document->isEmpty()) return true;  // another one is shown now
  m_planning = false;
  showView(View::curves);
  return true;
}

bool MainWindow::settleUnsaved() {
  return m_files->settle(sessions().filled());
}

void MainWindow::offerRecovery() {
  QStringList folders{sessionsDirectory(), m_recent->folder()};
  for (const QString& path : m_settings->recentFiles()) folders << QFileInfo(path).absolutePath();
  m_keeper->lookForLeftRuns(folders);
}

}  // namespace lane
