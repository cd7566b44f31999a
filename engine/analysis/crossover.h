// Crossovers of a session: from which size on one way of computing should be used instead of
// another, be it another variant, thread count or calling mode. Pure functions on a session; a
// crossover owns nothing. resources/docs/crossovers.md says how they are found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/crossover_solver.h"
#include "analysis/least_regret.h"
#include "base/result.h"
#include "session/session.h"

namespace lane {

/// One of the two ways compared. What neither side names is the same on both, and each value the
/// session has gives its own crossover. What only the other side names is here as it is without
/// being asked for: one thread, mode reuse.
struct CrossoverSide {
  std::string variant;
  std::optional<std::uint32_t> threads = {};
  std::optional<Mode> mode = {};
};

/// "avx2", "avx2,t=2", "avx2,allocate", "avx2,t=2,allocate". Errors: usage.
Result<CrossoverSide> parseCrossoverSide(const std::string& text);

/// All crossovers between two sides: one per benchmark, type, cache state, parameters, and threads
/// and mode where the sides leave them open, that has both. Rounds of one group are compared one
/// by one; sides measured apart (other modes, other groups) each by themselves.
std::vector<CrossoverRecord> findCrossovers(const Session& session, const CrossoverSide& from,
                                            const CrossoverSide& to);
/// The ones worth showing unasked: scalar to narrow, narrow to wide, compiler to hand-written; one
/// thread to many; outputs used again to outputs allocated anew.
std::vector<CrossoverRecord> findCrossovers(const Session& session);

/// A crossover and what it was found from.
struct CrossoverCurve {
  std::vector<CrossoverRecord> crossovers;  ///< one, or the parts
  RatioCurve ratios;
  std::size_t samples = 0;  ///< of both sides together
};
std::vector<CrossoverCurve> crossoverCurves(const Session& session, const CrossoverSide& from,
                                            const CrossoverSide& to);

/// Elements in the wider side's vector; 1 where it is not known.
std::uint64_t vectorItems(const CrossoverRecord& crossover);
/// The cases of both sides at each size that has both times, ascending.
struct CrossoverCases {
  std::uint64_t size = 0;
  std::uint32_t from = kNoCase;
  std::uint32_t to = kNoCase;
};
std::vector<CrossoverCases> casesOf(const Session& session, const CrossoverRecord& crossover);

/// The session's crossover between the same two ways; of several parts the one nearest to it. Null
/// when there is none.
const CrossoverRecord* sameCrossover(const Session& session, const CrossoverRecord& crossover);

/// "dot f32: scalar → avx2 at 20 (16 … 32)", "dot f32, avx2: 1 thread → 2 threads at 64 Ki (…)".
std::string describe(const CrossoverRecord& crossover);
/// The sides as they differ: {"scalar", "avx2"}, {"1 thread", "2 threads"}.
std::pair<std::string, std::string> describeSides(const CrossoverRecord& crossover);

}  // namespace lane
