#include "analysis/diff_host.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "analysis/noise.h"
#include "measure/statistics.h"

namespace lane {
namespace {

/// The host does more to kernels than the canary feels: a neighbour on the other thread of the core
/// takes units and caches as well as clock.
constexpr double kMoreThanSeen = 2;
constexpr std::size_t kEnoughPairs = 10;
constexpr double kMiddleOfNormal = 0.6744898;  // median of |Z|

/// Mean over the run of a series of the session.
double meanOf(const Session& session, std::string_view metric) {
  double sum = 0;
  std::size_t count = 0;
  for (const SeriesRecord& series : session.series) {
    if (series.caseIndex != kNoCase || series.metric >= session.metrics.size() ||
        session.metrics[series.metric].id != metric)
      continue;
    sum += std::accumulate(series.value.begin(), series.value.end(), 0.0);
    count += series.value.size();
  }
  return count > 0 ? sum / static_cast<double>(count) : kUnknown;
}

double known(double value) {
  return std::isnan(value) ? 0 : value;
}

}  // namespace

HostState hostStateOf(const Session& session) {
  HostState state;
  state.clockHz = meanOf(session, "clock");
  if (session.machine.clockHz > 0) state.cardClockHz = session.machine.clockHz;
  state.noise = noiseOf(session).score;
  const double stolen = meanOf(session, "stolen"), waiting = meanOf(session, "waiting");
  if (!std::isnan(stolen) || !std::isnan(waiting)) state.lost = known(stolen) + known(waiting);
  return state;
}

double meanClock(const Session& session) {
  const double mean = meanOf(session, "clock");
  return std::isnan(mean) ? session.machine.clockHz : mean;
}

Clocks clocksOf(const HostState& base, const HostState& now) {
  const Clocks run{base.clockHz, now.clockHz};
  return run.known() ? run : Clocks{base.cardClockHz, now.cardClockHz};
}

HostChange hostChange(const HostState& base, const HostState& now) {
  HostChange change;
  if (const Clocks clocks = clocksOf(base, now); clocks.known())
    change.clock = std::log(clocks.base / clocks.now);
  const double noise = known(now.noise - base.noise);
  const double lost = known(now.lost - base.lost);
  change.seen = change.clock + noise + lost;
  change.extent =
      std::abs(change.clock) + std::max(known(base.noise), known(now.noise)) + std::abs(lost);
  return change;
}

HostEffect hostEffect(std::span<const double> logs, std::span<const RatioError> errors,
                      const HostChange& change) {
  HostEffect effect;
  if (logs.empty()) return effect;
  effect.median = median(std::vector<double>(logs.begin(), logs.end()));
  if (effect.median * change.seen > 0)
    effect.shift = std::copysign(
        std::min(std::abs(effect.median), kMoreThanSeen * std::abs(change.seen)), effect.median);
  if (logs.size() < kEnoughPairs) return effect;

  // Half the pairs should lie within 0.67 standard deviations of the middle.
  const auto tooFar = [&](double spread) {
    std::size_t outside = 0;
    for (std::size_t i = 0; i < logs.size(); ++i)
      outside += std::abs(logs[i] - effect.median) >
                 kMiddleOfNormal * std::sqrt(errors[i].variance() + spread * spread);
    return 2 * outside > logs.size();
  };
  double most = std::max(kDefaultBetweenProcess, kMoreThanSeen * change.extent), least = 0;
  if (!tooFar(0)) return effect;
  if (tooFar(most)) {
    effect.spread = most;
    return effect;
  }
  for (int i = 0; i < 20; ++i) {
    effect.spread = (least + most) / 2;
    (tooFar(effect.spread) ? least : most) = effect.spread;
  }
  return effect;
}

}  // namespace lane
