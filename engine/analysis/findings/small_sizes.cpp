// Whether vectors pay for short arrays: the fastest hand-written variant against the scalar loop
// up to 100 elements.
#include <fmt/format.h>

#include <cmath>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"
#include "machine/variant.h"

namespace lane {
namespace {

constexpr std::uint64_t kSmall = 100;
constexpr std::size_t kLeastPairs = 5;

bool isHandWritten(const CaseRecord& record) {
  const auto id = variantByName(record.variant);
  return id && *id != VariantId::scalar && !info(*id).compilerMade;
}

std::uint32_t fastestByHand(const Facts& facts, const FactSize& at) {
  std::uint32_t best = kNoCase;
  for (const std::uint32_t index : at.cases)
    if (isHandWritten(facts.caseAt(index)) &&
        (best == kNoCase || facts.caseAt(index).median < facts.caseAt(best).median))
      best = index;
  return best;
}

}  // namespace

std::vector<Finding> findSmallSizes(const Facts& facts) {
  std::size_t pairs = 0, wins = 0;
  double logs = 0, least = 0, most = 0;
  std::vector<std::string> losing;
  std::vector<std::uint32_t> cases;
  for (const FactChart& chart : facts.charts()) {
    if (chart.key.mode != Mode::reuse) continue;
    for (const FactSize& at : chart.sizes) {
      if (at.size < 2 || at.size > kSmall) continue;
      const std::uint32_t scalar = facts.find(at, info(VariantId::scalar).name);
      const std::uint32_t ours = fastestByHand(facts, at);
      if (scalar == kNoCase || ours == kNoCase) continue;
      const double ratio = facts.caseAt(scalar).median / facts.caseAt(ours).median;
      least = pairs == 0 ? ratio : std::min(least, ratio);
      most = std::max(most, ratio);
      logs += std::log(ratio);
      ++pairs;
      if (facts.isFaster(ours, scalar)) {
        ++wins;
        continue;
      }
      losing.push_back(fmt::format("{} at {}", chart.name, formatSize(at.size)));
      cases.insert(cases.end(), {ours, scalar});
    }
  }
  if (pairs < kLeastPairs) return {};
  std::string text = fmt::format(
      "Up to {} elements the fastest hand-written variant beats the scalar loop in {} of {} "
      "cases, by ×{} to ×{}, ×{} in the geometric mean",
      kSmall, wins, pairs, formatNumber(least, 2), formatNumber(most, 2),
      formatNumber(std::exp(logs / double(pairs)), 2));
  text += losing.empty() ? ". That vectors do not pay for short arrays is not so here."
                         : fmt::format("; not in {}.", listed(losing));
  return {{Severity::note,
           {},
           std::move(text),
           evidenceOf(facts.session(), cases),
           losing.empty() ? "" : "Dispatch by the crossovers of those kernels."}};
}

}  // namespace lane
