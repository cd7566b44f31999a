// Threads that keep the memory busy: one on each core that does not measure, pinned, streaming over
// an area of its own. They wait, without touching memory, until told to run. Owned by one thread;
// the threads end with it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/result.h"
#include "workloads/pages.h"
#include "workloads/walk_kernels.h"

namespace lane {

struct LoadLevel {
  WalkKind kind = WalkKind::read;  ///< read or copy
  double share = 1;                ///< of the time they stream; 0: idle
};

class MemoryLoad {
 public:
  /// Errors: unsupported, where there is one core only or no memory.
  static Result<std::unique_ptr<MemoryLoad>> make(std::uint64_t bytesPerCore);
  ~MemoryLoad();
  MemoryLoad(const MemoryLoad&) = delete;
  MemoryLoad& operator=(const MemoryLoad&) = delete;

  /// Returns once every thread streams, or rests for the first time.
  void begin(const LoadLevel& level);
  void end();  ///< at once; a thread finishes what it is at, 64 KiB at most

  std::size_t threads() const { return m_threads.size(); }
  std::uint64_t bytesMoved() const;  ///< since the threads were made: read and written
  /// Threads that stand on the core they should stand on.
  std::size_t pinned() const { return m_pinned; }

 private:
  struct alignas(64) Worker {
    PageMapping memory;
    std::atomic<std::uint64_t> moved{0};
    std::atomic<std::uint64_t> started{0};  ///< the order it works on
  };

  MemoryLoad() = default;
  void work(Worker& worker, int core, const std::stop_token& stop);

  std::vector<std::unique_ptr<Worker>> m_workers;
  std::atomic<std::uint64_t> m_order{0};  ///< even: rest; odd: stream
  std::atomic<WalkKind> m_kind{WalkKind::read};
  std::atomic<double> m_share{1};
  std::atomic<std::size_t> m_pinned{0};
  std::atomic<std::size_t> m_ready{0};
  std::vector<std::jthread> m_threads;  ///< last: they end before what they use
};

}  // namespace lane
