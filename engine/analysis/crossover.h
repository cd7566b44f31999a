// Crossovers: from which size on one variant should be used instead of another.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "session/session.h"

namespace lane {

/// Both variants' per-round times at one size.
struct CrossoverSize {
  std::uint64_t size = 0;
  std::vector<double> from;  ///< seconds per call
  std::vector<double> to;
};

/// Least-regret cut over the sizes, interval by resampling rounds (`resamples` times, seeded) and
/// solving again, widened to the neighbouring measured sizes between which the cut must lie.
/// Method: GMP's tune program's total badness, with the interval it lacks.
CrossoverRecord solveCrossover(std::span<const CrossoverSize> sizes, std::uint64_t seed,
                               int resamples = 400, double confidence = 0.95);

/// All crossovers between two variants in a session, one per benchmark, type, threads, cache.
std::vector<CrossoverRecord> findCrossovers(const Session& session, const std::string& from,
                                            const std::string& to);
/// The ones worth showing unasked: scalar→narrow, narrow→wide, compiler→hand-written.
std::vector<CrossoverRecord> findCrossovers(const Session& session);

/// "scalar → avx2 at 20 (18 … 22)".
std::string describe(const CrossoverRecord& crossover);

}  // namespace lane
