#include "analysis/allocation_chart.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "workloads/alloc/alloc_benchmark.h"

namespace lane {
namespace {

/// Cases of a part of the suite that has events of its own.
bool isMeant(const CaseRecord& record) {
  return record.suite == kAllocSuite && record.benchmark != "tracking";
}

std::string eventMetric(std::string_view benchmark, AllocationEvent event) {
  if (!hasFreeing(benchmark)) return "refusal_event";
  return event == AllocationEvent::allocate ? "allocate_event" : "free_event";
}

std::string meanMetric(std::string_view benchmark, AllocationEvent event) {
  if (!hasFreeing(benchmark)) return "refusal_time";
  return event == AllocationEvent::allocate ? "allocate_time" : "free_time";
}

void fill(AllocationPoint& point, const std::string& id, const ValueRecord& value,
          const std::string& mean) {
  if (id == mean) point.mean = value;
  if (id == "pool_use") point.poolUse = value.value;
  if (id == "served_before_refusal") point.served = value.value;
  if (id == "fragmentation") {
    point.fragmentation = value.value;
    point.longRunReason = value.reason;
  }
}

}  // namespace

bool hasFreeing(std::string_view benchmark) {
  return benchmark != "pressure";
}

const AllocationPoint* AllocationChart::find(std::string_view variant, std::uint64_t size) const {
  for (const AllocationPoint& point : points)
    if (point.size == size && point.variant == variant) return &point;
  return nullptr;
}

std::vector<std::string> allocationBenchmarks(const Session& session) {
  std::vector<std::string> names;
  for (const CaseRecord& record : session.cases)
    if (isMeant(record) && std::find(names.begin(), names.end(), record.benchmark) == names.end())
      names.push_back(record.benchmark);
  return names;
}

std::vector<PercentilePoint> percentileCurve(const std::map<double, std::uint64_t>& bins) {
  std::vector<PercentilePoint> curve;
  const std::uint64_t count = countOf(bins);
  if (count == 0) return curve;
  const double most = resolvedShare(count);
  std::uint64_t below = 0;
  for (const auto& [low, inBin] : bins) {
    const double middle = (low + binHigh(low)) / 2;
    // Flat over the events of a bin: they are told apart no further.
    curve.push_back({std::min(double(below) / double(count), most), middle});
    below += inBin;
    curve.push_back({std::min(double(below) / double(count), most), middle});
  }
  return curve;
}

AllocationChart allocationChart(const Session& session, std::string_view benchmark,
                                AllocationEvent event) {
  AllocationChart chart;
  chart.benchmark = benchmark;
  chart.event = hasFreeing(benchmark) ? event : AllocationEvent::allocate;
  std::map<std::uint32_t, AllocationPoint> points;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!isMeant(record) || record.benchmark != benchmark) continue;
    AllocationPoint& point = points[i];
    point.caseIndex = i;
    point.variant = record.variant;
    point.size = record.size;
    if (!record.hasTime()) point.reason = record.reason;
    if (std::find(chart.variants.begin(), chart.variants.end(), record.variant) ==
        chart.variants.end())
      chart.variants.push_back(record.variant);
    chart.sizes.push_back(record.size);
  }
  std::sort(chart.sizes.begin(), chart.sizes.end());
  chart.sizes.erase(std::unique(chart.sizes.begin(), chart.sizes.end()), chart.sizes.end());

  const std::string mean = meanMetric(benchmark, event), single = eventMetric(benchmark, event);
  for (const ValueRecord& value : session.values) {
    const auto point = points.find(value.caseIndex);
    if (point == points.end() || value.metric >= session.metrics.size()) continue;
    const std::string& id = session.metrics[value.metric].id;
    if (id == "clock_step") chart.clockStep = value.value;
    if (id == "clock_cost") chart.clockCost = value.value;
    fill(point->second, id, value, mean);
  }
  std::map<std::uint32_t, std::map<double, std::uint64_t>> bins;
  for (const HistogramBin& bin : session.histograms)
    if (bin.metric < session.metrics.size() && session.metrics[bin.metric].id == single &&
        points.contains(bin.caseIndex))
      bins[bin.caseIndex][bin.binLow] += bin.count;
  for (auto& [index, point] : points) {
    if (const auto own = bins.find(index); own != bins.end()) {
      point.p50 = quantileOf(own->second, 0.5);
      point.p99 = quantileOf(own->second, 0.99);
      point.max = quantileOf(own->second, 1);
      point.events = countOf(own->second);
      point.curve = percentileCurve(own->second);
    }
    chart.points.push_back(std::move(point));
  }
  const auto order = [&](const AllocationPoint& point) {
    return std::find(chart.variants.begin(), chart.variants.end(), point.variant);
  };
  std::stable_sort(chart.points.begin(), chart.points.end(),
                   [&](const AllocationPoint& a, const AllocationPoint& b) {
                     return order(a) != order(b) ? order(a) < order(b) : a.size < b.size;
                   });
  return chart;
}

}  // namespace lane
