// What a session says of allocators, as charts and tables want it: per case the quantiles of its
// single events, their percentile curve, the mean of its batches, and what else was found. Pure
// functions on values.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/distribution.h"
#include "measure/histogram.h"
#include "session/session.h"

namespace lane {

enum class AllocationEvent : std::uint8_t { allocate, free };

struct AllocationPoint {
  std::uint32_t caseIndex = kNoCase;
  std::string variant;
  std::uint64_t size = 0;  ///< of a block, bytes
  ValueRecord mean;        ///< of the batches; value NaN: none
  HistogramQuantile p50{kUnknown, kUnknown, kUnknown}, p99 = p50, max = p50;
  std::uint64_t events = 0;
  std::vector<PercentilePoint> curve;  ///< ascending, up to the share so many events resolve
  double fragmentation = kUnknown;
  double poolUse = kUnknown;
  double served = kUnknown;   ///< blocks before the first refusal
  std::string longRunReason;  ///< why there is no fragmentation where one was looked for
  std::string reason;         ///< why there are no figures
};

struct AllocationChart {
  std::string benchmark;  ///< "random"
  AllocationEvent event = AllocationEvent::allocate;
  std::vector<std::string> variants;    ///< in the order of the session
  std::vector<std::uint64_t> sizes;     ///< ascending
  std::vector<AllocationPoint> points;  ///< by variant, then size
  double clockStep = kUnknown;          ///< seconds
  double clockCost = kUnknown;

  const AllocationPoint* find(std::string_view variant, std::uint64_t size) const;
};

/// Benchmarks of the suite that have cases with single events, in the order of the session.
std::vector<std::string> allocationBenchmarks(const Session& session);
/// Whether a block of that benchmark is given back at all: a refused one is not.
bool hasFreeing(std::string_view benchmark);

AllocationChart allocationChart(const Session& session, std::string_view benchmark,
                                AllocationEvent event);

/// Share of the events that took no longer, over the bins; without events empty.
std::vector<PercentilePoint> percentileCurve(const std::map<double, std::uint64_t>& bins);

}  // namespace lane
