// Crossovers and ceilings that both sessions of a comparison hold, side by side. Pure functions on
// values; any thread.
#pragma once

#include <vector>

#include "analysis/diff.h"

namespace lane {

/// Those both looked for, by benchmark and sides; moved ones first, then in the base's order.
std::vector<MovedCrossover> movedCrossovers(const Session& base, const Session& now);

/// Peak rates, bandwidths and latencies, by name; moved ones first. Empty unless both hold them.
std::vector<MovedCeiling> movedCeilings(const Session& base, const Session& now, double threshold);

}  // namespace lane
