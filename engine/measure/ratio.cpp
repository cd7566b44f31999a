#include "measure/ratio.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "measure/resample.h"
#include "measure/statistics.h"

namespace lane {
namespace {

using Student = boost::math::students_t;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Logarithms of the ratios of the usable rounds, with where they belong.
struct LogRatios {
  std::vector<double> values;
  std::vector<std::uint32_t> pass;
  std::vector<std::uint32_t> process;
};

LogRatios logRatios(std::span<const double> base, std::span<const double> other,
                    std::span<const std::uint32_t> pass, std::span<const std::uint32_t> process) {
  LogRatios logs;
  for (std::size_t i = 0; i < std::min(base.size(), other.size()); ++i) {
    if (!(base[i] > 0) || !(other[i] > 0)) continue;
    logs.values.push_back(std::log(other[i] / base[i]));
    logs.pass.push_back(pass.empty() ? 0 : pass[i]);
    logs.process.push_back(process.empty() ? 0 : process[i]);
  }
  return logs;
}

/// Two-sided p-value of the sign test, rounds that tie counted against a difference: below
/// 1 - confidence exactly when the interval of order statistics leaves 0 out.
double signTest(std::span<const double> sorted, double effective) {
  const auto n = static_cast<double>(sorted.size());
  const auto notAbove =
      static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), 0.0) - sorted.begin());
  const auto notBelow =
      static_cast<double>(sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), 0.0));
  const double minority = std::min(notAbove, notBelow);
  double p = 2 * boost::math::cdf(boost::math::binomial(n, 0.5), minority);
  if (effective < n) {
    // As the interval of fewer effective rounds is drawn.
    effective = std::max(2.0, effective);
    const double t = 2 * std::sqrt(effective) * (0.5 - minority / (n - 1));
    p = std::max(p, 2 * boost::math::cdf(boost::math::complement(Student(effective - 1), t)));
  }
  return std::min(1.0, p);
}

/// How often the smallest and the largest of n values, worth `effective` independent ones, enclose
/// the median.
double levelOfRange(std::size_t n, double effective) {
  const double exact = 1 - std::ldexp(1.0, 1 - static_cast<int>(std::min<std::size_t>(n, 1000)));
  if (effective >= static_cast<double>(n)) return exact;
  effective = std::max(2.0, effective);
  return std::min(exact, 2 * boost::math::cdf(Student(effective - 1), std::sqrt(effective)) - 1);
}

}  // namespace

PairedRatio pairedRatio(std::span<const double> base, std::span<const double> other,
                        std::span<const std::uint32_t> pass, double confidence) {
  return pairedRatio(base, other, pass, {}, confidence);
}

PairedRatio pairedRatio(std::span<const double> base, std::span<const double> other,
                        std::span<const std::uint32_t> pass, std::span<const std::uint32_t> process,
                        double confidence) {
  const LogRatios logs = logRatios(base, other, pass, process);
  PairedRatio result;
  result.rounds = logs.values.size();
  if (logs.values.empty()) {
    result.ratio = result.low = result.high = kNaN;
    return result;
  }
  std::vector<double> sorted = logs.values;
  std::sort(sorted.begin(), sorted.end());
  result.ratio = std::exp(quantile(sorted, 0.5));
  result.confidence = confidence;
  result.enough = true;

  const auto [first, last] = std::minmax_element(logs.process.begin(), logs.process.end());
  if (*first != *last) {
    const ProcessLevel level = processLevel({logs.values, logs.pass, logs.process}, confidence);
    result.effectiveRounds = static_cast<double>(level.processes);
    const double middle = std::log(result.ratio);
    result.low = std::exp(std::min(level.interval.low, middle));
    result.high = std::exp(std::max(level.interval.high, middle));
    const Student distribution(static_cast<double>(level.processes - 1));
    const double t = std::abs(level.meanOfMedians) / level.standardError;
    const double p = level.standardError > 0
                         ? 2 * boost::math::cdf(boost::math::complement(distribution, t))
                         : (level.meanOfMedians == 0 ? 1.0 : 0.0);
    result.pValue = std::max(p, signTest(sorted, static_cast<double>(sorted.size())));
    return result;
  }

  result.effectiveRounds = effectiveSampleCount(logs.values, logs.pass);
  const Interval interval = medianInterval(sorted, confidence, result.effectiveRounds);
  result.low = std::exp(interval.low);
  result.high = std::exp(interval.high);
  result.pValue = signTest(sorted, result.effectiveRounds);
  if (const double level = levelOfRange(result.rounds, result.effectiveRounds);
      level < confidence) {
    result.enough = false;
    result.confidence = level;
  }
  return result;
}

std::vector<HolmTest> holm(std::span<const double> pValues, double alpha) {
  std::vector<std::size_t> order(pValues.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
  std::vector<HolmTest> tests(pValues.size());
  bool rejecting = true;
  double share = alpha;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    // Those not rejected all keep the level at which the first of them failed.
    if (rejecting) share = alpha / static_cast<double>(order.size() - rank);
    rejecting = rejecting && pValues[order[rank]] <= share;
    tests[order[rank]] = {rejecting, 1 - share};
  }
  return tests;
}

}  // namespace lane
