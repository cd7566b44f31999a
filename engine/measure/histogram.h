// Counts of single events by their duration, in log-linear bins: 64 of equal width in every octave,
// so that a value read out of a bin is off by less than kBinWidth of it, from a nanosecond to
// minutes, in a few KiB and without a list of events. The edges are the same in every histogram, so
// counts of several runs add up. A plain value without pointers: may lie in memory that processes
// share. Not safe for several threads at once.
#pragma once

#include <array>
#include <cstdint>
#include <map>

namespace lane {

class Histogram {
 public:
  /// Width of a bin over its lower edge, at most.
  static constexpr double kBinWidth = 1.0 / 64;

  void add(double seconds);
  std::uint64_t count() const { return m_count; }
  /// The longest event itself, not its bin; 0 without events.
  double max() const { return m_max; }
  /// Lower edges with their counts, those with none left out.
  std::map<double, std::uint64_t> bins() const;

 private:
  static constexpr int kPerOctave = 64;
  static constexpr int kLowest = -30;  ///< 2^-31 s, half a nanosecond
  static constexpr int kHighest = 10;  ///< 2^10 s; what is longer counts as that
  static constexpr std::size_t kBins = std::size_t{kHighest - kLowest + 1} * kPerOctave + 1;

  std::array<std::uint64_t, kBins> m_counts{};  ///< the first: shorter than the lowest edge
  std::uint64_t m_count = 0;
  double m_max = 0;
};

/// Upper edge of the bin that begins at `low`; of the first one, which begins at 0, the lowest
/// edge.
double binHigh(double low);

struct HistogramQuantile {
  double value = 0;  ///< middle of the bin
  double low = 0;    ///< edges of the bins in which the quantile lies with 95 % confidence
  double high = 0;
};

/// The value below which a share of the events lies, 0 to 1; 1 is the longest. NaN without events.
HistogramQuantile quantileOf(const std::map<double, std::uint64_t>& bins, double share);
std::uint64_t countOf(const std::map<double, std::uint64_t>& bins);

}  // namespace lane
