// Run events on their way from the worker to the GUI thread: bounded, with progress coalesced to
// the latest and repeated measurements of a case merged. Pushing waits a moment when the GUI falls
// far behind; it never drops a measurement. Thread-safe.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "run/events.h"

namespace lane {

class EventQueue {
 public:
  explicit EventQueue(std::size_t limit = 65536) : m_limit(limit) {}

  void push(RunEvent event);
  /// At most `limit` events in order; the latest progress comes last.
  std::vector<RunEvent> take(std::size_t limit);
  bool isEmpty() const;
  std::size_t size() const;
  void clear();
  /// Pushing no longer waits and no longer stores: the receiver is going away.
  void close();

 private:
  mutable std::mutex m_mutex;
  std::condition_variable m_room;
  std::vector<RunEvent> m_events;
  std::unordered_map<std::uint32_t, std::size_t> m_caseAt;  ///< position of a case's last event
  std::optional<Progress> m_progress;
  std::size_t m_limit;
  bool m_closed = false;
};

}  // namespace lane
