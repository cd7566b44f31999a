// The last write of a run: to where it was asked for, else somewhere, so that no measurement is
// lost to a full disk.
#pragma once

#include "base/result.h"
#include "session/checkpoint.h"
#include "session/session.h"

namespace lane {

/// Finishes the checkpoint. Where that fails, the session is saved to the folder for temporary
/// files and the error's advice names it. Errors: io.
Result<void> finishOrRescue(Checkpoint& checkpoint, const Session& session);

}  // namespace lane
