#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/case_text.h"
#include "analysis/crossover.h"
#include "analysis/roof_chart.h"
#include "analysis/series_summary.h"
#include "base/units.h"
#include "exchange/html_page.h"
#include "exchange/report_parts.h"
#include "exchange/svg_chart.h"
#include "exchange/svg_roofline.h"
#include "run/benchmarks.h"

namespace lane {
namespace {

constexpr std::size_t kMostRooflines = 4;
constexpr std::size_t kMostPoints = 1500;  ///< of a line over time

std::string sizeText(double n) {
  return formatSize(static_cast<std::uint64_t>(std::llround(n)));
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

std::string listOf(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i)
    text += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kNamed) text += fmt::format(" and {} more", names.size() - kNamed);
  return text;
}

ReportTable roofTable(const ReportContext& context, const std::string& heading,
                      const std::vector<RoofRow>& rows) {
  ReportTable table;
  table.heading = heading;
  table.columns = {{"Case"}, {"Of roof", true}, {"Bound"}, {"Ceiling"}};
  for (const RoofRow& row : rows)
    table.rows.push_back({{{row.name, {}, context.caseTarget(row.caseIndex)},
                           {row.share},
                           {row.bound},
                           {row.ceiling}}});
  return table;
}

}  // namespace

Blocks curvesPart(const ReportContext& context) {
  Blocks blocks;
  std::size_t leftOut = 0;
  for (std::size_t i = 0; i < context.keys.size(); ++i) {
    const CurveKey& key = context.keys[i];
    if (i >= context.options.mostCharts) {
      ++leftOut;
      continue;
    }
    const Chart chart = curveChart(context.session, key);
    const BenchmarkInfo* info = key.suite == "vector" ? benchmarkByName(key.benchmark) : nullptr;
    ReportFigure figure;
    figure.id = fmt::format("chart-{}", i + 1);
    figure.name = info != nullptr ? key.benchmark + ": " + info->title : key.benchmark;
    figure.formula = info != nullptr ? info->formula : std::string();
    const std::string params = paramsText(key.params);
    figure.axes =
        fmt::format("{}{} thread{}, {}, {}{}{}",
                    key.dtype == Dtype::none ? "" : fmt::format("{}, ", toWord(key.dtype)),
                    key.threads, key.threads == 1 ? "" : "s", toWord(key.mode), toWord(key.cache),
                    params.empty() ? "" : ", ", params);
    for (const CrossoverRecord& crossover : context.session.crossovers)
      if (isOn(crossover, key)) figure.notes.push_back(describe(crossover));
    if (chart.series.empty())
      figure.notes.push_back("No case has both a size above zero and a time to draw.");
    else
      figure.svg = toSvg(chart);
    blocks.emplace_back(std::move(figure));
  }
  if (blocks.empty()) return blocks;
  blocks.insert(blocks.begin(),
                ReportText{"Straight lines join measured sizes; the band is the confidence "
                           "interval of the median. Hollow markers: interval wider than 1 %, or "
                           "first pass only. Dashed uprights: crossovers with their interval.",
                           true});
  if (leftOut > 0)
    blocks.emplace_back(
        ReportText{fmt::format("{} more charts are not drawn here; their figures are in the CSV: "
                               "lanescope-cli export FILE --format csv.",
                               formatCount(leftOut))});
  return blocks;
}

Blocks rooflinePart(const ReportContext& context) {
  const std::vector<RoofPage> pages = roofPages(context.session);
  const RoofSummary summary = roofSummary(context.session);
  if (summary.source.empty()) {
    if (pages.empty()) return {};
    return blocksOf(
        ReportText{"This session holds no ceilings of its machine, so nothing says how near its "
                   "figures come to what the machine can do. Measure them once with "
                   "\"lanescope-cli ceilings\"; every run on that machine then keeps them."});
  }
  Blocks blocks;
  blocks.emplace_back(ReportText{
      "Lines: what this machine was measured to do at best, the bandwidth of each memory level and "
      "the peak arithmetic rates. Trails: every kernel over its sizes, at each size with its "
      "fastest variant; kernels of equal intensity stand side by side. Of roof: the share a case "
      "reaches of the ceiling that holds it down. Ceilings measured " +
      summary.source + "."});
  for (std::size_t i = 0; i < std::min(pages.size(), kMostRooflines); ++i) {
    const RoofPage& page = pages[i];
    RooflineDrawing drawing = toSvg(roofChart(context.session, page));
    if (drawing.svg.empty()) continue;
    ReportFigure figure;
    figure.id = fmt::format("roofline-{}", i + 1);
    figure.name = "Roofline";
    figure.axes = fmt::format("{}, {} thread{}", toWord(page.dtype), page.threads,
                              page.threads == 1 ? "" : "s");
    figure.svg = std::move(drawing.svg);
    if (!drawing.leftOut.empty())
      figure.notes.push_back("Not drawn, to keep it readable: " + listOf(drawing.leftOut) + ".");
    blocks.emplace_back(std::move(figure));
  }
  if (pages.size() > kMostRooflines)
    blocks.emplace_back(ReportText{fmt::format("{} more types and thread counts are not drawn.",
                                               pages.size() - kMostRooflines)});
  if (!summary.nearest.empty())
    blocks.emplace_back(roofTable(context, "Nearest to the roof", summary.nearest));
  if (!summary.furthest.empty())
    blocks.emplace_back(
        roofTable(context,
                  "Furthest below, with the fastest variant; calls shorter than ten "
                  "empty ones left out",
                  summary.furthest));
  return blocks;
}

/// Resident memory while the run went.
Blocks memoryPart(const ReportContext& context) {
  const Session& session = context.session;
  const auto found =
      std::find_if(session.series.begin(), session.series.end(),
                   [](const SeriesRecord& series) { return series.id == "resident_memory"; });
  if (found == session.series.end() || found->t.size() < 2) return {};
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
  const std::size_t step = found->t.size() / kMostPoints + 1;
  double peak = 0, peakT = 0;
  for (std::size_t i = 0; i < found->t.size(); i += step) {
    // Of the readings that share a point the highest.
    double value = kUnknown;
    for (std::size_t j = i; j < std::min(i + step, found->t.size()); ++j)
      if (std::isfinite(found->value[j])) value = std::fmax(value, found->value[j]);
    if (!std::isfinite(value) || !std::isfinite(found->t[i])) continue;
    series.points.push_back({found->t[i], value / kMebi, value / kMebi, value / kMebi, "", false});
    if (value > peak) {
      peak = value;
      peakT = found->t[i];
    }
  }
  if (series.points.size() < 2) return {};
  chart.series.push_back(std::move(series));
  for (const MarkRecord& mark : session.marks)
    if (mark.caseIndex == kNoCase) chart.zones.push_back({mark.t, mark.text});
  const SeriesSummary summary = summarizeSeries(*found);
  ReportFigure figure;
  figure.id = "memory-1";
  figure.name = "Resident memory of the program";
  figure.axes = "peak " + formatBytes(peak);
  figure.notes.push_back(fmt::format("Peak {} after {}, mean over the run {}, at the end {}.",
                                     formatBytes(peak), formatTime(peakT),
                                     formatBytes(summary.mean), formatBytes(summary.last)));
  figure.svg = toSvg(chart);
  return blocksOf(std::move(figure));
}

}  // namespace lane
