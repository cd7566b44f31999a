// A thread that reads this process's memory some hundred times a second while another one measures:
// off the measuring core where there is a second one, without allocating, into a buffer of fixed
// size that the measuring thread empties between its samples. What that costs is measured.
//
// One thread makes, drains and destroys it; a reading that finds the buffer full is counted as
// lost.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "base/result.h"
#include "machine/process_memory.h"

namespace lane {

struct MemoryReading {
  double t = 0;  ///< on the scale of Clock::instance()
  ProcessMemory memory;
};

class MemorySampler {
 public:
  struct Options {
    double period = 0.0045;    ///< seconds between readings: over 200 a second, no more
    double heapPeriod = 0.1;   ///< between those that read the heap too; 0: every one
    int measuringCore = -1;    ///< kept free of it where there is another; -1: none in particular
    std::size_t room = 16384;  ///< readings between two drains
  };
  /// Errors: unsupported (the system does not tell what is resident, or gives no thread).
  static Result<std::unique_ptr<MemorySampler>> start(const Options& options);
  ~MemorySampler();
  MemorySampler(const MemorySampler&) = delete;
  MemorySampler& operator=(const MemorySampler&) = delete;

  /// Appends what was read since the last time, in order. Allocates at most in `into`.
  void drain(std::vector<MemoryReading>& into);

  struct Cost {
    double coreShare = 0;          ///< of one core, of all the time since it started
    double secondsPerReading = 0;  ///< mean, processor time with waking and going to sleep
    std::uint64_t readings = 0;
    std::uint64_t lost = 0;
    bool apart = false;  ///< on a core that does not measure
  };
  Cost cost() const;

 private:
  explicit MemorySampler(const Options& options);
  void loop();
  void take(bool heap);

  const Options m_options;
  ProcessMemoryReader m_reader;
  const double m_began;
  std::vector<MemoryReading> m_ring;
  std::atomic<std::uint64_t> m_written{0};  ///< by the thread
  std::atomic<std::uint64_t> m_drained{0};  ///< by the one that drains
  std::atomic<std::uint64_t> m_lost{0};
  std::atomic<double> m_cpuSeconds{0};
  std::atomic<bool> m_apart{false};
  std::atomic<bool> m_stop{false};
  std::thread m_thread;
};

/// Now, by the calling thread.
MemoryReading readMemoryNow(ProcessMemoryReader& reader, bool heap);

}  // namespace lane
