// From which size on memory, not arithmetic, decides: by the roofline where there are ceilings, by
// a plateau of the byte rate beyond the last cache where there are none.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {
namespace {

double byteRate(const CaseRecord& record) {
  return (record.bytesRead + record.bytesWritten) / record.median;
}

/// The smallest of the largest sizes at which the fastest variant is bound by memory; at least two.
const FactSize* boundFrom(const Facts& facts, const FactChart& chart) {
  std::size_t bound = 0;
  for (auto at = chart.sizes.rbegin(); at != chart.sizes.rend(); ++at) {
    const RooflinePoint* point = facts.roof(at->fastest);
    if (!point || point->bound != Bound::memory) break;
    ++bound;
  }
  return bound < 2 ? nullptr : &chart.sizes[chart.sizes.size() - bound];
}

/// The first size of a plateau of the byte rate that lies well below the best rate and reaches
/// beyond the last cache.
const FactSize* plateauFrom(const Facts& facts, const FactChart& chart) {
  constexpr double kFlat = 1.15, kFell = 0.6;
  const double cache = double(facts.session().machine.lastLevelCacheBytes());
  const CaseRecord& last = facts.caseAt(chart.sizes.back().fastest);
  const double end = byteRate(last);
  if (!(end > 0) || cache == 0 || workingSet(last) <= cache) return nullptr;
  double best = 0;
  for (const FactSize& at : chart.sizes) best = std::max(best, byteRate(facts.caseAt(at.fastest)));
  if (end > kFell * best) return nullptr;
  std::size_t flat = 0;
  for (auto at = chart.sizes.rbegin(); at != chart.sizes.rend(); ++at) {
    const double rate = byteRate(facts.caseAt(at->fastest));
    if (rate > kFlat * end || rate * kFlat < end) break;
    ++flat;
  }
  // Two sizes a doubling apart would be flat on any slope.
  if (flat < 3) return nullptr;
  const FactSize& first = chart.sizes[chart.sizes.size() - flat];
  return double(last.size) >= 4 * double(first.size) ? &first : nullptr;
}

struct Told {
  std::vector<std::string> names;
  std::vector<std::uint32_t> cases;
};

}  // namespace

std::vector<Finding> findMemoryBound(const Facts& facts) {
  Told bound, flat;
  for (const FactChart& chart : facts.charts()) {
    if (chart.key.cache == CacheState::cold) continue;  // from memory by intention
    const bool rated = facts.roof(chart.sizes.back().fastest) != nullptr;
    const FactSize* from = rated ? boundFrom(facts, chart) : plateauFrom(facts, chart);
    if (!from) continue;
    Told& told = rated ? bound : flat;
    const std::uint32_t last = chart.sizes.back().fastest;
    told.names.push_back(fmt::format("{} from {} ({})", chart.name, formatSize(from->size),
                                     formatByteRate(byteRate(facts.caseAt(last)))));
    told.cases.push_back(from->fastest);
  }
  std::vector<Finding> found;
  const char* advice =
      "Wider vectors gain nothing there; fewer bytes do: a smaller type, fused passes, blocks that "
      "stay in a cache.";
  if (!bound.names.empty())
    found.push_back({Severity::note,
                     {},
                     fmt::format("Memory decides, not arithmetic: {}.", listed(bound.names)),
                     evidenceOf(facts.session(), bound.cases),
                     advice});
  if (!flat.names.empty())
    found.push_back({Severity::note,
                     {},
                     fmt::format("Probably bound by memory, where the rate has fallen to a "
                                 "plateau beyond the last cache: {}.",
                                 listed(flat.names)),
                     evidenceOf(facts.session(), flat.cases),
                     "Measure the ceilings of this machine to be sure: lanescope-cli ceilings."});
  return found;
}

}  // namespace lane
