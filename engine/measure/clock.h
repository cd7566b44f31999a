// The clock everything is timed with: the processor's own counter where it runs at a fixed rate
// (invariant TSC, ARM's generic counter), calibrated against CLOCK_MONOTONIC_RAW, else
// CLOCK_MONOTONIC_RAW itself. Immutable once made: any thread may read it.
#pragma once

#include <cstdint>
#include <string_view>

namespace lane {

class SystemFiles;

enum class ClockSource : std::uint8_t { tsc, armCounter, system };

/// The best source this machine has. An invariant TSC that the kernel took off its own list, having
/// seen it jump, is not trusted here either.
ClockSource bestClockSource(const SystemFiles& files);

class Clock {
 public:
  /// The best of this machine, calibrated once per process (about 10 ms).
  static const Clock& instance();

  /// A clock of a source this processor has. For tests; everything else uses instance().
  explicit Clock(ClockSource source);

  /// Ticks now. Ordered against surrounding loads and stores (fences on x86).
  std::uint64_t now() const;
  double seconds(std::uint64_t ticks) const {
    return static_cast<double>(ticks) * m_secondsPerTick;
  }
  double secondsPerTick() const { return m_secondsPerTick; }
  double stepSeconds() const { return m_step; }  ///< smallest step seen between two readings
  double costSeconds() const { return m_cost; }  ///< of one reading
  ClockSource source() const { return m_source; }
  bool usesTsc() const { return m_source == ClockSource::tsc; }
  std::string_view description() const;  ///< "invariant TSC", "CLOCK_MONOTONIC_RAW" …
  /// What it cannot do that an invariant TSC could; empty when there is nothing to say.
  std::string_view limitation() const;

 private:
  ClockSource m_source;
  double m_secondsPerTick = 1e-9;
  double m_step = 0;
  double m_cost = 0;
};

}  // namespace lane
