// Cases whose time depends on where their operands happen to lie.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findPlacement(const Facts& facts) {
  constexpr double kMatters = 0.1;
  constexpr double kMuch = 0.5;
  std::vector<FactValue> probed = facts.valuesOf("placement_sensitivity");
  const std::size_t all = probed.size();
  std::erase_if(probed, [](const FactValue& value) { return !(value.value->value > kMatters); });
  if (probed.empty()) return {};
  std::stable_sort(probed.begin(), probed.end(), [](const FactValue& a, const FactValue& b) {
    return a.value->value > b.value->value;
  });
  std::vector<std::uint32_t> cases;
  for (const FactValue& value : probed) cases.push_back(value.caseIndex);
  const auto name = [&](std::size_t i) {
    return fmt::format("{} (+{})", caseName(facts.caseAt(probed[i].caseIndex)),
                       formatShare(probed[i].value->value));
  };
  return {{probed.front().value->value >= kMuch ? Severity::warning : Severity::note,
           {},
           fmt::format("Other placements of the operands slow {} of {} down by more than {}: {}.",
                       formatCount(probed.size()), counted(all, "case", "cases"),
                       formatShare(kMatters), listed(probed.size(), name, 3)),
           evidenceOf(facts.session(), cases),
           "Their figures hold for one placement. A caller whose arrays lie elsewhere may see the "
           "slower time; alignment is an axis of plans."}};
}

}  // namespace lane
