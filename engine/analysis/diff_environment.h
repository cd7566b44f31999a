// What two sessions differ in besides their figures, ranked by how likely it explains the change.
// Pure functions on values; any thread.
#pragma once

#include <vector>

#include "analysis/diff.h"
#include "analysis/diff_host.h"

namespace lane {

/// `median`: logarithm of the median ratio of times; NaN when nothing was paired.
std::vector<EnvironmentDifference> environmentDifferences(const Session& base, const Session& now,
                                                          const HostState& before,
                                                          const HostState& after, double median);

}  // namespace lane
