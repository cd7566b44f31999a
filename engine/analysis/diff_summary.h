// Counts and geometric means over the pairs of a comparison and over their groups. Pure functions
// on values; any thread.
#pragma once

#include <span>
#include <vector>

#include "analysis/diff_verdict.h"

namespace lane {

/// Over these comparisons. The interval of the mean counts the scatter of the ratios, at least
/// their own errors, the luck that the cases of a process share, and the shift of the host.
DiffSummary summaryOf(std::span<const Comparison* const> comparisons, const HostEffect& host,
                      double confidence);

/// By suite, then variant, then kernel, in the order of the base.
std::vector<DiffGroup> groupsOf(std::span<const Comparison> comparisons, const Session& base,
                                const HostEffect& host, double confidence);

}  // namespace lane
