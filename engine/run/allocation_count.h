// What a case allocates, counted by calls that nobody times: after a warm-up call, so that what is
// made once is not charged to every call. Used by the thread that measures.
#pragma once

#include <utility>
#include <vector>

#include "measure/sampler.h"
#include "measure/team.h"
#include "session/session.h"

namespace lane {

inline constexpr const char* kAllocationLive = "allocation_live";

/// Metrics `allocated_bytes`, `allocations`, `allocation_peak` and `allocation_live`, per call; of
/// what is live at the end, the least that every call left. With a reason instead where this
/// program cannot count, or where a call fails.
std::vector<std::pair<MetricRecord, ValueRecord>> countAllocations(std::uint32_t caseIndex,
                                                                   PreparedCase& prepared,
                                                                   Team& team,
                                                                   std::uint32_t threads);

}  // namespace lane
