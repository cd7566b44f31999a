#include "exchange/diff_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/crossover.h"
#include "base/units.h"
#include "exchange/quality.h"

namespace lane {
namespace {

/// The metric of every case; the median time without one.
std::vector<double> figuresOf(const Session& session, const std::string& metric) {
  if (!metric.empty()) return valuesByCase(session, metric);
  std::vector<double> times;
  times.reserve(session.cases.size());
  for (const CaseRecord& record : session.cases) times.push_back(record.median);
  return times;
}

}  // namespace

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
  return diff.options.metric.empty() || diff.metric.name.empty() ? "Time" : diff.metric.name;
}

std::string_view betterWhen(const Diff& diff) {
  if (diff.metric.higherIsBetter) return "above 1 is better";
  return diff.options.metric.empty() ? "below 1 is faster" : "below 1 is better";
}

std::string formatIn(double value, std::string_view unit) {
  if (unit == "s") return formatTime(value);
  if (unit == "B") return formatBytes(value);
  if (unit == "B/s") return formatByteRate(value);
  if (unit == "FLOP/s") return formatFlopRate(value);
  if (unit == "Hz") return formatClock(value);
  if (unit.ends_with("/s")) return formatRate(value, unit.substr(0, unit.size() - 2));
  const std::string number = formatNumber(value);
  return unit.empty() || unit == "1" ? number : number + " " + std::string(unit);
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
    : m_unit(diff.options.metric.empty() ? "s" : diff.metric.unit) {
  if (!context.base || !context.now) return;
  m_base = figuresOf(*context.base, diff.options.metric);
  m_now = figuresOf(*context.now, diff.options.metric);
  m_known = std::all_of(diff.pairs.begin(), diff.pairs.end(), [&](const DiffPair& pair) {
    return pair.baseCase < m_base.size() && pair.newCase < m_now.size();
  });
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
