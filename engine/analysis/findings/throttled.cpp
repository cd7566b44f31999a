// A core that became slower while it measured: the clock canary, throttle counts, temperature.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "analysis/series_summary.h"
#include "base/units.h"
#include "measure/statistics.h"

namespace lane {
namespace {

constexpr std::size_t kWindows = 10;
constexpr std::size_t kLeastReadings = 20;  ///< fewer say nothing of a course
constexpr double kFell = 0.05;
constexpr double kFellMuch = 0.10;
constexpr double kHot = 95;  ///< degrees Celsius

struct Fall {
  double share = 0;
  double from = 0, to = 0;  ///< hertz
  double t = 0;             ///< when the clock first was that low
};

/// The deepest fall from one stretch of the run to a later one, by medians, so that single readings
/// beside an interruption do not count.
Fall deepestFall(const SeriesRecord& clock) {
  const std::size_t n = std::min(clock.value.size(), clock.t.size());
  Fall fall;
  if (n < kLeastReadings) return fall;
  double highest = 0;
  for (std::size_t w = 0; w < kWindows; ++w) {
    const std::size_t begin = w * n / kWindows, end = (w + 1) * n / kWindows;
    const double here =
        median(std::vector<double>(clock.value.begin() + static_cast<std::ptrdiff_t>(begin),
                                   clock.value.begin() + static_cast<std::ptrdiff_t>(end)));
    if (highest > 0 && 1 - here / highest > fall.share)
      fall = {1 - here / highest, highest, here, clock.t[begin]};
    highest = std::max(highest, here);
  }
  return fall;
}

}  // namespace

std::vector<Finding> findThrottling(const Facts& facts) {
  Severity severity = Severity::note;
  std::vector<std::string> said;
  if (const SeriesRecord* clock = facts.series("clock")) {
    const Fall fall = deepestFall(*clock);
    if (fall.share >= kFell) {
      said.push_back(fmt::format("the clock fell by {}, from {} to {}, {} after the start",
                                 formatShare(fall.share), formatClock(fall.from),
                                 formatClock(fall.to), formatTime(fall.t)));
      if (fall.share >= kFellMuch) severity = Severity::warning;
    }
  }
  if (const SeriesRecord* throttles = facts.series("throttles")) {
    const double count = summarizeSeries(*throttles).sum;
    if (count >= 1) {
      said.push_back(fmt::format(
          "the processor throttled itself {}",
          count < 2 ? "once" : formatCount(static_cast<std::uint64_t>(count)) + " times"));
      severity = Severity::warning;
    }
  }
  if (said.empty()) return {};
  if (const SeriesRecord* temperature = facts.series("temperature")) {
    const double highest = summarizeSeries(*temperature).highest;
    if (highest >= kHot) said.push_back(fmt::format("it reached {:.0f} °C", highest));
  }
  std::string text = "While measuring, " + listed(said) + ".";
  return {{severity,
           {},
           std::move(text),
           {},
           "Ratios between variants measured side by side hold; absolute times do not. Cool the "
           "machine or fix a clock it can keep, then measure again."}};
}

}  // namespace lane
