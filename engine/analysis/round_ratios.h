// What the rounds of two sides at one size tell of their ratio: its middle, whether it is certain
// on which side of 1 it lies, and how the middle might have come out in another run. Values.
#pragma once

#include <random>
#include <vector>

#include "analysis/crossover_solver.h"
#include "measure/statistics.h"

namespace lane {

/// Values in blocks that are independent of one another: the passes.
class BlockedValues {
 public:
  BlockedValues(const std::vector<double>& values, const std::vector<std::uint32_t>& pass);

  double middle() const { return m_middle; }
  std::size_t blocks() const { return m_starts.size() - 1; }
  /// Half-widths of the median's interval towards both sides, dependence respected.
  Interval reach(double confidence) const;
  /// Median of as many blocks drawn anew, with its deviation brought to that of independent
  /// blocks (n blocks drawn from n have (n - 1) / n of the variance).
  double draw(std::mt19937_64& random, std::vector<double>& scratch) const;

 private:
  std::vector<double> m_values;  ///< block after block
  std::vector<std::uint32_t> m_pass;
  std::vector<std::size_t> m_starts;  ///< of the blocks, and the end
  std::vector<double> m_sorted;
  double m_middle = 0;
  double m_effective = 0;
};

/// The log of time(to) / time(from) at one size.
class RatioAtSize {
 public:
  explicit RatioAtSize(const CrossoverSize& size);

  std::uint64_t size() const { return m_size; }
  double x() const { return m_x; }  ///< log of the size
  double middle() const { return m_middle; }
  /// 1: `from` is certainly faster, -1: `to` is, 0: cannot be told.
  int sign(double confidence) const;
  /// Independent pieces of evidence beyond the first.
  double freedom() const;
  double weight() const { return m_rounds; }
  double draw(std::mt19937_64& random, std::vector<double>& scratch) const;

 private:
  std::uint64_t m_size;
  double m_x;
  double m_rounds;
  std::vector<BlockedValues> m_sides;  ///< one of ratios, or `to` and `from` when unpaired
  double m_middle = 0;
};

}  // namespace lane
