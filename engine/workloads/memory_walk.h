// Walks over memory as things to be timed: bandwidth of read, write, copy and triad and latency of
// dependent loads, for any working set, vector width, thread count and kind of page. One mapping
// serves all working sets: each uses its beginning. Every thread walks over memory of its own.
// Owned by one thread, which is worker 0 of the team.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "measure/sampler.h"
#include "measure/team.h"
#include "workloads/pages.h"
#include "workloads/walk_kernels.h"

namespace lane {

struct WalkPoint {
  WalkKind kind = WalkKind::read;
  int width = 0;  ///< bytes of one load or store; 8 for latency
  bool nonTemporal = false;
  std::uint32_t threads = 1;
  std::uint64_t bytes = 0;  ///< working set of one thread, all arrays together
  /// One call goes over all of it, however large; else of large ones over the next part.
  bool whole = false;
};

/// Bytes of each array in a working set: whole blocks, one at least.
std::uint64_t walkArrayBytes(WalkKind kind, std::uint64_t workingSet);

/// A prepared walk. One call is one pass over the working set, or over the next part of a large
/// one; of latency, kChaseSteps steps.
class WalkCase : public PreparedCase {
 public:
  /// Puts into the caches what stays there; untimed.
  virtual void warm() = 0;
  /// Calls of one thread's part on the calling thread.
  virtual void runAlone(std::uint64_t calls) = 0;
  /// Bytes named by one call, all threads together; of latency, steps.
  virtual double workPerCall() const = 0;
  /// What the arrays really take, per thread: `bytes` rounded to whole blocks.
  virtual std::uint64_t footprint() const = 0;
};

class MemoryWalk {
 public:
  struct Needs {
    std::uint64_t bandwidthBytes = 0;  ///< largest working set times threads
    std::vector<std::uint64_t> latencySizes;
    std::uint64_t cacheBytes = 0;  ///< working sets up to here are walked once before each sample
  };

  /// Maps, fills and links. Fails with unsupported when memory is refused, with interrupted when
  /// stopped (looked at every few milliseconds).
  static Result<MemoryWalk> make(const Needs& needs, PageKind pages, Team& team,
                                 const std::stop_token& stop);

  /// nullptr when there is no such kernel here or no room. The walk must outlive the case.
  std::unique_ptr<WalkCase> prepare(const WalkPoint& point) const;

  PageKind pages() const { return m_pages; }
  /// Of the bandwidth mapping; negative when it cannot be read.
  double hugeShare() const { return m_bandwidth.hugeShare(); }

 private:
  struct Chain {
    std::uint64_t bytes = 0;
    const std::byte* memory = nullptr;
    const void* start = nullptr;
  };

  PageKind m_pages = PageKind::huge;
  Team* m_team = nullptr;
  std::stop_token m_stop;
  std::uint64_t m_cacheBytes = 0;
  PageMapping m_bandwidth;
  std::vector<PageMapping> m_decks;
  std::vector<Chain> m_chains;
};

/// Links slot `slot` (0 to 7) of the first `lines` cache lines of `memory` into one cycle through
/// all of them, in an order without pattern, and returns its first address. Links positions
/// [begin, end) of the cycle only, so that threads can share the work.
void* linkCycle(std::byte* memory, std::uint64_t lines, int slot, std::uint64_t begin,
                std::uint64_t end);

}  // namespace lane
