// What run and show print about a session.
#pragma once

#include <string>

#include "base/result.h"
#include "session/store.h"

namespace lane::cli {

/// Title, machine, table, crossovers and findings for a terminal.
std::string sessionReport(const Session& session);

/// Opens a session and says on stderr what its reader should know: incomplete, newer minor.
Result<Session> openForReading(const std::string& path);

}  // namespace lane::cli
