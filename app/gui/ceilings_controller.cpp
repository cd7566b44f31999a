#include "ceilings_controller.h"

#include <QPointer>
#include <cmath>
#include <string>

#include "analysis/roofline.h"
#include "models/session_document.h"
#include "panels/labels.h"
#include "panels/message_bar.h"
#include "run_controller.h"
#include "support/qt_units.h"

namespace lane {

/// What the worker leaves for the GUI thread.
struct CeilingsController::Work {
  Result<Ceilings> ceilings = fail(ErrorCode::interrupted, {});
  Result<void> saved;
};

CeilingsController::CeilingsController(RunController* runs, SessionDocument* document,
                                       MessageBar* messages, QObject* parent)
    : QObject(parent),
      m_runs(runs),
      m_document(document),
      m_messages(messages),
      m_measure(&measureCeilings),
      m_save(&saveCeilings) {}

void CeilingsController::setEngine(Measure measure, Save save) {
  m_measure = std::move(measure);
  m_save = std::move(save);
}

bool CeilingsController::start(const MachineCard& machine) {
  auto work = std::make_shared<Work>();
  const QPointer<CeilingsController> self(this);
  const auto measure = [=, this, measure = m_measure, save = m_save](const std::stop_token& stop) {
    int told = -1;
    const auto progress = [&](std::string_view what, double share) {
      // A measurement on all cores: only what the eye can see.
      const int percent = int(share * 100);
      if (percent == told) return;
      told = percent;
      QMetaObject::invokeMethod(this, [this, what = toQString(what), share] {
        if (m_runs->isTask()) emit progressed(what, share);
      });
    };
    work->ceilings = measure(machine, {}, progress, stop);
    if (work->ceilings) work->saved = save(*work->ceilings);
  };
  if (!m_runs->startTask(measure, [self, work] {
        if (self) self->finish(*work);
      }))
    return false;
  emit progressed(tr("starting"), 0);
  return true;
}

void CeilingsController::finish(const Work& work) {
  emit ended();
  if (!work.ceilings) {
    if (work.ceilings.error().code == ErrorCode::interrupted)
      m_messages->show(Severity::note, tr("Measuring ceilings was stopped"),
                       tr("Nothing was kept: half of them would compare badly."));
    else
      m_messages->showError(work.ceilings.error());
    return;
  }
  // Without the file they are measured again next time: worth a word, not a failure.
  if (!work.saved) m_messages->showError(work.saved.error());
  const auto ceilings = std::make_shared<const Ceilings>(*work.ceilings);
  offer(ceilings);
  emit measured(ceilings);
}

void CeilingsController::offer(std::shared_ptr<const Ceilings> ceilings) {
  const QString what = tr("Ceilings measured in %1").arg(timeText(ceilings->seconds));
  const QString kept = tr("Later runs on this machine are held against them.");
  const Session& session = m_document->session();
  if (m_document->isEmpty()) {
    m_messages->show(Severity::note, what, kept);
  } else if (session.machine.cpuModel != ceilings->cpuModel) {
    m_messages->show(
        Severity::note, what,
        kept + u' ' +
            tr("The open session is from another machine (%1): they say nothing of it.")
                .arg(toQString(session.machine.cpuModel)));
  } else {
    m_messages->offer(Severity::note, what, kept, tr("Add to this session"),
                      [this, ceilings, uuid = session.uuid] {
                        if (m_document->session().uuid == uuid && !m_document->isRunning())
                          addToSession(*ceilings);
                        else
                          m_messages->show(Severity::note, tr("Another session is open now"),
                                           tr("The ceilings were not added to it."));
                      });
  }
}

void CeilingsController::addToSession(const Ceilings& ceilings) {
  Session session = m_document->session();
  const auto impossible = applyCeilings(session, ceilings);
  m_document->replace(std::move(session));
  if (!impossible.empty())
    m_messages->show(Severity::warning,
                     counted(impossible.size(), tr("point lies above what is possible"),
                             tr("points lie above what is possible")),
                     tr("They are marked impossible, with the likely cause, and no longer count."));
}

}  // namespace lane
