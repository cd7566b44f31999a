// How writing a format compares with reading it in the same place.
#include <fmt/format.h>

#include <cmath>

#include "analysis/file_chart.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findWriteReadRatios(const Facts& facts) {
  constexpr double kWorthSaying = 1.1;  ///< to either side
  std::vector<std::string> said;
  std::vector<std::uint32_t> cases;
  for (const Dtype dtype : fileTypes(facts.session())) {
    const FileChart chart = fileChart(facts.session(), dtype);
    for (const FileCurve& curve : chart.curves) {
      if (curve.points.empty()) continue;
      const FilePoint& largest = curve.points.back();
      const WriteReadRatio& ratio = largest.ofReading;
      // Where an interval is missing or holds 1 there is nothing to be said.
      const bool slower = ratio.high < 1 && ratio.ratio <= 1 / kWorthSaying;
      const bool faster = ratio.low > 1 && ratio.ratio >= kWorthSaying;
      if (!slower && !faster) continue;
      said.push_back(fmt::format("{} {} ({} … {}) {} at {}", formatTitle(curve.format),
                                 formatRatio(ratio.ratio), formatRatio(ratio.low),
                                 formatRatio(ratio.high),
                                 inPageCache(curve.way) ? "in the page cache" : "on the device",
                                 formatFileSize(largest.bytes)));
      cases.push_back(largest.caseIndex);
    }
  }
  if (said.empty()) return {};
  const auto item = [&](std::size_t i) { return said[i]; };
  return {{Severity::note,
           {},
           fmt::format("Speed of writing ÷ speed of reading: {}.", listed(said.size(), item, 6)),
           evidenceOf(facts.session(), cases),
           "Both end in the same place: write with read in the page cache, write-fsync with read "
           "cold on the device."}};
}

}  // namespace lane
