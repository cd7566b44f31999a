// Libraries a run compares with, as sources of its cases: asked who they are before anything is
// measured, so that one that does not start costs its own rows and a reason.
#pragma once

#include "run/planned_run.h"

namespace lane {

/// Starts the peers of the planned cases, gives those cases a source with versions, threads and
/// flags, and skips the cases of those that do not answer. Takes seconds where a large library is
/// loaded.
void addPeerSources(PlannedRun& run);

}  // namespace lane
