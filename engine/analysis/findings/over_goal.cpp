// Cases whose interval is wider than the plan asked for.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findOverGoal(const Facts& facts) {
  constexpr double kMany = 0.25;
  if (!facts.plan()) return {};
  const double goal = facts.plan()->precision;
  std::vector<std::uint32_t> over;
  std::size_t spent = 0, steady = 0;
  for (std::uint32_t i = 0; i < facts.session().cases.size(); ++i) {
    const CaseRecord& record = facts.caseAt(i);
    if (!record.hasTime() || !(record.relativeHalfWidth() > goal)) continue;
    over.push_back(i);
    spent += record.stopReason == StopReason::budget;
    steady += record.stopReason == StopReason::plateau;
  }
  if (over.empty()) return {};
  std::stable_sort(over.begin(), over.end(), [&](std::uint32_t a, std::uint32_t b) {
    return facts.caseAt(a).relativeHalfWidth() > facts.caseAt(b).relativeHalfWidth();
  });
  std::vector<std::string> why;
  const auto how = [&](std::size_t count) {
    return count == over.size() ? std::string("all") : formatCount(count);
  };
  if (spent > 0) why.push_back(how(spent) + " for want of time");
  if (steady > 0) why.push_back(how(steady) + " because more samples no longer helped");
  const double share = double(over.size()) / double(facts.timedCases());
  const CaseRecord& worst = facts.caseAt(over.front());
  return {{share >= kMany ? Severity::warning : Severity::note,
           {},
           fmt::format("{} of {} missed the goal of ±{}{}{}; the widest is ±{} ({}).",
                       formatCount(over.size()), counted(facts.timedCases(), "case", "cases"),
                       formatShare(goal), why.empty() ? "" : ", ", listed(why),
                       formatShare(worst.relativeHalfWidth()), caseName(worst)),
           evidenceOf(facts.session(), over),
           spent >= steady ? "Give the plan a larger budget, or fewer cases."
                           : "A quieter machine helps, more time does not."}};
}

}  // namespace lane
