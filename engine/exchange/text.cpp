#include <fmt/format.h>

#include "analysis/crossover.h"
#include "base/units.h"
#include "exchange/export.h"
#include "exchange/quality.h"
#include "exchange/result_table.h"
#include "exchange/roof_summary.h"
#include "exchange/text_layout.h"

namespace lane {
namespace {

/// "139 ±0.4 %*"; the last character is the mark's place.
std::string cellText(const ResultCell& cell) {
  if (cell.value.empty()) return "– ";
  return cell.value + (cell.interval.empty() ? "" : " " + cell.interval) + (cell.best ? "*" : " ");
}

void appendTable(std::string& text, const ResultTable& table) {
  text += fmt::format("\n{}{}{}\n", printable(table.heading), table.unit.empty() ? "" : ", in ",
                      table.unit);
  if (!table.rows.empty()) {
    TextTable layout;
    layout.header = {"n"};
    // The header stands over the figure, not over the mark behind it.
    for (const std::string& variant : table.variants)
      layout.header.push_back(printable(variant) + " ");
    if (table.hasRoof) layout.header.insert(layout.header.end(), {"of roof", "bound"});
    for (const ResultRow& row : table.rows) {
      std::vector<std::string>& line = layout.rows.emplace_back();
      line.push_back(formatSize(row.size));
      for (const ResultCell& cell : row.cells) line.push_back(cellText(cell));
      if (table.hasRoof)
        line.insert(line.end(), {row.roofShare.empty() ? "–" : row.roofShare,
                                 row.bound.empty() ? "–" : row.bound});
    }
    text += layOut(layout);
  }
  for (const std::string& note : table.notes) text += "  " + printable(note) + "\n";
}

void appendRoof(std::string& text, const RoofSummary& summary) {
  const auto append = [&](const char* heading, const std::vector<RoofRow>& rows) {
    if (rows.empty()) return;
    TextTable layout{{heading, "of roof", "bound", "ceiling"}, {}, 1};
    for (const RoofRow& row : rows)
      layout.rows.push_back({printable(row.name), row.share, row.bound, printable(row.ceiling)});
    text += "\n" + layOut(layout);
  };
  append("Nearest to the roof", summary.nearest);
  append("Furthest below, fastest variant", summary.furthest);
}

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

}  // namespace

std::string toText(const MachineCard& card) {
  std::size_t width = 0;
  for (const MachineField& field : card.fields) width = std::max(width, displayWidth(field.label));
  std::string text;
  std::string group;
  for (const MachineField& field : card.fields) {
    if (field.group != group && !text.empty()) text += "\n";
    group = field.group;
    const std::string padding(width - displayWidth(field.label), ' ');
    text += fmt::format("{}{}  {}\n", printable(field.label), padding,
                        printable(field.reason.empty() ? field.value : "– (" + field.reason + ")"));
  }
  return text;
}

std::string toText(const Session& session) {
  std::string text = printable(session.title) + "\n";
  text +=
      fmt::format("{}, {}, {}{}\n", printable(session.machine.cpuModel), printable(session.created),
                  caseCounts(session), session.complete ? "" : "; the run was not completed");
  const auto tables = resultTables(session);
  for (const ResultTable& table : tables) appendTable(text, table);
  if (!tables.empty()) text += "\n* fastest; ± half of the confidence interval of the median\n";
  const RoofSummary roof = roofSummary(session);
  if (!roof.source.empty())
    text += fmt::format(
        "of roof: share of its ceiling the fastest variant reaches; bound: that ceiling.\n"
        "Ceilings measured {}\n",
        printable(roof.source));
  appendRoof(text, roof);
  if (const auto notes = qualityNotes(session); !notes.empty()) {
    text += "\nQuality of the figures\n";
    for (const std::string& note : notes) text += "  " + printable(note) + "\n";
  }
  if (!session.crossovers.empty()) {
    text += "\nCrossovers\n";
    for (const CrossoverRecord& crossover : session.crossovers)
      text += "  " + printable(describe(crossover)) + "\n";
  }
  if (!session.findings.empty()) {
    text += "\nFindings\n";
    for (const Finding& finding : session.findings)
      text += fmt::format("  {}: {}{}{}\n", toWord(finding.severity), printable(finding.text),
                          finding.advice.empty() ? "" : " ", printable(finding.advice));
  }
  return text;
}

std::string toText(const Diff& diff) {
  const DiffSummary& summary = diff.summary;
  std::string text =
      fmt::format("{} improved, {} regressed, {} same, {} unsure, {} not paired (threshold {})\n",
                  summary.improved, summary.regressed, summary.same, summary.unsure,
                  summary.unmatched, formatShare(diff.options.threshold));
  if (!diff.pairs.empty())
    text += fmt::format("Geometric mean of time new/base: {} ({} … {})\n",
                        formatRatio(summary.geomean, 3), formatRatio(summary.geomeanLow, 3),
                        formatRatio(summary.geomeanHigh, 3));
  if (!diff.environment.empty()) {
    TextTable layout{{"Differs", "base", "new"}, {}, 3};
    for (const EnvironmentDifference& item : diff.environment)
      layout.rows.push_back({printable(item.label), printable(item.base.empty() ? "–" : item.base),
                             printable(item.now.empty() ? "–" : item.now)});
    text += "\n" + layOut(layout, 1000);
  }
  if (!diff.pairs.empty()) {
    TextTable layout{{"verdict", "case", "new/base", "interval", "changed"}, {}, 2};
    for (const DiffPair& pair : diff.pairs)
      layout.rows.push_back(
          {fmt::format("{} {}", glyph(pair.verdict), toWord(pair.verdict)), printable(pair.key),
           formatRatio(pair.ratio, 3),
           fmt::format("{} … {}", formatRatio(pair.ratioLow, 3), formatRatio(pair.ratioHigh, 3)),
           pair.changed ? "yes" : "no"});
    text += "\n" + layOut(layout, 1000);
    text +=
        "Time new/base: below 1 is faster. changed: the interval, adjusted for the number of "
        "pairs, excludes 1.\n";
  }
  if (!diff.unmatched.empty()) {
    text += "\nNot paired\n";
    for (const DiffUnmatched& item : diff.unmatched)
      text += fmt::format("  {} (only in {}): {}\n", printable(item.key),
                          item.inBase ? "base" : "new", printable(item.reason));
  }
  if (!diff.pairs.empty() && !diff.betweenProcessSource.empty())
    text += fmt::format("\nBetween processes: {} per session, {}\n",
                        formatShare(diff.betweenProcess), printable(diff.betweenProcessSource));
  return text;
}

}  // namespace lane
