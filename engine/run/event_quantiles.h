// What a histogram of single events says as figures of its case: median, 99th percentile and
// longest, so that tables, diffs and expectations see them. Pure function on values.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "run/benchmark.h"

namespace lane {

/// Metrics `ID_p50`, `ID_p99` and `ID_max`; each lies within the width of its bin. Empty without
/// events.
std::vector<std::pair<MetricRecord, ValueRecord>> eventQuantiles(std::uint32_t caseIndex,
                                                                 const CaseHistogram& histogram);

/// Their ids, for events of that one.
std::array<std::string, 3> eventQuantileIds(const std::string& event);

}  // namespace lane
