// Opening a session somebody named on the command line.
#pragma once

#include <string>

#include "base/result.h"
#include "session/store.h"

namespace lane::cli {

/// Opens a session and says on stderr what its reader should know: incomplete, newer minor.
Result<Session> openForReading(const std::string& path);

}  // namespace lane::cli
