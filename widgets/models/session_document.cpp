#include "models/session_document.h"

#include <algorithm>
#include <utility>

#include "models/session_facts.h"
#include "support/qt_units.h"

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
  announce();
}

void SessionDocument::announce() {
  emit sessionReset();
  emit progressChanged();
  emit stateChanged();
}

void SessionDocument::exchange(SessionDocument& other) {
  std::swap(m_session, other.m_session);
  std::swap(m_progress, other.m_progress);
  std::swap(m_path, other.m_path);
  std::swap(m_modified, other.m_modified);
  std::swap(m_running, other.m_running);
}

QString SessionDocument::name() const {
  return m_path.isEmpty() ? toQString(m_session.title) : sessionFileName(m_path);
}

void SessionDocument::adoptResult(Session session, const QString& path) {
  // Notes written while it ran are here and not in what the runner worked on.
  std::vector<NoteRecord> notes;
  for (NoteRecord note : m_session.notes) {
    if (note.caseIndex < m_session.cases.size())
      note.caseIndex = session.caseByKey(m_session.cases[note.caseIndex].key);
    notes.push_back(std::move(note));
  }
  const bool written = notes != session.notes;
  m_session = std::move(session);
  m_session.notes = std::move(notes);
  m_path = path;
  m_modified = path.isEmpty() || written;
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
  if (toQString(m_session.title) == title) return;
  m_session.title = toStd(title);
  setModified();
}

void SessionDocument::setPath(const QString& path) {
  m_path = path;
  emit stateChanged();
}

namespace {

auto noteOfSession(auto& notes) {
  return std::find_if(notes.begin(), notes.end(),
                      [](const NoteRecord& note) { return note.caseIndex == kNoCase; });
}

}  // namespace

QString SessionDocument::note() const {
  const auto note = noteOfSession(m_session.notes);
  return note == m_session.notes.end() ? QString() : toQString(note->text);
}

void SessionDocument::setNote(const QString& text) {
  if (this->note() == text) return;
  std::vector<NoteRecord> notes = m_session.notes;
  const auto note = noteOfSession(notes);
  if (text.isEmpty())
    notes.erase(note);
  else if (note != notes.end())
    note->text = toStd(text);
  else
    notes.push_back({kNoCase, nowIso8601(), toStd(text)});
  setNotes(std::move(notes));
}

void SessionDocument::setNotes(std::vector<NoteRecord> notes) {
  m_session.notes = std::move(notes);
  m_modified = true;
  emit notesChanged();
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
      if (!same && !isEmpty()) emit aboutToBeReplaced();
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
