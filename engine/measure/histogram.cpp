#include "measure/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lane {
namespace {

/// Lower edge of sub-bin `part` of the octave [2^(exponent-1), 2^exponent): exact in binary.
double edge(int exponent, int part, int perOctave) {
  return std::ldexp(0.5 + 0.5 * part / perOctave, exponent);
}

}  // namespace

void Histogram::add(double seconds) {
  ++m_count;
  m_max = std::max(m_max, seconds);
  if (!(seconds >= binHigh(0))) {
    ++m_counts[0];
    return;
  }
  if (seconds >= std::ldexp(1, kHighest)) {
    ++m_counts[kBins - 1];
    return;
  }
  int exponent = 0;
  const double fraction = std::frexp(seconds, &exponent);  // [0.5, 1)
  const int part = std::min(static_cast<int>((fraction - 0.5) * 2 * kPerOctave), kPerOctave - 1);
  ++m_counts[static_cast<std::size_t>((exponent - kLowest) * kPerOctave + part) + 1];
}

std::map<double, std::uint64_t> Histogram::bins() const {
  std::map<double, std::uint64_t> found;
  if (m_counts[0] > 0) found[0] = m_counts[0];
  for (std::size_t i = 1; i < kBins; ++i) {
    if (m_counts[i] == 0) continue;
    const int at = static_cast<int>(i - 1);
    found[edge(kLowest + at / kPerOctave, at % kPerOctave, kPerOctave)] = m_counts[i];
  }
  return found;
}

double binHigh(double low) {
  constexpr double kFirst = 0x1p-31;
  if (!(low > 0)) return kFirst;
  int exponent = 0;
  std::frexp(low, &exponent);
  return low + std::ldexp(0.5, exponent) * Histogram::kBinWidth;
}

std::uint64_t countOf(const std::map<double, std::uint64_t>& bins) {
  std::uint64_t all = 0;
  for (const auto& [low, count] : bins) all += count;
  return all;
}

HistogramQuantile quantileOf(const std::map<double, std::uint64_t>& bins, double share) {
  const double all = static_cast<double>(countOf(bins));
  if (!(all > 0)) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    return {kNone, kNone, kNone};
  }
  // The bin with the event of that rank, counted from 1.
  const auto at = [&](double rank) {
    double below = 0;
    auto bin = bins.begin();
    for (auto next = bin; next != bins.end(); ++next) {
      bin = next;
      below += static_cast<double>(next->second);
      if (below >= rank) break;
    }
    return bin->first;
  };
  const auto limited = [&](double rank) { return std::clamp(rank, 1.0, all); };
  const double rank = std::ceil(share * all);
  // Ranks between which the quantile lies: the binomial's normal form.
  const double reach = 1.96 * std::sqrt(all * share * (1 - share));
  const double bin = at(limited(rank));
  return {(bin + binHigh(bin)) / 2, at(limited(std::floor(rank - reach))),
          binHigh(at(limited(std::ceil(rank + reach))))};
}

}  // namespace lane
