// Memory still allocated when a case has ended.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findLeaks(const Facts& facts) {
  std::vector<FactValue> leaks = facts.valuesOf("live_bytes");
  // Google Benchmark's word for it.
  for (const FactValue& grown : facts.valuesOf("net_heap_growth")) leaks.push_back(grown);
  // What this program counts (run/allocation_count.h): left over by every call after the first.
  for (const FactValue& left : facts.valuesOf("allocation_live")) leaks.push_back(left);
  std::erase_if(leaks, [](const FactValue& live) { return live.value->value < 1; });
  if (leaks.empty()) return {};
  std::stable_sort(leaks.begin(), leaks.end(), [](const FactValue& a, const FactValue& b) {
    return a.value->value > b.value->value;
  });
  std::vector<std::uint32_t> cases;
  for (const FactValue& leak : leaks) cases.push_back(leak.caseIndex);
  const auto name = [&](std::size_t i) {
    return fmt::format("{} ({})", caseName(facts.caseAt(leaks[i].caseIndex)),
                       formatBytes(leaks[i].value->value));
  };
  return {{Severity::problem,
           {},
           fmt::format("Memory is still allocated at the end of {}: {}.",
                       counted(leaks.size(), "case", "cases"), listed(leaks.size(), name, 4)),
           evidenceOf(facts.session(), cases),
           "Free what each call allocates, or allocate it once before the calls."}};
}

}  // namespace lane
