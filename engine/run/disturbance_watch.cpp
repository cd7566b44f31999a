#include "run/disturbance_watch.h"

#include <algorithm>
#include <cmath>

#include "machine/canary.h"
#include "run/system_state.h"

namespace lane {
namespace {

constexpr double kCanarySeconds = 20e-6;

const MetricRecord kResident{"resident_memory", "Resident memory", "B", MetricKind::bytes, false};
const MetricRecord kClock{"clock", "Core clock", "Hz", MetricKind::frequency, true};

}  // namespace

DisturbanceWatch::DisturbanceWatch(double startSeconds, std::function<void(RunEvent)> emit)
    : m_start(startSeconds), m_emit(std::move(emit)) {}

void DisturbanceWatch::readWhenDue(double now) {
  if (m_readings.empty() || now - m_readings.back().t >= kPeriod) read(now);
}

void DisturbanceWatch::read(double now) {
  const double t = now - m_start;
  Reading reading{now, measureClockHz(kCanarySeconds)};
  if (reading.clockHz > 0) m_emit(SeriesPoint{kClock.id, kClock, t, reading.clockHz});
  if (const std::uint64_t bytes = residentBytes(); bytes > 0)
    m_emit(SeriesPoint{kResident.id, kResident, t, static_cast<double>(bytes)});
  m_readings.push_back(reading);
}

std::uint32_t DisturbanceWatch::flagsAt(double t) const {
  const auto after = std::upper_bound(m_readings.begin(), m_readings.end(), t,
                                      [](double at, const Reading& r) { return at < r.t; });
  if (after == m_readings.begin() || after == m_readings.end()) return 0;
  const Reading& before = *std::prev(after);
  std::uint32_t flags = 0;
  if (before.clockHz > 0 && after->clockHz > 0 &&
      std::abs(after->clockHz / before.clockHz - 1) > kClockTolerance)
    flags |= kFlagClock;
  return flags;
}

}  // namespace lane
