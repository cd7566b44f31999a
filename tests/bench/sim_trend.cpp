// How often the fit of steps is wrong and how often it finds what is there: flat histories of
// several kinds of noise, and histories with one step in the middle. Prints the tables of
// resources/docs/trends.md; fails when a flat history shows a step too often.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

#include "analysis/changepoint.h"

namespace {

using namespace lane;

enum class Noise { normal, heavy, correlated, unequal, spikes };
constexpr Noise kNoises[] = {Noise::normal, Noise::heavy, Noise::correlated, Noise::unequal,
                             Noise::spikes};
const char* nameOf(Noise noise) {
  switch (noise) {
    case Noise::normal:
      return "normal";
    case Noise::heavy:
      return "heavy tails (t, 3 degrees)";
    case Noise::correlated:
      return "correlated (AR 0.3)";
    case Noise::unequal:
      return "a third of the sessions 4 x noisier";
    case Noise::spikes:
      return "5 % of the sessions 10 % slower";
  }
  return "";
}

constexpr double kBetween = 0.015;  // standard deviation between sessions
constexpr double kWithin = 0.005;   // of a median, from its own interval

struct History {
  std::vector<double> logs, variances;
};

History history(Noise noise, std::size_t n, double step, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  std::student_t_distribution<double> heavy(3);
  std::uniform_real_distribution<double> uniform;
  History result;
  double previous = normal(random);
  for (std::size_t i = 0; i < n; ++i) {
    double between = normal(random);
    double within = kWithin;
    if (noise == Noise::heavy) between = heavy(random) / std::sqrt(3.0);
    if (noise == Noise::correlated)
      between = previous = 0.3 * previous + std::sqrt(1 - 0.09) * between;
    if (noise == Noise::unequal && uniform(random) < 1.0 / 3) within *= 4;
    double log = kBetween * between + within * normal(random) + (i >= n / 2 ? std::log1p(step) : 0);
    if (noise == Noise::spikes && uniform(random) < 0.05) log += 0.1;
    result.logs.push_back(log);
    result.variances.push_back(within * within);
  }
  return result;
}

}  // namespace

int main(int argc, char** argv) {
  const int histories = argc > 1 ? std::atoi(argv[1]) : 4000;
  constexpr double kThreshold = 0.05;
  bool good = true;

  std::printf("Flat histories that show a step, and one above %.0f %%, of %d each\n\n",
              100 * kThreshold, histories);
  std::printf("| noise | sessions | any step | above the threshold |\n|---|--:|--:|--:|\n");
  for (const Noise noise : kNoises)
    for (const std::size_t n : {6, 10, 20, 50, 200, 500}) {
      std::mt19937_64 random(17 * n + static_cast<unsigned>(noise));
      int any = 0, above = 0;
      for (int i = 0; i < histories; ++i) {
        const History h = history(noise, n, 0, random);
        const StepFit fit = fitSteps(h.logs, h.variances);
        any += !fit.steps.empty();
        above += std::any_of(fit.steps.begin(), fit.steps.end(), [](const Step& step) {
          return std::abs(step.size) > std::log1p(kThreshold);
        });
      }
      const double share = static_cast<double>(any) / histories;
      // Three standard errors of the share itself are granted.
      good &= share <= 0.05 + 3 * std::sqrt(0.05 * 0.95 / histories);
      std::printf("| %s | %zu | %.1f %% | %.1f %% |\n", nameOf(noise), n, 100 * share,
                  100.0 * above / histories);
    }

  std::printf(
      "\nOne step in the middle: found (within one session of its place), and named because "
      "it is above %.0f %%\n\n",
      100 * kThreshold);
  std::printf(
      "| noise | sessions | step | found | named | mean size | interval holds it |\n"
      "|---|--:|--:|--:|--:|--:|--:|\n");
  for (const Noise noise : {Noise::normal, Noise::heavy, Noise::correlated, Noise::spikes})
    for (const std::size_t n : {10, 20, 50})
      for (const double step : {0.03, 0.05, 0.08, 0.15}) {
        std::mt19937_64 random(n + static_cast<unsigned>(1e4 * step) +
                               static_cast<unsigned>(noise));
        int found = 0, named = 0, held = 0;
        double sizes = 0;
        for (int i = 0; i < histories; ++i) {
          const History h = history(noise, n, step, random);
          const StepFit fit = fitSteps(h.logs, h.variances);
          for (const Step& s : fit.steps) {
            if (s.at + 1 < n / 2 || s.at > n / 2 + 1) continue;
            ++found;
            named += s.size > std::log1p(kThreshold);
            sizes += std::expm1(s.size);
            held += s.low <= std::log1p(step) && std::log1p(step) <= s.high;
            break;
          }
        }
        std::printf("| %s | %zu | %.0f %% | %.0f %% | %.0f %% | %.1f %% | %.0f %% |\n",
                    nameOf(noise), n, 100 * step, 100.0 * found / histories,
                    100.0 * named / histories, found ? 100 * sizes / found : 0,
                    found ? 100.0 * held / found : 0);
      }
  return good ? 0 : 1;
}
