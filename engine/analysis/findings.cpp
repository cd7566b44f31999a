#include "analysis/findings.h"

#include <algorithm>
#include <set>
#include <utility>

#include "analysis/findings/rules.h"

namespace lane {
namespace {

bool isRecomputed(const std::string& rule) {
  const auto all = rules();
  return std::any_of(all.begin(), all.end(), [&](const Rule& known) { return known.id == rule; });
}

}  // namespace

std::vector<Finding> findFindings(const Session& session) {
  const Facts facts(session);
  std::vector<Finding> found;
  std::set<std::pair<std::string, std::string>> told;
  const auto tell = [&](Finding finding) {
    if (told.emplace(finding.rule, finding.text).second) found.push_back(std::move(finding));
  };
  for (const Rule& rule : rules())
    for (Finding& finding : rule.look(facts)) {
      finding.rule = rule.id;
      tell(std::move(finding));
    }
  // Of rules that only a run or a newer program can apply, what they found stands.
  for (const Finding& stored : session.findings)
    if (!isRecomputed(stored.rule)) tell(stored);
  std::stable_sort(found.begin(), found.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  return found;
}

std::vector<Finding> findingsOf(const Session& session) {
  return session.findings.empty() ? findFindings(session) : session.findings;
}

}  // namespace lane
