// The figures an expectation speaks of, found in a session. Internal to the expectations; pure
// functions on values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/case_conditions.h"
#include "analysis/findings/facts.h"
#include "base/result.h"

namespace lane {

/// What an expectation's `metric` asks for.
struct ExpectedMetric {
  enum class Kind : std::uint8_t {
    time,
    throughput,
    flopRate,
    itemRate,
    precision,
    efficiency,
    ulp,
    geomean,
    crossover,
    named  ///< by its id in the session
  };
  Kind kind = Kind::named;
  std::string id;        ///< of a named one; the variant of a geometric mean
  std::string from, to;  ///< sides of a crossover
};

/// Errors: usage, with the words that are known.
Result<ExpectedMetric> parseExpectedMetric(std::string_view text);

struct ExpectedFigure {
  double value = kUnknown;
  double low = kUnknown;  ///< NaN: it has no interval though it should have one
  double high = kUnknown;
  std::string name;                  ///< of what: a case, a kernel, the session
  std::vector<std::uint32_t> cases;  ///< it rests on
};

struct ExpectedFigures {
  std::string unit;  ///< SI; "elements" of sizes
  std::vector<ExpectedFigure> figures;
  /// Cases that are meant and have no such figure, and the first one's reason; or why there are
  /// none at all.
  std::vector<std::uint32_t> missing;
  std::string reason;
};

ExpectedFigures expectedFigures(const Facts& facts, const ExpectedMetric& metric,
                                const CaseConditions& where);

}  // namespace lane
