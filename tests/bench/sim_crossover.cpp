// Do the intervals of crossovers hold the true cut as often as they say, and does dispatching by
// them lose less than older rules do? Simulates whole runs, with passes, stopping rule, drop-out
// and refinement, on pairs whose truth is known. No real time.
// Usage: sim_crossover [pairs per family [part of a family's name]]
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

#include "analysis/crossover.h"
#include "bench/bench_report.h"
#include "bench/crossover_pairs.h"
#include "measure/statistics.h"
#include "measure/stopping_rule.h"
#include "run/refinement.h"

namespace {

using namespace crossover_sim;

constexpr int kGridPasses = 8;
constexpr int kRefineSteps = 24;
constexpr int kVisitsPerStep = 3;

/// A run of two variants over a grid of octaves, with refinement, on a simulated machine.
class SimulatedRun {
 public:
  SimulatedRun(const TruePair& pair, const Family& family, std::uint64_t seed)
      : m_pair(pair), m_family(family), m_noise(family.noise), m_random(seed) {
    m_session.seed = seed;
    if (uniform(m_random) < 0.5) m_noise.drift = -m_noise.drift;
  }

  void run() {
    for (double n = kSmallest; n <= kLargest; n *= 2) add(static_cast<std::uint64_t>(n));
    for (std::uint32_t pass = 0; pass < kGridPasses; ++pass) {
      m_moment = 0.8 * pass / kGridPasses;
      for (auto& [size, group] : m_groups)
        visit(size, group, pass == 0 ? 6 : pass == 1 ? 10 : 8, false);
      ++m_pass;
    }
    for (int step = 0; step < kRefineSteps; ++step) {
      m_moment = 0.8 + 0.2 * step / kRefineSteps;
      find();
      const auto fresh = lane::refinementPoints(m_session);
      const auto again = lane::repetitionPoints(m_session);
      if (fresh.empty() && again.empty()) break;
      for (const auto& point : fresh) add(point.size);
      for (const auto* points : {&fresh, &again})
        for (const auto& point : *points) revisit(point, points == &again);
    }
    find();
  }

  const std::vector<lane::CrossoverRecord>& found() const { return m_session.crossovers; }
  std::size_t samples() const { return m_session.samples.size(); }
  std::size_t sizes() const { return m_groups.size(); }

 private:
  struct Side {
    std::uint32_t index = 0;
    bool open = true;
    lane::StoppingRule rule{0.01};
    std::vector<double> seconds = {};
    std::vector<std::uint32_t> pass = {};
  };
  struct Group {
    Side sides[2];
    std::uint32_t round = 0;
  };

  lane::Mode modeOf(int side) const {
    return m_family.unpaired && side == 1 ? lane::Mode::allocate : lane::Mode::reuse;
  }

  void add(std::uint64_t size) {
    auto [entry, fresh] = m_groups.try_emplace(size);
    if (!fresh) return;
    for (int side : {0, 1}) {
      lane::CaseRecord record;
      record.suite = "vector";
      record.benchmark = "simulated";
      record.dtype = lane::Dtype::f32;
      record.size = size;
      record.variant = side == 0 ? m_pair.from : m_pair.to;
      record.mode = modeOf(side);
      record.status = lane::CaseStatus::measured;
      entry->second.sides[side].index = static_cast<std::uint32_t>(m_session.cases.size());
      m_session.cases.push_back(record);
    }
  }

  /// As the runner visits a refined group: a few passes, new sizes only until their goal is met.
  void revisit(const lane::RefinementPoint& point, bool repeat) {
    if (!m_revisited.insert({m_pass, point.size}).second) return;
    Group& group = m_groups.at(point.size);
    for (int i = 0; i < kVisitsPerStep; ++i) {
      ++m_pass;
      visit(point.size, group, lane::kMinimumRounds, repeat);
    }
  }

  void visit(std::uint64_t size, Group& group, std::uint32_t rounds, bool repeat) {
    for (Side& side : group.sides) side.open |= repeat;
    if (!group.sides[0].open && !group.sides[1].open) return;
    m_noise.beginPass(m_random);
    for (std::uint32_t i = 0; i < rounds; ++i, ++group.round)
      for (int s : {0, 1})
        if (group.sides[s].open) sample(size, group, s);
    for (Side& side : group.sides) {
      if (!side.open) continue;
      const auto summary = lane::summarize(side.seconds, side.pass, 0.95);
      side.open = side.rule.passEnded(summary) == lane::StopReason::none;
      lane::CaseRecord& record = m_session.cases[side.index];
      record.median = summary.median;
      record.sampleCount = summary.count;
    }
  }

  void sample(std::uint64_t size, Group& group, int s) {
    Side& side = group.sides[s];
    const double truth = 1e-9 * (s == 0 ? m_pair.timeFrom : m_pair.timeTo)(double(size));
    side.seconds.push_back(truth * m_noise.factor(s, m_moment, m_random));
    side.pass.push_back(m_pass);
    lane::Samples& samples = m_session.samples;
    samples.seconds.push_back(side.seconds.back());
    samples.caseIndex.push_back(side.index);
    samples.process.push_back(0);
    samples.pass.push_back(m_pass);
    samples.round.push_back(group.round);
  }

  void find() {
    m_session.crossovers =
        lane::findCrossovers(m_session, lane::CrossoverSide{m_pair.from, {}, modeOf(0)},
                             lane::CrossoverSide{m_pair.to, {}, modeOf(1)});
  }

  const TruePair& m_pair;
  const Family& m_family;
  Noise m_noise;
  Random m_random;
  lane::Session m_session;
  std::map<std::uint64_t, Group> m_groups;
  std::set<std::pair<std::uint32_t, std::uint64_t>> m_revisited;
  std::uint32_t m_pass = 0;
  double m_moment = 0;
};

/// GMP's tune program as it describes itself: every size of a grid of 1 % steps once, upwards, both
/// sides one after the other; the threshold loses least in total over all sizes so far; ends when
/// it has stayed for 80 sizes, `from` is slower by 1.2, has not won for 200 sizes, or the threshold
/// lies 500 sizes back. `repeats` samples a side stand for its timing loop.
struct TunedThreshold {
  double threshold = 0;
  std::size_t samples = 0;
};

TunedThreshold tune(const TruePair& pair, Noise noise, int repeats, Random random) {
  const auto timed = [&](int side, double size, double moment) {
    std::vector<double> values;
    for (int i = 0; i < repeats; ++i)
      values.push_back(
          (side == 0 ? pair.timeFrom : pair.timeTo)(size)*noise.factor(side, moment, random));
    return lane::median(std::move(values));
  };
  TunedThreshold result;
  noise.beginPass(random);
  if (timed(1, kLargest, 0) > 0.96 * timed(0, kLargest, 0)) {  // 4 % faster at the end, or never
    result.threshold = std::numeric_limits<double>::infinity();
    return result;
  }
  std::vector<double> sizes, differences;  // relative to the slower, above 0: `to` is faster
  std::size_t best = 0;
  int sinceChange = 0, sinceWin = 0;
  for (double n = kSmallest; n <= kLargest; n = std::max(n + 1, std::floor(1.01 * n))) {
    noise.beginPass(random);
    const double moment = std::log(n / kSmallest) / std::log(kLargest / kSmallest);
    const double from = timed(0, n, moment), to = timed(1, n, moment);
    result.samples += 2 * static_cast<std::size_t>(repeats);
    sizes.push_back(n);
    differences.push_back((from - to) / std::max(from, to));
    double total = 0, least = 0;
    std::size_t cut = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      total += differences[i];  // `from` used here instead of `to`
      if (total < least) {
        least = total;
        cut = i + 1;
      }
    }
    sinceChange = cut == best ? sinceChange + 1 : 0;
    sinceWin = from < to ? 0 : sinceWin + 1;
    best = cut;
    if (sinceChange >= 80 || from > 1.2 * to || sinceWin >= 200 || sizes.size() - best > 500) break;
  }
  result.threshold = best < sizes.size() ? sizes[best] : sizes.back() + 1;
  return result;
}

/// Least regret on the plan's own octaves, all samples spent there.
double octaveThreshold(const TruePair& pair, Noise noise, std::size_t samples, Random random) {
  lane::RatioCurve curve;
  constexpr int kOctaves = 18;
  const auto rounds = std::max<std::size_t>(samples / 2 / kOctaves, 1);
  for (double n = kSmallest; n <= kLargest; n *= 2) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < rounds; ++i) {
      if (i % 16 == 0) noise.beginPass(random);
      const double moment = double(i) / double(rounds);
      ratios.push_back(std::log(pair.timeTo(n) * noise.factor(1, moment, random) /
                                (pair.timeFrom(n) * noise.factor(0, moment, random))));
    }
    curve.sizes.push_back(static_cast<std::uint64_t>(n));
    curve.logRatios.push_back(lane::median(std::move(ratios)));
  }
  return lane::leastRegretThreshold({&curve, 1});
}

struct Tally {
  int pairs = 0, cuts = 0, held = 0, below = 0, above = 0, wrongKind = 0;
  std::vector<double> widths;
  double regret = 0, tuned = 0, octaves = 0, best = 0, samples = 0, sizes = 0;
};

/// Whether `to` is used at a size, by what was found.
bool usesTo(const std::vector<lane::CrossoverRecord>& found, double size) {
  switch (found[0].kind) {
    case lane::CrossoverKind::always:
      return true;
    case lane::CrossoverKind::at:
      return size >= found[0].size;
    case lane::CrossoverKind::several: {
      // Alternates; a single change is the other way round.
      bool to = found.size() == 1;
      for (const auto& part : found)
        if (size >= part.size) to = !to;
      return to;
    }
    default:
      return false;
  }
}

void check(Tally& tally, const TruePair& pair, const DenseTruth& truth,
           const std::vector<lane::CrossoverRecord>& found) {
  std::vector<double> cuts = truth.roots();
  if (pair.hasTeeth) cuts = {truth.bestCut()};
  tally.cuts += static_cast<int>(cuts.size());
  if (found.size() != cuts.size() || !(found[0].size > 0)) {
    ++tally.wrongKind;
    return;
  }
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    // A cut among whole sizes means: above the size before it.
    const double low = pair.hasTeeth ? cuts[i] - 1 : cuts[i];
    tally.below += found[i].sizeHigh < low;
    tally.above += found[i].sizeLow > cuts[i];
    tally.held += found[i].sizeLow <= cuts[i] && found[i].sizeHigh >= low;
    tally.widths.push_back((found[i].sizeHigh - found[i].sizeLow) / found[i].size);
  }
}

Tally simulate(const Family& family, int pairs) {
  Tally tally;
  for (int i = 0; i < pairs; ++i) {
    const auto seed = static_cast<std::uint64_t>(i) + 1;
    Random random(seed);
    const TruePair pair = family.pair(random);
    const DenseTruth truth(pair);
    SimulatedRun run(pair, family, seed);
    run.run();
    check(tally, pair, truth, run.found());
    ++tally.pairs;
    tally.samples += double(run.samples());
    tally.sizes += double(run.sizes());
    const auto& found = run.found();
    tally.regret += truth.regretOf([&](double n) { return usesTo(found, n); });
    // As many samples for the older rules: the grid is walked once to learn how far it goes.
    const Random other(seed + 1000);
    const auto once = tune(pair, family.noise, 1, other);
    const auto repeats =
        std::max<std::size_t>(run.samples() / std::max<std::size_t>(once.samples, 1), 1);
    const double tuned =
        tune(pair, family.noise, static_cast<int>(std::min<std::size_t>(repeats, 1000)), other)
            .threshold;
    tally.tuned += truth.regretOf([&](double n) { return n >= tuned; });
    const double octave = octaveThreshold(pair, family.noise, run.samples(), other);
    tally.octaves += truth.regretOf([&](double n) { return n >= octave; });
    tally.best += truth.regretOf([&](double n) { return n >= truth.bestCut(); });
  }
  return tally;
}

}  // namespace

int main(int argc, char** argv) {
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 250;
  std::printf("%-40s %7s %6s %6s %6s %7s %7s %6s | %9s %9s %9s %9s\n", "family", "covers", "below",
              "above", "kind", "width", "samples", "sizes", "regret", "GMP rule", "octaves",
              "best cut");
  BenchReport report;
  Tally all;
  std::vector<std::pair<std::string, double>> coverage;
  for (const Family& family : families()) {
    if (argc > 2 && family.name.find(argv[2]) == std::string::npos) continue;
    Tally tally = simulate(family, pairs);
    const double share = 100.0 * tally.held / tally.cuts;
    const double n = tally.pairs;
    std::printf(
        "%-40s %6.1f%% %5.1f%% %5.1f%% %5.1f%% %6.2f%% %7.0f %6.1f | %8.4f%% %8.4f%% %8.4f%% "
        "%8.4f%%\n",
        family.name.c_str(), share, 100.0 * tally.below / tally.cuts,
        100.0 * tally.above / tally.cuts, 100.0 * tally.wrongKind / n,
        tally.widths.empty() ? 0.0 : 100 * lane::median(tally.widths), tally.samples / n,
        tally.sizes / n, 100 * tally.regret / n, 100 * tally.tuned / n, 100 * tally.octaves / n,
        100 * tally.best / n);
    std::fflush(stdout);
    coverage.emplace_back(family.name, share);
    all.pairs += tally.pairs;
    all.cuts += tally.cuts;
    all.held += tally.held;
    all.regret += tally.regret;
    all.tuned += tally.tuned;
    all.octaves += tally.octaves;
  }
  for (const auto& [name, share] : coverage) report.atLeast("coverage, " + name, share, 93, "%");
  const double share = 100.0 * all.held / all.cuts;
  report.atLeast("coverage of all " + std::to_string(all.cuts) + " cuts", share, 93, "%");
  report.atMost("coverage of all " + std::to_string(all.cuts) + " cuts", share, 97, "%");
  const double n = all.pairs;
  report.atMost("mean regret", 100 * all.regret / n, 100 * all.tuned / n, "%");
  report.say("... below GMP's rule by", 100 * (1 - all.regret / all.tuned), "%");
  report.atMost("mean regret", 100 * all.regret / n, 100 * all.octaves / n, "%");
  report.say("... below least regret on octaves by", 100 * (1 - all.regret / all.octaves), "%");
  return report.exitCode();
}
