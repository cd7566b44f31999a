#include "analysis/crossover.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <tuple>

#include "base/units.h"
#include "measure/statistics.h"

namespace lane {
namespace {

constexpr double kTieBand = 0.02;

/// The cut and what it costs: sizes[0 .. cut) use `from`, the rest `to`.
struct Cut {
  std::size_t index = 0;
  double regret = 0;
};

/// Time lost at a size, relative to the better variant, when the other one is used.
double lossOfUsing(bool useTo, double logRatio) {
  const double better = useTo ? std::max(0.0, logRatio) : std::max(0.0, -logRatio);
  return std::expm1(better);
}

/// `weights`: the part of the size axis, in octaves, that each measured size stands for.
Cut leastRegret(std::span<const double> logRatios, std::span<const double> weights) {
  double total = 0, weightSum = 0;
  for (std::size_t i = 0; i < logRatios.size(); ++i) {
    total += weights[i] * lossOfUsing(true, logRatios[i]);
    weightSum += weights[i];
  }
  Cut best{0, total};
  for (std::size_t i = 0; i < logRatios.size(); ++i) {
    total += weights[i] * (lossOfUsing(false, logRatios[i]) - lossOfUsing(true, logRatios[i]));
    if (total < best.regret) best = {i + 1, total};
  }
  best.regret = std::max(0.0, best.regret / weightSum);
  return best;
}

std::vector<double> octaveWeights(std::span<const CrossoverSize> sizes) {
  std::vector<double> weights(sizes.size(), 1.0);
  const auto octave = [&](std::size_t i) {
    return std::log2(std::max(1.0, static_cast<double>(sizes[i].size)));
  };
  for (std::size_t i = 0; sizes.size() > 1 && i < sizes.size(); ++i) {
    const double below = i > 0 ? octave(i) - octave(i - 1) : 0;
    const double above = i + 1 < sizes.size() ? octave(i + 1) - octave(i) : 0;
    weights[i] = (below + above) / 2;
  }
  return weights;
}

std::vector<double> roundLogRatios(const CrossoverSize& size) {
  std::vector<double> logs;
  const std::size_t rounds = std::min(size.from.size(), size.to.size());
  for (std::size_t i = 0; i < rounds; ++i)
    if (size.from[i] > 0 && size.to[i] > 0) logs.push_back(std::log(size.to[i] / size.from[i]));
  return logs;
}

/// Where between the two sizes around a cut the ratio passes 1, on a logarithmic axis.
double interpolate(std::span<const CrossoverSize> sizes, std::span<const double> logRatios,
                   std::size_t cut) {
  const double below = std::max(1.0, static_cast<double>(sizes[cut - 1].size));
  const double above = static_cast<double>(sizes[cut].size);
  const double r0 = logRatios[cut - 1];
  const double r1 = logRatios[cut];
  const double share = r0 > 0 && r1 < 0 ? r0 / (r0 - r1) : 0.5;
  return below * std::pow(above / below, share);
}

/// Sizes at which the significantly better variant changes, seen along the axis.
std::vector<std::size_t> signChanges(const std::vector<std::vector<double>>& logs,
                                     double confidence) {
  std::vector<std::size_t> changes;
  int last = 0;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    std::vector<double> sorted = logs[i];
    std::sort(sorted.begin(), sorted.end());
    const Interval interval = medianInterval(sorted, confidence);
    const double middle = quantile(sorted, 0.5);
    const int sign = interval.low > 0 ? 1 : interval.high < 0 ? -1 : 0;
    if (sign == 0 || std::abs(middle) < kTieBand) continue;
    if (last != 0 && sign != last) changes.push_back(i);
    last = sign;
  }
  return changes;
}

CrossoverRecord unresolved() {
  CrossoverRecord record;
  record.kind = CrossoverKind::unresolved;
  return record;
}

}  // namespace

std::vector<CrossoverRecord> solveCrossover(std::span<const CrossoverSize> all, std::uint64_t seed,
                                            int resamples, double confidence) {
  std::vector<CrossoverSize> sizes;
  std::vector<std::vector<double>> logs;
  for (const CrossoverSize& size : all) {
    std::vector<double> rounds = roundLogRatios(size);
    if (rounds.empty()) continue;
    sizes.push_back(size);
    logs.push_back(std::move(rounds));
  }
  if (sizes.size() < 2) return {unresolved()};

  const std::vector<double> weights = octaveWeights(sizes);
  std::vector<double> middle(logs.size());
  for (std::size_t i = 0; i < logs.size(); ++i) middle[i] = median(logs[i]);
  const Cut cut = leastRegret(middle, weights);

  CrossoverRecord record;
  record.regret = cut.regret;
  if (std::all_of(middle.begin(), middle.end(),
                  [](double log) { return std::abs(log) <= std::log1p(kTieBand); })) {
    record.kind = CrossoverKind::tie;
    return {record};
  }
  const std::vector<std::size_t> changes = signChanges(logs, confidence);
  if (changes.size() > 1) {
    std::vector<CrossoverRecord> parts;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      CrossoverRecord part = record;
      part.kind = CrossoverKind::several;
      part.part = static_cast<std::uint32_t>(i);
      part.parts = static_cast<std::uint32_t>(changes.size());
      part.sizeLow = static_cast<double>(sizes[changes[i] - 1].size);
      part.sizeHigh = static_cast<double>(sizes[changes[i]].size);
      part.size = std::sqrt(std::max(1.0, part.sizeLow) * part.sizeHigh);
      parts.push_back(part);
    }
    return parts;
  }
  if (cut.index == 0 || cut.index == sizes.size()) {
    record.kind = cut.index == 0 ? CrossoverKind::always : CrossoverKind::never;
    return {record};
  }

  std::mt19937_64 random(seed);
  std::vector<std::size_t> cuts;
  std::vector<double> resampled(logs.size());
  std::vector<double> draw;
  for (int i = 0; i < resamples; ++i) {
    for (std::size_t s = 0; s < logs.size(); ++s) {
      draw.resize(logs[s].size());
      for (double& value : draw) value = logs[s][random() % logs[s].size()];
      const auto half = draw.begin() + static_cast<std::ptrdiff_t>(draw.size() / 2);
      std::nth_element(draw.begin(), half, draw.end());
      resampled[s] = *half;
    }
    cuts.push_back(leastRegret(resampled, weights).index);
  }
  std::sort(cuts.begin(), cuts.end());
  const auto at = [&](double q) {
    return cuts[static_cast<std::size_t>(q * static_cast<double>(cuts.size() - 1) + 0.5)];
  };
  const std::size_t low = std::clamp<std::size_t>(at((1 - confidence) / 2), 1, sizes.size() - 1);
  const std::size_t high = std::clamp<std::size_t>(at((1 + confidence) / 2), 1, sizes.size() - 1);
  record.kind = CrossoverKind::at;
  record.size = interpolate(sizes, middle, cut.index);
  record.sizeLow = std::min(static_cast<double>(sizes[low - 1].size), record.size);
  record.sizeHigh = std::max(static_cast<double>(sizes[high].size), record.size);
  return {record};
}

namespace {

/// What two cases must share to be compared.
using PairKey = std::tuple<std::string, std::string, Dtype, std::uint32_t, Mode, CacheState>;

struct Pairs {
  std::map<PairKey, std::map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>>> bySize;
};

Pairs pairsOf(const Session& session, const std::string& from, const std::string& to) {
  Pairs pairs;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime() || (record.variant != from && record.variant != to)) continue;
    auto [entry, fresh] = pairs
                              .bySize[{record.suite, record.benchmark, record.dtype, record.threads,
                                       record.mode, record.cache}]
                              .try_emplace(record.size, kNoCase, kNoCase);
    (record.variant == from ? entry->second.first : entry->second.second) = i;
  }
  return pairs;
}

/// Samples of a case by process and round, so that two cases can be paired round by round.
using Rounds = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

std::map<std::uint32_t, Rounds> roundsByCase(const Session& session) {
  std::map<std::uint32_t, Rounds> rounds;
  const Samples& samples = session.samples;
  for (std::size_t i = 0; i < samples.size(); ++i)
    rounds[samples.caseIndex[i]][{samples.process[i], samples.round[i]}] = samples.seconds[i];
  return rounds;
}

CrossoverSize pairedRounds(std::uint64_t size, const Rounds& from, const Rounds& to) {
  CrossoverSize paired{size, {}, {}};
  for (const auto& [round, seconds] : from)
    if (const auto other = to.find(round); other != to.end()) {
      paired.from.push_back(seconds);
      paired.to.push_back(other->second);
    }
  return paired;
}

std::vector<CrossoverRecord> findWith(const Session& session,
                                      const std::map<std::uint32_t, Rounds>& rounds,
                                      const std::string& from, const std::string& to) {
  std::vector<CrossoverRecord> found;
  const Pairs pairs = pairsOf(session, from, to);
  static const Rounds kNone;
  const auto roundsOf = [&](std::uint32_t index) -> const Rounds& {
    const auto it = rounds.find(index);
    return it == rounds.end() ? kNone : it->second;
  };
  for (const auto& [key, sizes] : pairs.bySize) {
    std::vector<CrossoverSize> paired;
    for (const auto& [size, both] : sizes)
      if (both.first != kNoCase && both.second != kNoCase)
        paired.push_back(pairedRounds(size, roundsOf(both.first), roundsOf(both.second)));
    if (paired.size() < 2) continue;
    for (CrossoverRecord record : solveCrossover(paired, session.seed)) {
      record.benchmark = std::get<1>(key);
      record.dtype = std::get<2>(key);
      record.from = from;
      record.to = to;
      record.threadsFrom = record.threadsTo = std::get<3>(key);
      record.modeFrom = record.modeTo = std::get<4>(key);
      record.cache = std::get<5>(key);
      found.push_back(std::move(record));
    }
  }
  return found;
}

}  // namespace

std::vector<CrossoverRecord> findCrossovers(const Session& session, const std::string& from,
                                            const std::string& to) {
  return findWith(session, roundsByCase(session), from, to);
}

std::vector<CrossoverRecord> findCrossovers(const Session& session) {
  static const std::array<std::pair<const char*, const char*>, 5> kPairs{{{"scalar", "sse4"},
                                                                          {"scalar", "avx2"},
                                                                          {"sse4", "avx2"},
                                                                          {"avx2", "avx3"},
                                                                          {"omp-avx2", "avx2"}}};
  const auto rounds = roundsByCase(session);
  std::vector<CrossoverRecord> found;
  for (const auto& [from, to] : kPairs) {
    auto some = findWith(session, rounds, from, to);
    found.insert(found.end(), std::make_move_iterator(some.begin()),
                 std::make_move_iterator(some.end()));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const CrossoverRecord& a, const CrossoverRecord& b) {
                     return std::tie(a.benchmark, a.dtype) < std::tie(b.benchmark, b.dtype);
                   });
  return found;
}

std::string describe(const CrossoverRecord& crossover) {
  const auto count = [](double n) {
    return formatSize(static_cast<std::uint64_t>(std::llround(n)));
  };
  const std::string head = fmt::format("{} {}: {} → {} ", crossover.benchmark,
                                       toWord(crossover.dtype), crossover.from, crossover.to);
  switch (crossover.kind) {
    case CrossoverKind::at:
      return head + fmt::format("at {} ({} … {})", count(crossover.size), count(crossover.sizeLow),
                                count(crossover.sizeHigh));
    case CrossoverKind::several:
      return head + fmt::format("changes {} of {} at {} ({} … {})", crossover.part + 1,
                                crossover.parts, count(crossover.size), count(crossover.sizeLow),
                                count(crossover.sizeHigh));
    case CrossoverKind::always:
      return head + "always, in the measured range";
    case CrossoverKind::never:
      return head + "never, in the measured range";
    case CrossoverKind::tie:
      return head + "within ±2 % throughout";
    case CrossoverKind::unresolved:
      return head + "unresolved: fewer than two common sizes";
  }
  return head;
}

}  // namespace lane
