#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/crossover.h"
#include "analysis/curves.h"
#include "base/units.h"
#include "exchange/export.h"
#include "exchange/html_page.h"
#include "exchange/quality.h"
#include "exchange/result_table.h"
#include "exchange/roof_summary.h"
#include "exchange/svg_chart.h"
#include "exchange/templates.h"
#include "run/benchmarks.h"

namespace lane {
namespace {

std::string sizeText(double n) {
  return formatSize(static_cast<std::uint64_t>(std::llround(n)));
}

std::string threadsText(std::uint32_t threads) {
  return fmt::format("{} thread{}", threads, threads == 1 ? "" : "s");
}

bool hasSize(const CrossoverRecord& crossover) {
  return crossover.kind == CrossoverKind::at || crossover.kind == CrossoverKind::several;
}

/// Cache levels by the size whose working set just fits them.
std::vector<ChartZone> cacheZones(const MachineCard& machine, double bytesPerElement) {
  std::vector<ChartZone> zones;
  if (!(bytesPerElement > 0)) return zones;
  double from = 1;
  for (const CacheLevel& cache : machine.caches) {
    if (cache.type == "instruction" || cache.bytes == 0) continue;
    zones.push_back({from, fmt::format("L{}{} ≤ {}", cache.level, cache.type == "data" ? "d" : "",
                                       formatBytes(static_cast<double>(cache.bytes)))});
    from = static_cast<double>(cache.bytes) / bytesPerElement;
  }
  if (!zones.empty()) zones.push_back({from, "DRAM"});
  return zones;
}

std::string tooltip(const Curve& curve, const CurvePoint& point, CurveMetric metric,
                    const CaseRecord& record) {
  return fmt::format("{}, n = {}: {} {}, {} per call", curve.variant, formatSize(point.size),
                     formatValue(metric, point.value),
                     formatTimeInterval(record.median, record.ciLow, record.ciHigh),
                     formatTime(record.median));
}

Chart curveChart(const Session& session, const CurveKey& key) {
  CurveMetric metric = CurveMetric::byteRate;
  auto lines = curves(session, key, metric);
  if (lines.empty()) lines = curves(session, key, metric = CurveMetric::timePerCall);
  const double factor = axisFactor(metric);

  Chart chart;
  chart.description = fmt::format("{} of {} over size", title(metric), key.benchmark);
  chart.xTitle = "Elements per call, n";
  chart.yTitle = std::string(axisUnit(metric));
  chart.xText = sizeText;
  chart.yText = [](double value) { return formatNumber(value, 1); };
  std::size_t points = 0, powersOfTwo = 0;  // refined crossovers add sizes that are none
  double bytesPerElement = 0;
  for (const Curve& curve : lines) {
    ChartSeries series;
    series.look = seriesLook(curve.variant);
    for (const CurvePoint& point : curve.points) {
      const CaseRecord& record = session.cases[point.caseIndex];
      if (point.size == 0) continue;  // nowhere on a logarithmic axis; it is in the table
      const double low = point.low == point.low ? point.low : point.value;
      const double high = point.high == point.high ? point.high : point.value;
      series.points.push_back({static_cast<double>(point.size), point.value * factor, low * factor,
                               high * factor, tooltip(curve, point, metric, record),
                               point.coarse || point.overGoal});
      ++points;
      powersOfTwo += (point.size & (point.size - 1)) == 0;
      bytesPerElement =
          std::max(bytesPerElement, workingSet(record) / static_cast<double>(point.size));
    }
    if (!series.points.empty()) chart.series.push_back(std::move(series));
  }
  chart.xScale = 2 * powersOfTwo > points ? Scale::log2 : Scale::log10;
  chart.zones = cacheZones(session.machine, bytesPerElement);
  for (const CrossoverRecord& crossover : session.crossovers)
    if (hasSize(crossover) && isOn(crossover, key))
      chart.flags.push_back(
          {crossover.size, crossover.sizeLow, crossover.sizeHigh,
           fmt::format("{} → {} {}", seriesLook(crossover.from).label,
                       seriesLook(crossover.to).label, sizeText(crossover.size))});
  return chart;
}

PageData charts(const Session& session) {
  PageData list(PageData::type::list);
  for (const CurveKey& key : curveKeys(session)) {
    const Chart chart = curveChart(session, key);
    if (chart.series.empty()) continue;
    const BenchmarkInfo* info = key.suite == "vector" ? benchmarkByName(key.benchmark) : nullptr;
    PageData item;
    item.set("name", info != nullptr ? key.benchmark + ": " + info->title : key.benchmark);
    item.set("formula", info != nullptr ? info->formula : std::string());
    const std::string params = paramsText(key.params);
    item.set("axes",
             fmt::format("{}, {}, {}, {}{}{}", toWord(key.dtype), threadsText(key.threads),
                         toWord(key.mode), toWord(key.cache), params.empty() ? "" : ", ", params));
    item.set("svg", toSvg(chart));
    PageData texts(PageData::type::list);
    for (const CrossoverRecord& crossover : session.crossovers)
      if (isOn(crossover, key)) {
        PageData text;
        text.set("text", describe(crossover));
        texts.push_back(std::move(text));
      }
    setList(item, "list", std::move(texts));
    list.push_back(std::move(item));
  }
  return list;
}

/// Resident memory while the run went; nothing when it was not recorded.
PageData memoryChart(const Session& session) {
  const auto found =
      std::find_if(session.series.begin(), session.series.end(),
                   [](const SeriesRecord& series) { return series.id == "resident_memory"; });
  if (found == session.series.end() || found->t.size() < 2) return PageData(false);
  constexpr double kMebi = 1024.0 * 1024.0;
  Chart chart;
  chart.description = "Resident memory of the program over the run";
  chart.xTitle = "Seconds since the run started";
  chart.yTitle = "MiB";
  chart.xScale = chart.yScale = Scale::linear;
  chart.xText = chart.yText = [](double value) { return fmt::format("{:.6g}", value); };
  chart.height = 220;
  chart.legend = false;
  ChartSeries series{{"Resident memory", "ice", 1.5, "", MarkerShape::circle}, {}, true};
  double peak = 0;
  for (std::size_t i = 0; i < found->t.size(); ++i) {
    if (!std::isfinite(found->value[i])) continue;
    const double value = found->value[i] / kMebi;
    series.points.push_back({found->t[i], value, value, value, "", false});
    peak = std::max(peak, found->value[i]);
  }
  if (series.points.size() < 2) return PageData(false);
  chart.series.push_back(std::move(series));
  for (const MarkRecord& mark : session.marks)
    if (mark.caseIndex == kNoCase) chart.zones.push_back({mark.t, mark.text});
  PageData data;
  data.set("name", std::string("Resident memory"));
  data.set("axes", "peak " + formatBytes(peak));
  data.set("svg", toSvg(chart));
  return data;
}

PageData crossoverRows(const Session& session) {
  PageData list(PageData::type::list);
  for (const CrossoverRecord& crossover : session.crossovers) {
    const bool sized = hasSize(crossover);
    PageData row;
    row.set("benchmark", crossover.benchmark);
    row.set("dtype", std::string(toWord(crossover.dtype)));
    row.set("from", crossover.from);
    row.set("to", crossover.to);
    row.set("kind", std::string(toWord(crossover.kind)));
    row.set("size", sized ? sizeText(crossover.size) : "–");
    row.set("size_v", sized ? sortValue(crossover.size) : "");
    row.set("interval",
            sized && crossover.sizeLow > 0
                ? fmt::format("{} … {}", sizeText(crossover.sizeLow), sizeText(crossover.sizeHigh))
                : "–");
    list.push_back(std::move(row));
  }
  return list;
}

PageData resultRows(const Session& session) {
  PageData list(PageData::type::list);
  const auto set = [](PageData& row, const std::string& name, double value, std::string text) {
    row.set(name, value == value ? std::move(text) : "–");
    row.set(name + "_v", sortValue(value));
  };
  const CaseRoofs roofs(session);
  const std::vector<double> placements = valuesByCase(session, "placement_sensitivity");
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime() && record.status != CaseStatus::wrong) continue;
    const bool timed = record.hasTime();
    const auto ifTimed = [&](double value) { return timed ? value : kUnknown; };
    const double rate = ifTimed(metricValue(CurveMetric::byteRate, record, record.median, 0));
    const double flops = ifTimed(metricValue(CurveMetric::flopRate, record, record.median, 0));
    PageData row;
    const std::string params = paramsText(record.params);
    row.set("benchmark", record.benchmark + (params.empty() ? "" : ", " + params));
    row.set("dtype", std::string(toWord(record.dtype)));
    row.set("size", formatSize(record.size));
    row.set("size_v", fmt::format("{}", record.size));
    row.set("variant", record.variant);
    row.set("threads", fmt::format("{}", record.threads));
    row.set("mode", std::string(toWord(record.mode)));
    row.set("cache", std::string(toWord(record.cache)));
    set(row, "median", ifTimed(record.median), formatTime(record.median));
    set(row, "half", ifTimed(record.relativeHalfWidth()),
        formatTimeInterval(record.median, record.ciLow, record.ciHigh));
    set(row, "rate", rate, formatByteRate(rate));
    set(row, "flops", flops, formatFlopRate(flops));
    if (const RooflinePoint* point = roofs.of(i)) {
      set(row, "share", point->efficiency, formatShare(point->efficiency));
      row.set("bound", std::string(toWord(point->bound)));
    } else {
      set(row, "share", kUnknown, {});
      row.set("bound", "–");
    }
    const double worst = i < placements.size() ? placements[i] : kUnknown;
    set(row, "placement", worst, fmt::format("{:+.0f} %", 100 * worst));
    set(row, "min", ifTimed(record.min), formatTime(record.min));
    set(row, "p95", ifTimed(record.p95), formatTime(record.p95));
    row.set("samples", formatCount(record.sampleCount));
    set(row, "ulp", record.maxUlp, formatNumber(record.maxUlp));
    row.set("status", std::string(toWord(record.status)));
    list.push_back(std::move(row));
  }
  return list;
}

PageData roofRows(const std::vector<RoofRow>& rows) {
  PageData list(PageData::type::list);
  for (const RoofRow& row : rows) {
    PageData item;
    item.set("name", row.name);
    item.set("share", row.share);
    item.set("bound", row.bound);
    item.set("ceiling", row.ceiling);
    list.push_back(std::move(item));
  }
  return list;
}

PageData texts(const std::vector<std::string>& lines) {
  PageData list(PageData::type::list);
  for (const std::string& line : lines) {
    PageData item;
    item.set("text", line);
    list.push_back(std::move(item));
  }
  return list;
}

PageData missing(const Session& session) {
  PageData list(PageData::type::list);
  for (const ResultTable& table : resultTables(session))
    for (const std::string& note : table.notes) {
      PageData item;
      item.set("text", table.heading + ": " + note);
      list.push_back(std::move(item));
    }
  return list;
}

PageData machineGroups(const MachineCard& machine) {
  PageData groups(PageData::type::list);
  std::vector<std::string> names;
  for (const MachineField& field : machine.fields)
    if (std::find(names.begin(), names.end(), field.group) == names.end())
      names.push_back(field.group);
  for (const std::string& name : names) {
    PageData fields(PageData::type::list);
    for (const MachineField& field : machine.fields) {
      if (field.group != name) continue;
      PageData item;
      item.set("label", field.label);
      if (field.reason.empty())
        item.set("value", field.value.empty() ? "–" : field.value);
      else
        item.set("value", PageData(false));
      item.set("reason", field.reason);
      fields.push_back(std::move(item));
    }
    PageData group;
    group.set("group", name);
    group.set("fields", std::move(fields));
    groups.push_back(std::move(group));
  }
  return groups;
}

PageData findings(const Session& session) {
  PageData list(PageData::type::list);
  for (const Finding& finding : session.findings) {
    PageData item;
    item.set("severity", std::string(toWord(finding.severity)));
    item.set("text", finding.text);
    item.set("advice", finding.advice);
    list.push_back(std::move(item));
  }
  return list;
}

PageData cards(const Session& session) {
  const MachineCard& machine = session.machine;
  PageData list(PageData::type::list);
  addCard(list, "Processor", machine.cpuModel, machine.microarchitecture);
  std::string caches;
  for (const CacheLevel& cache : machine.caches)
    if (cache.type != "instruction")
      caches += fmt::format("{}L{} {}", caches.empty() ? "" : ", ", cache.level,
                            formatBytes(static_cast<double>(cache.bytes)));
  addCard(list, "Cores",
          fmt::format("{} physical, {} logical", machine.physicalCores, machine.logicalCores),
          caches);
  addCard(list, "Clock while measuring",
          machine.clockHz > 0 ? formatClock(machine.clockHz) : "not measured",
          machine.tscHz > 0 ? "TSC " + formatClock(machine.tscHz) : "no invariant TSC");
  const auto timed = static_cast<std::size_t>(std::count_if(
      session.cases.begin(), session.cases.end(), [](const CaseRecord& c) { return c.hasTime(); }));
  const auto precise = static_cast<std::size_t>(std::count_if(
      session.cases.begin(), session.cases.end(),
      [](const CaseRecord& c) { return c.hasTime() && c.relativeHalfWidth() <= 0.01; }));
  addCard(list, "Cases measured",
          fmt::format("{} of {}", formatCount(timed), formatCount(session.cases.size())),
          fmt::format("{} within ±1 %", formatCount(precise)));
  return list;
}

}  // namespace

std::string toHtml(const Session& session, const ReportOptions&) {
  PageData data;
  data.set("title", session.title.empty() ? "Session" : session.title);
  data.set("cpu", session.machine.cpuModel);
  data.set("created", session.created);
  data.set("program_version", session.programVersion);
  data.set("uuid", session.uuid);
  data.set("complete", session.complete);
  data.set("cards", cards(session));
  setList(data, "charts", charts(session));
  data.set("memory", memoryChart(session));
  setList(data, "crossovers", crossoverRows(session));
  setList(data, "findings", findings(session));
  const RoofSummary roof = roofSummary(session);
  data.set("has_roof", !roof.source.empty());
  data.set("roof_source", roof.source);
  setList(data, "nearest", roofRows(roof.nearest));
  setList(data, "furthest", roofRows(roof.furthest));
  setList(data, "quality", texts(qualityNotes(session)));
  data.set("has_placement", !valuesByCase(session, "placement_sensitivity").empty());
  data.set("counts", caseCounts(session));
  data.set("rows", resultRows(session));
  setList(data, "more", missing(session));
  data.set("groups", machineGroups(session.machine));
  const bool endsLine = session.planYaml.empty() || session.planYaml.back() == '\n';
  data.set("plan", session.planYaml + (endsLine ? "" : "\n"));
  data.set("seed", fmt::format("{}", session.seed));
  return renderPage(templates::kReportHtml, std::move(data));
}

}  // namespace lane
