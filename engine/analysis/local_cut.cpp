#include "analysis/local_cut.h"

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <random>

#include "analysis/least_regret.h"
#include "measure/statistics.h"

namespace lane {
namespace {

/// Half-widths, in log size, of the windows a line is fitted in: the narrow one when it holds
/// enough sizes, for a line is only straight enough near the cut.
constexpr double kNarrowWindow = 0.13;
constexpr double kWideWindow = 0.35;  // half an octave
constexpr std::size_t kNarrowPoints = 5;
constexpr std::size_t kLinePoints = 4;
/// Rather see teeth where there are none, and widen the interval, than miss them.
constexpr double kMisfitLevel = 0.75;
/// No ratio of times is known better than this, however quiet the machine.
constexpr double kFinest = 4e-4;
/// What a line may miss on a quiet machine, in log-ratio, before it counts as bent.
constexpr double kStraight = 1e-3;

struct Line {
  double slope = 0;
  double offset = 0;  ///< at x = 0
  double root() const { return -offset / slope; }
  double at(double x) const { return offset + slope * x; }
};

/// x is taken from `centre`, so that offsets stay small.
Line fit(std::span<const RatioAtSize> sizes, std::span<const double> values, double centre) {
  double w = 0, wx = 0, wy = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    w += sizes[i].weight();
    wx += sizes[i].weight() * (sizes[i].x() - centre);
    wy += sizes[i].weight() * values[i];
  }
  const double meanX = wx / w, meanY = wy / w;
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double d = sizes[i].x() - centre - meanX;
    xx += sizes[i].weight() * d * d;
    xy += sizes[i].weight() * d * (values[i] - meanY);
  }
  const double slope = xx > 0 ? xy / xx : 0;
  return {slope, meanY - slope * meanX};
}

/// For each size, the log-ratios it might have shown.
using Draws = std::vector<std::vector<double>>;

/// The sizes around a cut and what is known of them.
struct Window {
  std::size_t first = 0;
  std::span<const RatioAtSize> sizes;
  double centre = 0;
  double halfWidth = 0;
  std::vector<double> middles;
  double freedom = 0;
};

Window makeWindow(std::span<const RatioAtSize> all, std::size_t cut, double halfWidth) {
  Window window;
  window.centre = (all[cut - 1].x() + all[cut].x()) / 2;
  window.halfWidth = std::max(halfWidth, (all[cut].x() - all[cut - 1].x()) / 2);
  std::size_t last = cut;
  window.first = cut - 1;
  while (window.first > 0 && window.centre - all[window.first - 1].x() <= window.halfWidth)
    --window.first;
  while (last + 1 < all.size() && all[last + 1].x() - window.centre <= window.halfWidth) ++last;
  window.sizes = all.subspan(window.first, last - window.first + 1);
  for (const RatioAtSize& size : window.sizes) {
    window.middles.push_back(size.middle());
    window.freedom += size.freedom();
  }
  return window;
}

void drawAll(std::span<const RatioAtSize> all, const Window& window, Draws& draws,
             const SolverOptions& options) {
  std::mt19937_64 random(options.seed);
  std::vector<double> scratch;
  for (std::size_t s = window.first; s < window.first + window.sizes.size(); ++s)
    while (draws[s].size() < static_cast<std::size_t>(options.resamples))
      draws[s].push_back(all[s].draw(random, scratch));
}

/// Few blocks know their own spread badly: the interval widens as Student's does.
double widening(double freedom, double confidence) {
  if (freedom < 1) return 1;
  const double tail = 0.5 + confidence / 2;
  return boost::math::quantile(boost::math::students_t(std::min(freedom, 1e6)), tail) /
         boost::math::quantile(boost::math::normal(), tail);
}

/// Whether the line misses the values by more than their noise explains.
bool misfits(const Window& window, const Draws& draws, const Line& line) {
  double sum = 0;
  for (std::size_t s = 0; s < window.sizes.size(); ++s) {
    double variance = kStraight * kStraight;
    const std::vector<double>& drawn = draws[window.first + s];
    for (const double value : drawn)
      variance += std::pow(value - window.middles[s], 2) / double(drawn.size());
    const double miss = window.middles[s] - line.at(window.sizes[s].x() - window.centre);
    sum += miss * miss / variance;
  }
  const double left = double(window.sizes.size()) - 2;
  if (left < 1 || window.freedom < 1) return false;
  const boost::math::fisher_f expected(left, window.freedom);
  return sum / left > boost::math::quantile(expected, kMisfitLevel);
}

/// The roots of lines through the draws, as sizes; with `residuals`, each size of each draw also
/// gets one of them.
LocalCut cutOfLines(const Window& window, const Draws& draws, const Line& line, int below,
                    const std::vector<double>& residuals, const SolverOptions& options) {
  std::mt19937_64 random(options.seed + 1);
  const double wide = widening(window.freedom, options.confidence);
  std::vector<double> roots;
  std::vector<double> values(window.sizes.size());
  std::normal_distribution<double> finest(0, kFinest);
  for (std::size_t draw = 0; draw < static_cast<std::size_t>(options.resamples); ++draw) {
    const double common = finest(random);
    for (std::size_t s = 0; s < values.size(); ++s) {
      const double middle = window.middles[s];
      values[s] = common + middle + wide * (draws[window.first + s][draw] - middle);
      if (!residuals.empty()) values[s] += residuals[random() % residuals.size()];
    }
    const Line drawn = fit(window.sizes, values, window.centre);
    // A line the wrong way round crosses nowhere: its middle tells on which side the cut is.
    const double nowhere = below * drawn.offset > 0 ? INFINITY : -INFINITY;
    const double root = below * drawn.slope < 0 ? drawn.root() : nowhere;
    roots.push_back(std::clamp(root, window.sizes.front().x() - window.centre,
                               window.sizes.back().x() - window.centre));
  }
  std::sort(roots.begin(), roots.end());
  const auto sizeAt = [&](double root) { return std::exp(window.centre + root); };
  const double tail = (1 - options.confidence) / 2;
  return {sizeAt(line.root()), sizeAt(quantile(roots, tail)), sizeAt(quantile(roots, 1 - tail))};
}

/// Where between two sizes a straight ratio passes 1.
double interpolate(const RatioAtSize& low, const RatioAtSize& high) {
  const double share =
      low.middle() * high.middle() < 0 ? low.middle() / (low.middle() - high.middle()) : 0.5;
  return std::exp(low.x() + share * (high.x() - low.x()));
}

LocalCut widened(LocalCut cut, double low, double high) {
  return {cut.size, std::min(cut.low, low), std::max(cut.high, high)};
}

/// Which side is better is certain at both neighbours and nowhere contradicted.
bool isStep(std::span<const RatioAtSize> all, std::size_t cut, int below, double confidence) {
  if (all[cut - 1].sign(confidence) != below || all[cut].sign(confidence) != -below) return false;
  const double centre = (all[cut - 1].x() + all[cut].x()) / 2;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (std::abs(all[i].x() - centre) <= kWideWindow &&
        all[i].sign(confidence) == (i < cut ? -below : below))
      return false;
  return true;
}

/// Between the neighbours, and as far beyond them as the tail of a vector may hide a tooth that
/// no size has shown.
LocalCut cutOfStep(std::span<const RatioAtSize> all, std::size_t cut,
                   const SolverOptions& options) {
  const double half = double(options.vectorItems) / 2;
  const auto beyond = [&](std::size_t from, std::size_t to) {
    const double gap = std::abs(double(all[to].size()) - double(all[from].size()));
    return gap <= 1 ? 0.0 : std::min(gap, half);
  };
  const double low = double(all[cut - 1].size()), high = double(all[cut].size());
  LocalCut found{interpolate(all[cut - 1], all[cut]), low, high};
  if (options.vectorItems > 1 && high - low > 1) {
    if (cut >= 2) found.low -= beyond(cut - 1, cut - 2);
    if (cut + 1 < all.size()) found.high += beyond(cut, cut + 1);
  }
  return found;
}

/// The least-regret cut solved again for every draw, as the measured sizes around it.
LocalCut cutAmongSizes(std::span<const RatioAtSize> all, std::size_t cut, int below, Draws& draws,
                       const SolverOptions& options) {
  Window whole = makeWindow(all, cut, INFINITY);
  drawAll(all, whole, draws, options);
  std::vector<std::uint64_t> sizes;
  for (const RatioAtSize& size : all) sizes.push_back(size.size());
  const std::vector<double> weights = octaveWeights(sizes);
  std::vector<std::size_t> cuts;
  std::vector<double> values(all.size());
  for (std::size_t draw = 0; draw < static_cast<std::size_t>(options.resamples); ++draw) {
    for (std::size_t s = 0; s < all.size(); ++s) values[s] = below * draws[s][draw];
    cuts.push_back(leastRegretCut(values, weights).index);
  }
  std::sort(cuts.begin(), cuts.end());
  const auto at = [&](double q) {
    const auto position = static_cast<std::size_t>(q * double(cuts.size() - 1) + 0.5);
    return std::clamp<std::size_t>(cuts[position], 1, all.size() - 1);
  };
  const double tail = (1 - options.confidence) / 2;
  return {interpolate(all[cut - 1], all[cut]),
          std::min(double(all[at(tail) - 1].size()), double(all[cut - 1].size())),
          std::max(double(all[at(1 - tail)].size()), double(all[cut].size()))};
}

}  // namespace

LocalCut locateCut(std::span<const RatioAtSize> all, std::size_t cut, int below,
                   const SolverOptions& options) {
  const double low = double(all[cut - 1].size()), high = double(all[cut].size());
  const double between = std::sqrt(std::max(1.0, low) * high);
  const bool narrow = high - low <= wantedWidth(between, options.vectorItems, kCrossoverTolerance);
  // Two elements to each side belong to it even where sizes are small.
  Window window = makeWindow(all, cut, std::max(kNarrowWindow, 2.5 / between));
  if (window.sizes.size() < kNarrowPoints) window = makeWindow(all, cut, kWideWindow);
  Draws draws(all.size());
  drawAll(all, window, draws, options);
  const Line line = fit(window.sizes, window.middles, window.centre);
  const bool isLine = window.sizes.size() >= kLinePoints && below * line.slope < 0 &&
                      std::abs(line.root()) <= window.halfWidth;
  if (isLine && !misfits(window, draws, line)) {
    const LocalCut found = cutOfLines(window, draws, line, below, {}, options);
    return narrow ? found : widened(found, low, high);
  }
  if (isStep(all, cut, below, options.confidence)) return cutOfStep(all, cut, options);
  if (!isLine) return cutAmongSizes(all, cut, below, draws, options);

  // Saw-teeth: the line gives the trend; what sizes differ from it is noise of another kind, and
  // the best cut lies at the edge of a tooth, at most half a vector from the trend's.
  const double count = double(window.sizes.size());
  std::vector<double> residuals;
  for (std::size_t s = 0; s < window.sizes.size(); ++s)
    residuals.push_back(std::sqrt(count / (count - 2)) *
                        (window.middles[s] - line.at(window.sizes[s].x() - window.centre)));
  const LocalCut trend = cutOfLines(window, draws, line, below, residuals, options);
  const double half = double(options.vectorItems) / 2;
  const LocalCut found{trend.size, std::max(0.0, trend.low - half), trend.high + half};
  return narrow ? found : widened(found, low, high);
}

}  // namespace lane
