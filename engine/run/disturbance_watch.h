// Watches the machine while samples are taken: a reading between rounds, so that every sample lies
// between two of them and can be told disturbed when they differ. Readings become series of the
// session. Used by the measuring thread, outside timed windows.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "machine/disturbance.h"
#include "measure/memory_sampler.h"
#include "run/events.h"

namespace lane {

/// Share by which two readings of the clock around a sample may differ before it is flagged.
inline constexpr double kClockTolerance = 0.01;

class DisturbanceWatch {
 public:
  /// `startSeconds` of the run on the timer's scale; series count from there. `core` measures.
  DisturbanceWatch(double startSeconds, int core, std::function<void(RunEvent)> emit);

  /// What this machine does not tell, with the reasons.
  const std::vector<UnavailableReading>& unavailable() const { return m_reader.reasons(); }

  /// From now on a thread of its own reads the memory over 200 times a second, instead of one
  /// reading of what is resident with each of ours. Errors: unsupported (the reason).
  Result<void> watchMemory();
  /// Ends that and tells what it cost.
  void endMemoryWatch(double now);

  /// Takes a reading, about 30 µs. `now` on the timer's scale.
  void read(double now);
  /// The same when the last one is older than `kPeriod`.
  void readWhenDue(double now);
  /// Bits of SampleFlag for a sample at `t` on the timer's scale, from the readings before and
  /// after it.
  std::uint32_t flagsAt(double t) const;

  static constexpr double kPeriod = 0.05;  ///< seconds

 private:
  struct Reading {
    double t = 0;
    double clockHz = 0;  ///< 0: not known
    DisturbanceReading counts = {};
  };
  void tellAmounts(const Reading& reading);
  void tellMemory(double now);

  double m_start;
  int m_core;
  std::function<void(RunEvent)> m_emit;
  DisturbanceReader m_reader;
  std::vector<Reading> m_readings;
  std::size_t m_told = 0;  ///< reading up to which amounts were told
  std::unique_ptr<MemorySampler> m_memory;
  std::vector<MemoryReading> m_drained;
  double m_hugePagesDue = 0;
};

}  // namespace lane
