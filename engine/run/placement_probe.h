// How much a case depends on where its operands happen to lie: the same batches at a few other,
// reproducible places. A figure beside the interval, never part of it; its batches are not samples.
#pragma once

#include <cstdint>

#include "run/group_run.h"
#include "run/schedule.h"

namespace lane {

/// Emits `placement_sensitivity` for each case of the group that has a time: the slowest of the
/// other places against the usual one, less 1 (low: the fastest; n: places tried). Of each place
/// the fastest of three batches counts, so that interruptions do not look like placement. The
/// usual place is timed before and after the others, against drift. False when interrupted.
bool probePlacements(VisitContext& context, const ScheduledGroup& group, std::uint32_t placements);

/// Emits the reason why the group's cases have no such figure.
void skipProbe(VisitContext& context, const ScheduledGroup& group, const std::string& reason);

/// Batches of each case that a probe runs; the untimed call before them may be one, too.
std::uint32_t probeBatches(std::uint32_t placements);

}  // namespace lane
