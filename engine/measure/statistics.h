// Statistics of repeated timings: medians with distribution-free intervals that respect
// dependence between samples, spread, outliers, and paired ratios. Pure functions on values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace lane {

struct Interval {
  double low = 0;
  double high = 0;
};

/// z with P(|Z| <= z) = confidence for a standard normal Z, and t likewise for Student's t.
double twoSidedZ(double confidence);
double twoSidedT(double confidence, double degreesOfFreedom);

/// Linear interpolation between closest ranks (type 7). `sorted` must not be empty; q in [0, 1].
double quantile(std::span<const double> sorted, double q);
double median(std::vector<double> values);

/// Interval of the median from order statistics: the values at ranks (k, n-k+1) with the largest
/// k whose Binomial(n, 1/2) tails sum to at most 1 - confidence; exact for every n. When n is too
/// small to reach the confidence, min and max.
Interval medianInterval(std::span<const double> sorted, double confidence);

/// The same with the width of `effectiveCount` independent samples (<= sorted.size()), by Student's
/// t on one degree of freedom less.
Interval medianInterval(std::span<const double> sorted, double confidence, double effectiveCount);

/// Lag-1 autocorrelation of values in the order they were taken, over neighbours of one pass only
/// (between passes lies time in which others were measured); 0 for fewer than 8.
double lag1Correlation(std::span<const double> values, std::span<const std::uint32_t> pass);

/// How many independent samples carry as much information: n (1-r)/(1+r) where the lag-1
/// correlation r is significantly positive (10 %, one-sided; corrected for its small-sample bias),
/// and n / (1 + (m-1) rho) where samples of one pass are more alike than samples of different
/// passes (rho the intraclass correlation, m the mean pass size, one-way ANOVA, significant at 5
/// %); the smaller of both, at least 2. The raw values are replaced by their ranks first, so that
/// single outliers do not decide.
double effectiveSampleCount(std::span<const double> values, std::span<const std::uint32_t> pass);

/// Tukey's fences: 1.5 (mild) and 3 (severe) interquartile ranges beyond the quartiles.
struct TukeyFences {
  double lowSevere = 0, lowMild = 0, highMild = 0, highSevere = 0;

  bool isOutlier(double value) const { return value < lowMild || value > highMild; }
  bool isSevere(double value) const { return value < lowSevere || value > highSevere; }
};
/// `sorted` must not be empty.
TukeyFences tukeyFences(std::span<const double> sorted);

struct Summary {
  std::size_t count = 0;
  double median = 0, ciLow = 0, ciHigh = 0;
  double mean = 0, stddev = 0, mad = 0, min = 0;
  double p5 = 0, p95 = 0, p99 = 0;
  std::uint32_t outliers = 0;        ///< outside Tukey's mild fences, severe ones included
  std::uint32_t severeOutliers = 0;  ///< outside the severe fences
  double effectiveCount = 0;
  std::size_t processes = 1;  ///< fresh processes the samples come from
  /// Standard deviation between processes relative to the median, beyond what the samples within
  /// them explain; NaN with one process.
  double betweenProcess = std::numeric_limits<double>::quiet_NaN();

  double relativeHalfWidth() const { return (ciHigh - ciLow) / 2 / median; }
};

/// Samples in the order they were taken with the pass each belongs to. Needs at least one. With
/// fresh processes as a level above the passes: the overload in measure/resample.h.
Summary summarize(std::span<const double> values, std::span<const std::uint32_t> pass,
                  double confidence);

}  // namespace lane
