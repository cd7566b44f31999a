// Cases whose samples have more than one speed.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findModes(const Facts& facts) {
  constexpr double kMany = 0.1;
  constexpr std::size_t kFew = 5;
  std::vector<std::uint32_t> cases;
  for (const FactValue& modes : facts.valuesOf("modes"))
    if (modes.value->value >= 2 && facts.caseAt(modes.caseIndex).hasTime())
      cases.push_back(modes.caseIndex);
  if (cases.empty()) return {};
  // The widest interval first: there the two speeds lie furthest apart.
  std::stable_sort(cases.begin(), cases.end(), [&](std::uint32_t a, std::uint32_t b) {
    return facts.caseAt(a).relativeHalfWidth() > facts.caseAt(b).relativeHalfWidth();
  });
  const auto name = [&](std::size_t i) { return caseName(facts.caseAt(cases[i])); };
  const double share = double(cases.size()) / double(facts.timedCases());
  const bool many = share >= kMany && cases.size() >= kFew;
  return {{many ? Severity::warning : Severity::note,
           {},
           fmt::format("{} of {} ran at more than one speed: {}.", formatCount(cases.size()),
                       counted(facts.timedCases(), "case", "cases"), listed(cases.size(), name, 3)),
           evidenceOf(facts.session(), cases),
           "Their median stands for whichever speed was more frequent. Look at the samples over "
           "time: clock, placement or a neighbour changed."}};
}

}  // namespace lane
