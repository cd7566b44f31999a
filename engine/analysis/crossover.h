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
/// solving again, widened to the measured sizes between which the cut must lie. One record, or one
/// per part when the better variant changes more than once. Only kind, part, size, interval and
/// regret of the records are filled. Fewer than two sizes: unresolved.
/// Method: total badness as in GMP's tune program (tune/tuneup.c), with the interval it lacks.
std::vector<CrossoverRecord> solveCrossover(std::span<const CrossoverSize> sizes,
                                            std::uint64_t seed, int resamples = 400,
                                            double confidence = 0.95);

/// All crossovers between two variants in a session, one per benchmark, type, threads, mode and
/// cache state that has both.
std::vector<CrossoverRecord> findCrossovers(const Session& session, const std::string& from,
                                            const std::string& to);
/// The ones worth showing unasked: scalar to narrow, narrow to wide, compiler to hand-written.
std::vector<CrossoverRecord> findCrossovers(const Session& session);

/// "dot f32: scalar → avx2 at 20 (16 … 32)".
std::string describe(const CrossoverRecord& crossover);

}  // namespace lane
