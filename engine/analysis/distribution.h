// How the samples of one case are distributed: percentiles from the fastest to the slowest, spaced
// for an axis on which every further nine takes the same room. Samples are batch means, so these
// are percentiles of batch means, not of single calls. Pure functions on values.
#pragma once

#include <cstddef>
#include <vector>

namespace lane {

struct PercentilePoint {
  double share = 0;    ///< of the samples at or below, 0 to 1
  double seconds = 0;  ///< linear between closest ranks, as everywhere (measure/statistics.h)
};

struct Distribution {
  std::size_t count = 0;
  double min = 0, max = 0;
  /// p0, p50, p90, p99, p99.9: those this many samples can tell (the last one needs 1,000).
  std::vector<PercentilePoint> landmarks;
  std::vector<PercentilePoint> curve;  ///< ascending, up to the last share the samples can tell
};

/// The largest share so many samples resolve: one of them lies above it. 0 without samples.
double resolvedShare(std::size_t count);

/// Where a share stands on the axis of nines: p0 at 0, p90 at 1, p99 at 2.
double ninesOf(double share);

/// `seconds` in any order; `steps` points of the curve, evenly spaced on the axis of nines.
Distribution distributionOf(std::vector<double> seconds, std::size_t steps = 256);

}  // namespace lane
