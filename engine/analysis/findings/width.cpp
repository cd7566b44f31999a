// Wider vectors that are never clearly faster than the next narrower ones.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"
#include "machine/variant.h"

namespace lane {
namespace {

constexpr double kWorthIt = 0.98;  ///< of the narrower one's time
constexpr std::size_t kLeastSizes = 4;

/// The next narrower variant of the same making that has a case there.
std::uint32_t narrower(const Facts& facts, const FactSize& at, const VariantInfo& wide) {
  std::uint32_t found = kNoCase;
  int width = 0;
  for (const std::uint32_t index : at.cases) {
    const auto id = variantByName(facts.caseAt(index).variant);
    if (!id) continue;
    const VariantInfo& other = info(*id);
    if (other.compilerMade != wide.compilerMade || other.vectorBytes == 0 ||
        other.vectorBytes >= wide.vectorBytes || other.vectorBytes < width)
      continue;
    // Of two as wide (avx3 and avx3_dl) the one that asks least of the machine comes first.
    if (other.vectorBytes == width && variantByName(facts.caseAt(found).variant) < *id) continue;
    found = index;
    width = other.vectorBytes;
  }
  return found;
}

/// One wide variant against the next narrower one.
struct Contest {
  std::size_t pairs = 0, kernels = 0;
  double logs = 0;                  ///< of time(wide) / time(narrow)
  std::vector<std::string> losing;  ///< charts where it never wins
  std::vector<std::uint32_t> cases;
};

}  // namespace

std::vector<Finding> findUselessWidths(const Facts& facts) {
  std::map<std::pair<VariantId, std::string>, Contest> contests;
  for (const FactChart& chart : facts.charts()) {
    for (const VariantInfo& wide : variants()) {
      if (wide.vectorBytes == 0) continue;
      std::size_t pairs = 0;
      bool wins = false;
      double logs = 0;
      std::string rival;
      std::vector<std::uint32_t> cases;
      for (const FactSize& at : chart.sizes) {
        const std::uint32_t one = facts.find(at, wide.name);
        const std::uint32_t other = one == kNoCase ? kNoCase : narrower(facts, at, wide);
        if (other == kNoCase) continue;
        const double ratio = facts.caseAt(one).median / facts.caseAt(other).median;
        rival = facts.caseAt(other).variant;
        ++pairs;
        logs += std::log(ratio);
        wins = wins || (ratio < kWorthIt && facts.isFaster(one, other));
        cases.push_back(one);
      }
      if (pairs < kLeastSizes) continue;
      Contest& contest = contests[{wide.id, rival}];
      ++contest.kernels;
      if (wins) continue;
      contest.pairs += pairs;
      contest.logs += logs;
      contest.losing.push_back(chart.name);
      contest.cases.insert(contest.cases.end(), cases.begin(), cases.end());
    }
  }
  std::vector<Finding> found;
  for (const auto& [who, contest] : contests) {
    if (contest.losing.empty()) continue;
    const bool all = contest.losing.size() == contest.kernels && contest.kernels > 1;
    found.push_back(
        {Severity::note,
         {},
         fmt::format("{} is never clearly faster than {} {}: over {} its time is {} of it, in the "
                     "geometric mean.",
                     info(who.first).name, who.second,
                     all ? "here" : "in " + listed(contest.losing),
                     counted(contest.pairs, "pair", "pairs"),
                     formatRatio(std::exp(contest.logs / double(contest.pairs)))),
         evidenceOf(facts.session(), contest.cases),
         fmt::format("On this machine {} there loses nothing.", who.second)});
  }
  return found;
}

}  // namespace lane
