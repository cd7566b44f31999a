// Which cases are meant, as people write it: "benchmark=dot variant=avx* size>=1k". A plain value
// and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "session/session.h"

namespace lane {

/// One condition. Words allow several values (`dtype=f32,f64`), names of suites, benchmarks and
/// variants wildcards (`avx*`), sizes lists and ranges (`size=1k..1Mi`).
struct CaseCondition {
  enum class Field : std::uint8_t { suite, benchmark, variant, dtype, mode, cache, size, threads };
  enum class Relation : std::uint8_t { equal, unequal, below, atMost, above, atLeast };
  Field field = Field::benchmark;
  Relation relation = Relation::equal;
  std::vector<std::string> texts;      ///< of words and names
  std::vector<std::uint64_t> numbers;  ///< of sizes and thread counts
};

struct CaseConditions {
  std::vector<CaseCondition> all;  ///< every one must hold

  bool matches(const CaseRecord& record) const;
  bool names(CaseCondition::Field field) const;
};

/// Conditions separated by blanks; a value with blanks stands in double quotes. Errors: usage, with
/// the words that are known.
Result<CaseConditions> parseCaseConditions(std::string_view text);

}  // namespace lane
