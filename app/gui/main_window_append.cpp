// The window's side of more measurements for the open session: a point once more, sizes beside it,
// and what a stopped run left out.
#include <QSignalBlocker>

#include "charts/curves_view.h"
#include "main_window.h"
#include "panels/message_bar.h"
#include "session/store.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// With the process of the session's own that makes three: enough to tell how much processes
/// differ.
constexpr std::uint32_t kProcessesForAPoint = 2;

}  // namespace

void MainWindow::connectAppend() {
  const auto on = [this](Act act, auto slot) {
    connect((*m_actions)[act], &QAction::triggered, this, slot);
  };
  on(Act::measureAgain, [this] { measurePointAgain(); });
  on(Act::addSizes, [this] { addSizesHere(); });
  on(Act::resumeSession, [this] { resumeSession(); });
  connect(m_files, &FileController::sessionOpened, this, [this] {
    const Session& session = m_document->session();
    const std::size_t missing = missingCases(session).size();
    if (missing == 0 || session.machine.cpuModel != m_machine.cpuModel) return;
    m_messages->offer(Severity::note,
                      tr("%1 of %2 points are not measured")
                          .arg(countText(missing), countText(session.cases.size())),
                      tr("The run was stopped before it came to them."), tr("Resume"),
                      [this] { resumeSession(); });
  });
}

void MainWindow::refreshAppendActions() {
  const bool idle = !m_runs->isRunning();
  const bool point = m_selection->current().caseIndex < m_document->session().cases.size();
  (*m_actions)[Act::measureAgain]->setEnabled(idle && point);
  (*m_actions)[Act::addSizes]->setEnabled(idle && point);
  (*m_actions)[Act::refineCrossover]->setEnabled(idle && m_selection->crossover().has_value());
  (*m_actions)[Act::resumeSession]->setEnabled(idle && !m_document->isEmpty() &&
                                               !missingCases(m_document->session()).empty());
}

bool MainWindow::measureAgain(const Session& session, const QString& path, const QStringList& keys,
                              std::uint32_t processes) {
  std::vector<std::string> list;
  for (const QString& key : keys) list.push_back(toStd(key));
  const auto plan = planAgain(session, list, processes);
  if (plan) return addTo(session, path, *plan);
  m_messages->showError(plan.error());
  return false;
}

bool MainWindow::addTo(const Session& session, const QString& path, const Plan& plan) {
  if (m_runs->isRunning()) return false;
  m_messages->dismissAll();
  sessions().show(sessions().indexOfUuid(session.uuid));  // if it is open; else it comes beside
  // A file of the user's changes only when it is saved.
  const QString output = m_files->isAutosave(path) ? path : newAutosave(session.title);
  if (const auto writable = checkWritable(output.toStdString(), Overwrite::yes); !writable) {
    m_messages->showError(writable.error());  // said before measuring, not after
    return false;
  }
  m_planning = true;
  return m_runs->append(session, plan, output.toStdString(), path);
}

void MainWindow::measurePointAgain() {
  const Session& session = m_document->session();
  const std::uint32_t i = m_selection->current().caseIndex;
  if (i >= session.cases.size()) return;
  measureAgain(session, m_document->path(), {toQString(session.cases[i].key)}, kProcessesForAPoint);
}

void MainWindow::addSizesHere() {
  const Session& session = m_document->session();
  const std::uint32_t i = m_selection->current().caseIndex;
  if (i >= session.cases.size()) return;
  const CurvesView* chart = chartView() ? chartView() : m_curves;
  std::vector<std::string> shown;
  for (const CaseRecord& record : session.cases)
    if (chart->isVariantShown(toQString(record.variant))) shown.push_back(record.variant);
  if (const auto plan = planBeside(session, i, shown))
    addTo(session, m_document->path(), *plan);
  else
    m_messages->show(Severity::note, toQString(plan.error().what), toQString(plan.error().advice));
}

void MainWindow::resumeSession() {
  const Session& session = m_document->session();
  const auto plan = planAgain(session, missingCases(session), 1);
  if (plan)
    addTo(session, m_document->path(), *plan);
  else
    m_messages->showError(plan.error());
}

void MainWindow::tellStopped(const QString& path) {
  const QString what = tr("Stopped at %1 %").arg(int(m_document->progress().fraction * 100));
  const QString kept = path.isEmpty() ? tr("Nothing was measured; the session is as it was.")
                                      : tr("Everything measured so far is kept: %1").arg(path);
  if (missingCases(m_document->session()).empty())
    m_messages->show(Severity::note, what, kept);
  else
    m_messages->offer(Severity::note, what, kept, tr("Resume"), [this] { resumeSession(); });
}

}  // namespace lane
