// Do the intervals of ratios hold the truth as often as they say, and are false alarms as often in
// one direction as in the other? Every pair is a case against itself (the true ratio is 1): in one
// session, where rounds are shared, and between sessions of fresh processes, each with its own
// luck. No real time. Usage: sim_ratio [trials], 150 unless told; the documented table is made with
// 2000.
#include <boost/math/distributions/binomial.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "analysis/diff.h"
#include "bench/bench_report.h"
#include "bench/noise_generators.h"
#include "measure/ratio.h"
#include "measure/resample.h"
#include "measure/stopping_rule.h"

namespace {

using namespace noise;

/// Samples of a case in one process, as the runner would have taken them.
struct CaseRun {
  std::vector<double> seconds;
  std::vector<std::uint32_t> pass;
};

CaseRun measure(const Generator& generator, Random& random) {
  Run next = generator.start(random);
  lane::StoppingRule rule(0.01);
  CaseRun run;
  for (std::uint32_t p = 0; p < kPasses; ++p) {
    for (int away = 0; away < 40; ++away) next(momentOf(p, 0.5), random);
    const double moment = momentOf(p, uniform(random));
    for (std::uint32_t i = 0; i < roundsOf(p); ++i) {
      run.seconds.push_back(next(moment, random));
      run.pass.push_back(p);
    }
    const lane::Summary summary = lane::summarize(run.seconds, run.pass, 0.95);
    if (rule.passEnded(summary) != lane::StopReason::none) break;
  }
  return run;
}

/// Two variants of one group: both in every round, in random order, until one of them is done.
lane::PairedRatio sharedRounds(const Generator& generator, Random& random) {
  Run next = generator.start(random);
  lane::StoppingRule ruleOfBase(0.01), ruleOfOther(0.01);
  std::vector<double> base, other;
  std::vector<std::uint32_t> pass;
  bool open = true;
  for (std::uint32_t p = 0; p < kPasses && open; ++p) {
    for (int away = 0; away < 40; ++away) next(momentOf(p, 0.5), random);
    const double moment = momentOf(p, uniform(random));
    for (std::uint32_t i = 0; i < roundsOf(p); ++i) {
      const bool baseFirst = uniform(random) < 0.5;
      const double first = next(moment, random), second = next(moment, random);
      base.push_back(baseFirst ? first : second);
      other.push_back(baseFirst ? second : first);
      pass.push_back(p);
    }
    open = ruleOfBase.passEnded(lane::summarize(base, pass, 0.95)) == lane::StopReason::none &&
           ruleOfOther.passEnded(lane::summarize(other, pass, 0.95)) == lane::StopReason::none;
  }
  return lane::pairedRatio(base, other, pass, 0.95);
}

/// How sessions are made: processes in each, their spread, and whether a record states it.
struct Setting {
  std::uint32_t processes = 3;
  double between = 0.02;
  bool recorded = false;
  std::uint32_t cases = 1;
};

lane::Session session(const Generator& generator, const Setting& setting, Random& random) {
  lane::Session session;
  for (std::uint32_t index = 0; index < setting.cases; ++index) {
    std::vector<double> seconds;
    std::vector<std::uint32_t> pass, process;
    for (std::uint32_t p = 0; p < setting.processes; ++p) {
      const double luck = std::exp(setting.between * normal(random));
      const CaseRun run = measure(generator, random);
      for (std::size_t i = 0; i < run.seconds.size(); ++i) {
        seconds.push_back(1e-6 * luck * run.seconds[i]);
        pass.push_back(run.pass[i]);
        process.push_back(p);
      }
    }
    const lane::Summary summary = lane::summarize(seconds, pass, process, 0.95);
    lane::CaseRecord record;
    record.benchmark = "k" + std::to_string(index);
    record.key = lane::makeKey(record);
    record.median = summary.median;
    record.ciLow = summary.ciLow;
    record.ciHigh = summary.ciHigh;
    record.sampleOffset = session.samples.size();
    record.sampleCount = seconds.size();
    record.status = lane::CaseStatus::measured;
    session.cases.push_back(record);
    lane::Samples& s = session.samples;
    s.seconds.insert(s.seconds.end(), seconds.begin(), seconds.end());
    s.pass.insert(s.pass.end(), pass.begin(), pass.end());
    s.process.insert(s.process.end(), process.begin(), process.end());
    s.caseIndex.resize(s.seconds.size(), index);
  }
  session.samples.sortedByCase = true;
  if (setting.recorded) {
    const std::uint32_t metric =
        session.metricIndex({"between_process", "", "1", lane::MetricKind::ratio, false});
    session.values.push_back(
        {lane::kNoCase, metric, setting.between, lane::kUnknown, lane::kUnknown, 3, {}});
  }
  return session;
}

/// The level an exact 95 % interval of the median of n values really has: the next step above.
double exactLevel(std::size_t n) {
  const boost::math::binomial coins(static_cast<double>(n), 0.5);
  double missed = 0;
  for (int k = 0; 2 * boost::math::cdf(coins, k) <= 0.05; ++k)
    missed = 2 * boost::math::cdf(coins, k);
  return 1 - missed;
}

struct Tally {
  int trials = 0, below = 0, above = 0;
  double width = 0;
  double level = 0;  ///< sum of the levels the intervals state

  void add(double low, double high, double stated = 0.95) {
    ++trials;
    below += high < 1;
    above += low > 1;
    width += (high - low) / 2;
    level += stated;
  }
  double covers() const { return 100.0 * (trials - below - above) / trials; }
  /// Chance of so uneven a split of the alarms if both directions were equally likely.
  double balance() const {
    const int alarms = below + above;
    if (alarms == 0) return 1;
    const boost::math::binomial fair(alarms, 0.5);
    return std::min(1.0, 2 * boost::math::cdf(fair, std::min(below, above)));
  }
};

/// The goal is 95 ± 2 % in both directions; above, what the exact intervals state beyond 95 % is
/// theirs. Fewer trials than the documented 2,000 are allowed two standard deviations of luck.
void say(BenchReport& report, const std::string& name, const Tally& tally) {
  const double stated = 100 * tally.level / tally.trials;
  std::printf("%-46s %7.1f%% %7.1f%% %7.1f%% %7.1f%% %9.2f%%\n", name.c_str(), stated,
              tally.covers(), 100.0 * tally.below / tally.trials,
              100.0 * tally.above / tally.trials, 100 * tally.width / tally.trials);
  const double luck = tally.trials < 2000 ? 200 * std::sqrt(0.95 * 0.05 / tally.trials) : 0;
  if (tally.covers() < 93 - luck) report.atLeast("coverage, " + name, tally.covers(), 93, "%");
  if (tally.covers() > stated + 2 + luck)
    report.atMost("coverage, " + name, tally.covers(), stated + 2, "%");
  if (tally.balance() < 0.001)
    report.atLeast("balance of false alarms (p), " + name, tally.balance(), 0.001, "");
}

void head(const char* what) {
  std::printf("\n%s\n%-46s %8s %8s %8s %8s %10s\n", what, "", "stated", "covers", "below 1",
              "above 1", "half-width");
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const int trials = argc > 1 ? std::atoi(argv[1]) : 150;
  BenchReport report;
  head("In one session: rounds shared");
  for (const Generator& generator : generators()) {
    Tally tally;
    for (int trial = 0; trial < trials; ++trial) {
      Random random(static_cast<std::uint64_t>(trial) + 1);
      const lane::PairedRatio ratio = sharedRounds(generator, random);
      tally.add(ratio.low, ratio.high, exactLevel(ratio.rounds));
    }
    say(report, generator.name, tally);
  }

  const auto between = [&](const Generator& generator, const Setting& setting) {
    Tally tally;
    for (int trial = 0; trial < trials; ++trial) {
      Random random(static_cast<std::uint64_t>(trial) + 1);
      const lane::Session base = session(generator, setting, random);
      const lane::DiffPair pair =
          lane::diffSessions(base, session(generator, setting, random)).pairs.at(0);
      tally.add(pair.ratioLow, pair.ratioHigh);
    }
    return tally;
  };
  head("Between sessions of three processes, 2 % between processes");
  for (const Generator& generator : generators())
    say(report, generator.name, between(generator, {.processes = 3, .between = 0.02}));
  head("Between sessions of one process, component from elsewhere");
  const Generator noisy = logNormal("", 0.05);
  say(report, "default 1.5 %, true 1.5 %", between(noisy, {.processes = 1, .between = 0.015}));
  say(report, "selftest record 4 %, true 4 %",
      between(noisy, {.processes = 1, .between = 0.04, .recorded = true}));
  say(report, "two processes, selftest record 4 %, true 4 %",
      between(noisy, {.processes = 2, .between = 0.04, .recorded = true}));
  say(report, "five processes, true 2 %", between(noisy, {.processes = 5, .between = 0.02}));

  // Twenty cases a session: how often is even one marked `changed`?
  int families = 0;
  const int rounds = std::max(1, trials / 4);
  for (int trial = 0; trial < rounds; ++trial) {
    Random random(static_cast<std::uint64_t>(trial) + 1);
    const Setting setting{.processes = 3, .between = 0.02, .recorded = false, .cases = 20};
    const lane::Session base = session(noisy, setting, random);
    families += lane::diffSessions(base, session(noisy, setting, random)).summary.changed > 0;
  }
  std::printf("\n");
  report.atMost("sessions of 20 equal cases with any marked changed", 100.0 * families / rounds, 7,
                "%");
  return report.exitCode();
}
