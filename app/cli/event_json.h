// Events of a run as JSON, one object per event: the lines `run --stream` prints. Described in
// resources/docs/events.md.
#pragma once

#include <string>

#include "run/events.h"

namespace lane::cli {

/// One line without a line feed. Unknown figures are null.
std::string toJsonLine(const RunEvent& event);

}  // namespace lane::cli
