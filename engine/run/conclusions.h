// What follows from a run's samples once all of them are taken, told as events like everything
// else: crossovers, modes, noise, ceilings with the physics check, findings.
#pragma once

#include <functional>

#include "run/events.h"

namespace lane {

/// `emit` must apply each event to `session` before it returns. `elapsed`: seconds since the run
/// started, for the log.
void conclude(const Session& session, double elapsed, const std::function<void(RunEvent)>& emit);

/// Takes out of a session what conclude() will tell anew when more was measured: modes, noise,
/// findings, and the marks on cases that were too fast to be true. Crossovers stay until then.
void forgetConclusions(Session& session);

}  // namespace lane
