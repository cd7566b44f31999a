#include "measure/allocation_tracker.h"

#include "measure/team.h"

/// Defined by the hooks: null where they are not linked, else their reason, empty when they work.
extern "C" const char* laneAllocationHooks() __attribute__((weak));

namespace lane {

namespace allocation {
constinit thread_local bool t_counting = false;
std::atomic<std::uint64_t> g_allocations{0};
std::atomic<std::uint64_t> g_bytes{0};
std::atomic<std::int64_t> g_live{0};
std::atomic<std::int64_t> g_peak{0};
}  // namespace allocation

std::string AllocationTracker::whyNot() {
  if (laneAllocationHooks == nullptr) return "this program was linked without allocation hooks";
  return laneAllocationHooks();
}

AllocationTracker::AllocationTracker() {
  set(true);
}

AllocationTracker::AllocationTracker(Team& team, std::uint32_t threads)
    : m_team(threads > 1 ? &team : nullptr), m_threads(threads) {
  set(true);
}

AllocationTracker::~AllocationTracker() {
  if (m_counting) set(false);
}

void AllocationTracker::set(bool counting) {
  const auto tell = [](void* on, std::uint32_t) {
    allocation::t_counting = *static_cast<const bool*>(on);
  };
  if (!counting) tell(&counting, 0);
  // The same number of workers as the code under count uses: they are then the same threads.
  if (m_team) m_team->run(m_threads, tell, &counting);
  m_counting = counting;
  if (!counting) return;
  allocation::t_counting = false;
  allocation::g_allocations = 0;
  allocation::g_bytes = 0;
  allocation::g_live = 0;
  allocation::g_peak = 0;
  allocation::t_counting = true;
}

AllocationCount AllocationTracker::stop() {
  allocation::t_counting = false;
  const AllocationCount count{allocation::g_allocations, allocation::g_bytes, allocation::g_peak,
                              allocation::g_live};
  if (m_counting) set(false);
  return count;
}

}  // namespace lane
