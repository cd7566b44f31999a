// Pairs of variants whose true times are known, and the noise of machines they are timed on: what
// sim_crossover finds crossovers of. Values; one pair is used by one thread.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace crossover_sim {

using Random = std::mt19937_64;

inline double uniform(Random& random, double low = 0, double high = 1) {
  return std::uniform_real_distribution<double>(low, high)(random);
}
inline double logUniform(Random& random, double low, double high) {
  return std::exp(uniform(random, std::log(low), std::log(high)));
}
inline double normal(Random& random) {
  return std::normal_distribution<double>()(random);
}

constexpr double kSmallest = 8;
constexpr double kLargest = 1 << 20;

/// True nanoseconds of both sides as functions of the size.
struct TruePair {
  std::string from, to;
  int lanes = 8;
  std::function<double(double)> timeFrom, timeTo;
  bool hasTeeth = false;

  double logRatio(double size) const { return std::log(timeTo(size) / timeFrom(size)); }
};

/// What a sample is multiplied with. Sides are 0 (from) and 1 (to); `moment` runs from 0 to 1.
struct Noise {
  double sigma = 0.02;
  double heavy = 0;          ///< scale of a Student t with 2 degrees of freedom instead
  double correlation = 0;    ///< lag-1, within a pass
  double drift = 0;          ///< of both sides together, over the run
  double betweenPasses = 0;  ///< of each side, anew in every pass at a size
  double state[2] = {0, 0};
  double passEffect[2] = {0, 0};

  void beginPass(Random& random) {
    for (int side : {0, 1}) {
      state[side] = normal(random);
      passEffect[side] = betweenPasses * normal(random);
    }
  }
  double factor(int side, double moment, Random& random) {
    double value = normal(random);
    if (heavy > 0) value = heavy / sigma * std::student_t_distribution<double>(2)(random);
    state[side] = correlation * state[side] + std::sqrt(1 - correlation * correlation) * value;
    return (1 + drift * (2 * moment - 1)) * std::exp(sigma * state[side] + passEffect[side]);
  }
};

/// The true curve at so many sizes that nothing hides between them: all up to 8,192, then steps of
/// a quarter percent; and the cut that loses least on it.
class DenseTruth {
 public:
  explicit DenseTruth(const TruePair& pair) {
    for (double n = kSmallest; n <= kLargest; n = std::max(n + 1, std::floor(n * 1.0025))) {
      m_sizes.push_back(n);
      m_logRatios.push_back(pair.logRatio(n));
    }
    const std::size_t count = m_sizes.size();
    for (std::size_t i = 0; i < count; ++i) {
      const double below = i > 0 ? std::log(m_sizes[i] / m_sizes[i - 1]) : 0;
      const double above = i + 1 < count ? std::log(m_sizes[i + 1] / m_sizes[i]) : 0;
      m_weights.push_back((below + above) / 2 / std::log(kLargest / kSmallest));
    }
    double regret = regretOf([](double) { return true; });
    double least = regret;
    m_best = kSmallest;
    for (std::size_t i = 0; i < count; ++i) {
      regret += m_weights[i] * (loss(false, m_logRatios[i]) - loss(true, m_logRatios[i]));
      if (regret < least) {
        least = regret;
        m_best = i + 1 < count ? m_sizes[i + 1] : std::numeric_limits<double>::infinity();
      }
    }
  }

  /// First size that should use `to`, when there is one threshold.
  double bestCut() const { return m_best; }

  /// Mean relative time lost when `to` is used at the sizes chosen.
  template <class UseTo>
  double regretOf(const UseTo& useTo) const {
    double total = 0;
    for (std::size_t i = 0; i < m_sizes.size(); ++i)
      total += m_weights[i] * loss(useTo(m_sizes[i]), m_logRatios[i]);
    return total;
  }

  /// Where the ratio passes 1, between the dense sizes.
  std::vector<double> roots() const {
    std::vector<double> found;
    for (std::size_t i = 1; i < m_sizes.size(); ++i) {
      const double a = m_logRatios[i - 1], b = m_logRatios[i];
      if ((a > 0) != (b > 0))
        found.push_back(m_sizes[i - 1] * std::pow(m_sizes[i] / m_sizes[i - 1], a / (a - b)));
    }
    return found;
  }

 private:
  static double loss(bool useTo, double logRatio) {
    return std::expm1(std::max(0.0, useTo ? logRatio : -logRatio));
  }
  std::vector<double> m_sizes, m_logRatios, m_weights;
  double m_best = 0;
};

/// Two straight lines that cross at about the size.
inline TruePair lines(Random& random) {
  const double cut = logUniform(random, 20, 1e5);
  const double rate = logUniform(random, 0.1, 1), gain = uniform(random, 0.15, 0.75);
  const double overhead = logUniform(random, 2, 20);
  TruePair pair{"scalar", "avx2", 8, {}, {}};
  pair.timeFrom = [=](double n) { return overhead + rate * n; };
  pair.timeTo = [=](double n) { return overhead + rate * (1 - gain) * cut + rate * gain * n; };
  return pair;
}

/// Whole vectors at one price, what is left over one by one: the wide side loses on short tails.
inline TruePair teeth(Random& random) {
  const double cut = logUniform(random, 20, 4000);
  const double rate = logUniform(random, 0.1, 1), gain = uniform(random, 0.15, 0.6);
  const double overhead = logUniform(random, 2, 20), tail = uniform(random, 0.5, 1.5);
  const bool wide = uniform(random) < 0.5;
  TruePair pair{wide ? "avx2" : "scalar", wide ? "avx3" : "avx2", wide ? 16 : 8, {}, {}};
  const double lanes = pair.lanes;
  pair.hasTeeth = true;
  pair.timeFrom = [=](double n) { return overhead + rate * n; };
  pair.timeTo = [=](double n) {
    const double rest = std::fmod(n, lanes);
    return overhead + rate * (1 - gain) * cut + rate * gain * (n - rest) + rate * tail * rest;
  };
  return pair;
}

/// The second side wins between two sizes only: it has overhead, and falls out of a cache earlier.
inline TruePair hump(Random& random) {
  TruePair pair = lines(random);
  const double cut = logUniform(random, 30, 1000);
  const double cliff = cut * logUniform(random, 30, 300);
  const double rate = 0.3, gain = uniform(random, 0.2, 0.6), slower = uniform(random, 1.5, 3);
  pair.timeFrom = [=](double n) { return 5 + rate * n; };
  pair.timeTo = [=](double n) {
    const double out = 1 / (1 + std::pow(cliff / n, 3));
    return 5 + rate * (1 - gain) * cut + rate * n * (gain + (slower - gain) * out);
  };
  return pair;
}

struct Family {
  std::string name;
  TruePair (*pair)(Random&);
  Noise noise;
  bool unpaired = false;  ///< other modes, in groups of their own
};

inline std::vector<Family> families() {
  return {{"smooth, 1 %", lines, {.sigma = 0.01}},
          {"smooth, 5 %", lines, {.sigma = 0.05}},
          {"saw-tooth tails", teeth, {.sigma = 0.02}},
          {"drift of ±20 %", lines, {.sigma = 0.02, .drift = 0.2}},
          {"heavy tails", lines, {.sigma = 0.02, .heavy = 0.02}},
          {"AR(1) 0.6", lines, {.sigma = 0.03, .correlation = 0.6}},
          {"passes differ by 1.5 %", lines, {.sigma = 0.01, .betweenPasses = 0.015}},
          {"non-monotone", hump, {.sigma = 0.02}},
          {"saw-tooth, drift, heavy tails, passes",
           teeth,
           {.sigma = 0.02, .heavy = 0.02, .drift = 0.2, .betweenPasses = 0.01}},
          {"modes, not in the same rounds", lines, {.sigma = 0.02, .betweenPasses = 0.005}, true}};
}

}  // namespace crossover_sim
