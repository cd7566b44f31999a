#include "models/open_sessions.h"

#include <QFileInfo>
#include <algorithm>

namespace lane {

OpenSessions::OpenSessions(SessionDocument* shown, QObject* parent)
    : QObject(parent), m_shown(shown) {
  m_entries.push_back({++m_lastId, nullptr});
  connect(shown, &SessionDocument::sessionReset, this, &OpenSessions::changed);
  connect(shown, &SessionDocument::stateChanged, this, &OpenSessions::changed);
  connect(shown, &SessionDocument::aboutToBeReplaced, this,
          [this] { keepBeforeReplacing(m_shown); });
}

OpenSessions::~OpenSessions() = default;

SessionDocument* OpenSessions::document(int index) const {
  const Entry& entry = m_entries[std::size_t(index)];
  return entry.parked ? entry.parked.get() : m_shown;
}

int OpenSessions::indexOfId(int id) const {
  for (int i = 0; i < count(); ++i)
    if (m_entries[std::size_t(i)].id == id) return i;
  return -1;
}

int OpenSessions::indexOfPath(const QString& path) const {
  if (path.isEmpty()) return -1;
  const QFileInfo wanted(path);
  for (int i = 0; i < count(); ++i) {
    const QString here = at(i).path();
    if (!here.isEmpty() && (here == path || QFileInfo(here) == wanted)) return i;
  }
  return -1;
}

int OpenSessions::indexOf(const SessionDocument& wanted) const {
  for (int i = 0; i < count(); ++i)
    if (&at(i) == &wanted) return i;
  return -1;
}

int OpenSessions::indexOfUuid(const std::string& uuid) const {
  if (!uuid.empty() && m_shown->session().uuid == uuid) return m_current;
  for (int i = 0; i < count(); ++i)
    if (!uuid.empty() && at(i).session().uuid == uuid) return i;
  return -1;
}

std::vector<int> OpenSessions::filled() const {
  std::vector<int> all;
  for (int i = 0; i < count(); ++i)
    if (!at(i).isEmpty()) all.push_back(i);
  return all;
}

std::unique_ptr<SessionDocument> OpenSessions::makeParked() {
  auto parked = std::make_unique<SessionDocument>();
  SessionDocument* it = parked.get();
  connect(it, &SessionDocument::sessionReset, this, &OpenSessions::changed);
  connect(it, &SessionDocument::stateChanged, this, &OpenSessions::changed);
  connect(it, &SessionDocument::progressChanged, this, &OpenSessions::progressed);
  connect(it, &SessionDocument::aboutToBeReplaced, this, [this, it] { keepBeforeReplacing(it); });
  return parked;
}

void OpenSessions::park() {
  Entry& entry = m_entries[std::size_t(m_current)];
  entry.parked = makeParked();
  entry.parked->exchange(*m_shown);
  emit moved(m_shown, entry.parked.get());
}

void OpenSessions::add(Session session, const QString& path) {
  if (!m_shown->isEmpty() || isBusy(m_shown)) {
    emit leaving(id(m_current));
    park();
    m_entries.push_back({++m_lastId, nullptr});
    m_current = count() - 1;
  }
  m_shown->setSession(std::move(session), path);
}

void OpenSessions::show(int index) {
  if (index == m_current || index < 0 || index >= count()) return;
  const int wanted = id(index);
  emit leaving(id(m_current));
  if (m_shown->isEmpty() && !isBusy(m_shown))
    m_entries.erase(m_entries.begin() + m_current);
  else
    park();
  m_current = indexOfId(wanted);
  const auto parked = std::move(m_entries[std::size_t(m_current)].parked);
  m_shown->exchange(*parked);
  emit moved(parked.get(), m_shown);
  m_shown->announce();
  emit arrived(wanted);
}

void OpenSessions::step(int by) {
  const auto all = filled();
  if (all.empty()) return;
  const auto at = std::find(all.begin(), all.end(), m_current);
  const int from = at == all.end() ? 0 : int(at - all.begin()) + by;
  const int n = int(all.size());
  show(all[std::size_t((from % n + n) % n)]);
}

void OpenSessions::close(int index) {
  const int gone = id(index);
  if (index != m_current) {
    m_entries.erase(m_entries.begin() + index);
    if (index < m_current) --m_current;
  } else {
    m_shown->clear();
    if (count() > 1) show(index + 1 < count() ? index + 1 : index - 1);  // drops the empty one
  }
  emit closed(gone);
  emit changed();
}

void OpenSessions::follow(const QString& oldPath, const QString& newPath) {
  for (int i = 0; i < count(); ++i)
    if (at(i).path() == oldPath) document(i)->setPath(newPath);
}

void OpenSessions::keepBeforeReplacing(SessionDocument* document) {
  Entry kept{++m_lastId, makeParked()};
  if (document == m_shown) emit leaving(kept.id);
  kept.parked->exchange(*document);
  int at = m_current;
  for (int i = 0; i < count(); ++i)
    if (m_entries[std::size_t(i)].parked.get() == document) at = i;
  // The run's session is the newcomer: it stands behind what was there.
  m_entries.insert(m_entries.begin() + at, std::move(kept));
  if (at <= m_current) ++m_current;
}

}  // namespace lane
