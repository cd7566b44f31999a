#include "models/session_document.h"

#include <utility>

namespace lane {
namespace {

/// Whether a run that begins with `next` goes on with `now`: the same cases in the same places.
bool goesOn(const Session& now, const Session& next) {
  return !now.cases.empty() && !now.uuid.empty() && now.uuid == next.uuid &&
         now.samples.size() > 0 && now.samples.size() == next.samples.size() &&
         now.cases.size() <= next.cases.size();
}

}  // namespace

SessionDocument::SessionDocument(QObject* parent) : QObject(parent) {}

void SessionDocument::setSession(Session session, const QString& path) {
  m_session = std::move(session);
  m_progress = {};
  m_path = path;
  m_modified = false;
  m_running = false;
  emit sessionReset();
  emit progressChanged();
  emit stateChanged();
}

void SessionDocument::adoptResult(Session session, const QString& path) {
  m_session = std::move(session);
  m_path = path;
  m_modified = path.isEmpty();
  emit casesChanged();
  emit stateChanged();
}

void SessionDocument::replace(Session session) {
  m_session = std::move(session);
  m_modified = true;
  emit casesChanged();
  emit stateChanged();
}

void SessionDocument::setSaved(const QString& path) {
  m_path = path;
  m_modified = false;
  emit stateChanged();
}

void SessionDocument::setModified() {
  m_modified = true;
  emit stateChanged();
}

void SessionDocument::setTitle(const QString& title) {
  m_session.title = title.toStdString();
  m_modified = true;
  emit stateChanged();
}

void SessionDocument::setPaused(bool paused) {
  if (m_progress.paused == paused) return;
  m_progress.paused = paused;
  emit progressChanged();
}

void SessionDocument::clear() {
  setSession({}, {});
}

void SessionDocument::applyEvents(const std::vector<RunEvent>& events) {
  bool reset = false, cases = false, progress = false, state = false;
  const RunFinished* finished = nullptr;
  for (const RunEvent& event : events) {
    if (const auto* p = std::get_if<Progress>(&event)) {
      m_progress = *p;
      progress = true;
    } else if (const auto* f = std::get_if<RunFinished>(&event)) {
      finished = f;
      m_running = false;
      state = true;
    } else if (const auto* started = std::get_if<RunStarted>(&event)) {
      const bool same = goesOn(m_session, started->session);
      m_progress = {};
      if (!same) m_path.clear();
      m_modified = true;
      m_running = true;
      cases = state = progress = true;
      reset = reset || !same;
      applyEvent(m_session, event);
    } else {
      applyEvent(m_session, event);
      cases = true;
    }
  }
  if (reset) emit sessionReset();
  if (cases) emit casesChanged();
  if (progress) emit progressChanged();
  if (state) emit stateChanged();
  if (finished) emit runFinished(*finished);
}

}  // namespace lane
