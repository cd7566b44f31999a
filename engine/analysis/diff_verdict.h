// From figures to verdicts. A verdict that something got better or worse is given at the level of
// the family: of all pairs of a comparison that did not change beyond the threshold, in at most
// 5 % (1 - confidence) of comparisons is even one called improved or regressed (Holm). Pure
// functions on values; any thread.
#pragma once

#include <span>
#include <vector>

#include "analysis/diff.h"
#include "analysis/diff_error.h"
#include "analysis/diff_figures.h"
#include "analysis/diff_host.h"

namespace lane {

/// A pair on its way to a verdict.
struct Comparison {
  DiffPair pair;
  double log = kUnknown;  ///< of the ratio; NaN where there is none
  RatioError error;
  double shared = 0;     ///< variance that the cases of its sessions have in common
  double processes = 1;  ///< of the session with fewer
  double samples = 0;    ///< of the session with more
  bool judged = true;    ///< false: the verdict stands without statistics
};

/// Times and rates depend on the luck of a process and on the host; bytes and counts do not.
bool dependsOnTime(const MetricRecord& metric);

/// Sets the ratio, and the verdict where it needs no statistics or cannot have any: counts that do
/// not scatter, zeros, figures without spread.
void compareFigures(Comparison& comparison, const Figure& before, const Figure& after,
                    const MetricRecord& metric, double threshold);

/// Intervals, p-values and verdicts of all that are still to be judged.
void judge(std::vector<Comparison>& comparisons, const HostEffect& host, const MetricRecord& metric,
           const DiffOptions& options);

/// Holm's step-down as p-values: at most alpha exactly where holm() rejects at alpha.
std::vector<double> holmAdjusted(std::span<const double> pValues);

}  // namespace lane
