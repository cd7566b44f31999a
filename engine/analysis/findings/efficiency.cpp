// Kernels that stay far below every ceiling at every size.
#include <fmt/format.h>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findInefficiency(const Facts& facts) {
  constexpr double kFar = 1.0 / 3;
  constexpr double kCalls = 10;  ///< below so many empty calls the call is a good part of the time
  if (!facts.ceilings()) return {};
  std::vector<std::string> names;
  std::vector<std::uint32_t> cases;
  for (const FactChart& chart : facts.charts()) {
    std::uint32_t best = kNoCase;
    for (const FactSize& at : chart.sizes)
      for (const std::uint32_t index : at.cases) {
        const RooflinePoint* point = facts.roof(index);
        if (!point || facts.caseAt(index).median < kCalls * facts.emptyCallSeconds()) continue;
        if (best == kNoCase || point->efficiency > facts.roof(best)->efficiency) best = index;
      }
    if (best == kNoCase || facts.roof(best)->efficiency >= kFar) continue;
    const CaseRecord& record = facts.caseAt(best);
    names.push_back(fmt::format("{} ({} with {} at {})", chart.name,
                                formatShare(facts.roof(best)->efficiency), record.variant,
                                formatSize(record.size)));
    cases.push_back(best);
  }
  if (names.empty()) return {};
  return {
      {Severity::note,
       {},
       fmt::format("Less than a third of the nearest ceiling at every size: {}.", listed(names)),
       evidenceOf(facts.session(), cases),
       "Neither arithmetic nor memory explains their time: look for long chains of dependent "
       "instructions, divisions, branches, or a cost that names too little work."}};
}

}  // namespace lane
