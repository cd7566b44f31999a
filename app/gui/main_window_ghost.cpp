// The ghost: another session's curves dotted under those of the open one. By default the previous
// session of the same machine among the recent files, else one the View menu offers.
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QThreadPool>

#include "charts/curves_view.h"
#include "main_window.h"
#include "panels/message_bar.h"
#include "panels/roofline_panel.h"
#include "session/store.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// The latest of the files that was measured on that machine before that moment; empty: none.
QString previousSession(const QStringList& paths, const std::string& machine,
                        const std::string& created) {
  QString found;
  std::string latest;
  for (const QString& path : paths) {
    const auto summary = peekSession(toStd(path));
    if (!summary || summary->cpuModel != machine || summary->created >= created ||
        summary->created <= latest)
      continue;
    latest = summary->created;
    found = path;
  }
  return found;
}

}  // namespace

void MainWindow::setGhost(std::shared_ptr<const Session> session, const QString& name) {
  m_curves->setGhost(session, name);
  m_latency->setGhost(session, name);
  m_roofline->setGhost(session, name);
  (*m_actions)[Act::ghost]->setChecked(session != nullptr);
}

void MainWindow::loadGhost(const QStringList& candidates, bool previous) {
  const std::string machine = m_document->session().machine.cpuModel;
  const std::string created = m_document->session().created;
  m_pool->start([this, candidates, previous, machine, created] {
    const QString path =
        previous ? previousSession(candidates, machine, created) : candidates.value(0);
    Result<OpenedSession> opened = path.isEmpty()
                                       ? fail(ErrorCode::io,
                                              "There is no earlier session of this machine among "
                                              "the recent ones",
                                              {}, "View, Ghost session offers the others")
                                       : openSession(toStd(path));
    auto session = opened ? std::make_shared<const Session>(std::move(opened->session)) : nullptr;
    const Error error = opened ? Error{} : opened.error();
    QMetaObject::invokeMethod(this, [this, session, path, error] {
      setGhost(session, QFileInfo(path).completeBaseName().remove(QStringLiteral(".lanescope")));
      if (!session) m_messages->showError(error);
    });
  });
}

void MainWindow::connectGhost() {
  QAction* action = (*m_actions)[Act::ghost];
  const auto recent = [this] {
    QStringList paths = m_settings->recentFiles();
    paths.removeAll(m_document->path());
    return paths;
  };
  connect(action, &QAction::triggered, this, [this, recent](bool on) {
    if (on)
      loadGhost(recent(), true);
    else
      setGhost(nullptr, {});
  });
  for (CurvesView* chart : {m_curves, static_cast<CurvesView*>(m_latency)})
    connect(chart, &CurvesView::ghostRequested, action, &QAction::trigger);
  // A session is not its own ghost.
  connect(m_document, &SessionDocument::sessionReset, this, [this] { setGhost(nullptr, {}); });

  auto* choices = new QMenu(tr("G&host session"), this);
  connect(choices, &QMenu::aboutToShow, this, [this, choices, recent] {
    choices->clear();
    for (const QString& path : recent())
      connect(choices->addAction(QFileInfo(path).fileName()), &QAction::triggered, this,
              [this, path] { loadGhost({path}, false); });
    if (choices->isEmpty()) choices->addAction(tr("No other recent session"))->setEnabled(false);
  });
  for (QObject* place : action->associatedObjects())
    if (auto* menu = qobject_cast<QMenu*>(place)) {
      const QList<QAction*> all = menu->actions();
      menu->insertMenu(all.value(all.indexOf(action) + 1), choices);
      break;
    }
}

}  // namespace lane
