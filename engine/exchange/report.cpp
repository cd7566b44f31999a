#include "exchange/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/case_text.h"
#include "analysis/crossover.h"
#include "analysis/findings.h"
#include "base/units.h"
#include "exchange/html_page.h"
#include "exchange/quality.h"
#include "exchange/report_parts.h"

namespace lane {
namespace {

constexpr std::size_t kNamedEvidence = 8;

std::vector<Finding> rankedFindings(const Session& session) {
  std::vector<Finding> findings = findingsOf(session);
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return static_cast<int>(a.severity) > static_cast<int>(b.severity);
  });
  return findings;
}

std::optional<Plan> planOf(const Session& session) {
  if (session.planYaml.empty()) return std::nullopt;
  auto plan = parsePlan(session.planYaml, "plan");
  return plan ? std::optional(std::move(*plan)) : std::nullopt;
}

bool isImported(const Session& session) {
  return !session.sources.empty() &&
         std::all_of(session.sources.begin(), session.sources.end(),
                     [](const SourceRecord& source) { return source.kind == SourceKind::import; });
}

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// Whether the results table has a line for it: what was not measured has none.
bool hasRow(const CaseRecord& record) {
  return record.status != CaseStatus::skipped && record.status != CaseStatus::pending;
}

std::string countOf(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", formatCount(count), count == 1 ? one : many);
}

ReportCard findingsCard(const ReportContext& context) {
  std::array<std::size_t, 3> counts{};
  for (const Finding& finding : context.findings) ++counts[std::size_t(finding.severity)];
  const std::size_t severe = counts[2] + counts[1];
  return {"Findings",
          severe == 0 ? "none that matter"
                      : fmt::format("{}, {}", countOf(counts[2], "problem", "problems"),
                                    countOf(counts[1], "warning", "warnings")),
          countOf(counts[0], "note", "notes")};
}

std::vector<ReportCard> cards(const ReportContext& context) {
  const MachineCard& machine = context.session.machine;
  std::vector<ReportCard> list;
  if (!machine.cpuModel.empty())
    list.push_back({"Processor", machine.cpuModel, machine.microarchitecture});
  std::string caches;
  for (const CacheLevel& cache : machine.caches)
    if (cache.type != "instruction")
      caches += fmt::format("{}L{} {}", caches.empty() ? "" : ", ", cache.level,
                            formatBytes(static_cast<double>(cache.bytes)));
  if (machine.logicalCores > 0)
    list.push_back(
        {"Cores",
         fmt::format("{} physical, {} logical", machine.physicalCores, machine.logicalCores),
         caches});
  if (!context.imported)
    list.push_back({"Clock while measuring",
                    machine.clockHz > 0 ? formatClock(machine.clockHz) : "not measured",
                    machine.tscHz > 0 ? "TSC " + formatClock(machine.tscHz) : "no invariant TSC"});
  const double goal = context.plan ? context.plan->precision : 0.01;
  std::size_t timed = 0, precise = 0;
  for (const CaseRecord& record : context.session.cases) {
    timed += record.hasTime();
    precise += record.hasTime() && record.relativeHalfWidth() <= goal;
  }
  list.push_back(
      {context.imported ? "Cases imported" : "Cases measured",
       fmt::format("{} of {}", formatCount(timed), formatCount(context.session.cases.size())),
       fmt::format("{} within ±{}", formatCount(precise), formatShare(goal))});
  list.push_back(findingsCard(context));
  return list;
}

}  // namespace

std::string_view toWord(ReportTone tone) {
  constexpr std::array<std::string_view, 5> kWords = {"", "quiet", "best", "warn", "bad"};
  return kWords[static_cast<std::size_t>(tone)];
}

ReportContext::ReportContext(const Session& of, const ReportOptions& with, ReportForm as)
    : session(of),
      options(with),
      form(as),
      roofs(of),
      keys(curveKeys(of)),
      findings(rankedFindings(of)),
      plan(planOf(of)),
      imported(isImported(of)) {
  std::vector<bool> wanted(session.cases.size());
  m_byKey.reserve(session.cases.size());
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) m_byKey.emplace(session.cases[i].key, i);
  std::size_t left = options.mostRows;
  for (const Finding& finding : findings)
    for (const std::string& key : linesOf(finding.evidence))
      if (const std::uint32_t i = caseByKey(key);
          i != kNoCase && left > 0 && !wanted[i] && hasRow(session.cases[i])) {
        wanted[i] = true;
        --left;
      }
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    if (!hasRow(session.cases[i])) continue;
    if (!wanted[i] && left == 0) {
      ++m_rowsLeftOut;
      continue;
    }
    left -= !wanted[i];
    m_rows.push_back(i);
  }
}

std::uint32_t ReportContext::caseByKey(const std::string& key) const {
  const auto found = m_byKey.find(key);
  return found == m_byKey.end() ? kNoCase : found->second;
}

std::size_t ReportContext::chartOf(const CurveKey& key) const {
  return static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
}

std::string ReportContext::chartTarget(const CurveKey& key) const {
  const std::size_t chart = chartOf(key);
  if (!options.sections.has(ReportSection::curves) || chart >= keys.size() ||
      chart >= options.mostCharts)
    return {};
  return fmt::format("chart-{}", chart + 1);
}

std::string ReportContext::caseTarget(std::uint32_t caseIndex) const {
  if (caseIndex >= session.cases.size()) return {};
  const bool listed = options.sections.has(ReportSection::results) &&
                      std::binary_search(m_rows.begin(), m_rows.end(), caseIndex);
  if (listed && form == ReportForm::page) return fmt::format("case-{}", caseIndex + 1);
  return chartTarget(curveKey(session.cases[caseIndex]));
}

Blocks findingsPart(const ReportContext& context) {
  Blocks blocks;
  for (const Finding& finding : context.findings) {
    ReportFinding block{finding.severity, finding.text, finding.advice, {}, 0};
    for (const std::string& key : linesOf(finding.evidence)) {
      if (block.evidence.size() == kNamedEvidence) {
        ++block.more;
        continue;
      }
      const std::uint32_t i = context.caseByKey(key);
      block.evidence.emplace_back(i == kNoCase ? key : caseName(context.session.cases[i]),
                                  context.caseTarget(i));
    }
    blocks.emplace_back(std::move(block));
  }
  return blocks;
}

Blocks qualityPart(const ReportContext& context) {
  ReportList notes;
  notes.items = qualityNotes(context.session);
  if (notes.items.empty()) return {};
  return blocksOf(std::move(notes));
}

std::string dropIdle(ReportTable& table, const std::vector<bool>& same) {
  std::string said;
  for (std::size_t column = table.columns.size(); column-- > 0;) {
    const auto value = [&](const ReportRow& row) -> const std::string& {
      return row.cells[column].text;
    };
    const bool empty = std::all_of(table.rows.begin(), table.rows.end(), [&](const ReportRow& row) {
      return value(row).empty() || value(row) == "–";
    });
    const bool alike = same[column] && !table.rows.empty() &&
                       std::all_of(table.rows.begin(), table.rows.end(), [&](const ReportRow& row) {
                         return value(row) == value(table.rows.front());
                       });
    if (!empty && !alike) continue;
    if (!empty) {
      const std::string& word = value(table.rows.front());
      const std::string part = table.columns[column].title == "Threads"
                                   ? fmt::format("{} thread{}", word, word == "1" ? "" : "s")
                                   : word;
      said = part + (said.empty() ? "" : ", ") + said;
    }
    table.columns.erase(table.columns.begin() + std::ptrdiff_t(column));
    for (ReportRow& row : table.rows) row.cells.erase(row.cells.begin() + std::ptrdiff_t(column));
  }
  return said;
}

Blocks crossoversPart(const ReportContext& context) {
  if (context.session.crossovers.empty()) return {};
  ReportTable table;
  table.columns = {{"Benchmark"},    {"Type"},
                   {"Where"},        {"From"},
                   {"To"},           {"Verdict"},
                   {"At n", true},   {"Interval", true},
                   {"Regret", true}, {"Regret next to it", true}};
  const auto size = [](double n) {
    return formatSize(static_cast<std::uint64_t>(std::llround(std::max(0.0, n))));
  };
  const auto share = [](double value) {
    return value == value ? ReportCell{formatShare(value), sortValue(value)} : ReportCell{"–"};
  };
  for (const CrossoverRecord& crossover : context.session.crossovers) {
    const bool sized = crossover.size > 0;
    CurveKey key;
    for (const CurveKey& each : context.keys)
      if (isOn(crossover, each)) key = each;
    // What both sides have in common beside type and benchmark.
    CurveKey common;
    common.dtype = Dtype::none;
    common.threads = crossover.threadsFrom == crossover.threadsTo ? crossover.threadsFrom : 1;
    common.mode = crossover.modeFrom == crossover.modeTo ? crossover.modeFrom : Mode::reuse;
    common.cache = crossover.cache;
    common.params = crossover.params;
    std::string where = chartName(common);
    if (where.starts_with(", ")) where.erase(0, 2);
    if (crossover.from == crossover.to)
      where = crossover.from + (where.empty() ? "" : ", ") + where;
    const auto [from, to] = describeSides(crossover);
    std::string verdict(toWord(crossover.kind));
    if (crossover.parts > 1)
      verdict = fmt::format("{} of {} changes", crossover.part + 1, crossover.parts);
    const ReportTone tone = sized ? ReportTone::plain : ReportTone::quiet;
    table.rows.push_back(
        {{{crossover.benchmark, {}, context.chartTarget(key)},
          {std::string(toWord(crossover.dtype))},
          {where},
          {from},
          {to},
          {verdict, {}, {}, tone},
          sized ? ReportCell{size(crossover.size), sortValue(crossover.size)} : ReportCell{"–"},
          sized && crossover.sizeLow > 0
              ? ReportCell{fmt::format("{} … {}", size(crossover.sizeLow),
                                       size(crossover.sizeHigh)),
                           sortValue(crossover.sizeHigh / crossover.sizeLow)}
              : ReportCell{"–"},
          share(crossover.regret),
          share(crossover.neighbourRegret)}});
  }
  table.sortable = true;
  const std::string all =
      dropIdle(table, {false, true, true, false, false, false, false, false, false, false});
  std::string text =
      "At n: the size from which on the second way loses the least time when one switches to it "
      "there, with its interval. Regret: time lost by that one switch against the better of both "
      "at every size; next to it: the same with the switch one measured size off.";
  if (!all.empty()) text += " All: " + all + ".";
  return blocksOf(ReportText{std::move(text)}, std::move(table));
}

Report makeReport(const Session& session, const ReportOptions& options, ReportForm form) {
  const ReportContext context(session, options, form);
  Report report;
  report.title = session.title.empty() ? "Session" : session.title;
  for (const std::string& part : {session.machine.cpuModel, session.created})
    if (!part.empty()) report.subtitle += (report.subtitle.empty() ? "" : " · ") + part;
  if (!session.programVersion.empty())
    report.subtitle +=
        (report.subtitle.empty() ? "" : " · ") + std::string("Lanescope ") + session.programVersion;
  report.complete = session.complete;
  report.cards = cards(context);
  constexpr std::array<Blocks (*)(const ReportContext&), kReportSections> kParts = {
      findingsPart, curvesPart,  crossoversPart, rooflinePart, memoryPart,   qualityPart,
      resultsPart,  machinePart, planPart,       methodPart,   reproducePart};
  for (std::size_t i = 0; i < kReportSections; ++i) {
    const auto section = static_cast<ReportSection>(i);
    if (!options.sections.has(section)) continue;
    if (Blocks blocks = kParts[i](context); !blocks.empty())
      report.parts.push_back({section, std::move(blocks)});
  }
  report.footer = fmt::format(
      "Session {}{}, {} {}{}.", session.uuid, session.uuid.empty() ? "without an identifier" : "",
      context.imported ? "imported" : "measured", session.created,
      session.programVersion.empty() ? "" : " with Lanescope " + session.programVersion);
  return report;
}

}  // namespace lane
