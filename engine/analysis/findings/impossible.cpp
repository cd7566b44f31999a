// Rates above what the machine can do, as the physics check marked them.
#include <fmt/format.h>

#include <map>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findImpossible(const Facts& facts) {
  std::map<std::string, std::vector<std::uint32_t>> groups;
  const auto& cases = facts.session().cases;
  for (std::uint32_t i = 0; i < cases.size(); ++i)
    if (cases[i].status == CaseStatus::impossible) groups[seriesName(cases[i])].push_back(i);
  std::vector<Finding> found;
  for (const auto& [name, impossible] : groups) {
    const CaseRecord& first = cases[impossible.front()];
    const std::string sizes =
        impossible.size() == 1 ? formatSize(first.size)
                               : fmt::format("{} sizes, first {}", formatCount(impossible.size()),
                                             formatSize(first.size));
    found.push_back({Severity::problem,
                     {},
                     fmt::format("{} at {} ({}) is faster than this machine can be: {}", name,
                                 sizes, formatTime(first.median), first.reason),
                     evidenceOf(facts.session(), impossible),
                     "Check the kernel's result and its cost before trusting it."});
  }
  return found;
}

}  // namespace lane
