// The rule that decides where to cut: from which size on to use the second of two sides, so that
// least time is lost against always using the better one. Pure functions on values.
// Method: total badness as in GMP's tune program (tune/tuneup.c), on a logarithmic size axis.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lane {

/// sizes[0 .. index) use `from`, the rest `to`.
struct Cut {
  std::size_t index = 0;
  double regret = 0;  ///< mean relative time lost
};

/// The part of the size axis, in octaves, that each of the ascending sizes stands for.
std::vector<double> octaveWeights(std::span<const std::uint64_t> sizes);
/// `logRatios`: log of the time of `to` over that of `from`.
Cut leastRegretCut(std::span<const double> logRatios, std::span<const double> weights);
/// What the cut at that index loses.
double regretOfCut(std::span<const double> logRatios, std::span<const double> weights,
                   std::size_t index);

/// A measured curve: one log-ratio per ascending size.
struct RatioCurve {
  std::vector<std::uint64_t> sizes;
  std::vector<double> logRatios;
};

/// What using `to` from the threshold on loses.
double regretOf(const RatioCurve& curve, double threshold);
/// The threshold (a measured size, 0 for always, infinity for never) that loses least over all
/// curves together, each of them with the same weight.
double leastRegretThreshold(std::span<const RatioCurve> curves);

}  // namespace lane
