#include "exchange/allocation_tables.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>

#include "analysis/allocation_chart.h"
#include "analysis/case_text.h"
#include "base/units.h"

namespace lane {
namespace {

constexpr std::size_t kWidestCase = 60;
constexpr std::array<std::string_view, 4> kCounts{"allocations", "allocated_bytes",
                                                  "allocation_peak", "allocation_live"};

template <class Format>
std::string known(double value, Format format) {
  return std::isfinite(value) ? format(value) : std::string("–");
}

std::string signedBytes(double bytes) {
  return bytes < 0 ? "−" + formatBytes(-bytes) : formatBytes(bytes);
}

/// Values of the four metrics by case.
std::map<std::uint32_t, std::array<const ValueRecord*, 4>> countsOf(const Session& session) {
  std::map<std::uint32_t, std::array<const ValueRecord*, 4>> counts;
  for (const ValueRecord& value : session.values) {
    if (value.caseIndex >= session.cases.size() || value.metric >= session.metrics.size()) continue;
    for (std::size_t i = 0; i < kCounts.size(); ++i)
      if (session.metrics[value.metric].id == kCounts[i]) counts[value.caseIndex][i] = &value;
  }
  return counts;
}

}  // namespace

TextTable countedAllocations(const Session& session) {
  TextTable table;
  table.header = {"case", "allocations", "bytes", "peak", "left"};
  for (const auto& [index, counts] : countsOf(session)) {
    const auto figure = [&](std::size_t i) { return counts[i] ? counts[i]->value : kUnknown; };
    if (!std::isfinite(figure(0))) continue;
    table.rows.push_back({shortened(printable(session.cases[index].key), kWidestCase),
                          formatCount(static_cast<std::uint64_t>(figure(0))),
                          known(figure(1), formatBytes), known(figure(2), formatBytes),
                          known(figure(3), signedBytes)});
  }
  return table;
}

std::string whyNotCounted(const Session& session) {
  std::string reason;
  for (const auto& [index, counts] : countsOf(session)) {
    if (counts[0] && std::isfinite(counts[0]->value)) return {};
    if (counts[0] && reason.empty()) reason = counts[0]->reason;
  }
  return reason;
}

TextTable allocationEvents(const Session& session) {
  TextTable table;
  table.header = {"events",  "allocator", "size", "p50",           "p99",
                  "longest", "mean",      "n",    "fragmentation", "pool use"};
  table.leftColumns = 2;
  for (const std::string& benchmark : allocationBenchmarks(session))
    for (const AllocationEvent event : {AllocationEvent::allocate, AllocationEvent::free}) {
      if (event == AllocationEvent::free && !hasFreeing(benchmark)) continue;
      const AllocationChart chart = allocationChart(session, benchmark, event);
      const char* word = !hasFreeing(benchmark)               ? "refuse"
                         : event == AllocationEvent::allocate ? "allocate"
                                                              : "free";
      for (const AllocationPoint& point : chart.points) {
        if (point.events == 0) continue;
        table.rows.push_back({fmt::format("{}, {}", printable(benchmark), word),
                              printable(point.variant), formatBytes(double(point.size)),
                              formatTime(point.p50.value), formatTime(point.p99.value),
                              formatTime(point.max.value), known(point.mean.value, formatTime),
                              formatCount(point.events), known(point.fragmentation, formatShare),
                              known(point.poolUse, formatShare)});
      }
    }
  return table;
}

}  // namespace lane
