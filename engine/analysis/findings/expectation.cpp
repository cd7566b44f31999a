// What the session's own plan expects of it.
#include "analysis/expectations.h"
#include "analysis/findings/rules.h"

namespace lane {

std::vector<Finding> findMissedExpectations(const Facts& facts) {
  if (!facts.plan() || facts.plan()->expect.empty()) return {};
  return expectationFindings(judgeExpectations(facts.session(), facts.plan()->expect));
}

}  // namespace lane
