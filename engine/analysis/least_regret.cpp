#include "analysis/least_regret.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

namespace lane {
namespace {

/// Time lost at a size, relative to the better side, when the other one is used.
double lossOfUsing(bool useTo, double logRatio) {
  return std::expm1(std::max(0.0, useTo ? logRatio : -logRatio));
}

double sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

std::vector<double> octaveWeights(std::span<const std::uint64_t> sizes) {
  std::vector<double> weights(sizes.size(), 1.0);
  if (sizes.size() < 2) return weights;
  const auto octave = [&](std::size_t i) {
    return std::log2(std::max(1.0, static_cast<double>(sizes[i])));
  };
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double below = i > 0 ? octave(i) - octave(i - 1) : 0;
    const double above = i + 1 < sizes.size() ? octave(i + 1) - octave(i) : 0;
    weights[i] = (below + above) / 2;
  }
  return weights;
}

Cut leastRegretCut(std::span<const double> logRatios, std::span<const double> weights) {
  double total = 0;
  for (std::size_t i = 0; i < logRatios.size(); ++i)
    total += weights[i] * lossOfUsing(true, logRatios[i]);
  Cut best{0, total};
  for (std::size_t i = 0; i < logRatios.size(); ++i) {
    total += weights[i] * (lossOfUsing(false, logRatios[i]) - lossOfUsing(true, logRatios[i]));
    if (total < best.regret) best = {i + 1, total};
  }
  best.regret = std::max(0.0, best.regret / sum(weights));
  return best;
}

double regretOfCut(std::span<const double> logRatios, std::span<const double> weights,
                   std::size_t index) {
  double total = 0;
  for (std::size_t i = 0; i < logRatios.size(); ++i)
    total += weights[i] * lossOfUsing(i >= index, logRatios[i]);
  return total / sum(weights);
}

double regretOf(const RatioCurve& curve, double threshold) {
  const auto first = std::find_if(curve.sizes.begin(), curve.sizes.end(), [&](std::uint64_t size) {
    return static_cast<double>(size) >= threshold;
  });
  return regretOfCut(curve.logRatios, octaveWeights(curve.sizes),
                     static_cast<std::size_t>(first - curve.sizes.begin()));
}

double leastRegretThreshold(std::span<const RatioCurve> curves) {
  std::set<double> thresholds{0.0, std::numeric_limits<double>::infinity()};
  for (const RatioCurve& curve : curves)
    for (const std::uint64_t size : curve.sizes) thresholds.insert(static_cast<double>(size));
  double best = 0, least = std::numeric_limits<double>::infinity();
  for (const double threshold : thresholds) {
    double total = 0;
    for (const RatioCurve& curve : curves) total += regretOf(curve, threshold);
    if (total < least) {
      least = total;
      best = threshold;
    }
  }
  return best;
}

}  // namespace lane
