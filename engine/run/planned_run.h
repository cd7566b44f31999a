// What a run knows before anything is measured: its session with all cases pending or skipped, and
// the groups that will be walked.
#pragma once

#include <vector>

#include "base/result.h"
#include "run/plan.h"
#include "run/schedule.h"
#include "session/session.h"

namespace lane {

struct PlannedRun {
  Session session;
  std::vector<ScheduledGroup> groups;
  std::vector<LogLine> notes;  ///< variants that cannot be measured here, and why
};

/// Errors: usage, unsupported; see makeSchedule().
Result<PlannedRun> planRun(const Plan& plan, SourceKind kind);

}  // namespace lane
