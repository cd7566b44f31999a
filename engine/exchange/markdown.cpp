#include <fmt/format.h>

#include "analysis/crossover.h"
#include "base/units.h"
#include "exchange/export.h"
#include "exchange/markdown_text.h"
#include "exchange/quality.h"
#include "exchange/result_table.h"
#include "exchange/roof_summary.h"

namespace lane {
namespace {

std::string cellText(const ResultCell& cell) {
  if (cell.value.empty()) return "–";
  const std::string text = cell.value + (cell.interval.empty() ? "" : " " + cell.interval);
  return cell.best ? "**" + text + "**" : text;
}

std::string roofSection(const RoofSummary& summary) {
  if (summary.source.empty()) return {};
  std::string text = fmt::format(
      "## Roofline\n\nOf roof: share of its ceiling a case reaches. Ceilings measured {}.\n\n",
      escapeMarkdown(summary.source));
  const auto append = [&](const char* heading, const std::vector<RoofRow>& rows) {
    if (rows.empty()) return;
    text += markdownRow({heading, "of roof", "bound", "ceiling"}) + "|---|---:|---|---|\n";
    for (const RoofRow& entry : rows)
      text += markdownRow(
          {escapeMarkdown(entry.name), entry.share, entry.bound, escapeMarkdown(entry.ceiling)});
    text += "\n";
  };
  append("Nearest to the roof", summary.nearest);
  append("Furthest below, fastest variant", summary.furthest);
  return text;
}

std::string machineSection(const MachineCard& card) {
  std::string text = "## Machine\n\n" + markdownHeader({"Field", "Value"}, 2);
  for (const MachineField& field : card.fields)
    text += markdownRow(
        {escapeMarkdown(field.label),
         escapeMarkdown(field.reason.empty() ? field.value : "– (" + field.reason + ")")});
  return text;
}

}  // namespace

std::string toMarkdown(const Session& session, const ReportOptions&) {
  std::string text =
      fmt::format("# {}\n\n{}, {}. {}{}.\n\n", escapeMarkdown(session.title),
                  escapeMarkdown(session.machine.cpuModel), escapeMarkdown(session.created),
                  caseCounts(session), session.complete ? "" : "; the run was not completed");
  for (const ResultTable& table : resultTables(session)) {
    text += fmt::format("## {}{}{}\n\n", escapeMarkdown(table.heading),
                        table.unit.empty() ? "" : ", in ", table.unit);
    if (!table.rows.empty()) {
      std::vector<std::string> titles{"n"};
      for (const std::string& variant : table.variants) titles.push_back(escapeMarkdown(variant));
      if (table.hasRoof) titles.insert(titles.end(), {"of roof", "bound"});
      text += markdownHeader(titles, 0);
      for (const ResultRow& line : table.rows) {
        std::vector<std::string> cells{formatSize(line.size)};
        for (const ResultCell& cell : line.cells) cells.push_back(cellText(cell));
        if (table.hasRoof)
          cells.insert(cells.end(), {line.roofShare.empty() ? "–" : line.roofShare,
                                     line.bound.empty() ? "–" : line.bound});
        text += markdownRow(cells);
      }
      text += "\n";
    }
    for (const std::string& note : table.notes) text += "- " + escapeMarkdown(note) + "\n";
    if (!table.notes.empty()) text += "\n";
  }
  text += roofSection(roofSummary(session));
  if (const auto notes = qualityNotes(session); !notes.empty()) {
    text += "## Quality of the figures\n\n";
    for (const std::string& note : notes) text += "- " + escapeMarkdown(note) + "\n";
    text += "\n";
  }
  if (!session.crossovers.empty()) {
    text += "## Crossovers\n\n";
    for (const CrossoverRecord& crossover : session.crossovers)
      text += "- " + escapeMarkdown(describe(crossover)) + "\n";
    text += "\n";
  }
  if (!session.findings.empty()) {
    text += "## Findings\n\n";
    for (const Finding& finding : session.findings)
      text += fmt::format("- {}: {} {}\n", toWord(finding.severity), escapeMarkdown(finding.text),
                          escapeMarkdown(finding.advice));
    text += "\n";
  }
  return text + machineSection(session.machine);
}

}  // namespace lane
