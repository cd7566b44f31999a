// More measurements for a session that exists: cases once more, cases that are still missing, other
// sizes. They are taken by a fresh process (or several), so their samples join the session as
// further processes beside its own; what is there already is never changed or lost.
#pragma once

#include <string>
#include <vector>

#include "run/runner.h"

namespace lane {

/// Measures `plan` (which may name single cases in Plan::only) and returns `session` with the
/// result added: samples of a known case as those of further processes, its statistics computed
/// anew over all of them; cases not known yet as new ones. Events are those of a run whose
/// RunStarted carries the whole session. With an output the whole is checkpointed and written
/// there, replacing the file it came from. Errors: as runPlan(), and `unsupported` when the session
/// was measured on another machine or was imported.
Result<Session> appendToSession(Session session, const Plan& plan, EventSink& sink,
                                const RunOptions& options);

/// Plan of the session, narrowed to cases with these keys and `processes` fresh processes,
/// refinement and probe left out. Errors: usage when the session's plan cannot be read or a key is
/// not one of its cases.
Result<Plan> planAgain(const Session& session, const std::vector<std::string>& keys,
                       std::uint32_t processes);

/// The same for other sizes: the geometric middles between a case's size and the measured sizes
/// next to it on its chart, for these variants. Errors: usage when nothing lies between, and as
/// above.
Result<Plan> planBeside(const Session& session, std::uint32_t caseIndex,
                        const std::vector<std::string>& variants);

/// Keys of the cases a stopped or killed run left without a figure, or with no more than the first
/// pass gave.
std::vector<std::string> missingCases(const Session& session);

}  // namespace lane
