// What a session says of the quality of its figures beside their intervals: how noisy the machine
// was, what other placements of the operands would have given, which cases jump between two speeds,
// how much fresh processes differ. Shared by the terminal, Markdown and the HTML report.
#pragma once

#include <string>
#include <vector>

#include "session/session.h"

namespace lane {

/// One sentence each, in a fixed order; what the session does not hold is left out. Read from the
/// values `noise_score`, `disturbed_share`, `placement_sensitivity`, `modes`, `between_process`.
std::vector<std::string> qualityNotes(const Session& session);

/// Values of one metric by case, NaN where a case has none; empty when no case has one.
std::vector<double> valuesByCase(const Session& session, std::string_view metric);

}  // namespace lane
