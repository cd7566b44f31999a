// Comparison of two sessions: pairs by key, ratio new/base of the medians with an interval that
// adds both sessions' variances and the between-process component, and a cautious verdict. Where a
// session holds three fresh processes the component is theirs, else that of the selftest record
// kept in a session (value `between_process`) where that is wider than a stated default, else the
// default. Pure functions on values.
//
// Intervals are of each ratio alone, at the confidence asked for. The verdicts improved and
// regressed are for the family of all pairs: given only where the interval lies beyond the
// threshold and Holm's correction of the tests "not beyond the threshold" agrees, so that in at
// most 1 - confidence of comparisons of equal programs even one is given. What a host in another
// state explains is counted as possible, not as sure: see diff_host.h. Counts that do not scatter
// (whole numbers without an interval) are compared as they are.
#pragma once

#include <string>
#include <vector>

#include "base/words.h"
#include "session/session.h"

namespace lane {

struct DiffOptions {
  double threshold = 0.05;  ///< d: improved below 1/(1+d), regressed above 1+d
  double confidence = 0.95;
  /// Id of the metric that is compared, as in Session::metrics; empty: time per call.
  std::string metric = {};
};

/// One metric of one case on both sides. Ratios are always new/base: of times below 1 is faster, of
/// a metric whose higher values are better above 1 is an improvement.
struct DiffPair {
  std::string key;
  std::uint32_t baseCase = kNoCase;
  std::uint32_t newCase = kNoCase;
  double ratio = kUnknown;
  double ratioLow = kUnknown;
  double ratioHigh = kUnknown;
  Verdict verdict = Verdict::unsure;
  bool changed = false;         ///< the Holm-adjusted interval excludes 1
  double pAdjusted = kUnknown;  ///< of "no difference": Holm, in the family of all pairs
  /// More samples in each session that would decide an unsure verdict; NaN where the verdict
  /// stands or only fresh processes would help.
  double moreSamples = kUnknown;
  std::string reason = {};  ///< why unsure and what it would take to decide
};

struct DiffUnmatched {
  std::string key;
  bool inBase = false;
  std::string reason;  ///< "not in the new session", "revision 1 against 2", …
  /// The base has a figure and the new session has none, or a wrong result: a gate must not pass.
  bool lost = false;
};

/// What the two machines or programs differ in, the likeliest explanation of the change first.
struct EnvironmentDifference {
  std::string label;
  std::string base;
  std::string now;
  double weight = 0;     ///< 0 … 1: how likely it explains the change; only the order counts
  std::string why = {};  ///< "the clock is 11 % lower, the median case 12 % slower"; may be empty
};

struct DiffSummary {
  std::size_t improved = 0, regressed = 0, same = 0, unsure = 0, changed = 0, unmatched = 0;
  double geomean = kUnknown;  ///< of the ratios
  double geomeanLow = kUnknown;
  double geomeanHigh = kUnknown;
};

enum class DiffGrouping : std::uint8_t { suite, variant, kernel };

/// Counts and geometric mean over the pairs of one suite, variant or kernel.
struct DiffGroup {
  DiffGrouping by = DiffGrouping::suite;
  std::string name;
  DiffSummary summary;  ///< unmatched stays 0
};

/// A crossover that both sessions looked for.
struct MovedCrossover {
  CrossoverRecord base;
  CrossoverRecord now;
  bool moved = false;  ///< other kind, or the intervals of the sizes do not overlap
};

/// A ceiling that both sessions hold.
struct MovedCeiling {
  std::string name;  ///< "L2 read, avx2, 1 thread"
  std::string unit;  ///< SI: "B/s", "FLOP/s", "s"
  double base = kUnknown, now = kUnknown;
  double ratio = kUnknown, ratioLow = kUnknown, ratioHigh = kUnknown;  ///< new/base
  bool moved = false;  ///< by more than its interval and the threshold
};

struct Diff {
  DiffOptions options;
  MetricRecord metric;  ///< what was compared
  DiffSummary summary;
  std::vector<DiffPair> pairs;  ///< largest effect first
  std::vector<DiffUnmatched> unmatched;
  std::vector<DiffGroup> groups;  ///< by suite, then variant, then kernel; in the order of the base
  std::vector<MovedCrossover> crossovers;  ///< moved ones first
  std::vector<MovedCeiling> ceilings;      ///< moved ones first; empty unless both hold them
  std::vector<EnvironmentDifference> environment;  ///< heaviest first
  /// Relative standard deviation of one process, root mean square over the pairs.
  double betweenProcess = 0;
  std::string betweenProcessSource;  ///< where that figure comes from
  /// What to know before reading on, one or two sentences each: the same file twice, no key in
  /// common, the host in another state.
  std::vector<std::string> remarks = {};
};

/// Metrics that cases of both sessions carry, time per call first.
std::vector<MetricRecord> comparableMetrics(const Session& base, const Session& now);

Diff diffSessions(const Session& base, const Session& now, const DiffOptions& options = {});

}  // namespace lane
