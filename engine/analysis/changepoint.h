// Steps in a history: a piecewise-constant fit to values taken one after another, each with a
// variance of its own and all with a further one between them that the values themselves tell.
// Pure functions on values; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "measure/statistics.h"

namespace lane {

struct StepOptions {
  /// Of a whole history: a flat one shows a step in at most 1 - confidence of all cases.
  double confidence = 0.95;
  std::size_t shortest = 3;  ///< values of a segment at least
};

/// Neighbouring values with one level.
struct StepSegment {
  std::size_t first = 0;
  std::size_t count = 0;
  double level = 0;
  double error = 0;  ///< standard error of the level
};

/// Where one segment ends and the next begins.
struct Step {
  std::size_t at = 0;  ///< first value of the new level
  double size = 0;     ///< new level - old level
  /// Interval of the size at the confidence of the whole history; excludes 0.
  double low = 0;
  double high = 0;
  double pValue = 1;  ///< of "no step", for all places at which one could have been
};

struct StepFit {
  std::vector<StepSegment> segments;  ///< at least one when there are values
  std::vector<Step> steps;            ///< one between each two segments
  double between = 0;                 ///< standard deviation between values beyond their own
  double noise = 0;                   ///< standard deviation of a value around its level
  double correlation = 0;             ///< of neighbours around their level; 0 when negative
};

/// `variances`: one per value, 0 where it is not known. Fewer than 2 * shortest values: one
/// segment.
StepFit fitSteps(std::span<const double> values, std::span<const double> variances,
                 const StepOptions& options = {});

/// Variance between values beyond their own: what makes the median of the differences of
/// neighbours, over their standard deviations, that of a normal distribution. A step is one
/// difference among many and does not move it.
double betweenVariance(std::span<const double> values, std::span<const double> variances);

/// First values of the segments that minimise weighted squares + 3 log n per step + the sum of
/// log(count / n) over the segments: the modified Bayes information criterion of Zhang and Siegmund
/// (2007). The true minimum up to 128 values; beyond, steps are sought where neighbouring windows
/// of some width differ, and then moved to their best place. `weights` are 1 / variance.
std::vector<std::size_t> bestSegments(std::span<const double> values,
                                      std::span<const double> weights, std::size_t shortest);

}  // namespace lane
