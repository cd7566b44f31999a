// Does the interval of the median hold the truth as often as it says? Simulates whole cases, with
// passes, stopping rule and drop-out in force, on generators whose truth is known. No real time.
// Usage: sim_coverage [trials], 500 unless told; the documented table is made with 2000.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/bench_report.h"
#include "bench/noise_generators.h"
#include "measure/statistics.h"
#include "measure/stopping_rule.h"

namespace {

using namespace noise;

struct Tally {
  int held = 0, low = 0, high = 0, atGoal = 0;
  double samples = 0;
};

Tally simulate(const Generator& generator, double truth, int trials) {
  Tally tally;
  for (int trial = 0; trial < trials; ++trial) {
    Random random(static_cast<std::uint64_t>(trial) + 1);
    auto next = generator.start(random);
    lane::StoppingRule rule(0.01);
    std::vector<double> seconds;
    std::vector<std::uint32_t> pass;
    lane::Summary summary;
    for (std::uint32_t p = 0; p < kPasses; ++p) {
      for (int away = 0; away < 40; ++away) next(momentOf(p, 0.5), random);  // other groups' turn
      const double moment = momentOf(p, uniform(random));
      for (std::uint32_t i = 0; i < roundsOf(p); ++i) {
        seconds.push_back(next(moment, random));
        pass.push_back(p);
      }
      summary = lane::summarize(seconds, pass, 0.95);
      const lane::StopReason reason = rule.passEnded(summary);
      tally.atGoal += reason == lane::StopReason::goal;
      if (reason != lane::StopReason::none) break;
    }
    tally.held += summary.ciLow <= truth && truth <= summary.ciHigh;
    tally.low += summary.ciHigh < truth;
    tally.high += summary.ciLow > truth;
    tally.samples += double(seconds.size());
  }
  return tally;
}

}  // namespace

int main(int argc, char** argv) {
  const int trials = argc > 1 ? std::atoi(argv[1]) : 500;
  std::printf("%-44s %8s %8s %8s %8s %8s\n", "generator", "covers", "below", "above", "at goal",
              "samples");
  BenchReport report;
  for (const Generator& generator : generators()) {
    const Tally tally = simulate(generator, truthOf(generator), trials);
    const double share = 100.0 * tally.held / trials;
    std::printf("%-44s %7.1f%% %7.1f%% %7.1f%% %7.1f%% %8.1f\n", generator.name, share,
                100.0 * tally.low / trials, 100.0 * tally.high / trials,
                100.0 * tally.atGoal / trials, tally.samples / trials);
    // Fewer trials than the documented 2,000 are allowed two standard deviations of luck.
    const double luck = trials < 2000 ? 200 * std::sqrt(0.95 * 0.05 / trials) : 0;
    if (share < 93 - luck)
      report.atLeast(std::string("coverage, ") + generator.name, share, 93, "%");
  }
  return report.exitCode();
}
