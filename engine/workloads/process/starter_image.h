// The starter (starter/starter.cpp) as a file in memory, so that nothing needs to be installed or
// found. Any thread.
#pragma once

#include <string>

#include "base/result.h"

namespace lane {

/// A path this process can execute it by. Errors: unsupported, with the system's reason.
Result<std::string> starterPath();

}  // namespace lane
