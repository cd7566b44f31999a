// Peak memory beside the size of the input.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {
namespace {

constexpr double kWorthSaying = 1.05;  ///< what a form that works in chunks keeps below
constexpr double kMuch = 2;            ///< more than a copy of the input beside it

}  // namespace

std::vector<Finding> findPeakMemory(const Facts& facts) {
  std::vector<FactValue> peaks = facts.valuesOf("peak_per_input");
  for (const FactValue& peak : facts.valuesOf("peak_over_input")) peaks.push_back(peak);
  std::erase_if(peaks, [](const FactValue& peak) { return !(peak.value->value > kWorthSaying); });
  if (peaks.empty()) return {};
  std::stable_sort(peaks.begin(), peaks.end(), [](const FactValue& a, const FactValue& b) {
    return a.value->value > b.value->value;
  });
  std::vector<std::uint32_t> cases;
  for (const FactValue& peak : peaks) cases.push_back(peak.caseIndex);
  const auto name = [&](std::size_t i) {
    return fmt::format("{} ({})", caseName(facts.caseAt(peaks[i].caseIndex)),
                       formatRatio(peaks[i].value->value));
  };
  return {{peaks.front().value->value > kMuch ? Severity::warning : Severity::note,
           {},
           fmt::format("Peak memory goes beyond the input: {}.", listed(peaks.size(), name, 4)),
           evidenceOf(facts.session(), cases),
           "Work in chunks of a fixed size: the peak then stays near the input, whatever its "
           "size."}};
}

}  // namespace lane
