#include <fmt/format.h>

#include <algorithm>

#include "analysis/crossover.h"
#include "analysis/findings.h"
#include "base/units.h"
#include "exchange/allocation_tables.h"
#include "exchange/command_table.h"
#include "exchange/export.h"
#include "exchange/quality.h"
#include "exchange/result_table.h"
#include "exchange/roof_summary.h"
#include "exchange/text_layout.h"
#include "workloads/process/command_benchmark.h"

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

void appendCommands(std::string& text, const Session& session) {
  const CommandRows commands = commandRows(session);
  const TextTable table = commandTable(commands);
  if (table.rows.empty()) return;
  text += "\n" + layOut(table);
  text += wrapped("± half of the confidence interval of the median. " + startText(commands), "  ");
}

void appendAllocations(std::string& text, const Session& session) {
  if (const TextTable events = allocationEvents(session); !events.rows.empty()) {
    text += "\nSingle allocations, one by one\n" + layOut(events);
    text += wrapped("Reading the clock is part of every event; mean: of whole batches.", "  ");
  }
  const TextTable counts = countedAllocations(session);
  if (!counts.rows.empty()) text += "\nAllocations of a call\n" + layOut(counts);
  if (const std::string why = whyNotCounted(session); !why.empty())
    text += wrapped("Allocations were not counted: " + printable(why), "  ");
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
  text += fmt::format("{}, {}, {}{}\n",
                      session.machine.cpuModel.empty() ? "processor not known"
                                                       : printable(session.machine.cpuModel),
                      printable(session.created), caseCounts(session),
                      session.complete ? "" : "; the run was not completed");
  const auto tables = resultTables(session);
  appendCommands(text, session);
  for (ResultTable table : tables) {
    if (table.key.suite == kProcessSuite) table.rows.clear();  // stand above, side by side
    if (!table.rows.empty() || !table.notes.empty()) appendTable(text, table);
  }
  const bool sized = std::any_of(tables.begin(), tables.end(), [](const ResultTable& table) {
    return table.key.suite != kProcessSuite;
  });
  if (sized) text += "\n* fastest; ± half of the confidence interval of the median\n";
  const RoofSummary roof = roofSummary(session);
  if (!roof.source.empty())
    text += fmt::format(
        "of roof: share of its ceiling the fastest variant reaches; bound: that ceiling.\n"
        "Ceilings measured {}\n",
        printable(roof.source));
  appendRoof(text, roof);
  appendAllocations(text, session);
  if (const auto notes = qualityNotes(session); !notes.empty()) {
    text += "\nQuality of the figures\n";
    for (const std::string& note : notes) text += wrapped(printable(note), "  ");
  }
  if (!session.crossovers.empty()) {
    text += "\nCrossovers\n";
    for (const CrossoverRecord& crossover : session.crossovers)
      text += "  " + printable(describe(crossover)) + "\n";
  }
  if (const auto findings = findingsOf(session); !findings.empty()) {
    text += "\nFindings\n";
    for (const Finding& finding : findings) {
      if (finding.rule == "crossover") continue;  // listed above
      text +=
          wrapped(fmt::format("{}: {}", toWord(finding.severity), printable(finding.text)), "  ");
      text += wrapped(printable(finding.advice), "    ");
    }
  }
  return text;
}

}  // namespace lane
