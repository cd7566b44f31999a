// What a session says in words: rules that look at its figures and tell what matters, how sure, on
// which cases it rests and what to do. Each rule is a pure function of the session.
#pragma once

#include <vector>

#include "session/session.h"

namespace lane {

/// Findings of all rules, most severe first, those the session holds of a run (wrong results,
/// noise, impossible rates) among them; nothing twice. Works on measured and on imported sessions.
std::vector<Finding> findFindings(const Session& session);

/// Those the session holds; of one that holds none, as older programs wrote them, what the rules
/// say of it today.
std::vector<Finding> findingsOf(const Session& session);

}  // namespace lane
