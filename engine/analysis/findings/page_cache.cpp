// Reads of files that never reached a disk.
#include <fmt/format.h>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {
namespace {

/// The way a file was read is a parameter of the case.
bool saysPageCache(const CaseRecord& record) {
  return record.bytesRead > 0 && (record.params.find("page_cache") != std::string::npos ||
                                  record.params.find("page cache") != std::string::npos);
}

}  // namespace

std::vector<Finding> findPageCacheReads(const Facts& facts) {
  constexpr double kMostly = 0.5;
  std::vector<bool> cached(facts.session().cases.size());
  for (const FactValue& share : facts.valuesOf("page_cache_share"))
    cached[share.caseIndex] = share.value->value >= kMostly;
  std::vector<std::uint32_t> cases;
  double fastest = 0;
  std::uint32_t best = 0;
  for (std::uint32_t i = 0; i < cached.size(); ++i) {
    const CaseRecord& record = facts.caseAt(i);
    if (!record.hasTime() || !(cached[i] || saysPageCache(record))) continue;
    cases.push_back(i);
    if (record.bytesRead / record.median > fastest) {
      fastest = record.bytesRead / record.median;
      best = i;
    }
  }
  if (cases.empty()) return {};
  const std::string rate = fastest > 0 ? fmt::format(", up to {} ({})", formatByteRate(fastest),
                                                     caseName(facts.caseAt(best)))
                                       : "";
  return {{Severity::note,
           {},
           fmt::format("Read from the page cache in {}{}: the speed of memory, not of a disk.",
                       counted(cases.size(), "case", "cases"), rate),
           evidenceOf(facts.session(), cases),
           "Measure with a cold cache to learn what the disk does."}};
}

}  // namespace lane
