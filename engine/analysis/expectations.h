// Judges the `expect:` list of a plan on the results of a session. Pure functions on values.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "run/plan.h"
#include "session/session.h"

namespace lane {

enum class Fulfilment : std::uint8_t {
  met,
  missed,  ///< the interval lies wholly outside the limits
  unsure,  ///< the interval straddles a limit
  unknown  ///< no such figure in the session; the reason says why
};

struct ExpectationResult {
  Expectation expectation;
  Fulfilment fulfilment = Fulfilment::unknown;
  double value = kUnknown;  ///< of the worst case, or of the mean that was asked for
  double low = kUnknown;
  double high = kUnknown;
  std::string unit;               ///< SI
  std::vector<std::string> keys;  ///< cases that miss it; of a mean: all it rests on
  std::string text;               ///< one sentence with the figures
};

/// Errors: usage (unknown metric or condition), with the words that are known.
Result<void> checkExpectation(const Expectation& expectation);

std::vector<ExpectationResult> judgeExpectations(const Session& session,
                                                 const std::vector<Expectation>& expectations);

/// Findings of rule "expectation": missed ones as errors, unsure and unknown ones as warnings.
std::vector<Finding> expectationFindings(const std::vector<ExpectationResult>& results);

}  // namespace lane
