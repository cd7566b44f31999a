#include "analysis/round_ratios.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "measure/statistics.h"

namespace lane {
namespace {

double medianOf(std::vector<double>& values) {
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  if (values.size() % 2 == 1) return *half;
  return (*half + *std::max_element(values.begin(), half)) / 2;
}

std::vector<double> logs(const std::vector<double>& seconds) {
  std::vector<double> values(seconds.size());
  std::transform(seconds.begin(), seconds.end(), values.begin(),
                 [](double s) { return std::log(s); });
  return values;
}

}  // namespace

BlockedValues::BlockedValues(const std::vector<double>& values,
                             const std::vector<std::uint32_t>& pass) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (pass.size() == values.size())
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return pass[a] < pass[b]; });
  for (const std::size_t i : order) {
    // Without passes every value is its own block. One pass alone tells nothing of others.
    const std::uint32_t block =
        pass.size() == values.size() ? pass[i] : static_cast<std::uint32_t>(i);
    if (m_pass.empty() || m_pass.back() != block) m_starts.push_back(m_values.size());
    m_values.push_back(values[i]);
    m_pass.push_back(block);
  }
  if (m_starts.size() == 1) {
    m_starts.resize(m_values.size());
    std::iota(m_starts.begin(), m_starts.end(), std::size_t{0});
  }
  m_starts.push_back(m_values.size());
  m_sorted = m_values;
  std::sort(m_sorted.begin(), m_sorted.end());
  m_middle = quantile(m_sorted, 0.5);
  const bool blocked = pass.size() == values.size();
  m_effective =
      blocked ? effectiveSampleCount(m_values, m_pass) : static_cast<double>(m_values.size());
}

Interval BlockedValues::reach(double confidence) const {
  const Interval interval = medianInterval(m_sorted, confidence, m_effective);
  return {m_middle - interval.low, interval.high - m_middle};
}

double BlockedValues::draw(std::mt19937_64& random, std::vector<double>& scratch) const {
  const std::size_t n = blocks();
  scratch.clear();
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t block = random() % n;
    scratch.insert(scratch.end(), m_values.begin() + static_cast<std::ptrdiff_t>(m_starts[block]),
                   m_values.begin() + static_cast<std::ptrdiff_t>(m_starts[block + 1]));
  }
  const double inflation = n > 1 ? std::sqrt(double(n) / double(n - 1)) : 1;
  return m_middle + inflation * (medianOf(scratch) - m_middle);
}

RatioAtSize::RatioAtSize(const CrossoverSize& size)
    : m_size(size.size), m_x(std::log(std::max(1.0, static_cast<double>(size.size)))) {
  if (size.paired) {
    std::vector<double> ratios(std::min(size.from.size(), size.to.size()));
    for (std::size_t i = 0; i < ratios.size(); ++i) ratios[i] = std::log(size.to[i] / size.from[i]);
    m_rounds = static_cast<double>(ratios.size());
    m_sides.emplace_back(ratios, size.fromPass);
    m_middle = m_sides[0].middle();
  } else {
    m_rounds = static_cast<double>(std::min(size.from.size(), size.to.size()));
    m_sides.emplace_back(logs(size.to), size.toPass);
    m_sides.emplace_back(logs(size.from), size.fromPass);
    m_middle = m_sides[0].middle() - m_sides[1].middle();
  }
}

int RatioAtSize::sign(double confidence) const {
  Interval reach = m_sides[0].reach(confidence);
  if (m_sides.size() == 2) {
    const Interval other = m_sides[1].reach(confidence);
    reach = {std::hypot(reach.low, other.high), std::hypot(reach.high, other.low)};
  }
  return m_middle - reach.low > 0 ? 1 : m_middle + reach.high < 0 ? -1 : 0;
}

double RatioAtSize::freedom() const {
  std::size_t fewest = m_sides[0].blocks();
  for (const BlockedValues& side : m_sides) fewest = std::min(fewest, side.blocks());
  return static_cast<double>(fewest) - 1;
}

double RatioAtSize::draw(std::mt19937_64& random, std::vector<double>& scratch) const {
  double value = m_sides[0].draw(random, scratch);
  if (m_sides.size() == 2) value -= m_sides[1].draw(random, scratch);
  return value;
}

}  // namespace lane
