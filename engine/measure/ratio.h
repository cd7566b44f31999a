// Ratio of two cases measured side by side: the median of the logarithms of their ratios round by
// round, with the exact interval of the sign test, and Holm's correction where many such ratios
// are read together. Pure functions on values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lane {

struct PairedRatio {
  std::size_t rounds = 0;  ///< pairs used: both times positive
  double ratio = 0;        ///< time of other / base: below 1, `other` is faster
  double low = 0;
  double high = 0;
  /// The level the interval really has: at least the one asked for, except where there are too few
  /// rounds for it. The interval is then smallest to largest.
  double confidence = 0;
  bool enough = false;  ///< confidence reaches what was asked for
  double pValue = 1;  ///< two-sided, of "no difference"; below 1 - confidence where 1 lies outside
  double effectiveRounds = 0;
};

/// base[i] and other[i] are the times of one round, pass[i] the pass it belongs to (empty: all of
/// one), in the order taken. Exact for independent rounds at every count; where rounds depend on
/// each other, as effectiveSampleCount() tells, interval and p-value are those of the effective
/// number of rounds. Without a usable pair: rounds 0, ratio and interval NaN.
PairedRatio pairedRatio(std::span<const double> base, std::span<const double> other,
                        std::span<const std::uint32_t> pass, double confidence);

/// The same over fresh processes: with two or more, the interval is that of the hierarchical
/// bootstrap (measure/resample.h), because rounds of one process share its luck in memory.
PairedRatio pairedRatio(std::span<const double> base, std::span<const double> other,
                        std::span<const std::uint32_t> pass, std::span<const std::uint32_t> process,
                        double confidence);

struct HolmTest {
  bool rejected = false;
  /// Confidence at which this one's interval is to be drawn so that, over the whole family, at most
  /// alpha of the intervals' families miss one of their truths, and so that it excludes "no
  /// difference" exactly when rejected.
  double confidence = 0;
};

/// Holm's step-down over a family: keeps the chance of even one false rejection at alpha. One
/// result per p-value, in their order.
std::vector<HolmTest> holm(std::span<const double> pValues, double alpha);

}  // namespace lane
