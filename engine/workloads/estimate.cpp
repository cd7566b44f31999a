#include "workloads/estimate.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "measure/statistics.h"

namespace lane {
namespace {

constexpr double kConfidence = 0.95;
constexpr double kQuick = 0.1;
constexpr double kMostBatches = 4;
constexpr double kSampleSeconds = 300e-6;

double timed(RoundItem& item, Timer& timer, std::uint64_t calls) {
  const std::uint64_t begin = timer.ticks();
  item.alone ? item.alone(calls) : item.prepared->run(calls);
  return timer.seconds(timer.ticks() - begin);
}

/// Untimed: code and data are in place again.
void warmUp(RoundItem& item) {
  item.warm ? item.warm() : item.prepared->run(1);
}

/// Calls per sample so that a batch lasts `wanted`, from the shorter of two looks: an
/// interruption makes a batch longer, never shorter. 0 when stopped.
std::uint64_t calibrated(RoundItem& item, Timer& timer, double wanted,
                         const std::stop_token& stop) {
  constexpr double kLong = 5e-3;
  constexpr std::uint64_t kMostCalls = std::uint64_t{1} << 40;
  std::uint64_t calls = 1;
  for (;;) {
    double best = timed(item, timer, calls);
    // Long enough? Then look again.
    if (best >= wanted && best < kLong) best = std::min(best, timed(item, timer, calls));
    if (stop.stop_requested()) return 0;
    if (best >= wanted || calls >= kMostCalls) return calls;
    const double factor = std::clamp(1.15 * wanted / std::max(best, 1e-12), 1.1, 10.0);
    calls = static_cast<std::uint64_t>(std::ceil(static_cast<double>(calls) * factor));
  }
}

}  // namespace

Estimate undisturbedOf(std::span<const double> seconds) {
  Estimate estimate;
  if (seconds.empty()) return estimate;
  std::vector<double> sorted(seconds.begin(), seconds.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  // Never between two samples: of few, the next may be a disturbed one, many times as long.
  const auto quick = static_cast<std::size_t>(kQuick * static_cast<double>(n));
  estimate.value = sorted[std::max<std::size_t>(quick, 1) - 1];

  // The number of samples below the decile is binomial: ends whose tails hold 2.5 % at most.
  constexpr double kTail = (1 - kConfidence) / 2;
  double exactly = std::pow(1 - kQuick, static_cast<double>(n)), atMost = 0;
  std::size_t low = 0, high = n - 1;
  for (std::size_t count = 0; count < n; ++count) {
    atMost += exactly;
    if (atMost <= kTail) low = count;
    if (atMost >= 1 - kTail) {
      high = count;
      break;
    }
    exactly *=
        static_cast<double>(n - count) / static_cast<double>(count + 1) * kQuick / (1 - kQuick);
  }
  estimate.low = std::min(sorted[low], estimate.value);
  estimate.high = std::max(sorted[high], estimate.value);
  estimate.n = static_cast<std::uint32_t>(n);
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

bool sampleItems(std::span<RoundItem* const> items, const RoundLimits& limits, Timer& timer,
                 const std::function<void(std::size_t item)>& afterSample,
                 const std::function<void(double)>& progress, const std::stop_token& stop) {
  const auto began = timer.ticks();
  const auto late = [&] {
    return timer.seconds(timer.ticks() - began) > 1.25 * limits.budgetSeconds;
  };
  std::vector<double> costs;
  for (RoundItem* item : items) {
    item->calls = calibrated(
        *item, timer, item->batchSeconds > 0 ? item->batchSeconds : limits.batchSeconds, stop);
    if (item->calls == 0) return false;
    const std::uint64_t begin = timer.ticks();
    warmUp(*item);
    const std::uint64_t warmed = timer.ticks();
    item->prepared->run(item->calls);
    const double batch = timer.seconds(timer.ticks() - warmed);
    const double warming = timer.seconds(warmed - begin);
    item->batches = static_cast<std::uint32_t>(
        std::clamp(std::max(warming, kSampleSeconds) / std::max(batch, 1e-9), 1.0, kMostBatches));
    item->cost = warming + item->batches * batch;
    costs.push_back(item->cost);
    if (stop.stop_requested()) return false;
  }
  RoundLimits left = limits;
  left.budgetSeconds -= timer.seconds(timer.ticks() - began);
  const std::vector<std::uint32_t> shares = shareOut(costs, left);

  std::mt19937_64 random(1);
  LatinSquare order(items.size(), random);
  std::vector<double> batches;
  for (std::uint32_t round = 0; round < limits.most; ++round) {
    for (const std::size_t index : order.nextRow()) {
      // The first sample in the first round, the others evenly in the later ones.
      if ((round * shares[index]) % limits.most >= shares[index]) continue;
      if (round > 0 && late()) return true;
      RoundItem& item = *items[index];
      warmUp(item);
      const double t = timer.seconds(timer.ticks());
      batches.clear();
      for (std::uint32_t batch = 0; batch < item.batches; ++batch) {
        const std::uint64_t begin = timer.ticks();
        item.prepared->run(item.calls);
        batches.push_back(timer.seconds(timer.ticks() - begin) / static_cast<double>(item.calls));
      }
      if (stop.stop_requested()) return false;  // the sample may have been cut short
      item.seconds.push_back(median(batches));
      item.t.push_back(t);
      if (afterSample) afterSample(index);
    }
    if (progress) progress(double(round + 1) / limits.most);
  }
  return true;
}

}  // namespace lane
