// Where to measure next to narrow the crossovers: the middle of each bracket that is still wider
// than a vector and 3 % of the size. Pure functions on a session.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/curves.h"
#include "session/session.h"

namespace lane {

struct RefinementPoint {
  CurveKey key;
  std::uint64_t size = 0;
  std::vector<std::string> variants;  ///< both sides of every crossover that asks for the size

  bool operator==(const RefinementPoint&) const = default;
};

inline constexpr double kRefinementTolerance = 0.03;

/// One point per bracket, without repeats; empty when all brackets are narrow enough. Looks at
/// crossovers of kind `at` between variants with the same threads and mode.
std::vector<RefinementPoint> refinementPoints(const Session& session,
                                              double tolerance = kRefinementTolerance);

}  // namespace lane
