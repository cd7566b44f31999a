// What allocating outputs anew costs, and where it makes the plain loop look as good as vectors.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {
namespace {

constexpr double kAhead = 1.1;  ///< vectors are worth it when outputs are used again
constexpr double kAsGood = 1.02;
constexpr double kCostly = 1.5;  ///< time with allocation / without, from which on it is said

struct Masked {
  std::uint32_t reuse, allocate, scalar;  ///< the vectors with and without, scalar with allocation
};

const FactChart* reusing(const Facts& facts, const FactChart& allocating) {
  CurveKey key = allocating.key;
  key.mode = Mode::reuse;
  for (const FactChart& chart : facts.charts())
    if (chart.key == key) return &chart;
  return nullptr;
}

const FactSize* sizeOf(const FactChart& chart, std::uint64_t size) {
  const auto at = std::lower_bound(
      chart.sizes.begin(), chart.sizes.end(), size,
      [](const FactSize& each, std::uint64_t wanted) { return each.size < wanted; });
  return at == chart.sizes.end() || at->size != size ? nullptr : &*at;
}

/// Where scalar is as good as the fastest vectors, but only since both allocate.
std::vector<Masked> maskedSizes(const Facts& facts, const FactChart& reuse,
                                const FactChart& allocate) {
  std::vector<Masked> masked;
  for (const FactSize& at : reuse.sizes) {
    const FactSize* with = sizeOf(allocate, at.size);
    const std::uint32_t plain = facts.find(at, "scalar");
    if (!with || plain == kNoCase || plain == at.fastest) continue;
    const std::uint32_t scalar = facts.find(*with, "scalar");
    const std::uint32_t vectors = facts.find(*with, facts.caseAt(at.fastest).variant);
    if (scalar == kNoCase || vectors == kNoCase) continue;
    if (facts.caseAt(plain).median < kAhead * facts.caseAt(at.fastest).median ||
        !facts.isFaster(at.fastest, plain))
      continue;
    if (facts.caseAt(scalar).median <= kAsGood * facts.caseAt(vectors).median)
      masked.push_back({at.fastest, vectors, scalar});
  }
  return masked;
}

Finding maskedFinding(const Facts& facts, const FactChart& reuse,
                      const std::vector<Masked>& masked) {
  const auto share = [&](const Masked& at) {
    return 1 - facts.caseAt(at.reuse).median / facts.caseAt(at.allocate).median;
  };
  const Masked worst =
      *std::max_element(masked.begin(), masked.end(),
                        [&](const Masked& a, const Masked& b) { return share(a) < share(b); });
  const CaseRecord& vectors = facts.caseAt(worst.allocate);
  std::vector<std::uint32_t> cases{worst.scalar, worst.allocate, worst.reuse};
  for (const Masked& at : masked)
    if (at.scalar != worst.scalar) cases.insert(cases.end(), {at.scalar, at.allocate, at.reuse});
  return {Severity::warning,
          {},
          fmt::format("{}: scalar is as fast as {} when outputs are allocated anew, at {} ({} "
                      "against {} at {}). Allocation takes {} of that call; on outputs used again "
                      "{} needs {}.",
                      reuse.name, vectors.variant, counted(masked.size(), "size", "sizes"),
                      formatTime(facts.caseAt(worst.scalar).median), formatTime(vectors.median),
                      formatSize(vectors.size), formatShare(share(worst)), vectors.variant,
                      formatTime(facts.caseAt(worst.reuse).median)),
          evidenceOf(facts.session(), cases),
          "Judge vectors by mode reuse, and allocate outputs once, outside of the loop that calls "
          "the kernel."};
}

}  // namespace

std::vector<Finding> findAllocation(const Facts& facts) {
  std::vector<Finding> found;
  std::vector<std::string> costs;
  std::vector<std::uint32_t> costly;
  for (const FactChart& allocate : facts.charts()) {
    if (allocate.key.mode != Mode::allocate) continue;
    const FactChart* reuse = reusing(facts, allocate);
    if (!reuse) continue;
    if (const auto masked = maskedSizes(facts, *reuse, allocate); !masked.empty())
      found.push_back(maskedFinding(facts, *reuse, masked));
    double most = kCostly;
    const FactSize* worst = nullptr;
    for (const FactSize& at : reuse->sizes) {
      const FactSize* with = sizeOf(allocate, at.size);
      if (!with || !facts.isFaster(at.fastest, with->fastest)) continue;
      const double ratio = facts.caseAt(with->fastest).median / facts.caseAt(at.fastest).median;
      if (ratio >= most) most = ratio, worst = with;
    }
    if (!worst) continue;
    costs.push_back(
        fmt::format("{} {} at {}", reuse->name, formatRatio(most), formatSize(worst->size)));
    costly.push_back(worst->fastest);
  }
  if (!costs.empty())
    found.push_back(
        {Severity::note,
         {},
         fmt::format("Allocating outputs anew costs the fastest variant up to: {}.", listed(costs)),
         evidenceOf(facts.session(), costly),
         "Use outputs again where the caller can; sessions tell both modes apart."});
  return found;
}

}  // namespace lane
