// Results outside their tolerance: the one thing no speed makes good.
#include <fmt/format.h>

#include <map>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findWrongResults(const Facts& facts) {
  // By kernel and variant, in case order.
  std::map<std::string, std::vector<std::uint32_t>> groups;
  const auto& cases = facts.session().cases;
  for (std::uint32_t i = 0; i < cases.size(); ++i)
    if (cases[i].status == CaseStatus::wrong) groups[seriesName(cases[i])].push_back(i);
  std::vector<Finding> found;
  for (const auto& [name, wrong] : groups) {
    const CaseRecord& first = cases[wrong.front()];
    const std::string where =
        wrong.size() == 1 ? ""
                          : fmt::format(" at {}, first", counted(wrong.size(), "size", "sizes"));
    const std::string why = first.reason.empty() ? "it is outside its tolerance" : first.reason;
    found.push_back({Severity::problem,
                     {},
                     fmt::format("{} computes a wrong result{} at {}: {}", name, where,
                                 formatSize(first.size), why),
                     evidenceOf(facts.session(), wrong),
                     "Do not use it; its times are not shown as speeds. Repair it, then measure "
                     "these cases again."});
  }
  return found;
}

}  // namespace lane
