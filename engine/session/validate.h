// Whether the parts of a session fit together: indices point at something, columns are equally
// long, sample ranges hold the samples of their case. The store asks before it writes (a file that
// does not open again is worth nothing) and after it read (files are not trusted).
#pragma once

#include <string>

#include "session/session.h"

namespace lane {

/// Empty when everything fits, else what does not, naming table and row.
std::string inconsistency(const Session& session);

}  // namespace lane
