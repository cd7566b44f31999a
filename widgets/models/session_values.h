// Small readings of a session that several views share: single figures by the name of their metric,
// and what a case was measured under. Pure functions; any thread.
#pragma once

#include <QString>
#include <cstdint>
#include <string_view>

#include "session/session.h"

namespace lane {

/// The last value of that metric for a case, or for the session (kNoCase); nullptr without one.
/// Points into the session.
const ValueRecord* findValue(const Session& session, std::string_view metric,
                             std::uint32_t caseIndex);

/// What tells a case from others of the same kernel, type, size and threads: "hot", "cold",
/// "hot, allocate, align +4 B".
QString conditionsText(const CaseRecord& record);
/// Where the case's operands fit: "L1d", "L2", "L3", "memory"; empty when the caches are unknown.
QString levelText(const MachineCard& machine, const CaseRecord& record);
/// Neither cold, nor allocating, nor with parameters: what need not be said.
bool usualConditions(const CaseRecord& record);

}  // namespace lane
