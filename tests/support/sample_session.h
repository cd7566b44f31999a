// A made-up session for tests of charts, panels, tables and stores: times come from a simple
// analytic model (overhead + n · cost of the variant at the cache level), with seeded noise. It is
// test data only and never shipped, shown or quoted as a measurement.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "session/session.h"

namespace lane::test {

struct SampleOptions {
  std::vector<std::string> kernels{"add", "mul", "dot", "sum", "max", "exp", "tanh", "gelu"};
  std::vector<std::string> variants{"scalar", "omp-sse2", "omp-avx2", "omp-avx512",
                                    "ssse3",  "sse4",     "avx2",     "avx3"};
  std::vector<std::string> skipped{"neon"};  ///< listed as skipped, with a reason
  std::uint64_t firstSize = 8;
  std::uint64_t lastSize = std::uint64_t{1} << 20;
  int perOctave = 1;
  int samplesPerCase = 24;
  int coarseKernels = 0;        ///< so many kernels at the end have their first pass only
  int pendingKernels = 0;       ///< so many kernels at the very end are not measured yet
  double slowdown = 1;          ///< factor on all times, for diffs
  std::uint32_t processes = 1;  ///< samples in turn from so many; three let a diff judge
  double noise = 0.004;         ///< relative, of one sample
  std::uint64_t seed = 7;
};

Session sampleSession(const SampleOptions& options = {});

/// Seconds per call of the model, without noise.
double modelTime(const std::string& kernel, const std::string& variant, std::uint64_t size);

/// Size above which `to` is faster than `from` by the model, solved by bisection over real
/// numbers; NaN when the order never changes in [low, high].
double modelCrossover(const std::string& kernel, const std::string& from, const std::string& to,
                      double low, double high);

}  // namespace lane::test
