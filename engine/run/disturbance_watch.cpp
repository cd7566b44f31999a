#include "run/disturbance_watch.h"

#include <fmt/format.h>

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

const MetricRecord kHeap{"heap_in_use", "Heap in use", "B", MetricKind::bytes, false};
const MetricRecord kMinorFaults{"minor_faults", "Page faults without a device", "1",
                                MetricKind::count, false};
const MetricRecord kMajorFaults{"major_faults", "Page faults that waited for a device", "1",
                                MetricKind::count, false};
const MetricRecord kHugePages{"huge_page_share", "Share of the resident memory on huge pages", "1",
                              MetricKind::ratio, true};
const MetricRecord kWatchShare{"memory_watch_share",
                               "Share of a core that watching the memory took", "1",
                               MetricKind::ratio, false};
const MetricRecord kWatchReading{"memory_watch_reading", "Time of one reading of the memory", "s",
                                 MetricKind::time, false};

/// Huge pages are counted by walking all page tables: dear where much is resident.
constexpr double kHugePagesEvery = 1;

template <class T>
std::optional<double> growth(const std::optional<T>& before, const std::optional<T>& after) {
  if (!before || !after || *after < *before) return std::nullopt;
  return static_cast<double>(*after - *before);
}

}  // namespace

DisturbanceWatch::DisturbanceWatch(double startSeconds, int core,
                                   std::function<void(RunEvent)> emit)
    : m_start(startSeconds), m_core(core), m_emit(std::move(emit)), m_reader(core) {}

Result<void> DisturbanceWatch::watchMemory() {
  return MemorySampler::start({.measuringCore = m_core})
      .map([this](std::unique_ptr<MemorySampler> sampler) { m_memory = std::move(sampler); });
}

void DisturbanceWatch::endMemoryWatch(double now) {
  if (!m_memory) return;
  tellMemory(now);
  const MemorySampler::Cost cost = m_memory->cost();
  m_memory.reset();
  const auto tell = [&](const MetricRecord& metric, double measured) {
    ValueRecord value;
    value.value = measured;
    value.n = cost.readings;
    m_emit(ValueMeasured{metric, std::move(value)});
  };
  tell(kWatchShare, cost.coreShare);
  tell(kWatchReading, cost.secondsPerReading);
  if (cost.lost > 0)
    m_emit(Logged{{now - m_start, Severity::warning,
                   fmt::format("{} readings of the memory were lost: they were not fetched in time",
                               cost.lost)}});
  if (!cost.apart)
    m_emit(Logged{{now - m_start, Severity::warning,
                   "the memory was read on the core that measures: there is no other"}});
}

/// What the thread read since the last time.
void DisturbanceWatch::tellMemory(double now) {
  m_drained.clear();
  m_memory->drain(m_drained);
  const auto tell = [&](const MetricRecord& metric, double ProcessMemory::*field) {
    TraceMeasured trace{.caseIndex = kNoCase, .metric = metric, .t = {}, .value = {}};
    for (const MemoryReading& reading : m_drained) {
      if (std::isnan(reading.memory.*field)) continue;
      trace.t.push_back(reading.t - m_start);
      trace.value.push_back(reading.memory.*field);
    }
    if (!trace.t.empty()) m_emit(std::move(trace));
  };
  tell(kResident, &ProcessMemory::residentBytes);
  tell(kHeap, &ProcessMemory::heapBytes);
  tell(kMinorFaults, &ProcessMemory::minorFaults);
  tell(kMajorFaults, &ProcessMemory::majorFaults);
  if (now < m_hugePagesDue || m_drained.empty()) return;
  m_hugePagesDue = now + kHugePagesEvery;
  if (const auto share = hugePageShare())
    m_emit(SeriesPoint{kHugePages.id, kHugePages, now - m_start, *share});
}

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
  if (m_memory)
    tellMemory(now);
  else if (const std::uint64_t bytes = residentBytes(); bytes > 0)
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
