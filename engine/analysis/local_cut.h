// Where exactly a cut lies, and how well that is known: a line through the log-ratios around it,
// fitted again to what other passes and rounds might have given. Values.
#pragma once

#include <span>
#include <vector>

#include "analysis/crossover_solver.h"
#include "analysis/round_ratios.h"

namespace lane {

struct LocalCut {
  double size = 0;
  double low = 0;
  double high = 0;
};

/// The cut lies between sizes[cut - 1] and sizes[cut], 0 < cut < sizes.size(); below it the log-
/// ratio has the sign `below` (1 or -1).
LocalCut locateCut(std::span<const RatioAtSize> sizes, std::size_t cut, int below,
                   const SolverOptions& options);

}  // namespace lane
