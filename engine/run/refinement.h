// Where to measure next to narrow the crossovers: new sizes between the neighbours of a cut until
// they are as close as wanted, then more sizes beside it, then more rounds at those. Pure functions
// on a session.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/crossover.h"
#include "analysis/curves.h"
#include "run/plan.h"
#include "session/session.h"

namespace lane {

struct RefinementPoint {
  CurveKey key;
  std::uint64_t size = 0;
  std::vector<std::string> variants;  ///< both sides of every crossover that asks for the size

  bool operator==(const RefinementPoint&) const = default;
};

inline constexpr double kRefinementTolerance = kCrossoverTolerance;

/// New sizes to measure: one per crossover whose neighbours are further apart than wantedWidth(),
/// or that has few sizes around it, without repeats; empty when there is none. Looks at crossovers
/// of kind `at` and `several`. Sides with different threads or modes get a point each.
std::vector<RefinementPoint> refinementPoints(const Session& session,
                                              double tolerance = kRefinementTolerance);

/// Sizes around a cut that deserve more rounds: until all have three visits' worth, then until the
/// interval is as narrow as wanted. Empty when there is none. `variants` may have met their
/// stopping rule; they take part all the same.
std::vector<RefinementPoint> repetitionPoints(const Session& session,
                                              double tolerance = kRefinementTolerance);

/// A plan that narrows one crossover of a session already measured: both sides at the sizes around
/// it once more in a fresh process, which then refines as a run does. Errors: usage when nothing is
/// left to narrow, unsupported when a side cannot be measured here, and as planAgain().
Result<Plan> planRefined(const Session& session, std::size_t crossoverIndex);

/// Which cases of a session have a size its plan does not name: the run itself added them around a
/// crossover, in its first process alone. All false where the plan cannot be read or does not
/// refine.
std::vector<bool> refinedCases(const Session& session);

}  // namespace lane
