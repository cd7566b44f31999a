// Counts what a piece of code allocates: malloc and its family, and so operator new, on the threads
// that are being counted. The counting itself is done by measure/allocation_hooks.cpp, an object of
// its own that takes the place of malloc in the programs that link it and hands every call on to
// glibc; in others, under a sanitizer or with another C library there is a reason instead. While
// nothing is counted the hooks cost one load of a thread's own variable. Bytes are those malloc
// gave, which are a few more than were asked for. One count at a time per program.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace lane {

class Team;

struct AllocationCount {
  std::uint64_t allocations = 0;
  std::uint64_t bytes = 0;  ///< allocated, whatever was freed since
  std::int64_t peak = 0;    ///< most bytes at once above the beginning
  std::int64_t live = 0;  ///< bytes at the end above the beginning; negative: some were given back
};

class AllocationTracker {
 public:
  /// Why nothing can be counted in this program; empty when it can.
  static std::string whyNot();

  /// Counts from now on what the calling thread allocates, and with a team its first `threads`
  /// workers. What other threads allocate or free meanwhile is not seen.
  AllocationTracker();
  AllocationTracker(Team& team, std::uint32_t threads);
  ~AllocationTracker();
  AllocationTracker(const AllocationTracker&) = delete;
  AllocationTracker& operator=(const AllocationTracker&) = delete;

  AllocationCount stop();  ///< the count until now; counts no more

 private:
  void set(bool counting);
  Team* m_team = nullptr;
  std::uint32_t m_threads = 1;
  bool m_counting = true;
};

/// What hooks and tracker share.
namespace allocation {
extern constinit thread_local bool t_counting;
extern std::atomic<std::uint64_t> g_allocations;
extern std::atomic<std::uint64_t> g_bytes;
extern std::atomic<std::int64_t> g_live;
extern std::atomic<std::int64_t> g_peak;
}  // namespace allocation

}  // namespace lane
