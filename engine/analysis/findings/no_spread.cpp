// Times without an interval: what a comparison can only be unsure of.
#include <fmt/format.h>

#include <cmath>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findNoSpread(const Facts& facts) {
  std::vector<std::uint32_t> bare;
  for (std::uint32_t i = 0; i < facts.session().cases.size(); ++i) {
    const CaseRecord& record = facts.caseAt(i);
    if (record.hasTime() && !std::isfinite(record.relativeHalfWidth())) bare.push_back(i);
  }
  if (bare.empty()) return {};
  const bool all = bare.size() == facts.timedCases();
  return {{Severity::note,
           {},
           fmt::format("{} {} one time without its spread: how far to trust it cannot be told, and "
                       "a comparison with it stays unsure.",
                       all ? "Every case" : counted(bare.size(), "case", "cases"),
                       all || bare.size() == 1 ? "holds" : "hold"),
           evidenceOf(facts.session(), bare),
           "Repeat the measurement and keep the repetitions (--benchmark_repetitions=20 in Google "
           "Benchmark, without aggregates only)."}};
}

}  // namespace lane
