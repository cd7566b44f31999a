#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "exchange/diff_words.h"
#include "exchange/export.h"
#include "exchange/text_layout.h"

namespace lane {
namespace {

constexpr std::size_t kMostUnsure = 50;     ///< listed unless all are asked for
constexpr std::size_t kMostReasons = 10;    ///< gate, and groups of unmatched cases
constexpr std::size_t kNamedUnmatched = 3;  ///< of each group
constexpr std::size_t kAnyWidth = 100000;   ///< the terminal wraps

std::string dashed(const std::string& text) {
  return text.empty() ? "–" : printable(text);
}

std::string gateText(const GateOutcome& outcome) {
  std::string text = fmt::format("\nGate {}\n", describe(outcome));
  std::size_t listed = 0;
  for (const GateReason& reason : outcome.reasons) {
    if (listed++ == kMostReasons) {
      text += fmt::format("  … and {} more\n", formatCount(outcome.reasons.size() - kMostReasons));
      break;
    }
    text += fmt::format("  {}: {}{}{}\n", toWord(reason.kind), printable(reason.key),
                        reason.key.empty() ? "" : ": ", printable(reason.text));
  }
  if (!outcome.remeasured.empty()) text += "  " + printable(outcome.remeasured) + "\n";
  return text;
}

std::string environmentText(const Diff& diff) {
  if (diff.environment.empty()) return {};
  TextTable layout{{"Differs", "base", "new", "explains"}, {}, 4};
  for (const EnvironmentDifference& item : diff.environment)
    layout.rows.push_back(
        {dashed(item.label), dashed(item.base), dashed(item.now), printable(item.why)});
  return "\n" + layOut(layout, kAnyWidth);
}

std::string groupText(const Diff& diff, DiffGrouping by) {
  const auto groups = groupsOf(diff, by);
  if (groups.empty()) return {};
  TextTable layout{{std::string(heading(by)), "improved", "regressed", "same", "unsure",
                    "geometric mean", "interval"},
                   {},
                   1};
  for (const DiffGroup* group : groups) {
    const DiffSummary& s = group->summary;
    layout.rows.push_back({dashed(group->name), formatCount(s.improved), formatCount(s.regressed),
                           formatCount(s.same), formatCount(s.unsure), formatRatio(s.geomean, 3),
                           intervalText(s.geomeanLow, s.geomeanHigh)});
  }
  return "\n" + layOut(layout, kAnyWidth);
}

std::string pairsText(const Diff& diff, const DiffContext& context) {
  if (diff.pairs.empty()) return {};
  const PairFigures figures(diff, context);
  TextTable layout{{"verdict", "case"}, {}, 2};
  if (figures.known()) layout.header.insert(layout.header.end(), {"base", "new"});
  layout.header.insert(layout.header.end(), {"new/base", "interval", "changed"});
  std::size_t unsure = 0;
  for (const DiffPair& pair : diff.pairs) {
    if (!context.all && pair.verdict == Verdict::same) continue;
    if (!context.all && pair.verdict == Verdict::unsure && ++unsure > kMostUnsure) continue;
    std::vector<std::string>& row = layout.rows.emplace_back();
    row = {fmt::format("{} {}", glyph(pair.verdict), toWord(pair.verdict)), printable(pair.key)};
    if (figures.known()) row.insert(row.end(), {figures.baseText(pair), figures.newText(pair)});
    row.insert(row.end(), {formatRatio(pair.ratio, 3), intervalText(pair.ratioLow, pair.ratioHigh),
                           pair.changed ? "yes" : "no"});
  }
  std::string text;
  if (!layout.rows.empty()) text += "\n" + layOut(layout, kAnyWidth);
  std::string left;
  if (unsure > kMostUnsure) left = formatCount(unsure - kMostUnsure) + " unsure";
  if (!context.all && diff.summary.same > 0)
    left +=
        fmt::format("{}{} the same", left.empty() ? "" : " and ", formatCount(diff.summary.same));
  if (!left.empty()) text += fmt::format("\nNot listed: {}.\n", left);
  text += fmt::format(
      "\n{} new/base: {}. changed: the interval, adjusted for the number of pairs, excludes 1.\n",
      printable(metricName(diff)), betterWhen(diff));
  return text;
}

std::string movedText(const Diff& diff) {
  std::string text;
  if (const std::size_t moved = movedCount(diff.crossovers); moved > 0) {
    TextTable layout{{"Crossover moved", "base", "new"}, {}, 3};
    for (const MovedCrossover& item : diff.crossovers) {
      if (!item.moved) break;
      const auto [name, before] = namedPlace(item.base);
      layout.rows.push_back({printable(name), printable(before), namedPlace(item.now).second});
    }
    text += "\n" + layOut(layout, kAnyWidth);
  }
  if (const std::size_t moved = movedCount(diff.ceilings); moved > 0) {
    TextTable layout{{"Ceiling moved", "base", "new", "new/base", "interval"}, {}, 1};
    for (const MovedCeiling& item : diff.ceilings) {
      if (!item.moved) break;
      layout.rows.push_back({printable(item.name), figureText(item.base, item.unit),
                             figureText(item.now, item.unit), formatRatio(item.ratio, 3),
                             intervalText(item.ratioLow, item.ratioHigh)});
    }
    text += "\n" + layOut(layout, kAnyWidth);
  }
  return text;
}

std::string unmatchedText(const Diff& diff, const DiffContext& context) {
  if (diff.unmatched.empty()) return {};
  std::string text = "\nNot paired\n";
  std::size_t listed = 0;
  const auto groups = unmatchedGroups(diff);
  for (const UnmatchedGroup& group : groups) {
    if (!context.all && listed++ == kMostReasons) {
      text += fmt::format("  … for {} more reasons\n", formatCount(groups.size() - kMostReasons));
      break;
    }
    text += fmt::format("  {} {} in {}: {}\n", formatCount(group.keys.size()),
                        group.keys.size() == 1 ? "case" : "cases", group.inBase ? "base" : "new",
                        printable(group.reason));
    const std::size_t named =
        context.all ? group.keys.size() : std::min(group.keys.size(), kNamedUnmatched);
    for (std::size_t i = 0; i < named; ++i) text += "    " + printable(group.keys[i]) + "\n";
    if (named < group.keys.size()) text += "    …\n";
  }
  return text;
}

}  // namespace

std::string toText(const Diff& diff, const DiffContext& context) {
  std::string text =
      fmt::format("{} (threshold {}, confidence {})\n", countsText(diff.summary),
                  formatShare(diff.options.threshold), formatShare(diff.options.confidence));
  if (const std::string mean = geomeanText(diff.summary); !mean.empty())
    text += fmt::format("{} new/base, geometric mean: {}\n", printable(metricName(diff)), mean);
  for (const std::string& remark : diff.remarks) text += printable(remark) + "\n";
  if (context.gate) text += gateText(*context.gate);
  text += environmentText(diff);
  for (const DiffGrouping by : context.groups) text += groupText(diff, by);
  text += pairsText(diff, context) + movedText(diff) + unmatchedText(diff, context);
  if (!diff.pairs.empty() && !diff.betweenProcessSource.empty())
    text += fmt::format("\nBetween processes: {} per session, {}\n",
                        formatShare(diff.betweenProcess), printable(diff.betweenProcessSource));
  return text;
}

}  // namespace lane
