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
const MetricRecord kStolen{"stolen", "Time stolen by the host", "1", MetricKind::ratio, false};
const MetricRecord kWaiting{"waiting", "Time waiting for the core", "1", MetricKind::ratio, false};
const MetricRecord kSwitches{"switches", "Involuntary switches", "1", MetricKind::count, false};
const MetricRecord kFaults{"faults", "Page faults", "1", MetricKind::count, false};
const MetricRecord kThrottles{"throttles", "Thermal throttling", "1", MetricKind::count, false};
const MetricRecord kTemperature{"temperature", "Processor temperature", "degC", MetricKind::count,
                                false};

template <class T>
std::optional<double> growth(const std::optional<T>& before, const std::optional<T>& after) {
  if (!before || !after || *after < *before) return std::nullopt;
  return static_cast<double>(*after - *before);
}

}  // namespace

DisturbanceWatch::DisturbanceWatch(double startSeconds, int core,
                                   std::function<void(RunEvent)> emit)
    : m_start(startSeconds), m_emit(std::move(emit)), m_reader(core) {}

void DisturbanceWatch::readWhenDue(double now) {
  if (m_readings.empty() || now - m_readings.back().t >= kPeriod) read(now);
}

void DisturbanceWatch::read(double now) {
  const Reading reading{now, measureClockHz(kCanarySeconds), m_reader.read()};
  const double t = now - m_start;
  const auto tell = [&](const MetricRecord& metric, std::optional<double> value) {
    if (value) m_emit(SeriesPoint{metric.id, metric, t, *value});
  };
  if (reading.clockHz > 0) tell(kClock, reading.clockHz);
  if (const std::uint64_t bytes = residentBytes(); bytes > 0)
    tell(kResident, static_cast<double>(bytes));
  tell(kTemperature, reading.counts.celsius);
  tellAmounts(reading);
  m_readings.push_back(reading);
}

/// What grew since it was last told. The system counts stolen time in steps of 10 ms: over a few
/// milliseconds a share of it would say nothing.
void DisturbanceWatch::tellAmounts(const Reading& reading) {
  if (m_readings.empty() || reading.t - m_readings[m_told].t < kPeriod) return;
  const DisturbanceReading& before = m_readings[m_told].counts;
  const DisturbanceReading& after = reading.counts;
  const double seconds = reading.t - m_readings[m_told].t;
  const auto tell = [&](const MetricRecord& metric, std::optional<double> value) {
    if (value) m_emit(SeriesPoint{metric.id, metric, reading.t - m_start, *value});
  };
  const auto share = [&](std::optional<double> grown) {
    return grown ? std::optional(std::min(1.0, *grown / seconds)) : std::nullopt;
  };
  tell(kStolen, share(growth(before.stolenSeconds, after.stolenSeconds)));
  tell(kWaiting, share(growth(before.waitingSeconds, after.waitingSeconds)));
  tell(kSwitches, growth(before.involuntarySwitches, after.involuntarySwitches));
  tell(kFaults, growth(before.minorFaults, after.minorFaults));
  tell(kThrottles, growth(before.throttles, after.throttles));
  m_told = m_readings.size();  // the reading about to be kept
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
  if (growth(before.counts.stolenSeconds, after->counts.stolenSeconds).value_or(0) > 0)
    flags |= kFlagStolen;
  return flags;
}

}  // namespace lane
