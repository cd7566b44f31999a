// The session somebody compares with: a file, or the name of one of the project's baselines.
#pragma once

#include <string>

#include "session/baseline.h"

namespace lane::cli {

/// Of the given folder, or of the one around the current folder when it is empty.
Baselines baselinesOf(const std::string& project);

/// A baseline of that name comes first; "./NAME" is always a file. Says on stderr what the reader
/// should know: which baseline, and whether it is thin.
Result<Session> openBase(const std::string& nameOrPath, const Baselines& baselines);

}  // namespace lane::cli
