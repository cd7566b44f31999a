// Libraries beside each other: where one is several times as fast as the other in a kernel, and
// whether one becomes suddenly faster from some size on.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "analysis/pair_ratio.h"
#include "base/units.h"
#include "peers/peers.h"

namespace lane {
namespace {

constexpr double kManyTimes = 3;  ///< what is called several times as fast
constexpr double kJump = 3;       ///< per element, from one size to the next
constexpr double kOverCall = 2;   ///< a time this many calls long is more than calling

/// Libraries run kernels with one thread unless the plan says otherwise, so that a time that is
/// mostly the call tells nothing of the kernel.
class Calls {
 public:
  explicit Calls(const Facts& facts) {
    for (const FactValue& cost : facts.valuesOf("call_cost"))
      m_seconds[cost.caseIndex] = cost.value->value;
  }
  bool isWork(const Facts& facts, std::uint32_t index) const {
    const auto at = m_seconds.find(index);
    return at == m_seconds.end() || facts.caseAt(index).median > kOverCall * at->second;
  }

 private:
  std::map<std::uint32_t, double> m_seconds;
};

/// One library against another in one kernel: the sizes at which it is several times as fast.
struct Lead {
  std::string chart;
  double least = 0, most = 0;                    ///< ratio of times over those sizes
  std::uint64_t from = 0, to = 0;                ///< sizes
  std::uint32_t slow = kNoCase, fast = kNoCase;  ///< where it is largest
};

std::optional<Lead> leadOf(const Facts& facts, const Calls& calls, const FactChart& chart,
                           std::string_view fast, std::string_view slow) {
  Lead lead;
  lead.chart = chart.name;
  for (const FactSize& at : chart.sizes) {
    const std::uint32_t a = facts.find(at, fast), b = facts.find(at, slow);
    if (a == kNoCase || b == kNoCase || !facts.isFaster(a, b)) continue;
    if (!calls.isWork(facts, a) || !calls.isWork(facts, b)) continue;
    const double ratio = facts.caseAt(b).median / facts.caseAt(a).median;
    if (ratio < kManyTimes) continue;
    if (lead.from == 0) lead.from = at.size;
    lead.to = at.size;
    lead.least = lead.least == 0 ? ratio : std::min(lead.least, ratio);
    if (ratio <= lead.most) continue;
    lead.most = ratio;
    lead.slow = b;
    lead.fast = a;
  }
  return lead.most > 0 ? std::optional(lead) : std::nullopt;
}

std::string leadText(const Facts& facts, const Lead& lead) {
  const PairedRatio pair = pairRatio(facts.session(), lead.fast, lead.slow, 0.95);
  std::string text = fmt::format("{} ×{}", lead.chart, formatNumber(lead.most, 2));
  if (pair.low > 0 && std::isfinite(pair.high))
    text += fmt::format(" ({} … {})", formatNumber(pair.low, 2), formatNumber(pair.high, 2));
  text += fmt::format(" at {}", formatSize(facts.caseAt(lead.fast).size));
  if (lead.from != lead.to)
    text += fmt::format(", at least ×{} from {} to {}", formatNumber(lead.least, 2),
                        formatSize(lead.from), formatSize(lead.to));
  return text;
}

void addLeads(const Facts& facts, const Calls& calls, std::string_view fast, std::string_view slow,
              std::vector<Finding>& found) {
  std::vector<Lead> leads;
  for (const FactChart& chart : facts.charts())
    if (auto lead = leadOf(facts, calls, chart, fast, slow)) leads.push_back(std::move(*lead));
  if (leads.empty()) return;
  std::stable_sort(leads.begin(), leads.end(),
                   [](const Lead& a, const Lead& b) { return a.most > b.most; });
  std::vector<std::uint32_t> cases;
  for (const Lead& lead : leads) cases.insert(cases.end(), {lead.fast, lead.slow});
  constexpr std::size_t kShown = 4;
  found.push_back(
      {Severity::note,
       {},
       fmt::format(
           "{} is at least {} times as fast as {} in {}, calling them left aside: {}.", fast,
           formatNumber(kManyTimes, 1), slow, counted(leads.size(), "kernel", "kernels"),
           listed(
               leads.size(), [&](std::size_t i) { return leadText(facts, leads[i]); }, kShown)),
       evidenceOf(facts.session(), cases),
       fmt::format("Where {} is slow in a kernel, being faster than it is no feat: compare with "
                   "the fastest library of each kernel.",
                   slow)});
}

/// The largest gain per element of a library from one measured size to the next larger.
struct Gain {
  double ratio = 0;
  std::uint32_t before = kNoCase, after = kNoCase;
  std::string chart;
};

Gain largestGain(const Facts& facts, const Calls& calls, std::string_view library) {
  Gain largest;
  for (const FactChart& chart : facts.charts()) {
    std::uint32_t before = kNoCase;
    for (const FactSize& at : chart.sizes) {
      const std::uint32_t here = facts.find(at, library);
      if (here == kNoCase) continue;
      if (before != kNoCase && calls.isWork(facts, before)) {
        const CaseRecord& a = facts.caseAt(before);
        const CaseRecord& b = facts.caseAt(here);
        const double ratio = (a.median / double(a.size)) / (b.median / double(b.size));
        if (ratio > largest.ratio) largest = {ratio, before, here, chart.name};
      }
      before = here;
    }
  }
  return largest;
}

}  // namespace

std::vector<Finding> findLibraries(const Facts& facts) {
  const Calls calls(facts);
  std::vector<Finding> found;
  for (const PeerInfo& fast : peers())
    for (const PeerInfo& slow : peers())
      if (fast.id != slow.id && fast.package != slow.package)
        addLeads(facts, calls, fast.name, slow.name, found);
  for (const PeerInfo& peer : peers()) {
    const Gain gain = largestGain(facts, calls, peer.name);
    if (gain.before == kNoCase) continue;
    const std::string where =
        fmt::format("{}, from {} to {}", gain.chart, formatSize(facts.caseAt(gain.before).size),
                    formatSize(facts.caseAt(gain.after).size));
    const bool jumps = gain.ratio >= kJump;
    found.push_back(
        {jumps ? Severity::warning : Severity::note,
         {},
         jumps ? fmt::format("{} becomes {} times as fast per element in {}: more threads, or "
                             "other code, take over there.",
                             peer.name, formatNumber(gain.ratio, 2), where)
               : fmt::format("{} becomes nowhere suddenly faster: beyond the cost of calling it, "
                             "an element never gets more than ×{} cheaper from one size to the "
                             "next ({}).",
                             peer.name, formatNumber(gain.ratio, 3), where),
         evidenceOf(facts.session(), {gain.before, gain.after}),
         jumps ? "Look at its thread count in the session's sources; measure it with one thread "
                 "and with several."
               : ""});
  }
  return found;
}

}  // namespace lane
