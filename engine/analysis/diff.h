// Comparison of two sessions: pairs by key, ratio new/base of the medians with an interval that
// adds both sessions' variances and the between-process component, and a cautious verdict. Where a
// session holds three fresh processes the component is theirs, else that of the selftest record
// kept in a session (value `between_process`), else a stated default. Pure functions on values.
#pragma once

#include <string>
#include <vector>

#include "base/words.h"
#include "session/session.h"

namespace lane {

struct DiffOptions {
  double threshold = 0.05;  ///< d: improved below 1/(1+d), regressed above 1+d
  double confidence = 0.95;
};

struct DiffPair {
  std::string key;
  std::uint32_t baseCase = kNoCase;
  std::uint32_t newCase = kNoCase;
  double ratio = kUnknown;  ///< time new / base; below 1 = faster
  double ratioLow = kUnknown;
  double ratioHigh = kUnknown;
  Verdict verdict = Verdict::unsure;
  bool changed = false;  ///< the Holm-adjusted interval excludes 1
  /// More samples in each session that would decide an unsure verdict; NaN where the verdict
  /// stands or only fresh processes would help.
  double moreSamples = kUnknown;
  std::string reason = {};  ///< why unsure and what it would take to decide
};

struct DiffUnmatched {
  std::string key;
  bool inBase = false;
  std::string reason;  ///< "not in the new session", "revision 1 against 2", …
};

struct EnvironmentDifference {
  std::string label;
  std::string base;
  std::string now;
};

struct DiffSummary {
  std::size_t improved = 0, regressed = 0, same = 0, unsure = 0, changed = 0, unmatched = 0;
  double geomean = kUnknown;  ///< of the ratios
  double geomeanLow = kUnknown;
  double geomeanHigh = kUnknown;
};

struct Diff {
  DiffOptions options;
  DiffSummary summary;
  std::vector<DiffPair> pairs;  ///< largest effect first
  std::vector<DiffUnmatched> unmatched;
  std::vector<EnvironmentDifference> environment;
  /// Relative standard deviation of one process, root mean square over the pairs.
  double betweenProcess = 0;
  std::string betweenProcessSource;  ///< where that figure comes from
};

Diff diffSessions(const Session& base, const Session& now, const DiffOptions& options = {});

}  // namespace lane
