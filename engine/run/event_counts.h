// What the processor counts while a case runs: cycles, instructions, cache and branch misses per
// call, from one batch after the plan, so that counting never stands beside timing.
#pragma once

#include "machine/counters.h"
#include "run/group_run.h"
#include "run/schedule.h"

namespace lane {

/// Emits a value per counter and timed case of the group. False when interrupted.
bool countEvents(VisitContext& context, const ScheduledGroup& group, CounterGroup& counters);

/// Emits, for the session as a whole, why there are no counts.
void explainNoCounts(VisitContext& context, const Error& error);

}  // namespace lane
