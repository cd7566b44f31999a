// Caches that are not as large as the system says, where that changes what cases live in.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findCacheSizes(const Facts& facts) {
  // The warning that the sizes differ comes with the ceilings; here is what follows for the cases.
  constexpr double kDiffer = 1.6;
  std::vector<Finding> found;
  if (!facts.ceilings()) return found;
  for (const MemoryLevel& level : facts.ceilings()->levels) {
    if (!(level.measuredBytes > 0) || !(level.reportedBytes > 0)) continue;
    const double low = std::min(level.measuredBytes, level.reportedBytes);
    const double high = std::max(level.measuredBytes, level.reportedBytes);
    if (high < kDiffer * low) continue;
    std::vector<std::uint32_t> between;
    for (std::uint32_t i = 0; i < facts.session().cases.size(); ++i) {
      const CaseRecord& record = facts.caseAt(i);
      const double copies = std::ceil(double(record.threads) / std::max(1, level.sharedBy));
      const double bytes = workingSet(record);
      if (record.hasTime() && record.suite != "files" && record.cache == CacheState::hot &&
          bytes > low * copies && bytes <= high * copies)
        between.push_back(i);
    }
    if (between.empty()) continue;
    const bool smaller = level.measuredBytes < level.reportedBytes;
    found.push_back(
        {Severity::warning,
         {},
         fmt::format("{} holds {} by measurement, {} by the system's word: {} between the two "
                     "{} beyond it.",
                     level.name, formatBytes(level.measuredBytes), formatBytes(level.reportedBytes),
                     counted(between.size(), "case", "cases"),
                     smaller ? "count as" : "do not count as"),
         evidenceOf(facts.session(), between),
         "Size blocks and working sets by the measured figure: virtual machines misreport caches, "
         "and neighbours take their share."});
  }
  return found;
}

}  // namespace lane
