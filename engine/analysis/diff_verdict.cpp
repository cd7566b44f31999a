#include "analysis/diff_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/units.h"
#include "measure/statistics.h"

namespace lane {
namespace {

constexpr double kFewestProcesses = 3;

Verdict verdictOf(double low, double high, double threshold, bool higherIsBetter) {
  if (high < 1 / (1 + threshold)) return higherIsBetter ? Verdict::regressed : Verdict::improved;
  if (low > 1 + threshold) return higherIsBetter ? Verdict::improved : Verdict::regressed;
  if (low >= 1 / (1 + threshold) && high <= 1 + threshold) return Verdict::same;
  return Verdict::unsure;
}

bool isChange(Verdict verdict) {
  return verdict == Verdict::improved || verdict == Verdict::regressed;
}

/// The smaller of what is left with the host's shift and without it; 0 where they disagree even in
/// direction.
double cautious(double log, double shift) {
  const double left = log - shift;
  if (log * left <= 0) return 0;
  return std::abs(left) < std::abs(log) ? left : log;
}

std::string countText(double count) {
  return formatCount(static_cast<std::uint64_t>(std::ceil(count)));
}

/// What it would take to narrow the interval until it lies on one side of the threshold.
void advise(Comparison& c, double distance, double family, const DiffOptions& options) {
  constexpr double kMostSamples = 100000, kMostProcesses = 100;  // nobody takes more
  DiffPair& pair = c.pair;
  const double limit = std::log1p(options.threshold);
  const bool beyond = distance > limit;
  const double margin = std::abs(distance - limit);
  // One figure must be surer among many than alone; that it is the same is no alarm.
  const double z = twoSidedZ(beyond ? 1 - (1 - options.confidence) / family : options.confidence);
  const double allowed = std::pow(margin / z, 2);
  const RatioError& error = c.error;
  const std::string alone =
      beyond && distance - limit > error.reach(options.confidence)
          ? fmt::format("beyond the threshold by itself, but one of {} is by chance; ",
                        formatCount(static_cast<std::uint64_t>(family)))
          : std::string();
  const bool knowsProcesses = c.processes >= kFewestProcesses;
  if (error.between() < 0.9 * allowed && (knowsProcesses || alone.empty())) {
    const double more = std::ceil(c.samples * (error.within() / (allowed - error.between()) - 1));
    if (more > 0 && more < kMostSamples) {
      pair.moreSamples = more;
      pair.reason = fmt::format("{}about {} more samples in each session would decide", alone,
                                countText(more));
      return;
    }
  }
  // The variance falls with the processes, and the reach of few falls with it.
  const double needed = margin > 0 ? error.variance() / allowed * c.processes : kMostProcesses;
  pair.reason = needed < kMostProcesses
                    ? fmt::format("{}fresh processes would decide: about {} in each session", alone,
                                  countText(std::max({needed, c.processes + 1, kFewestProcesses})))
                    : alone + "too close to the threshold to decide";
}

}  // namespace

bool dependsOnTime(const MetricRecord& metric) {
  return metric.kind == MetricKind::time || metric.kind == MetricKind::rate ||
         metric.kind == MetricKind::energy || metric.kind == MetricKind::frequency;
}

void compareFigures(Comparison& c, const Figure& before, const Figure& after,
                    const MetricRecord& metric, double threshold) {
  DiffPair& pair = c.pair;
  const bool exact = before.exact && after.exact;
  const bool equal = before.value == after.value;
  const bool spread = !std::isnan(before.within) && !std::isnan(after.within);
  const bool counted = metric.kind == MetricKind::count || metric.kind == MetricKind::bytes;
  const bool better = (after.value > before.value) == metric.higherIsBetter;
  c.judged = false;
  if (before.value > 0 && after.value > 0) {
    pair.ratio = after.value / before.value;
    c.log = std::log(pair.ratio);
  }
  if (equal && (counted || !(before.value > 0)) && !spread) {
    pair.ratio = pair.ratioLow = pair.ratioHigh = 1;
    c.log = 0;
    pair.verdict = Verdict::same;
    pair.pAdjusted = 1;
  } else if (std::isnan(pair.ratio)) {
    pair.reason = fmt::format("from {} to {}: there is no ratio", formatNumber(before.value),
                              formatNumber(after.value));
    if (!exact || std::min(before.value, after.value) < 0) return;
    pair.verdict = better ? Verdict::improved : Verdict::regressed;
    pair.changed = true;
    pair.pAdjusted = 0;
  } else if (exact) {
    pair.ratioLow = pair.ratioHigh = pair.ratio;
    pair.verdict = verdictOf(pair.ratio, pair.ratio, threshold, metric.higherIsBetter);
    pair.changed = true;
    pair.pAdjusted = 0;
  } else if (!spread) {
    pair.reason = "a result without spread";
  } else {
    c.judged = true;
  }
}

std::vector<double> holmAdjusted(std::span<const double> pValues) {
  std::vector<std::size_t> order(pValues.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
  std::vector<double> adjusted(pValues.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const auto left = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, left * pValues[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

void judge(std::vector<Comparison>& comparisons, const HostEffect& host, const MetricRecord& metric,
           const DiffOptions& options) {
  const double limit = std::log1p(options.threshold), alpha = 1 - options.confidence;
  std::vector<Comparison*> judged;
  std::vector<double> distances, differs, beyond;
  for (Comparison& c : comparisons) {
    if (!c.judged) continue;
    c.error.add(host.spread * host.spread);
    const double left = c.log - host.shift, reach = c.error.reach(options.confidence);
    c.pair.ratioLow = std::exp(std::min(c.log, left) - reach);
    c.pair.ratioHigh = std::exp(std::max(c.log, left) + reach);
    judged.push_back(&c);
    distances.push_back(std::abs(cautious(c.log, host.shift)));
    differs.push_back(c.error.pValue(distances.back()));
    beyond.push_back(distances.back() > limit ? c.error.pValue(distances.back() - limit) : 1);
  }
  const std::vector<double> adjusted = holmAdjusted(differs), surelyBeyond = holmAdjusted(beyond);
  const auto family = static_cast<double>(judged.size());
  for (std::size_t i = 0; i < judged.size(); ++i) {
    Comparison& c = *judged[i];
    DiffPair& pair = c.pair;
    pair.pAdjusted = adjusted[i];
    pair.changed = adjusted[i] <= alpha;
    pair.verdict =
        verdictOf(pair.ratioLow, pair.ratioHigh, options.threshold, metric.higherIsBetter);
    if (isChange(pair.verdict) && surelyBeyond[i] > alpha) pair.verdict = Verdict::unsure;
    if (pair.verdict == Verdict::unsure) advise(c, distances[i], family, options);
  }
}

}  // namespace lane
