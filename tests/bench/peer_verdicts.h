// What other tools would say of the same samples, by their published rules, written anew here:
// - Google Benchmark, tools/compare.py: Mann-Whitney U test on the repetitions, two-sided, 0.05.
//   One repetition is the mean of one pass here.
// - Criterion.rs: bootstrap t test on the pooled samples, p < 0.05, and the 95 % interval of the
//   relative change of the mean wholly beyond ±1 %. 400 resamples instead of 100,000, and only
//   where a normal approximation leaves a doubt.
// - pytest-benchmark, --benchmark-compare-fail=min:5%: the least time more than 5 % above. It only
//   knows worse.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "session/session.h"

namespace peers {

/// -1 faster, 1 slower, 0 nothing to say.
using Alarm = int;

struct CaseSamples {
  std::vector<double> seconds;
  std::vector<double> passMeans;
};
/// By case. Passes of different processes are different passes.
std::vector<CaseSamples> samplesByCase(const lane::Session& session);

/// Two-sided p-value of the Mann-Whitney U test as scipy.stats.mannwhitneyu(method="auto") gives
/// it: exact without ties where one side has at most eight values, else normal with corrections
/// for ties and continuity.
double mannWhitney(std::span<const double> a, std::span<const double> b);

Alarm googleBenchmark(const CaseSamples& base, const CaseSamples& now);
Alarm criterion(const CaseSamples& base, const CaseSamples& now, std::mt19937_64& random);
Alarm pytestBenchmark(const CaseSamples& base, const CaseSamples& now);

/// Alarms of one rule over many comparisons in which nothing changed.
struct Tally {
  std::string rule;
  std::size_t families = 0, alarmedFamilies = 0;
  std::size_t cases = 0, faster = 0, slower = 0;

  void add(std::span<const Alarm> family);
  void add(const Tally& other);
  double familyRate() const;  ///< percent of comparisons with any alarm
  double caseRate() const;    ///< percent of cases
  /// Chance of so uneven a split of the alarmed families' surplus, if both directions were alike.
  double symmetry() const;

  std::size_t fasterFamilies = 0, slowerFamilies = 0;  ///< with more alarms of that direction
};

/// One comparison through the four rules: ours, then the peers'.
struct FourRules {
  std::vector<Tally> tallies{{.rule = "Lanescope"},
                             {.rule = "Google Benchmark"},
                             {.rule = "Criterion"},
                             {.rule = "pytest-benchmark"}};
  std::size_t coveredCases = 0;     ///< intervals of ours that hold 1
  std::size_t sameCases = 0;        ///< verdict `same`
  std::size_t changedFamilies = 0;  ///< any case `changed`: no threshold keeps it small

  void compare(const lane::Session& base, const lane::Session& now, std::mt19937_64& random);
  void add(const FourRules& other);
  static void printHead();
  void print(const std::string& name) const;
};

}  // namespace peers
