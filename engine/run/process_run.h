// A plan walked by several fresh processes, one after the other, so that what differs between
// processes (addresses, pages, the moment) is measured instead of hoped away. The children are this
// very program, told to measure; each writes a session file and this process joins them.
#pragma once

#include <optional>

#include "base/result.h"
#include "run/runner.h"

namespace lane {

/// Runs plan.processes children. The budget is shared out among them; sizes around crossovers and
/// other placements are measured by the first alone. Events come as each child ends, progress all
/// the time. Stopping keeps what the children measured. Errors: as runPlan(), and `failed` when a
/// child cannot be started or gives nothing readable.
Result<Session> runInProcesses(const Plan& plan, EventSink& sink, const RunOptions& options);

/// First argument of a measuring child; plan, output and cores follow.
inline constexpr const char* kChildFlag = "--measure-for-parent";

/// To be asked first thing in main(): when this process was started to measure for another one, it
/// does so and returns the exit code.
std::optional<int> runAsChild(int argc, char** argv);

}  // namespace lane
