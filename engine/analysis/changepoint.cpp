#include "analysis/changepoint.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace lane {
namespace {

/// Below this two medians are equal: the clock's own steps. Keeps weights finite.
constexpr double kSmallestVariance = 2.5e-7;
constexpr std::size_t kExactUpTo = 128;

/// Sums from the first value on, so that any segment's squares take no loop.
class Sums {
 public:
  Sums(std::span<const double> values, std::span<const double> weights)
      : m_weight(values.size() + 1), m_value(values.size() + 1), m_square(values.size() + 1) {
    // Around one of the values the squares keep their digits.
    const double middle = values.empty() ? 0 : values[values.size() / 2];
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double value = values[i] - middle;
      m_weight[i + 1] = m_weight[i] + weights[i];
      m_value[i + 1] = m_value[i] + weights[i] * value;
      m_square[i + 1] = m_square[i] + weights[i] * value * value;
    }
  }
  double weight(std::size_t first, std::size_t end) const {
    return m_weight[end] - m_weight[first];
  }
  /// Around the weighted mean of [first, end).
  double squares(std::size_t first, std::size_t end) const {
    const double sum = m_value[end] - m_value[first];
    return m_square[end] - m_square[first] - sum * sum / weight(first, end);
  }
  /// What a step at `at` takes away from the squares of [first, end).
  double gain(std::size_t first, std::size_t at, std::size_t end) const {
    const double left = weight(first, at), right = weight(at, end);
    const double difference =
        (m_value[end] - m_value[at]) / right - (m_value[at] - m_value[first]) / left;
    return difference * difference * left * right / (left + right);
  }

 private:
  std::vector<double> m_weight, m_value, m_square;
};

/// Where a step may be, with 0 and n at the ends.
std::vector<std::size_t> candidates(const Sums& sums, std::size_t n, std::size_t shortest) {
  std::vector<std::size_t> places{0};
  if (n <= kExactUpTo) {
    for (std::size_t at = shortest; at + shortest <= n; ++at) places.push_back(at);
  } else {
    std::vector<bool> chosen(n + 1, false);
    const double worthALook = std::log(static_cast<double>(n));
    for (std::size_t width = shortest; 2 * width <= n; width *= 2) {
      const auto differ = [&](std::size_t at) {
        return at < width || at + width > n ? 0 : sums.gain(at - width, at, at + width);
      };
      double before = 0, here = differ(width);
      for (std::size_t at = width; at + width <= n; ++at) {
        const double after = differ(at + 1);
        if (here > worthALook && here >= before && here >= after) chosen[at] = true;
        before = here;
        here = after;
      }
    }
    for (std::size_t at = shortest; at + shortest <= n; ++at)
      if (chosen[at]) places.push_back(at);
  }
  places.push_back(n);
  return places;
}

/// Each step to the best place between its neighbours, until none moves.
void settle(std::vector<std::size_t>& starts, const Sums& sums, std::size_t n,
            std::size_t shortest) {
  bool moved = true;
  for (int turn = 0; moved && turn < 10; ++turn) {
    moved = false;
    for (std::size_t k = 1; k < starts.size(); ++k) {
      const std::size_t first = starts[k - 1], end = k + 1 < starts.size() ? starts[k + 1] : n;
      const auto cost = [&](std::size_t at) {
        return std::log(static_cast<double>(at - first) * static_cast<double>(end - at)) -
               sums.gain(first, at, end);
      };
      std::size_t best = starts[k];
      for (std::size_t at = first + shortest; at + shortest <= end; ++at)
        if (cost(at) < cost(best)) best = at;
      moved |= best != starts[k];
      starts[k] = best;
    }
  }
}

struct Scale {
  double variance = 1;  ///< what the residuals say of the variances, 1: as stated; never less
  double correlation = 0;
  double freedom = 1;
};

/// How well variances and independence hold around the levels.
Scale scaleOf(std::span<const double> values, std::span<const double> weights,
              const std::vector<std::size_t>& starts, const Sums& sums) {
  const std::size_t n = values.size();
  double squares = 0, products = 0, plain = 0;
  for (std::size_t k = 0; k < starts.size(); ++k) {
    const std::size_t first = starts[k], end = k + 1 < starts.size() ? starts[k + 1] : n;
    squares += sums.squares(first, end);
    double level = 0;
    for (std::size_t i = first; i < end; ++i) level += weights[i] * values[i];
    level /= sums.weight(first, end);
    for (std::size_t i = first; i < end; ++i) {
      const double here = (values[i] - level) * std::sqrt(weights[i]);
      plain += here * here;
      if (i + 1 < end) products += here * (values[i + 1] - level) * std::sqrt(weights[i + 1]);
    }
  }
  Scale scale;
  scale.freedom = std::max(1.0, static_cast<double>(n) - static_cast<double>(starts.size()));
  scale.variance = std::max(1.0, squares / scale.freedom);
  if (plain > 0) {
    // Estimated levels pull the correlation of residuals down, by about (1 + 4 r) / m each.
    const double seen = products / plain;
    const double bias =
        (1 + 4 * std::max(seen, 0.0)) * static_cast<double>(starts.size()) / static_cast<double>(n);
    scale.correlation = std::clamp(seen + bias, 0.0, 0.8);
  }
  return scale;
}

/// Chance that ranks of two groups of one distribution lie as far apart, two-sided: Mann and
/// Whitney's U, exact by the coefficients of the Gaussian binomial, else its normal approximation.
double rankChance(std::span<const double> a, std::span<const double> b) {
  double u = 0;
  for (const double x : a)
    for (const double y : b) u += x < y ? 1 : x == y ? 0.5 : 0;
  const auto m = static_cast<double>(a.size()), n = static_cast<double>(b.size());
  u = std::ceil(std::min(u, m * n - u));
  if (std::min(m, n) > 10 && m * n > 2000) {
    const double z = (u + 0.5 - m * n / 2) / std::sqrt(m * n * (m + n + 1) / 12);
    return std::min(1.0, std::erfc(-z / std::numbers::sqrt2));
  }
  // ways[k]: orders of both groups with U = k, the product of (1 - q^(large + i)) / (1 - q^i).
  const std::size_t small = std::min(a.size(), b.size()), large = std::max(a.size(), b.size());
  const auto last = static_cast<std::size_t>(u);
  std::vector<double> ways(last + 1, 0);
  ways[0] = 1;
  double all = 1;
  for (std::size_t i = 1; i <= small; ++i) {
    all *= static_cast<double>(large + i) / static_cast<double>(i);
    for (std::size_t k = last; k >= large + i && k <= last; --k) ways[k] -= ways[k - large - i];
    for (std::size_t k = i; k <= last; ++k) ways[k] += ways[k - i];
  }
  return std::min(1.0, 2 * std::accumulate(ways.begin(), ways.end(), 0.0) / all);
}

/// The smallest chance groups of these sizes can have.
double leastChance(std::size_t a, std::size_t b) {
  double orders = 1;
  for (std::size_t i = 1; i <= std::min(a, b); ++i)
    orders *= static_cast<double>(std::max(a, b) + i) / static_cast<double>(i);
  return 2 / orders;
}

}  // namespace

double betweenVariance(std::span<const double> values, std::span<const double> variances) {
  if (values.size() < 3) return 0;
  constexpr double kNormalMedian = 0.6744897501960817;  // of |z|
  // |difference| / deviation exceeds kNormalMedian exactly where this figure exceeds the variance.
  std::vector<double> each(values.size() - 1);
  for (std::size_t i = 0; i < each.size(); ++i) {
    const double difference = (values[i + 1] - values[i]) / kNormalMedian;
    each[i] = (difference * difference - variances[i] - variances[i + 1]) / 2;
  }
  return std::max(0.0, median(std::move(each)));
}

std::vector<std::size_t> bestSegments(std::span<const double> values,
                                      std::span<const double> weights, std::size_t shortest) {
  const std::size_t n = values.size();
  if (n < 2 * shortest) return {0};
  const Sums sums(values, weights);
  const std::vector<std::size_t> places = candidates(sums, n, shortest);
  const double perStep = 3 * std::log(static_cast<double>(n));
  // best[j]: least cost of the values before places[j]; the segment that ends there begins at
  // from[j].
  std::vector<double> best(places.size(), std::numeric_limits<double>::infinity());
  std::vector<std::size_t> from(places.size(), 0);
  best[0] = -perStep;  // the first segment is no step
  for (std::size_t j = 1; j < places.size(); ++j)
    for (std::size_t i = 0; i < j && places[j] - places[i] >= shortest; ++i) {
      const auto count = static_cast<double>(places[j] - places[i]);
      const double cost = best[i] + perStep + sums.squares(places[i], places[j]) +
                          std::log(count / static_cast<double>(n));
      if (cost >= best[j]) continue;
      best[j] = cost;
      from[j] = i;
    }
  std::vector<std::size_t> starts;
  for (std::size_t j = places.size() - 1; j > 0; j = from[j]) starts.push_back(places[from[j]]);
  std::reverse(starts.begin(), starts.end());
  if (n > kExactUpTo) settle(starts, sums, n, shortest);
  return starts;
}

StepFit fitSteps(std::span<const double> values, std::span<const double> variances,
                 const StepOptions& options) {
  StepFit fit;
  const std::size_t n = values.size();
  if (n == 0) return fit;
  const double between = betweenVariance(values, variances);
  std::vector<double> weights(n);
  double own = 0;
  for (std::size_t i = 0; i < n; ++i) {
    weights[i] = 1 / std::max(variances[i] + between, kSmallestVariance);
    own += 1 / weights[i] / static_cast<double>(n);
  }
  const Sums sums(values, weights);
  std::vector<std::size_t> starts = bestSegments(values, weights, options.shortest);
  const auto places =
      static_cast<double>(n >= 2 * options.shortest ? n - 2 * options.shortest + 1 : 1);
  Scale scale;

  // The criterion finds where steps may be; a step that the scatter around the levels explains is
  // taken back, the least certain first.
  for (;;) {
    scale = scaleOf(values, weights, starts, sums);
    const double longRun = (1 + scale.correlation) / (1 - scale.correlation);
    const double freedom = std::max(1.0, scale.freedom / longRun);
    const double inflation = scale.variance * longRun;
    fit.segments.clear();
    fit.steps.clear();
    for (std::size_t k = 0; k < starts.size(); ++k) {
      const std::size_t first = starts[k], end = k + 1 < starts.size() ? starts[k + 1] : n;
      StepSegment segment{first, end - first, 0, std::sqrt(inflation / sums.weight(first, end))};
      for (std::size_t i = first; i < end; ++i)
        segment.level += weights[i] * values[i] / sums.weight(first, end);
      fit.segments.push_back(segment);
    }
    if (starts.size() < 2) break;
    const double alpha = (1 - options.confidence) / places;
    const double reach = twoSidedT(1 - alpha, freedom);
    const boost::math::students_t student(freedom);
    std::size_t weakest = 0;
    for (std::size_t k = 1; k < starts.size(); ++k) {
      const StepSegment &before = fit.segments[k - 1], &after = fit.segments[k];
      const double size = after.level - before.level;
      const double error = std::hypot(before.error, after.error);
      const double tail =
          boost::math::cdf(boost::math::complement(student, std::abs(size) / error));
      double chance = std::min(1.0, 2 * tail * places);
      // Single bad sessions look like a short step; their ranks do not, and veto it. Where the
      // values are too few for ranks to tell, the levels alone decide.
      const double alphaAll = 1 - options.confidence;
      if (leastChance(before.count, after.count) * places <= alphaAll) {
        const double ranks = places * rankChance(values.subspan(before.first, before.count),
                                                 values.subspan(after.first, after.count));
        if (ranks > alphaAll) chance = std::max(chance, std::min(1.0, ranks));
      }
      fit.steps.push_back({starts[k], size, size - reach * error, size + reach * error, chance});
      if (fit.steps[k - 1].pValue > fit.steps[weakest].pValue) weakest = k - 1;
    }
    if (fit.steps[weakest].pValue <= 1 - options.confidence) break;
    starts.erase(starts.begin() + static_cast<std::ptrdiff_t>(weakest) + 1);
  }
  fit.between = std::sqrt(between);
  fit.noise = n > 1 ? std::sqrt(own * scale.variance) : 0;
  fit.correlation = scale.correlation;
  return fit;
}

}  // namespace lane
