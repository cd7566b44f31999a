// The solver behind crossovers: from the times of two sides at a number of sizes to the size from
// which on the second should be used, with an interval. Pure functions on values; knows neither
// sessions nor variants. resources/docs/crossovers.md describes the method.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analysis/least_regret.h"
#include "session/session.h"

namespace lane {

/// The rounds of both sides at one size. Not empty on either side, or the size is left out.
struct CrossoverSize {
  std::uint64_t size = 0;
  std::vector<double> from;  ///< seconds per call
  std::vector<double> to;
  /// The pass each round belongs to; rounds of one pass may be alike. Empty: all independent.
  std::vector<std::uint32_t> fromPass = {};
  std::vector<std::uint32_t> toPass = {};  ///< of unpaired rounds only
  bool paired = true;  ///< from[i] and to[i] were taken side by side, in pass fromPass[i]
};

struct SolverOptions {
  std::uint64_t seed = 1;
  int resamples = 400;
  double confidence = 0.95;
  /// Elements in the wider side's vector: how far saw-teeth from the tails reach.
  std::uint64_t vectorItems = 1;
};

/// Least-regret cut over the sizes and its interval. One record, or one per change when the better
/// side changes more than once, or once but the other way round (`several` with one part: `from`
/// is the better one for large sizes). Only kind, part, parts, size, interval and both regrets are
/// filled. Unresolved without a regret: fewer than two sizes; with one: too noisy to tell. `curve`
/// receives the middles it was solved from.
std::vector<CrossoverRecord> solveCrossover(std::span<const CrossoverSize> sizes,
                                            const SolverOptions& options = {},
                                            RatioCurve* curve = nullptr);

/// How far apart the ends of an interval, or the sizes around a cut, may be at the end: the larger
/// of 3 % of the size and a vector, the vector counting for at most a tenth of the size, since
/// below ten vectors it would say nothing.
double wantedWidth(double size, std::uint64_t vectorItems, double tolerance);
inline constexpr double kCrossoverTolerance = 0.03;

/// A ratio within ±2 % counts as a tie.
inline constexpr double kTieBand = 0.02;

}  // namespace lane
