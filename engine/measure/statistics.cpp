#include "measure/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <map>
#include <numeric>

namespace lane {
namespace {

/// Ranks 1..n, ties sharing their mean rank.
std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j + 1 < order.size() && values[order[j + 1]] == values[order[i]]) ++j;
    for (std::size_t k = i; k <= j; ++k) rank[order[k]] = (double(i) + double(j)) / 2 + 1;
    i = j + 1;
  }
  return rank;
}

/// Design effect of samples clustered in passes; 1 where the clustering is not significant.
double passDesignEffect(std::span<const double> values, std::span<const std::uint32_t> pass) {
  std::map<std::uint32_t, std::pair<double, std::size_t>> sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& [sum, count] = sums[pass[i]];
    sum += values[i];
    ++count;
  }
  const auto n = static_cast<double>(values.size());
  const auto groups = static_cast<double>(sums.size());
  if (groups < 2 || n - groups < 2) return 1;
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double between = 0, squaredCounts = 0;
  for (const auto& [id, group] : sums) {
    const auto count = static_cast<double>(group.second);
    between += count * std::pow(group.first / count - mean, 2);
    squaredCounts += count * count;
  }
  double total = 0;
  for (const double value : values) total += (value - mean) * (value - mean);
  const double meanBetween = between / (groups - 1);
  const double meanWithin = (total - between) / (n - groups);
  if (meanWithin <= 0) return between > 0 ? n / groups : 1;
  const boost::math::fisher_f distribution(groups - 1, n - groups);
  if (meanBetween / meanWithin < boost::math::quantile(distribution, 0.95)) return 1;
  const double size = (n - squaredCounts / n) / (groups - 1);  // mean pass size of unequal passes
  const double rho = (meanBetween - meanWithin) / (meanBetween + (size - 1) * meanWithin);
  return 1 + (size - 1) * std::max(0.0, rho);
}

}  // namespace

double twoSidedZ(double confidence) {
  return boost::math::quantile(boost::math::normal(), 0.5 + confidence / 2);
}

double twoSidedT(double confidence, double degreesOfFreedom) {
  return boost::math::quantile(boost::math::students_t(degreesOfFreedom), 0.5 + confidence / 2);
}

double quantile(std::span<const double> sorted, double q) {
  const double position = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - double(below)) * (sorted[above] - sorted[below]);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return quantile(values, 0.5);
}

Interval medianInterval(std::span<const double> sorted, double confidence) {
  const std::size_t n = sorted.size();
  const double tail = (1 - confidence) / 2;
  const boost::math::binomial distribution(static_cast<double>(n), 0.5);
  // The quantile may be one off where the tail falls on a step.
  auto below = static_cast<std::size_t>(boost::math::quantile(distribution, tail));
  below = below > 0 ? below - 1 : 0;
  while (2 * (below + 1) < n && boost::math::cdf(distribution, static_cast<double>(below)) <= tail)
    ++below;
  // `below` counts the ranks whose tail still fits, so the interval starts at that order
  // statistic: k = below (1-based), or the minimum when even k = 1 does not reach.
  const std::size_t k = below == 0 ? 0 : below - 1;
  return {sorted[k], sorted[n - 1 - k]};
}

Interval medianInterval(std::span<const double> sorted, double confidence, double effectiveCount) {
  const auto n = static_cast<double>(sorted.size());
  if (effectiveCount >= n) return medianInterval(sorted, confidence);
  // Ranks as far from the middle, in probability, as those of the smaller sample. Student's t
  // because the effective count is itself estimated, the worse the smaller it is.
  const double count = std::max(2.0, effectiveCount);
  const double half = twoSidedT(confidence, count - 1) / (2 * std::sqrt(count));
  const double low = std::max(0.0, 0.5 - half);
  // Outward to whole ranks, as order statistics do.
  const double position = low * (n - 1);
  const auto index = static_cast<std::size_t>(std::floor(position));
  const Interval plain = medianInterval(sorted, confidence);
  return {std::min(sorted[index], plain.low),
          std::max(sorted[sorted.size() - 1 - index], plain.high)};
}

double lag1Correlation(std::span<const double> values, std::span<const std::uint32_t> pass) {
  if (values.size() < 8) return 0;
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double covariance = 0, variance = 0, pairs = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    variance += (values[i] - mean) * (values[i] - mean);
    if (i == 0 || pass[i] != pass[i - 1]) continue;
    covariance += (values[i] - mean) * (values[i - 1] - mean);
    ++pairs;
  }
  return variance > 0 && pairs > 0 ? covariance / pairs / (variance / n) : 0;
}

double effectiveSampleCount(std::span<const double> values, std::span<const std::uint32_t> pass) {
  const auto n = static_cast<double>(values.size());
  const std::vector<double> rank = ranks(values);
  double effective = n;
  // One-sided 10 %: under independence r is about normal with mean -1/n and deviation 1/sqrt(n).
  // Missing a dependence costs coverage, seeing one that is not there only costs samples.
  const double r = lag1Correlation(rank, pass);
  if (r > 1.282 / std::sqrt(n) - 1 / n) {
    const double unbiased = std::min((n * r + 1) / (n - 3), 0.99);  // Kendall's small-sample bias
    effective = n * (1 - unbiased) / (1 + unbiased);
  }
  effective = std::min(effective, n / passDesignEffect(rank, pass));
  return std::clamp(effective, std::min(n, 2.0), n);
}

TukeyFences tukeyFences(std::span<const double> sorted) {
  const double q1 = quantile(sorted, 0.25);
  const double q3 = quantile(sorted, 0.75);
  const double range = q3 - q1;
  return {q1 - 3 * range, q1 - 1.5 * range, q3 + 1.5 * range, q3 + 3 * range};
}

Summary summarize(std::span<const double> values, std::span<const std::uint32_t> pass,
                  double confidence) {
  Summary summary;
  summary.count = values.size();
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());

  summary.effectiveCount = effectiveSampleCount(values, pass);
  summary.median = quantile(sorted, 0.5);
  const Interval interval = medianInterval(sorted, confidence, summary.effectiveCount);
  summary.ciLow = interval.low;
  summary.ciHigh = interval.high;
  summary.min = sorted.front();
  summary.p5 = quantile(sorted, 0.05);
  summary.p95 = quantile(sorted, 0.95);
  summary.p99 = quantile(sorted, 0.99);

  summary.mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
  double squares = 0;
  for (const double value : sorted) squares += (value - summary.mean) * (value - summary.mean);
  summary.stddev = sorted.size() > 1 ? std::sqrt(squares / (n - 1)) : 0;

  std::vector<double> deviations(sorted.size());
  std::transform(sorted.begin(), sorted.end(), deviations.begin(),
                 [&](double value) { return std::abs(value - summary.median); });
  summary.mad = median(std::move(deviations));

  const TukeyFences fences = tukeyFences(sorted);
  for (const double value : sorted) {
    summary.outliers += fences.isOutlier(value);
    summary.severeOutliers += fences.isSevere(value);
  }
  return summary;
}

}  // namespace lane
