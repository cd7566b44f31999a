#include "analysis/crossover.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "machine/variant.h"

namespace lane {
namespace {

/// What both sides of a crossover share, and what each has of its own.
struct PairKey {
  std::string suite, benchmark;
  Dtype dtype;
  CacheState cache;
  std::string params;
  std::uint32_t threadsFrom, threadsTo;
  Mode modeFrom, modeTo;

  auto operator<=>(const PairKey&) const = default;
};

using SizesOf = std::map<std::uint64_t, CrossoverCases>;

/// The value a side has on an axis: its own, the case's when both sides leave it open, else what
/// goes without saying.
template <class T>
T valueOn(const std::optional<T>& side, const std::optional<T>& other, T ofCase, T plain) {
  return side ? *side : other ? plain : ofCase;
}

std::map<PairKey, SizesOf> pairsOf(const Session& session, const CrossoverSide& from,
                                   const CrossoverSide& to) {
  std::map<PairKey, SizesOf> pairs;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime() || (record.variant != from.variant && record.variant != to.variant))
      continue;
    const PairKey key{record.suite,
                      record.benchmark,
                      record.dtype,
                      record.cache,
                      record.params,
                      valueOn(from.threads, to.threads, record.threads, 1u),
                      valueOn(to.threads, from.threads, record.threads, 1u),
                      valueOn(from.mode, to.mode, record.mode, Mode::reuse),
                      valueOn(to.mode, from.mode, record.mode, Mode::reuse)};
    const auto is = [&](const std::string& variant, std::uint32_t threads, Mode mode) {
      return record.variant == variant && record.threads == threads && record.mode == mode;
    };
    const bool isFrom = is(from.variant, key.threadsFrom, key.modeFrom);
    const bool isTo = is(to.variant, key.threadsTo, key.modeTo);
    if (isFrom == isTo) continue;  // neither, or both: nothing to compare
    CrossoverCases& cases =
        pairs[key].try_emplace(record.size, CrossoverCases{record.size}).first->second;
    (isFrom ? cases.from : cases.to) = i;
  }
  return pairs;
}

std::vector<CrossoverCases> withBoth(const SizesOf& sizes) {
  std::vector<CrossoverCases> both;
  for (const auto& [size, cases] : sizes)
    if (cases.from != kNoCase && cases.to != kNoCase) both.push_back(cases);
  return both;
}

/// The samples of every case, by position.
class SampleIndex {
 public:
  explicit SampleIndex(const Session& session) : m_samples(session.samples) {
    m_starts.assign(session.cases.size() + 1, 0);
    for (const std::uint32_t index : m_samples.caseIndex)
      if (index < session.cases.size()) ++m_starts[index + 1];
    for (std::size_t i = 1; i < m_starts.size(); ++i) m_starts[i] += m_starts[i - 1];
    m_positions.resize(m_starts.back());
    std::vector<std::size_t> next(m_starts.begin(), m_starts.end() - 1);
    for (std::size_t i = 0; i < m_samples.size(); ++i)
      if (const std::uint32_t index = m_samples.caseIndex[i]; index < session.cases.size())
        m_positions[next[index]++] = i;
    // Whole processes differ more than their passes, but two say nothing of a third.
    m_byProcess = m_samples.process.size() == m_samples.size() && !m_samples.process.empty() &&
                  *std::max_element(m_samples.process.begin(), m_samples.process.end()) >= 2;
  }

  CrossoverSize rounds(const Session& session, const CrossoverCases& cases) const {
    CrossoverSize size{cases.size, {}, {}};
    const CaseRecord& from = session.cases[cases.from];
    const CaseRecord& to = session.cases[cases.to];
    if (from.mode == to.mode) pairUp(cases, size);
    // Sides of one group that left the rounds at different times still share most of them; sides
    // of different groups share none.
    const std::size_t fewer = std::min(count(cases.from), count(cases.to));
    if (!size.from.empty() && 2 * size.from.size() >= fewer) return size;
    size.paired = false;
    collect(cases.from, size.from, size.fromPass);
    collect(cases.to, size.to, size.toPass);
    return size;
  }

  std::size_t count(std::uint32_t index) const { return m_starts[index + 1] - m_starts[index]; }

 private:
  using Round = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;

  std::uint32_t pass(std::size_t i) const {
    return i < m_samples.pass.size() ? m_samples.pass[i] : 0;
  }
  std::uint32_t process(std::size_t i) const {
    return i < m_samples.process.size() ? m_samples.process[i] : 0;
  }
  std::uint32_t round(std::size_t i) const {
    return i < m_samples.round.size() ? m_samples.round[i] : static_cast<std::uint32_t>(i);
  }
  /// What the sample shares its luck with.
  std::uint32_t block(std::size_t i) const {
    return m_byProcess ? process(i) : (process(i) << 24) + pass(i);
  }

  std::vector<std::pair<Round, std::size_t>> roundsOf(std::uint32_t index) const {
    std::vector<std::pair<Round, std::size_t>> rounds;
    for (std::size_t p = m_starts[index]; p < m_starts[index + 1]; ++p) {
      const std::size_t i = m_positions[p];
      rounds.push_back({{process(i), pass(i), round(i)}, i});
    }
    std::sort(rounds.begin(), rounds.end());
    return rounds;
  }

  void pairUp(const CrossoverCases& cases, CrossoverSize& size) const {
    const auto from = roundsOf(cases.from), to = roundsOf(cases.to);
    for (auto a = from.begin(), b = to.begin(); a != from.end() && b != to.end();) {
      if (a->first < b->first) {
        ++a;
      } else if (b->first < a->first) {
        ++b;
      } else {
        size.from.push_back(m_samples.seconds[a->second]);
        size.to.push_back(m_samples.seconds[b->second]);
        size.fromPass.push_back(block(a->second));
        ++a, ++b;
      }
    }
  }

  void collect(std::uint32_t index, std::vector<double>& seconds,
               std::vector<std::uint32_t>& blocks) const {
    seconds.clear();
    blocks.clear();
    for (const auto& [round, i] : roundsOf(index)) {
      seconds.push_back(m_samples.seconds[i]);
      blocks.push_back(block(i));
    }
  }

  const Samples& m_samples;
  std::vector<std::size_t> m_starts;
  std::vector<std::size_t> m_positions;
  bool m_byProcess = false;
};

CrossoverRecord axesOf(const PairKey& key, const CrossoverSide& from, const CrossoverSide& to) {
  CrossoverRecord record;
  record.benchmark = key.benchmark;
  record.dtype = key.dtype;
  record.from = from.variant;
  record.to = to.variant;
  record.threadsFrom = key.threadsFrom;
  record.threadsTo = key.threadsTo;
  record.modeFrom = key.modeFrom;
  record.modeTo = key.modeTo;
  record.cache = key.cache;
  record.params = key.params;
  return record;
}

/// Medians stand in where a session holds no samples, as imported ones may.
CrossoverSize mediansOnly(const Session& session, const CrossoverCases& cases) {
  return {cases.size, {session.cases[cases.from].median}, {session.cases[cases.to].median}};
}

std::vector<CrossoverCurve> curvesWith(const Session& session, const SampleIndex& samples,
                                       const CrossoverSide& from, const CrossoverSide& to) {
  std::vector<CrossoverCurve> curves;
  for (const auto& [key, sizes] : pairsOf(session, from, to)) {
    const std::vector<CrossoverCases> both = withBoth(sizes);
    if (both.size() < 2) continue;
    const CrossoverRecord axes = axesOf(key, from, to);
    CrossoverCurve& curve = curves.emplace_back();
    std::vector<CrossoverSize> rounds;
    for (const CrossoverCases& cases : both) {
      const std::size_t fewer = std::min(samples.count(cases.from), samples.count(cases.to));
      rounds.push_back(fewer > 0 ? samples.rounds(session, cases) : mediansOnly(session, cases));
      curve.samples += rounds.back().from.size() + rounds.back().to.size();
    }
    SolverOptions options;
    options.seed = session.seed;
    options.vectorItems = vectorItems(axes);
    for (const CrossoverRecord& solved : solveCrossover(rounds, options, &curve.ratios)) {
      CrossoverRecord record = axes;
      record.kind = solved.kind;
      record.part = solved.part;
      record.parts = solved.parts;
      record.size = solved.size;
      record.sizeLow = solved.sizeLow;
      record.sizeHigh = solved.sizeHigh;
      record.regret = solved.regret;
      record.neighbourRegret = solved.neighbourRegret;
      curve.crossovers.push_back(std::move(record));
    }
  }
  return curves;
}

/// Variants of which more than one pair of threads or modes is worth showing unasked.
constexpr std::array kLandmarks{"scalar", "sse4", "avx2", "avx3", "neon"};

std::vector<std::pair<CrossoverSide, CrossoverSide>> usualPairs(const Session& session) {
  std::vector<std::pair<CrossoverSide, CrossoverSide>> pairs{
      {{"scalar"}, {"sse4"}}, {{"scalar"}, {"avx2"}}, {{"scalar"}, {"neon"}},
      {{"sse4"}, {"avx2"}},   {{"avx2"}, {"avx3"}},   {{"omp-avx2"}, {"avx2"}}};
  std::vector<std::uint32_t> threads;
  bool allocates = false;
  for (const CaseRecord& record : session.cases) {
    if (record.threads > 1 &&
        std::find(threads.begin(), threads.end(), record.threads) == threads.end())
      threads.push_back(record.threads);
    allocates |= record.mode == Mode::allocate;
  }
  std::sort(threads.begin(), threads.end());
  for (const char* variant : kLandmarks) {
    for (const std::uint32_t many : threads) pairs.push_back({{variant, 1}, {variant, many}});
    if (allocates) pairs.push_back({{variant, {}, Mode::reuse}, {variant, {}, Mode::allocate}});
  }
  return pairs;
}

}  // namespace

std::uint64_t vectorItems(const CrossoverRecord& crossover) {
  std::uint64_t items = 1;
  const std::size_t bytes = std::max<std::size_t>(bytesOf(crossover.dtype), 1);
  for (const std::string& variant : {crossover.from, crossover.to})
    if (const auto id = variantByName(variant))
      items = std::max(items, static_cast<std::uint64_t>(info(*id).vectorBytes) / bytes);
  return items;
}

std::vector<CrossoverCases> casesOf(const Session& session, const CrossoverRecord& crossover) {
  const CrossoverSide from{crossover.from, crossover.threadsFrom, crossover.modeFrom};
  const CrossoverSide to{crossover.to, crossover.threadsTo, crossover.modeTo};
  for (const auto& [key, sizes] : pairsOf(session, from, to))
    if (key.benchmark == crossover.benchmark && key.dtype == crossover.dtype &&
        key.cache == crossover.cache && key.params == crossover.params)
      return withBoth(sizes);
  return {};
}

const CrossoverRecord* sameCrossover(const Session& session, const CrossoverRecord& crossover) {
  const auto sides = [](const CrossoverRecord& c) {
    return std::tie(c.benchmark, c.dtype, c.from, c.to, c.threadsFrom, c.threadsTo, c.modeFrom,
                    c.modeTo, c.cache, c.params);
  };
  const auto distance = [&](const CrossoverRecord& c) {
    const double octaves = std::abs(std::log(c.size / crossover.size));
    return std::isfinite(octaves) ? octaves : std::numeric_limits<double>::max();
  };
  const CrossoverRecord* nearest = nullptr;
  for (const CrossoverRecord& candidate : session.crossovers)
    if (sides(candidate) == sides(crossover) &&
        (nearest == nullptr || distance(candidate) < distance(*nearest)))
      nearest = &candidate;
  return nearest;
}

std::vector<CrossoverCurve> crossoverCurves(const Session& session, const CrossoverSide& from,
                                            const CrossoverSide& to) {
  return curvesWith(session, SampleIndex(session), from, to);
}

namespace {

void append(std::vector<CrossoverRecord>& found, std::vector<CrossoverCurve> curves) {
  for (CrossoverCurve& curve : curves)
    found.insert(found.end(), std::make_move_iterator(curve.crossovers.begin()),
                 std::make_move_iterator(curve.crossovers.end()));
}

}  // namespace

std::vector<CrossoverRecord> findCrossovers(const Session& session, const CrossoverSide& from,
                                            const CrossoverSide& to) {
  std::vector<CrossoverRecord> found;
  append(found, crossoverCurves(session, from, to));
  return found;
}

std::vector<CrossoverRecord> findCrossovers(const Session& session) {
  const SampleIndex samples(session);
  std::vector<CrossoverRecord> found;
  for (const auto& [from, to] : usualPairs(session))
    append(found, curvesWith(session, samples, from, to));
  std::stable_sort(found.begin(), found.end(),
                   [](const CrossoverRecord& a, const CrossoverRecord& b) {
                     return std::tie(a.benchmark, a.dtype) < std::tie(b.benchmark, b.dtype);
                   });
  return found;
}

}  // namespace lane
