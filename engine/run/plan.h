// A plan: what to measure and how exactly. Written as YAML, built in by name, or made in the
// window. A plain value.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/words.h"

namespace lane {

inline constexpr std::uint32_t kMostProcesses = 100;
inline constexpr std::uint32_t kMostPlacements = 64;

/// What a plan demands of its results, judged when the run has ended.
struct Expectation {
  std::string metric;  ///< "time", "geomean against numpy", a metric's id: see plan-format.md
  std::string where;   ///< conditions a case must meet, as in "benchmark=dot size>=1k"; empty: all
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();

  bool operator==(const Expectation&) const = default;
};

/// A command line to time: a benchmark of the suite "process".
struct CommandSpec {
  std::string line;      ///< "prog --version": split into words as a shell would, but not by one
  std::string name;      ///< shown in its place; empty: the line
  bool shell = false;    ///< run by /bin/sh -c, whose start is measured and shown apart
  int expectedExit = 0;  ///< another exit code is a wrong result

  bool operator==(const CommandSpec&) const = default;
};

struct Plan {
  std::string title;
  std::vector<std::string> benchmarks;  ///< regular expressions, matched against the whole of
                                        ///< "dot" or "vector/dot"; empty: all
  std::vector<std::uint64_t> sizes;
  std::vector<Dtype> dtypes{Dtype::f32};
  std::vector<std::string> variants;  ///< names; empty: all that run here
  std::vector<std::uint32_t> threads{1};
  std::vector<Mode> modes{Mode::reuse};
  std::vector<CacheState> cache{CacheState::hot};
  std::vector<Alignment> alignment{Alignment::line};
  double precision = 0.01;  ///< goal: half-width of the interval / median
  double confidence = 0.95;
  double budgetSeconds = 0;      ///< sampling time of the whole run; 0: no limit
  double timeoutSeconds = 10;    ///< of one case
  std::uint32_t processes = 1;   ///< fresh ones, one after the other, each walking the plan
  std::uint32_t placements = 8;  ///< others tried for the placement sensitivity; 0: no probe
  std::uint64_t seed = 1;
  bool refine = true;  ///< measure more sizes around crossovers
  /// Keys; only these of the planned cases are measured. Empty: all.
  std::vector<std::string> only;
  std::vector<Expectation> expect;
  bool twins = false;                 ///< every case twice, side by side: what differs is noise
  std::vector<CommandSpec> commands;  ///< beside the benchmarks; with none named, all there is
  bool trackAllocations = false;      ///< count what one untimed call of each case allocates
  bool watchMemory = false;           ///< resident memory 200 times a second during the run

  bool operator==(const Plan&) const = default;
};

/// Parses YAML. `source` names the file in messages, which carry line and column.
/// Errors: usage (unknown key, bad value, not a plan).
Result<Plan> parsePlan(std::string_view yaml, const std::string& source);
/// YAML that parses back to the same plan.
std::string toYaml(const Plan& plan);

struct BuiltInPlan {
  std::string_view name;  ///< "quick"
  std::string_view description;
  std::string_view yaml;
};
/// Plans compiled in from resources/plans/*.yaml.
const std::vector<BuiltInPlan>& builtInPlans();

/// A built-in name or the path of a YAML file.
Result<Plan> loadPlan(const std::string& nameOrPath);

}  // namespace lane
