// The clock everything is timed with: the invariant TSC where there is one, calibrated against
// CLOCK_MONOTONIC_RAW, else CLOCK_MONOTONIC_RAW itself.
#pragma once

#include <cstdint>
#include <string_view>

namespace lane {

class Clock {
 public:
  /// Calibrated once per process (about 10 ms, or nothing when the kernel states the rate).
  static const Clock& instance();

  /// Ticks now. Ordered against surrounding loads and stores (fences on x86).
  std::uint64_t now() const;
  double seconds(std::uint64_t ticks) const {
    return static_cast<double>(ticks) * m_secondsPerTick;
  }
  double secondsPerTick() const { return m_secondsPerTick; }
  double stepSeconds() const { return m_step; }  ///< smallest step seen between two readings
  double costSeconds() const { return m_cost; }  ///< of one reading
  bool usesTsc() const { return m_tsc; }
  std::string_view description() const;  ///< "invariant TSC" or "CLOCK_MONOTONIC_RAW"

 private:
  Clock();
  bool m_tsc = false;
  double m_secondsPerTick = 1e-9;
  double m_step = 0;
  double m_cost = 0;
};

}  // namespace lane
