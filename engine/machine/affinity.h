// The cores this process may use, as they were when it started: threads restrict themselves later.
#pragma once

#include <vector>

namespace lane {

/// Ascending core numbers from the affinity mask of the thread that asks first; that must happen
/// before any thread is pinned. At least one.
const std::vector<int>& allowedCores();

}  // namespace lane
