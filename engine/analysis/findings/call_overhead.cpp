// Sizes at which the cost of a call, not the work, makes most of the time.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {
namespace {

/// Up to which size at least half of the fastest variant's time is an empty call.
const FactSize* mostlyCall(const Facts& facts, const FactChart& chart) {
  const FactSize* last = nullptr;
  for (const FactSize& at : chart.sizes) {
    if (facts.caseAt(at.fastest).median > 2 * facts.emptyCallSeconds()) break;
    last = &at;
  }
  return last;
}

/// A variant that takes about the same time at all small sizes while another is far faster.
struct Floor {
  std::uint32_t first = kNoCase;  ///< its smallest size
  std::uint32_t last = kNoCase;   ///< the largest it is flat up to
  std::uint32_t fastest = kNoCase;
  double ratio = 0;  ///< at the smallest size
};

Floor floorOf(const Facts& facts, const FactChart& chart, const std::string& variant) {
  constexpr double kFlat = 1.5, kFarSlower = 3;
  constexpr double kSpan = 4;  ///< between the smallest and the largest flat size
  Floor floor;
  std::size_t sizes = 0;
  for (const FactSize& at : chart.sizes) {
    const std::uint32_t index = facts.find(at, variant);
    if (index == kNoCase) continue;
    if (floor.first == kNoCase) {
      floor.first = index;
      floor.fastest = at.fastest;
    }
    if (facts.caseAt(index).median > kFlat * facts.caseAt(floor.first).median) break;
    floor.last = index;
    ++sizes;
  }
  if (sizes < 3) return {};
  const CaseRecord& first = facts.caseAt(floor.first);
  const double least = double(std::max<std::uint64_t>(first.size, 1));
  floor.ratio = first.median / facts.caseAt(floor.fastest).median;
  if (double(facts.caseAt(floor.last).size) < kSpan * least || floor.ratio < kFarSlower) return {};
  return floor;
}

}  // namespace

std::vector<Finding> findCallOverhead(const Facts& facts) {
  std::vector<Finding> found;
  std::map<std::string, std::vector<std::pair<std::string, Floor>>> floors;  // by variant
  std::vector<std::string> names;
  std::vector<std::uint32_t> cases;
  for (const FactChart& chart : facts.charts()) {
    // Where a call does no work on bytes or numbers, as an allocation, the call is what is meant.
    const CaseRecord& any = facts.caseAt(chart.sizes.front().cases.front());
    if (!(any.bytesRead + any.bytesWritten + any.flops > 0)) continue;
    if (const FactSize* last = mostlyCall(facts, chart)) {
      names.push_back(fmt::format("{} up to {}", chart.name, formatSize(last->size)));
      cases.push_back(last->fastest);
    }
    for (const std::uint32_t index : chart.sizes.front().cases) {
      const std::string& variant = facts.caseAt(index).variant;
      if (const Floor floor = floorOf(facts, chart, variant); floor.first != kNoCase)
        floors[variant].emplace_back(chart.name, floor);
    }
  }
  for (auto& [variant, list] : floors) {
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.second.ratio > b.second.ratio; });
    const auto& [name, worst] = list.front();
    const CaseRecord& last = facts.caseAt(worst.last);
    std::vector<std::uint32_t> evidence;
    for (const auto& [chart, floor] : list)
      evidence.insert(evidence.end(), {floor.first, floor.last});
    const std::string others =
        list.size() == 1 ? ""
                         : fmt::format(" The same holds for {}.",
                                       counted(list.size() - 1, "other kernel", "other kernels"));
    found.push_back({Severity::note,
                     {},
                     fmt::format("{}: {} takes about {} whatever the size up to {}: a cost per "
                                 "call, not per element. That "
                                 "{} is {} times faster there says nothing of the arithmetic.{}",
                                 name, variant, formatTime(facts.caseAt(worst.first).median),
                                 formatSize(last.size), facts.caseAt(worst.fastest).variant,
                                 formatNumber(worst.ratio, 2), others),
                     evidenceOf(facts.session(), evidence),
                     "Compare at larger sizes, or call it once for many small ones."});
  }
  if (!names.empty())
    found.push_back({Severity::note,
                     {},
                     fmt::format("An empty call ({}) is at least half of the fastest variant's "
                                 "time: {}. Speed-ups there compare calls, not arithmetic.",
                                 formatTime(facts.emptyCallSeconds()), listed(names)),
                     evidenceOf(facts.session(), cases),
                     "Inline such small kernels, or hand over larger pieces."});
  return found;
}

}  // namespace lane
