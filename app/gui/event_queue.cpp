#include "event_queue.h"

#include <chrono>
#include <iterator>

namespace lane {
namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// Two events of one case can be one when its samples belong to the same pass and process.
bool merge(CaseMeasured& into, CaseMeasured& next) {
  if (into.pass != next.pass || into.process != next.process) return false;
  into.record = std::move(next.record);
  append(into.seconds, next.seconds);
  append(into.t, next.t);
  append(into.rounds, next.rounds);
  append(into.flags, next.flags);
  return true;
}

}  // namespace

void EventQueue::push(RunEvent event) {
  std::unique_lock lock(m_mutex);
  if (m_closed) return;
  if (auto* progress = std::get_if<Progress>(&event)) {
    m_progress = std::move(*progress);
    return;
  }
  if (auto* measured = std::get_if<CaseMeasured>(&event)) {
    const auto known = m_caseAt.find(measured->caseIndex);
    if (known != m_caseAt.end() &&
        merge(std::get<CaseMeasured>(m_events[known->second]), *measured))
      return;
    m_caseAt[measured->caseIndex] = m_events.size();
  } else if (std::holds_alternative<RunStarted>(event)) {
    m_caseAt.clear();
  }
  // Back pressure between batches, never inside a timed window; a stalled window cannot hold the
  // run up for long.
  m_room.wait_for(lock, std::chrono::milliseconds(200),
                  [this] { return m_closed || m_events.size() < m_limit; });
  if (m_closed) return;
  if (auto* measured = std::get_if<CaseMeasured>(&event))
    m_caseAt[measured->caseIndex] = m_events.size();  // events may have been taken meanwhile
  m_events.push_back(std::move(event));
}

std::vector<RunEvent> EventQueue::take(std::size_t limit) {
  std::lock_guard lock(m_mutex);
  std::vector<RunEvent> taken;
  if (m_events.size() <= limit) {
    taken.swap(m_events);
  } else {
    const auto end = m_events.begin() + std::ptrdiff_t(limit);
    taken.assign(std::make_move_iterator(m_events.begin()), std::make_move_iterator(end));
    m_events.erase(m_events.begin(), end);
  }
  m_caseAt.clear();  // positions have moved: later events of these cases start anew
  if (m_progress && m_events.empty()) {
    taken.push_back(std::move(*m_progress));
    m_progress.reset();
  }
  m_room.notify_all();
  return taken;
}

bool EventQueue::isEmpty() const {
  std::lock_guard lock(m_mutex);
  return m_events.empty() && !m_progress;
}

std::size_t EventQueue::size() const {
  std::lock_guard lock(m_mutex);
  return m_events.size() + (m_progress ? 1 : 0);
}

void EventQueue::clear() {
  std::lock_guard lock(m_mutex);
  m_events.clear();
  m_caseAt.clear();
  m_progress.reset();
  m_room.notify_all();
}

void EventQueue::close() {
  std::lock_guard lock(m_mutex);
  m_closed = true;
  m_events.clear();
  m_caseAt.clear();
  m_room.notify_all();
}

}  // namespace lane
