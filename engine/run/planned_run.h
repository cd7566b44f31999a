// What a run knows before anything is measured: its session with all cases pending or skipped, and
// the groups that will be walked.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "run/plan.h"
#include "run/schedule.h"
#include "session/session.h"

namespace lane {

struct PlannedRun {
  Session session;
  std::vector<ScheduledGroup> groups;
  std::vector<std::shared_ptr<const Benchmark>> owned;  ///< see Schedule::owned
  std::vector<LogLine> notes;  ///< sizes scaled down, variants not measured here, and why
};

/// Errors: usage, unsupported; see makeSchedule(). `commit`: of what is measured, may be empty.
Result<PlannedRun> planRun(const Plan& plan, SourceKind kind, const std::string& commit = {});

/// This program as a source of samples: under what conditions they are taken, and of which commit.
SourceRecord sourceOf(SourceKind kind, const std::string& commit);

}  // namespace lane
