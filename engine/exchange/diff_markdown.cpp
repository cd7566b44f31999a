// A diff as a comment on a pull request: the verdict and what moved in sight, the rest folded away.
#include <fmt/format.h>

#include <functional>

#include "base/units.h"
#include "exchange/diff_words.h"
#include "exchange/export.h"
#include "exchange/markdown_text.h"
#include "exchange/text_layout.h"

namespace lane {
namespace {

// GitHub takes 65,536 characters. Every section leaves room for those behind it.
constexpr std::size_t kMovedEnd = 36000;
constexpr std::size_t kEnvironmentEnd = 44000;
constexpr std::size_t kFoldsEnd = 60000;
constexpr std::size_t kLongest = 240;  ///< characters of one name
constexpr std::size_t kMostReasons = 10;
constexpr std::size_t kNamedUnmatched = 3;

std::string words(const std::string& text) {
  return text.empty() ? "–" : escapeMarkdown(shortened(text, kLongest));
}

/// Names of cases and values of machines: nobody is to be mentioned by them.
std::string code(const std::string& text) {
  return text.empty() ? "–" : "<code>" + words(text) + "</code>";
}

class Comment {
 public:
  explicit Comment(bool unlimited) : m_unlimited(unlimited) {}

  void add(std::string_view text) { m_text += text; }

  /// Rows of a table or list as long as they fit, then how many did not.
  void addRows(const std::vector<std::string>& rows, std::size_t end) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!m_unlimited && m_text.size() + rows[i].size() > end) {
        add(fmt::format("\n… and {} more.\n", formatCount(rows.size() - i)));
        break;
      }
      add(rows[i]);
    }
  }

  void addFold(const std::string& title, const std::string& head,
               const std::vector<std::string>& rows) {
    if (rows.empty()) return;
    add(fmt::format("\n<details><summary>{}</summary>\n\n{}", title, head));
    addRows(rows, kFoldsEnd);
    add("\n</details>\n");
  }

  std::string take() { return std::move(m_text); }

 private:
  std::string m_text;
  bool m_unlimited;
};

std::string headline(const Diff& diff, const GateOutcome* gate) {
  if (gate)
    return fmt::format("### {} Lanescope gate {}\n\n", glyph(gate->verdict), describe(*gate));
  const DiffSummary& s = diff.summary;
  if (diff.pairs.empty()) return "### ○ Lanescope: nothing to compare\n\n";
  if (s.regressed > 0)
    return fmt::format("### ▼ Lanescope: {} of {} cases regressed\n\n", formatCount(s.regressed),
                       formatCount(diff.pairs.size()));
  if (s.improved > 0)
    return fmt::format("### ▲ Lanescope: {} of {} cases improved, none regressed\n\n",
                       formatCount(s.improved), formatCount(diff.pairs.size()));
  return "### = Lanescope: no case regressed\n\n";
}

void addGate(Comment& comment, const GateOutcome& gate) {
  std::size_t listed = 0;
  for (const GateReason& reason : gate.reasons) {
    // Pairs have their tables.
    if (!reason.key.empty() && reason.kind != GateReason::Kind::lost) continue;
    if (listed++ == kMostReasons) break;
    comment.add(fmt::format("- {}{}{}\n", reason.key.empty() ? "" : code(reason.key) + ": ",
                            reason.severity == Severity::warning ? "undecided: " : "",
                            words(reason.text)));
  }
  if (!gate.remeasured.empty()) comment.add("- " + words(gate.remeasured) + "\n"), ++listed;
  if (listed > 0) comment.add("\n");
}

/// Tables of pairs, one kind at a time.
class PairTable {
 public:
  PairTable(const Diff& diff, const DiffContext& context)
      : m_diff(diff), m_figures(diff, context) {}

  std::string head(bool reasons) const {
    std::vector<std::string> titles{"Verdict", "Case"};
    if (m_figures.known()) titles.insert(titles.end(), {"base", "new"});
    titles.insert(titles.end(), {"new/base", "Interval", "Changed"});
    if (!reasons) return markdownHeader(titles, 2);
    titles.push_back("Why");
    std::string head = markdownHeader(titles, 2);
    return head.replace(head.rfind("---:|"), 5, "---|");  // a sentence, not a figure
  }
  std::vector<std::string> rows(const std::function<bool(Verdict)>& wanted, bool reasons) const {
    std::vector<std::string> rows;
    for (const DiffPair& pair : m_diff.pairs) {
      if (!wanted(pair.verdict)) continue;
      std::vector<std::string> cells{
          fmt::format("{} {}", glyph(pair.verdict), toWord(pair.verdict)), code(pair.key)};
      if (m_figures.known())
        cells.insert(cells.end(), {m_figures.baseText(pair), m_figures.newText(pair)});
      cells.insert(cells.end(),
                   {formatRatio(pair.ratio, 3), intervalText(pair.ratioLow, pair.ratioHigh),
                    pair.changed ? "yes" : "no"});
      if (reasons) cells.push_back(words(pair.reason));
      rows.push_back(markdownRow(cells));
    }
    return rows;
  }

 private:
  const Diff& m_diff;
  PairFigures m_figures;
};

void addPairs(Comment& comment, const Diff& diff, const PairTable& table) {
  const auto moved = table.rows(
      [](Verdict v) { return v == Verdict::regressed || v == Verdict::improved; }, false);
  if (!moved.empty()) {
    comment.add(table.head(false));
    comment.addRows(moved, kMovedEnd);
    comment.add("\n");
  }
  if (!diff.pairs.empty())
    comment.add(fmt::format("{} new/base: {}; largest effect first.\n", words(metricName(diff)),
                            betterWhen(diff)));
}

void addEnvironment(Comment& comment, const Diff& diff) {
  if (diff.environment.empty()) return;
  std::vector<std::string> rows;
  for (const EnvironmentDifference& item : diff.environment)
    rows.push_back(
        markdownRow({words(item.label), code(item.base), code(item.now), words(item.why)}));
  comment.add("\n**What else differs**, the likeliest explanation first\n\n" +
              markdownHeader({"Differs", "base", "new", "Explains"}, 4));
  comment.addRows(rows, kEnvironmentEnd);
}

void addGroups(Comment& comment, const Diff& diff, DiffGrouping by) {
  std::vector<std::string> rows;
  for (const DiffGroup* group : groupsOf(diff, by)) {
    const DiffSummary& s = group->summary;
    rows.push_back(
        markdownRow({code(group->name), formatCount(s.improved), formatCount(s.regressed),
                     formatCount(s.same), formatCount(s.unsure), geomeanText(s)}));
  }
  comment.addFold(fmt::format("{} {}", formatCount(rows.size()), pluralHeading(by)),
                  markdownHeader({std::string(heading(by)), "improved", "regressed", "same",
                                  "unsure", "geometric mean"},
                                 1),
                  rows);
}

void addMoved(Comment& comment, const Diff& diff) {
  std::vector<std::string> rows;
  for (const MovedCrossover& item : diff.crossovers) {
    if (!item.moved) break;
    const auto [name, before] = namedPlace(item.base);
    rows.push_back(markdownRow({words(name), words(before), words(namedPlace(item.now).second)}));
  }
  comment.addFold(fmt::format("{} of {} crossovers moved", formatCount(rows.size()),
                              formatCount(diff.crossovers.size())),
                  markdownHeader({"Crossover", "base", "new"}, 3), rows);
  rows.clear();
  for (const MovedCeiling& item : diff.ceilings) {
    if (!item.moved) break;
    rows.push_back(markdownRow({words(item.name), figureText(item.base, item.unit),
                                figureText(item.now, item.unit), formatRatio(item.ratio, 3),
                                intervalText(item.ratioLow, item.ratioHigh)}));
  }
  comment.addFold(fmt::format("{} of {} ceilings moved", formatCount(rows.size()),
                              formatCount(diff.ceilings.size())),
                  markdownHeader({"Ceiling", "base", "new", "new/base", "Interval"}, 1), rows);
}

void addUnmatched(Comment& comment, const Diff& diff, bool all) {
  std::vector<std::string> rows;
  for (const UnmatchedGroup& group : unmatchedGroups(diff)) {
    std::string row = fmt::format("- {} in {}, {}: ", formatCount(group.keys.size()),
                                  group.inBase ? "base" : "new", words(group.reason));
    const std::size_t named =
        all ? group.keys.size() : std::min(group.keys.size(), kNamedUnmatched);
    for (std::size_t i = 0; i < named; ++i) row += (i > 0 ? ", " : "") + code(group.keys[i]);
    rows.push_back(row + (named < group.keys.size() ? ", …\n" : "\n"));
  }
  comment.addFold(formatCount(diff.unmatched.size()) + " not paired", {}, rows);
}

}  // namespace

std::string toMarkdown(const Diff& diff, const DiffContext& context) {
  Comment comment(context.all);
  comment.add(headline(diff, context.gate));
  if (context.gate) addGate(comment, *context.gate);
  for (const std::string& remark : diff.remarks) comment.add(words(remark) + "\n\n");
  comment.add(fmt::format("**{}**; threshold {}, confidence {}.\n", countsText(diff.summary),
                          formatShare(diff.options.threshold),
                          formatShare(diff.options.confidence)));
  if (const std::string mean = geomeanText(diff.summary); !mean.empty())
    comment.add(fmt::format("{} new/base, geometric mean: {}.\n", words(metricName(diff)), mean));
  comment.add("\n");
  const PairTable table(diff, context);
  addPairs(comment, diff, table);
  addEnvironment(comment, diff);
  for (const DiffGrouping by : context.groups) addGroups(comment, diff, by);
  addMoved(comment, diff);
  addUnmatched(comment, diff, context.all);
  comment.addFold(formatCount(diff.summary.unsure) + " unsure", table.head(true),
                  table.rows([](Verdict v) { return v == Verdict::unsure; }, true));
  comment.addFold(formatCount(diff.summary.same) + " the same", table.head(false),
                  table.rows([](Verdict v) { return v == Verdict::same; }, false));
  if (!diff.pairs.empty() && !diff.betweenProcessSource.empty())
    comment.add(fmt::format("\nBetween processes: {} per session, {}.\n",
                            formatShare(diff.betweenProcess), words(diff.betweenProcessSource)));
  if (!context.command.empty())
    comment.add("\nMade with\n\n    " + printable(context.command) + "\n");
  return comment.take();
}

}  // namespace lane
