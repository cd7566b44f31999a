// A plan walked by several fresh processes, one after the other, so that what differs between
// processes (addresses, pages, the moment) is measured instead of hoped away. The children are this
// very program, told to measure; each writes a session file and this process joins them.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "run/runner.h"

namespace lane {

/// Runs plan.processes children. The budget is shared out among them; sizes around crossovers and
/// other placements are measured by the first alone. Events come while a child measures where that
/// leaves it a core, else as it ends; progress all the time. Stopping keeps what the children
/// measured, and so does a child that fails or is killed, up to its last checkpoint. Errors: as
/// runPlan(), and `unsupported` when a child cannot be started, gives nothing readable or was
/// killed; the session is saved all the same when anything was measured.
Result<Session> runInProcesses(const Plan& plan, EventSink& sink, const RunOptions& options);

/// What children are to add to.
struct JoinStart {
  Session session;                  ///< what they are to measure is pending, or has figures
  std::uint32_t firstProcess = 0;   ///< number of the first child
  double begin = 0;                 ///< when they begin, on the session's time axis
  std::uint32_t source = 0;         ///< of the new samples
  std::vector<LogLine> notes = {};  ///< told after RunStarted
  /// The session as it was, given back when nothing was measured; none: there was none.
  std::optional<Session> before = {};
};
/// The same for a session that may have figures already. It is complete when none of its cases is
/// left without a figure.
Result<Session> addProcesses(JoinStart start, const Plan& plan, EventSink& sink,
                             const RunOptions& options);

/// First argument of a measuring child; plan, output and cores follow.
inline constexpr const char* kChildFlag = "--measure-for-parent";

/// To be asked first thing in main(): when this process was started to measure for another one, it
/// does so and returns the exit code.
std::optional<int> runAsChild(int argc, char** argv);

}  // namespace lane
