// Does the interval of the median hold the truth as often as it says? Simulates whole cases, with
// passes, stopping rule and drop-out in force, on generators whose truth is known. No real time.
// Usage: sim_coverage [trials]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <vector>

#include "bench/bench_report.h"
#include "measure/statistics.h"
#include "measure/stopping_rule.h"

namespace {

using Random = std::mt19937_64;

/// A noisy machine: the next sample at a moment of the run (0 begin … 1 end), about 1 in value.
struct Generator {
  const char* name;
  std::function<std::function<double(double, Random&)>(Random&)> start;
};

double normal(Random& random) {
  return std::normal_distribution<double>()(random);
}
double uniform(Random& random) {
  return std::uniform_real_distribution<double>()(random);
}

Generator logNormal(const char* name, double sigma) {
  return {name, [=](Random&) {
            return [=](double, Random& random) { return std::exp(sigma * normal(random)); };
          }};
}

/// Log-normal AR(1): every sample remembers the one before it.
Generator autoregressive(const char* name, double phi, double sigma) {
  return {name, [=](Random& random) {
            return [=, state = normal(random)](double, Random& r) mutable {
              state = phi * state + std::sqrt(1 - phi * phi) * normal(r);
              return std::exp(sigma * state);
            };
          }};
}

std::vector<Generator> generators() {
  std::vector<Generator> list{
      logNormal("independent log-normal, 1 %", 0.01),
      logNormal("independent log-normal, 5 %", 0.05),
      logNormal("independent log-normal, 20 %", 0.20),
      autoregressive("AR(1) 0.3, 3 %", 0.3, 0.03),
      autoregressive("AR(1) 0.6, 3 %", 0.6, 0.03),
      autoregressive("AR(1) 0.6, 1 %", 0.6, 0.01),
  };
  list.push_back({"bimodal, 60 : 40, 4 % apart", [](Random&) {
                    return [](double, Random& r) {
                      const bool slow = uniform(r) < 0.4;
                      return (slow ? 1.04 : 1.0) * std::exp(0.005 * normal(r));
                    };
                  }});
  list.push_back({"drift of ±20 % over the run", [](Random& start) {
                    const double phase = uniform(start) < 0.5 ? 1 : -1;
                    return [=](double t, Random& r) {
                      return (1 + phase * 0.2 * (2 * t - 1)) * std::exp(0.01 * normal(r));
                    };
                  }});
  list.push_back({"bursts: 5 % of the time, 1.5 times slower", [](Random& start) {
                    return [left = 0, calm = static_cast<int>(40 * uniform(start))](
                               double, Random& r) mutable {
                      if (calm > 0) {
                        if (--calm == 0) left = 1 + static_cast<int>(5 * uniform(r));
                      } else if (--left <= 0) {
                        calm = 20 + static_cast<int>(60 * uniform(r));
                      }
                      return (calm > 0 ? 1.0 : 1.5) * std::exp(0.01 * normal(r));
                    };
                  }});
  list.push_back({"heavy tail (Student t, 2 degrees), 2 %", [](Random&) {
                    return [](double, Random& r) {
                      return std::exp(0.02 * std::student_t_distribution<double>(2)(r));
                    };
                  }});
  return list;
}

constexpr std::uint32_t kPasses = 50;

/// As the runner does it: the minimum in two passes, then eight rounds a visit.
constexpr std::uint32_t roundsOf(std::uint32_t pass) {
  return pass == 0 ? 6 : pass == 1 ? 10 : 8;
}

/// When in the run (0 begin, 1 end) a pass takes place: the first two visit every case and take
/// 15 % of the time each, as plan `vectors` does; the others share what is left.
constexpr double momentOf(std::uint32_t pass, double within) {
  if (pass < 2) return 0.15 * (pass + within);
  return 0.3 + 0.7 * (pass - 2 + within) / (kPasses - 2);
}

/// Median of the generator's time-average: a large sample spread over the whole run.
double truthOf(const Generator& generator) {
  Random random(99);
  std::vector<double> values;
  for (int start = 0; start < 4000; ++start) {
    auto next = generator.start(random);
    const double offset = uniform(random);
    for (int i = 0; i < 250; ++i)
      values.push_back(next(std::fmod(offset + i / 250.0, 1.0), random));
  }
  return lane::median(std::move(values));
}

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
      for (std::uint32_t i = 0; i < roundsOf(p); ++i) {
        seconds.push_back(next(momentOf(p, double(i) / roundsOf(p)), random));
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
  const int trials = argc > 1 ? std::atoi(argv[1]) : 2000;
  std::printf("%-44s %8s %8s %8s %8s %8s\n", "generator", "covers", "below", "above", "at goal",
              "samples");
  BenchReport report;
  for (const Generator& generator : generators()) {
    const Tally tally = simulate(generator, truthOf(generator), trials);
    const double share = 100.0 * tally.held / trials;
    std::printf("%-44s %7.1f%% %7.1f%% %7.1f%% %7.1f%% %8.1f\n", generator.name, share,
                100.0 * tally.low / trials, 100.0 * tally.high / trials,
                100.0 * tally.atGoal / trials, tally.samples / trials);
    report.atLeast(std::string("coverage, ") + generator.name, share, 93, "%");
  }
  return report.exitCode();
}
