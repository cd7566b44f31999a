// Looks up single figures of a session by the name of their metric. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "session/session.h"

namespace lane {

/// The last value of that metric for a case, or for the session (kNoCase); nullptr without one.
/// Points into the session.
const ValueRecord* findValue(const Session& session, std::string_view metric,
                             std::uint32_t caseIndex);

}  // namespace lane
