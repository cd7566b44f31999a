// Judges a comparison the way a build that must not get slower needs it: passed, failed or
// incomplete, and every reason for it. Pure functions on values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/diff.h"
#include "analysis/expectations.h"

namespace lane {

/// The value is the exit code of the command line.
enum class GateVerdict : int {
  passed = 0,
  failed = 1,  ///< something regressed, or an expectation of the plan is missed
  incomplete =
      5  ///< nothing was paired, a figure of the base is gone, a figure expected is missing
};
std::string_view toWord(GateVerdict verdict);

struct GateReason {
  enum class Kind : std::uint8_t { regressed, missed, unpaired, lost, unknown, undecided };
  Kind kind = Kind::regressed;
  Severity severity = Severity::problem;  ///< problem: keeps the gate shut; warning: does not
  std::string key;                        ///< of the case; empty: of none
  std::string text;
};
std::string_view toWord(GateReason::Kind kind);

struct GateOutcome {
  GateVerdict verdict = GateVerdict::passed;
  std::vector<GateReason> reasons;  ///< what shuts the gate first
  /// What came of measuring undecided cases again; empty: not asked for.
  std::string remeasured;
  std::size_t remeasuredCases = 0;

  std::size_t count(GateReason::Kind kind) const;
};

/// Keys of undecided pairs whose interval reaches into a regression, widest reach first: what is
/// worth measuring again before judging.
std::vector<std::string> possibleRegressions(const Diff& diff);

/// Sizes that a run adds by itself around its crossovers differ from run to run: of the unmatched
/// cases, those of them that the new session just lacks are not lost.
void forgiveRefinedSizes(Diff& diff, const Session& base, const Session& now);

/// A regression or a missed expectation fails the gate, whatever else is missing; only where
/// nothing at all was paired there is no verdict. Undecided pairs and expectations let it pass and
/// are named.
GateOutcome judgeGate(const Diff& diff, const std::vector<ExpectationResult>& expectations = {});

/// "failed: 2 regressed, 1 expectation missed"
std::string describe(const GateOutcome& outcome);

}  // namespace lane
