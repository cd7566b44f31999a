#include "analysis/crossover_solver.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "analysis/least_regret.h"
#include "analysis/local_cut.h"
#include "analysis/round_ratios.h"

namespace lane {
namespace {

/// A stretch of sizes narrower than this, in log size, is a tooth or a chance, not a part.
const double kNarrowestPart = 0.75 * std::log(2.0);

/// Neighbouring sizes at which the same side is certainly better.
struct Run {
  std::size_t first = 0;
  std::size_t last = 0;
  int sign = 0;  ///< 1: `from` is the better one
};

std::vector<RatioAtSize> usable(std::span<const CrossoverSize> sizes) {
  std::vector<RatioAtSize> ratios;
  const auto positive = [](const std::vector<double>& seconds) {
    return !seconds.empty() &&
           std::all_of(seconds.begin(), seconds.end(), [](double s) { return s > 0; });
  };
  for (const CrossoverSize& size : sizes)
    if (positive(size.from) && positive(size.to)) ratios.emplace_back(size);
  std::sort(ratios.begin(), ratios.end(),
            [](const RatioAtSize& a, const RatioAtSize& b) { return a.size() < b.size(); });
  return ratios;
}

/// The runs along the axis; sizes that cannot be told, and ties, interrupt none.
std::vector<Run> certainRuns(std::span<const RatioAtSize> ratios, double confidence) {
  // All sizes are looked at together: each must be that much more certain (Bonferroni).
  const double each = 1 - (1 - confidence) / static_cast<double>(ratios.size());
  std::vector<Run> runs;
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    const int sign = ratios[i].sign(each);
    if (sign == 0 || std::abs(ratios[i].middle()) < std::log1p(kTieBand)) continue;
    if (!runs.empty() && runs.back().sign == sign)
      runs.back().last = i;
    else
      runs.push_back({i, i, sign});
  }
  return runs;
}

/// How much of the size axis a run takes, up to half way to its neighbours.
double width(std::span<const RatioAtSize> ratios, const std::vector<Run>& runs, std::size_t i) {
  const auto x = [&](std::size_t at) { return ratios[at].x(); };
  const Run& run = runs[i];
  // The first and the last size stand for as much outside as inside.
  const double begin = i > 0 ? (x(runs[i - 1].last) + x(run.first)) / 2 : x(0) - (x(1) - x(0)) / 2;
  const std::size_t end = ratios.size() - 1;
  const double finish = i + 1 < runs.size() ? (x(run.last) + x(runs[i + 1].first)) / 2
                                            : x(end) + (x(end) - x(end - 1)) / 2;
  return finish - begin;
}

/// Leaves out narrow runs, narrowest first, and joins what they stood between.
void dropNarrow(std::span<const RatioAtSize> ratios, std::vector<Run>& runs) {
  while (runs.size() > 2) {
    std::size_t narrowest = 0;
    for (std::size_t i = 1; i < runs.size(); ++i)
      if (width(ratios, runs, i) < width(ratios, runs, narrowest)) narrowest = i;
    if (width(ratios, runs, narrowest) >= kNarrowestPart) return;
    runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(narrowest));
    if (narrowest > 0 && narrowest < runs.size()) {
      runs[narrowest - 1].last = runs[narrowest].last;
      runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(narrowest));
    }
  }
}

class Solver {
 public:
  Solver(std::vector<RatioAtSize> ratios, const SolverOptions& options)
      : m_ratios(std::move(ratios)), m_options(options) {
    for (const RatioAtSize& ratio : m_ratios) {
      m_sizes.push_back(ratio.size());
      m_middles.push_back(ratio.middle());
    }
    m_weights = octaveWeights(m_sizes);
  }

  std::vector<CrossoverRecord> solve() const {
    const Cut cut = leastRegretCut(m_middles, m_weights);
    std::vector<Run> runs = certainRuns(m_ratios, m_options.confidence);
    if (isTie()) return {whole(CrossoverKind::tie, cut.index)};
    if (runs.empty() && !anySign()) return {whole(CrossoverKind::unresolved, cut.index)};
    dropNarrow(m_ratios, runs);
    // A single change the other way round is one too: `to` is the better one below it.
    if (runs.size() > 2 || (runs.size() == 2 && runs[0].sign < 0)) return changes(runs);
    if (cut.index == 0 || !anySign(1, 0, cut.index)) return {whole(CrossoverKind::always, 0)};
    if (cut.index == m_ratios.size() || !anySign(-1, cut.index, m_ratios.size()))
      return {whole(CrossoverKind::never, m_ratios.size())};
    return {at(CrossoverKind::at, locateCut(m_ratios, cut.index, 1, m_options))};
  }

 private:
  bool isTie() const {
    return std::all_of(m_middles.begin(), m_middles.end(),
                       [](double log) { return std::abs(log) <= std::log1p(kTieBand); });
  }

  /// Whether the better side is known at some of the sizes: any, or that of one sign.
  bool anySign() const { return anySign(1, 0, m_sizes.size()) || anySign(-1, 0, m_sizes.size()); }
  bool anySign(int sign, std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i < last; ++i)
      if (m_ratios[i].sign(m_options.confidence) == sign) return true;
    return false;
  }

  /// Regrets of the cut at an index and of its worse neighbour.
  CrossoverRecord whole(CrossoverKind kind, std::size_t cut) const {
    CrossoverRecord record;
    record.kind = kind;
    const auto regret = [&](std::size_t index) { return regretOfCut(m_middles, m_weights, index); };
    record.regret = regret(cut);
    record.neighbourRegret =
        std::max(cut > 0 ? regret(cut - 1) : 0.0, cut < m_sizes.size() ? regret(cut + 1) : 0.0);
    return record;
  }

  CrossoverRecord at(CrossoverKind kind, const LocalCut& found) const {
    const auto first = std::find_if(m_sizes.begin(), m_sizes.end(), [&](std::uint64_t size) {
      return static_cast<double>(size) >= found.size;
    });
    CrossoverRecord record = whole(kind, static_cast<std::size_t>(first - m_sizes.begin()));
    record.size = found.size;
    record.sizeLow = std::min(found.low, found.size);
    record.sizeHigh = std::max(found.high, found.size);
    return record;
  }

  /// One record for each change between runs, solved among their sizes alone. The regrets are
  /// those of the best single cut: what ignoring the other changes costs.
  std::vector<CrossoverRecord> changes(const std::vector<Run>& runs) const {
    const CrossoverRecord single =
        whole(CrossoverKind::several, leastRegretCut(m_middles, m_weights).index);
    std::vector<CrossoverRecord> parts;
    for (std::size_t i = 0; i + 1 < runs.size(); ++i) {
      const std::size_t first = runs[i].first;
      const std::size_t count = runs[i + 1].last - first + 1;
      std::vector<double> middles;
      for (std::size_t s = first; s < first + count; ++s)
        middles.push_back(runs[i].sign * m_middles[s]);
      const std::span<const double> weights(m_weights.data() + first, count);
      const std::size_t cut =
          std::clamp<std::size_t>(leastRegretCut(middles, weights).index, 1, count - 1);
      const LocalCut found =
          locateCut(std::span(m_ratios).subspan(first, count), cut, runs[i].sign, m_options);
      CrossoverRecord part = at(CrossoverKind::several, found);
      part.part = static_cast<std::uint32_t>(i);
      part.parts = static_cast<std::uint32_t>(runs.size() - 1);
      part.regret = single.regret;
      part.neighbourRegret = single.neighbourRegret;
      parts.push_back(part);
    }
    return parts;
  }

  std::vector<RatioAtSize> m_ratios;
  const SolverOptions& m_options;
  std::vector<std::uint64_t> m_sizes;
  std::vector<double> m_middles;
  std::vector<double> m_weights;
};

}  // namespace

double wantedWidth(double size, std::uint64_t vectorItems, double tolerance) {
  const double vector = std::min(static_cast<double>(vectorItems), size / 10);
  return std::max({1.0, tolerance * size, vector});
}

std::vector<CrossoverRecord> solveCrossover(std::span<const CrossoverSize> sizes,
                                            const SolverOptions& options, RatioCurve* curve) {
  std::vector<RatioAtSize> ratios = usable(sizes);
  for (std::size_t i = 0; curve != nullptr && i < ratios.size(); ++i) {
    curve->sizes.push_back(ratios[i].size());
    curve->logRatios.push_back(ratios[i].middle());
  }
  if (ratios.size() < 2) {
    CrossoverRecord record;
    record.kind = CrossoverKind::unresolved;
    return {record};
  }
  return Solver(std::move(ratios), options).solve();
}

}  // namespace lane
