#include "analysis/diff_error.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "measure/statistics.h"

namespace lane {
namespace {

double normalTail(double x) {
  return std::erfc(x / std::sqrt(2.0)) / 2;
}

/// Student's t of two degrees of freedom beyond x, in a form without cancellation.
double tailOfTwo(double x) {
  if (x < 0) return 1 - tailOfTwo(-x);
  const double root = std::sqrt(2 + x * x);
  return 1 / (root * (root + x));
}

/// Chance that a normal error of `sigma` and one of two degrees of freedom, scaled by `scale`, add
/// up to more than x: Simpson's rule over the normal one.
double tailOfSum(double x, double sigma, double scale) {
  if (sigma < 1e-3 * scale) return tailOfTwo(x / scale);
  constexpr int kSteps = 96;
  constexpr double kFar = 9, kStep = 2 * kFar / kSteps;
  static const std::array<double, kSteps + 1> kWeights = [] {
    std::array<double, kSteps + 1> weights{};
    for (int i = 0; i <= kSteps; ++i) {
      const double z = -kFar + i * kStep;
      const double simpson = i == 0 || i == kSteps ? 1 : i % 2 ? 4 : 2;
      weights[static_cast<std::size_t>(i)] =
          simpson * kStep / 3 * std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979323846);
    }
    return weights;
  }();
  double sum = 0;
  for (int i = 0; i <= kSteps; ++i)
    sum += kWeights[static_cast<std::size_t>(i)] *
           tailOfTwo((x - sigma * (-kFar + i * kStep)) / scale);
  // Where the second error is far smaller than a step, the first alone says it better.
  return std::max(sum, normalTail(x / std::hypot(sigma, scale)));
}

bool isOwn(const MedianError& error) {
  return error.source == BetweenSource::samples && error.processes >= 3;
}

}  // namespace

RatioError::RatioError(const MedianError& a, const MedianError& b)
    : m_within(a.within + b.within), m_between(a.between + b.between) {
  m_unseen = a.source != BetweenSource::samples || b.source != BetweenSource::samples;
  if (m_unseen) return;
  // Welch and Satterthwaite; a component borrowed from the other session brings no knowledge of
  // its own.
  const auto share = [](const MedianError& e) {
    return std::pow(e.within + e.between, 2) / e.freedom;
  };
  const double shares = share(a) + share(b);
  if (shares > 0) m_freedom = std::pow(variance(), 2) / shares;
  if (!isOwn(a) || !isOwn(b)) m_freedom = std::min({m_freedom, a.freedom, b.freedom});
}

double RatioError::reach(double confidence) const {
  const double quantile =
      std::isinf(m_freedom) ? twoSidedZ(confidence) : twoSidedT(confidence, m_freedom);
  return quantile * std::sqrt(variance());
}

double RatioError::pValue(double distance) const {
  distance = std::abs(distance);
  if (variance() <= 0) return distance == 0 ? 1 : 0;
  if (m_unseen && m_between > 0) {
    static const double kSame95 = twoSidedZ(0.95) / twoSidedT(0.95, 2);
    return std::min(1.0,
                    2 * tailOfSum(distance, std::sqrt(m_within), kSame95 * std::sqrt(m_between)));
  }
  const double t = distance / std::sqrt(variance());
  if (std::isinf(m_freedom)) return 2 * normalTail(t);
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(m_freedom), t));
}

}  // namespace lane
