#include "exchange/diff_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/crossover.h"
#include "base/units.h"

namespace lane {

std::string_view glyph(Verdict verdict) {
  switch (verdict) {
    case Verdict::improved:
      return "▲";
    case Verdict::regressed:
      return "▼";
    case Verdict::same:
      return "=";
    case Verdict::unsure:
      return "○";
  }
  return "";
}

std::string_view glyph(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::passed:
      return "=";
    case GateVerdict::failed:
      return "▼";
    case GateVerdict::incomplete:
      return "○";
  }
  return "";
}

std::string countsText(const DiffSummary& summary) {
  return fmt::format("{} improved, {} regressed, {} same, {} unsure, {} not paired",
                     formatCount(summary.improved), formatCount(summary.regressed),
                     formatCount(summary.same), formatCount(summary.unsure),
                     formatCount(summary.unmatched));
}

std::string intervalText(double low, double high) {
  return formatRatio(low, 3) + " … " + formatRatio(high, 3);
}

std::string geomeanText(const DiffSummary& summary) {
  if (!(summary.geomean > 0)) return {};
  return fmt::format("{} ({})", formatRatio(summary.geomean, 3),
                     intervalText(summary.geomeanLow, summary.geomeanHigh));
}

std::string metricName(const Diff& diff) {
  return diff.metric.name.empty() ? kTimePerCall.name : diff.metric.name;
}

std::string_view betterWhen(const Diff& diff) {
  if (diff.metric.higherIsBetter) return "above 1 is better";
  return isTimePerCall(diff.metric.id) ? "below 1 is faster" : "below 1 is better";
}

std::string_view heading(DiffGrouping by) {
  switch (by) {
    case DiffGrouping::suite:
      return "Suite";
    case DiffGrouping::variant:
      return "Variant";
    case DiffGrouping::kernel:
      return "Kernel";
  }
  return "";
}

std::string_view pluralHeading(DiffGrouping by) {
  switch (by) {
    case DiffGrouping::suite:
      return "suites";
    case DiffGrouping::variant:
      return "variants";
    case DiffGrouping::kernel:
      return "kernels";
  }
  return "";
}

std::vector<const DiffGroup*> groupsOf(const Diff& diff, DiffGrouping by) {
  std::vector<const DiffGroup*> found;
  for (const DiffGroup& group : diff.groups)
    if (group.by == by) found.push_back(&group);
  return found;
}

PairFigures::PairFigures(const Diff& diff, const DiffContext& context)
    : m_unit(diff.metric.unit.empty() ? "s" : diff.metric.unit) {
  if (!context.base || !context.now) return;
  const DiffOptions& options = diff.options;
  m_base.emplace(*context.base, options.metric, options.confidence);
  m_now.emplace(*context.now, options.metric, options.confidence);
}

std::vector<UnmatchedGroup> unmatchedGroups(const Diff& diff) {
  std::vector<UnmatchedGroup> groups;
  std::map<std::pair<std::string_view, bool>, std::size_t> byReason;
  for (const DiffUnmatched& item : diff.unmatched) {
    const auto [place, isNew] = byReason.try_emplace({item.reason, item.inBase}, groups.size());
    if (isNew) groups.push_back({item.reason, item.inBase, item.lost, {}});
    UnmatchedGroup& group = groups[place->second];
    group.lost = group.lost || item.lost;
    group.keys.push_back(item.key);
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const UnmatchedGroup& a, const UnmatchedGroup& b) {
                     return a.lost != b.lost ? a.lost : a.keys.size() > b.keys.size();
                   });
  return groups;
}

std::pair<std::string, std::string> namedPlace(const CrossoverRecord& crossover) {
  const std::string text = describe(crossover);
  const auto [from, to] = describeSides(crossover);
  const std::string sides = fmt::format("{} → {} ", from, to);
  const std::size_t at = text.find(sides);
  if (at == std::string::npos) return {text, {}};
  const std::size_t end = at + sides.size();
  return {text.substr(0, end - 1), text.substr(end)};
}

}  // namespace lane
