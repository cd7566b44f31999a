#include "run/event_quantiles.h"

#include "measure/histogram.h"

namespace lane {

namespace {

struct Share {
  double share;
  const char* id;
  const char* name;
};
constexpr Share kShares[] = {
    {0.5, "_p50", ": median"}, {0.99, "_p99", ": 99th percentile"}, {1, "_max", ": longest"}};

}  // namespace

std::array<std::string, 3> eventQuantileIds(const std::string& event) {
  return {event + kShares[0].id, event + kShares[1].id, event + kShares[2].id};
}

std::vector<std::pair<MetricRecord, ValueRecord>> eventQuantiles(std::uint32_t caseIndex,
                                                                 const CaseHistogram& histogram) {
  std::vector<std::pair<MetricRecord, ValueRecord>> values;
  const std::uint64_t count = countOf(histogram.bins);
  if (count == 0) return values;
  for (const Share& one : kShares) {
    MetricRecord metric = histogram.metric;
    metric.id += one.id;
    metric.name += one.name;
    const HistogramQuantile quantile = quantileOf(histogram.bins, one.share);
    values.push_back({std::move(metric),
                      {.caseIndex = caseIndex,
                       .value = quantile.value,
                       .low = quantile.low,
                       .high = quantile.high,
                       .n = count,
                       .reason = {}}});
  }
  return values;
}

}  // namespace lane
