// Cases that were to be measured and could not be, by reason.
#include <fmt/format.h>

#include <map>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"

namespace lane {

std::vector<Finding> findFailed(const Facts& facts) {
  std::map<std::string, std::vector<std::uint32_t>> byReason;
  const auto& cases = facts.session().cases;
  for (std::uint32_t i = 0; i < cases.size(); ++i)
    if (cases[i].status == CaseStatus::failed) byReason[cases[i].reason].push_back(i);
  std::vector<Finding> found;
  for (const auto& [reason, failed] : byReason)
    found.push_back(
        {Severity::warning,
         {},
         fmt::format("{} could not be measured, first {}: {}",
                     counted(failed.size(), "case", "cases"), caseName(cases[failed.front()]),
                     reason.empty() ? "no reason is known" : reason),
         evidenceOf(facts.session(), failed),
         "Nothing is known of their speed; the other cases are not affected."});
  return found;
}

}  // namespace lane
