#include <fmt/format.h>

#include "analysis/crossover.h"
#include "base/units.h"
#include "exchange/export.h"
#include "exchange/quality.h"
#include "exchange/result_table.h"
#include "exchange/roof_summary.h"

namespace lane {
namespace {

/// Text on one line that Markdown takes literally, in tables too. Angle brackets and ampersands
/// become entities, because most readers of Markdown let HTML through.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '\n':
      case '\r':
      case '\t':
        out += ' ';
        break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '#':
      case '~':
      case '|':
        out += '\\';
        [[fallthrough]];
      default:
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
  }
  return out;
}

std::string row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + " |";
  return line + "\n";
}

/// Header and rule; the first `left` columns align left.
std::string header(const std::vector<std::string>& titles, std::size_t left) {
  std::string text = row(titles) + "|";
  for (std::size_t i = 0; i < titles.size(); ++i) text += i < left ? "---|" : "---:|";
  return text + "\n";
}

std::string cellText(const ResultCell& cell) {
  if (cell.value.empty()) return "–";
  const std::string text = cell.value + (cell.interval.empty() ? "" : " " + cell.interval);
  return cell.best ? "**" + text + "**" : text;
}

std::string roofSection(const RoofSummary& summary) {
  if (summary.source.empty()) return {};
  std::string text = fmt::format(
      "## Roofline\n\nOf roof: share of its ceiling a case reaches. Ceilings measured {}.\n\n",
      escaped(summary.source));
  const auto append = [&](const char* heading, const std::vector<RoofRow>& rows) {
    if (rows.empty()) return;
    text += row({heading, "of roof", "bound", "ceiling"}) + "|---|---:|---|---|\n";
    for (const RoofRow& entry : rows)
      text += row({escaped(entry.name), entry.share, entry.bound, escaped(entry.ceiling)});
    text += "\n";
  };
  append("Nearest to the roof", summary.nearest);
  append("Furthest below, fastest variant", summary.furthest);
  return text;
}

std::string machineSection(const MachineCard& card) {
  std::string text = "## Machine\n\n" + header({"Field", "Value"}, 2);
  for (const MachineField& field : card.fields)
    text += row({escaped(field.label),
                 escaped(field.reason.empty() ? field.value : "– (" + field.reason + ")")});
  return text;
}

}  // namespace

std::string toMarkdown(const Session& session) {
  std::string text =
      fmt::format("# {}\n\n{}, {}. {}{}.\n\n", escaped(session.title),
                  escaped(session.machine.cpuModel), escaped(session.created), caseCounts(session),
                  session.complete ? "" : "; the run was not completed");
  for (const ResultTable& table : resultTables(session)) {
    text += fmt::format("## {}{}{}\n\n", escaped(table.heading), table.unit.empty() ? "" : ", in ",
                        table.unit);
    if (!table.rows.empty()) {
      std::vector<std::string> titles{"n"};
      for (const std::string& variant : table.variants) titles.push_back(escaped(variant));
      if (table.hasRoof) titles.insert(titles.end(), {"of roof", "bound"});
      text += header(titles, 0);
      for (const ResultRow& line : table.rows) {
        std::vector<std::string> cells{formatSize(line.size)};
        for (const ResultCell& cell : line.cells) cells.push_back(cellText(cell));
        if (table.hasRoof)
          cells.insert(cells.end(), {line.roofShare.empty() ? "–" : line.roofShare,
                                     line.bound.empty() ? "–" : line.bound});
        text += row(cells);
      }
      text += "\n";
    }
    for (const std::string& note : table.notes) text += "- " + escaped(note) + "\n";
    if (!table.notes.empty()) text += "\n";
  }
  text += roofSection(roofSummary(session));
  if (const auto notes = qualityNotes(session); !notes.empty()) {
    text += "## Quality of the figures\n\n";
    for (const std::string& note : notes) text += "- " + escaped(note) + "\n";
    text += "\n";
  }
  if (!session.crossovers.empty()) {
    text += "## Crossovers\n\n";
    for (const CrossoverRecord& crossover : session.crossovers)
      text += "- " + escaped(describe(crossover)) + "\n";
    text += "\n";
  }
  if (!session.findings.empty()) {
    text += "## Findings\n\n";
    for (const Finding& finding : session.findings)
      text += fmt::format("- {}: {} {}\n", toWord(finding.severity), escaped(finding.text),
                          escaped(finding.advice));
    text += "\n";
  }
  return text + machineSection(session.machine);
}

std::string toMarkdown(const Diff& diff) {
  const DiffSummary& summary = diff.summary;
  std::string text = fmt::format(
      "**{} improved, {} regressed, {} same, {} unsure**, {} not paired; threshold {}.\n",
      summary.improved, summary.regressed, summary.same, summary.unsure, summary.unmatched,
      formatShare(diff.options.threshold));
  if (!diff.pairs.empty()) {
    text += fmt::format("Geometric mean of time new/base {} ({} … {}).\n\n",
                        formatRatio(summary.geomean, 3), formatRatio(summary.geomeanLow, 3),
                        formatRatio(summary.geomeanHigh, 3));
    text += header({"Verdict", "Case", "new/base", "Interval", "Changed"}, 2);
    for (const DiffPair& pair : diff.pairs)
      text += row(
          {std::string(toWord(pair.verdict)), escaped(pair.key), formatRatio(pair.ratio, 3),
           fmt::format("{} … {}", formatRatio(pair.ratioLow, 3), formatRatio(pair.ratioHigh, 3)),
           pair.changed ? "yes" : "no"});
  }
  if (!diff.environment.empty()) {
    text += "\n" + header({"Differs", "base", "new"}, 3);
    for (const EnvironmentDifference& item : diff.environment)
      text += row({escaped(item.label), escaped(item.base), escaped(item.now)});
  }
  if (!diff.unmatched.empty()) {
    text += "\n";
    for (const DiffUnmatched& item : diff.unmatched)
      text += fmt::format("- not paired: {} (only in {}): {}\n", escaped(item.key),
                          item.inBase ? "base" : "new", escaped(item.reason));
  }
  return text;
}

}  // namespace lane
