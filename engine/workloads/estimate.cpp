#include "workloads/estimate.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "measure/statistics.h"

namespace lane {
namespace {

constexpr double kConfidence = 0.95;

double timed(RoundItem& item, Timer& timer, std::uint64_t calls) {
  const std::uint64_t begin = timer.ticks();
  item.alone ? item.alone(calls) : item.prepared->run(calls);
  return timer.seconds(timer.ticks() - begin);
}

/// Untimed: code and data are in place again.
void warmUp(RoundItem& item) {
  item.warm ? item.warm() : item.prepared->run(1);
}

/// Calls per sample so that a batch lasts `wanted`, from the shortest of a few looks: an
/// interruption makes a batch longer, never shorter. 0 when stopped.
std::uint64_t calibrated(RoundItem& item, Timer& timer, double wanted,
                         const std::stop_token& stop) {
  constexpr double kLong = 5e-3;
  constexpr std::uint64_t kMostCalls = std::uint64_t{1} << 40;
  std::uint64_t calls = 1;
  for (;;) {
    double best = timed(item, timer, calls);
    // Long enough? Then look again.
    for (int look = 1; look < 4 && best >= wanted && best < kLong; ++look)
      best = std::min(best, timed(item, timer, calls));
    if (stop.stop_requested()) return 0;
    if (best >= wanted || calls >= kMostCalls) return calls;
    const double factor = std::clamp(1.15 * wanted / std::max(best, 1e-12), 1.1, 10.0);
    calls = static_cast<std::uint64_t>(std::ceil(static_cast<double>(calls) * factor));
  }
}

}  // namespace

Estimate estimateOf(std::span<const double> values) {
  Estimate estimate;
  if (values.empty()) return estimate;
  const std::vector<std::uint32_t> onePass(values.size(), 0);
  const Summary summary = summarize(values, onePass, kConfidence);
  estimate.value = summary.median;
  estimate.low = summary.ciLow;
  estimate.high = summary.ciHigh;
  estimate.n = static_cast<std::uint32_t>(values.size());
  return estimate;
}

Estimate rateOf(double work, const Estimate& seconds) {
  return {work / seconds.value, work / seconds.high, work / seconds.low, seconds.n};
}

std::vector<std::uint32_t> shareOut(std::span<const double> costs, const RoundLimits& limits) {
  const auto samplesFor = [&](double cost, double share) {
    const double wanted = std::floor(share / std::max(cost, 1e-9));
    return static_cast<std::uint32_t>(
        std::clamp(wanted, double(limits.fewest), double(limits.most)));
  };
  // The same time for every item: the largest that fits, by halving the interval.
  double low = 0, high = limits.budgetSeconds;
  for (int i = 0; i < 40; ++i) {
    const double middle = (low + high) / 2;
    double total = 0;
    for (const double cost : costs) total += cost * samplesFor(cost, middle);
    (total <= limits.budgetSeconds ? low : high) = middle;
  }
  std::vector<std::uint32_t> shares;
  for (const double cost : costs) shares.push_back(samplesFor(cost, low));
  return shares;
}

bool sampleItems(std::span<RoundItem> items, const RoundLimits& limits, Timer& timer,
                 const std::function<void(std::size_t item)>& afterSample,
                 const std::function<void(double)>& progress, const std::stop_token& stop) {
  std::vector<double> costs;
  for (RoundItem& item : items) {
    item.calls = calibrated(item, timer, limits.batchSeconds, stop);
    if (item.calls == 0) return false;
    const std::uint64_t begin = timer.ticks();
    warmUp(item);
    item.prepared->run(item.calls);
    item.cost = timer.seconds(timer.ticks() - begin);
    costs.push_back(item.cost);
    if (stop.stop_requested()) return false;
  }
  const std::vector<std::uint32_t> shares = shareOut(costs, limits);

  const auto began = timer.ticks();
  const auto late = [&] {
    return timer.seconds(timer.ticks() - began) > 1.5 * limits.budgetSeconds;
  };
  std::mt19937_64 random(1);
  LatinSquare order(items.size(), random);
  for (std::uint32_t round = 0; round < limits.most; ++round) {
    for (const std::size_t index : order.nextRow()) {
      const std::uint32_t before = round * shares[index] / limits.most;
      const std::uint32_t after = (round + 1) * shares[index] / limits.most;
      if (before == after) continue;
      RoundItem& item = items[index];
      warmUp(item);
      const std::uint64_t begin = timer.ticks();
      item.prepared->run(item.calls);
      const std::uint64_t end = timer.ticks();
      if (stop.stop_requested()) return false;  // the sample may have been cut short
      item.seconds.push_back(timer.seconds(end - begin) / static_cast<double>(item.calls));
      item.t.push_back(timer.seconds(begin));
      if (afterSample) afterSample(index);
    }
    if (progress) progress(double(round + 1) / limits.most);
    const bool eachHasOne = (round + 1) * limits.fewest >= limits.most;
    if (eachHasOne && late()) break;
  }
  return true;
}

}  // namespace lane
