#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "base/version.h"
#include "exchange/chart_scale.h"
#include "exchange/diff_words.h"
#include "exchange/export.h"
#include "exchange/html_page.h"
#include "exchange/svg_chart.h"
#include "exchange/templates.h"
#include "exchange/text_layout.h"

namespace lane {
namespace {

constexpr std::size_t kMostBars = 60;  ///< pairs in the chart; the table has all
constexpr std::size_t kMostReasons = 20;

/// Dot and interval; a ratio without an interval is a dot, one that is not known is nothing.
std::string ratioMark(const DiffPair& pair, const ChartAxis& x, double y) {
  if (!(pair.ratio > 0)) return {};
  const double low = pair.ratioLow > 0 ? pair.ratioLow : pair.ratio;
  const double high = pair.ratioHigh > 0 ? pair.ratioHigh : pair.ratio;
  return fmt::format(
      "<path class=\"line\" stroke-width=\"2\" d=\"M{:.1f} {y:.1f}H{:.1f}\"/>"
      "<circle class=\"marker\" cx=\"{:.1f}\" cy=\"{y:.1f}\" r=\"4\"/>",
      x.clampedPixel(low), x.clampedPixel(high), x.clampedPixel(pair.ratio), fmt::arg("y", y));
}

/// One row per pair: a dot for the ratio, a bar for its interval, on a logarithmic axis around 1.
std::string ratioChart(const Diff& diff) {
  constexpr double kWidth = 960, kLeft = 440, kRight = 70, kTop = 12, kRow = 20;
  const std::size_t rows = std::min(diff.pairs.size(), kMostBars);
  const double bottom = kTop + kRow * static_cast<double>(rows);
  double reach = 1 + 2 * diff.options.threshold;
  for (std::size_t i = 0; i < rows; ++i)
    for (const double end : {diff.pairs[i].ratioLow, diff.pairs[i].ratioHigh})
      if (end > 0 && std::isfinite(end)) reach = std::max({reach, end, 1 / end});
  reach = std::min(reach, 100.0);
  const ChartAxis x(Scale::log2, 1 / reach, reach, kLeft, kWidth - kRight);

  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {:.1f}\" role=\"img\" "
      "aria-label=\"Ratios, new over base\">\n",
      kWidth, bottom + 24);
  const double d = 1 + diff.options.threshold;
  svg += fmt::format(
      "<rect class=\"threshold\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
      x.pixel(1 / d), kTop, x.pixel(d) - x.pixel(1 / d), bottom - kTop);
  for (const double value : {1 / reach, 1 / std::sqrt(reach), 1.0, std::sqrt(reach), reach})
    svg += fmt::format(
        "<path class=\"{}\" d=\"M{:.1f} {}V{:.1f}\"/><text class=\"tick mid\" x=\"{:.1f}\" "
        "y=\"{:.1f}\">{}</text>\n",
        value == 1 ? "reference" : "major", x.pixel(value), kTop, bottom, x.pixel(value),
        bottom + 16, escapeXml(formatRatio(value)));
  for (std::size_t i = 0; i < rows; ++i) {
    const DiffPair& pair = diff.pairs[i];
    const double y = kTop + kRow * (static_cast<double>(i) + 0.5);
    const std::string key = shortened(pair.key, 62);
    svg += fmt::format(
        "<g class=\"series {}\"><title>{}: {}</title><text class=\"end\" x=\"{}\" "
        "y=\"{:.1f}\">{}</text>{}<text x=\"{}\" y=\"{:.1f}\">{} {}</text></g>\n",
        toWord(pair.verdict), escapeXml(pair.key), toWord(pair.verdict), kLeft - 10, y + 4,
        escapeXml(key), ratioMark(pair, x, y), kWidth - kRight + 8, y + 4, glyph(pair.verdict),
        formatRatio(pair.ratio));
  }
  return svg + "</svg>\n";
}

PageData pairRows(const Diff& diff, const PairFigures& figures) {
  PageData list(PageData::type::list);
  for (const DiffPair& pair : diff.pairs) {
    PageData row;
    row.set("verdict", std::string(toWord(pair.verdict)));
    row.set("glyph", std::string(glyph(pair.verdict)));
    row.set("key", pair.key);
    row.set("base", figures.baseText(pair));
    row.set("base_v", sortValue(figures.base(pair)));
    row.set("new", figures.newText(pair));
    row.set("new_v", sortValue(figures.now(pair)));
    row.set("ratio", formatRatio(pair.ratio, 3));
    row.set("ratio_v", sortValue(pair.ratio));
    row.set("interval", intervalText(pair.ratioLow, pair.ratioHigh));
    row.set("changed", std::string(pair.changed ? "yes" : "no"));
    row.set("reason", pair.reason);
    list.push_back(std::move(row));
  }
  return list;
}

PageData groupRows(const Diff& diff) {
  PageData list(PageData::type::list);
  for (const DiffGroup& group : diff.groups) {
    const DiffSummary& s = group.summary;
    PageData row;
    row.set("by", std::string(heading(group.by)));
    row.set("name", group.name);
    for (const auto& [name, count] :
         {std::pair{"improved", s.improved}, std::pair{"regressed", s.regressed},
          std::pair{"same", s.same}, std::pair{"unsure", s.unsure}})
      row.set(name, formatCount(count));
    row.set("geomean", formatRatio(s.geomean, 3));
    row.set("geomean_v", sortValue(s.geomean));
    row.set("interval", intervalText(s.geomeanLow, s.geomeanHigh));
    list.push_back(std::move(row));
  }
  return list;
}

PageData crossoverRows(const Diff& diff) {
  PageData list(PageData::type::list);
  for (const MovedCrossover& item : diff.crossovers) {
    const auto [name, before] = namedPlace(item.base);
    PageData row;
    row.set("name", name);
    row.set("base", before);
    row.set("new", namedPlace(item.now).second);
    row.set("moved", std::string(item.moved ? "yes" : "no"));
    list.push_back(std::move(row));
  }
  return list;
}

PageData ceilingRows(const Diff& diff) {
  PageData list(PageData::type::list);
  for (const MovedCeiling& item : diff.ceilings) {
    PageData row;
    row.set("name", item.name);
    row.set("base", figureText(item.base, item.unit));
    row.set("new", figureText(item.now, item.unit));
    row.set("ratio", formatRatio(item.ratio, 3));
    row.set("ratio_v", sortValue(item.ratio));
    row.set("interval", intervalText(item.ratioLow, item.ratioHigh));
    row.set("moved", std::string(item.moved ? "yes" : "no"));
    list.push_back(std::move(row));
  }
  return list;
}

PageData environmentRows(const Diff& diff) {
  PageData list(PageData::type::list);
  for (const EnvironmentDifference& item : diff.environment) {
    PageData row;
    row.set("label", item.label);
    row.set("base", item.base.empty() ? "–" : item.base);
    row.set("now", item.now.empty() ? "–" : item.now);
    row.set("why", item.why);
    list.push_back(std::move(row));
  }
  return list;
}

PageData unmatchedRows(const Diff& diff) {
  PageData list(PageData::type::list);
  for (const DiffUnmatched& item : diff.unmatched) {
    PageData row;
    row.set("key", item.key);
    row.set("side", std::string(item.inBase ? "base" : "new"));
    row.set("reason", item.reason);
    list.push_back(std::move(row));
  }
  return list;
}

PageData remarkRows(const Diff& diff) {
  PageData list(PageData::type::list);
  for (const std::string& remark : diff.remarks) {
    PageData row;
    row.set("remark", remark);
    list.push_back(std::move(row));
  }
  return list;
}

void setGate(PageData& data, const GateOutcome* gate) {
  data.set("has_gate", gate != nullptr);
  if (!gate) return;
  data.set("gate", describe(*gate));
  data.set("gate_class",
           gate->verdict == GateVerdict::passed ? std::string("note") : std::string("problem"));
  data.set("remeasured", gate->remeasured);
  PageData list(PageData::type::list);
  const std::size_t shown = std::min(gate->reasons.size(), kMostReasons);
  for (std::size_t i = 0; i < shown; ++i) {
    const GateReason& reason = gate->reasons[i];
    PageData row;
    row.set("kind", std::string(toWord(reason.kind)));
    row.set("key", reason.key);
    row.set("text", reason.text);
    list.push_back(std::move(row));
  }
  setList(data, "gate_reasons", std::move(list));
  const std::size_t more = gate->reasons.size() - shown;
  data.set("gate_more", more > 0 ? PageData(formatCount(more)) : PageData(false));
}

void setSession(PageData& data, const std::string& prefix, const Session& session) {
  data.set(prefix + "_title", session.title.empty() ? "Session" : session.title);
  data.set(prefix + "_cpu", session.machine.cpuModel);
  data.set(prefix + "_created", session.created);
}

}  // namespace

std::string toHtml(const Diff& diff, const Session& base, const Session& now,
                   const DiffContext& context) {
  DiffContext sides = context;
  sides.base = &base;
  sides.now = &now;
  PageData data;
  setSession(data, "base", base);
  setSession(data, "new", now);
  data.set("program_version", std::string(programVersion()));
  data.set("summary", countsText(diff.summary));
  data.set("metric", metricName(diff));
  data.set("better", std::string(betterWhen(diff)));
  setList(data, "remarks", remarkRows(diff));
  setGate(data, context.gate);
  PageData cards(PageData::type::list);
  addCard(cards, fmt::format("{} new/base, geometric mean", metricName(diff)),
          formatRatio(diff.summary.geomean, 3),
          intervalText(diff.summary.geomeanLow, diff.summary.geomeanHigh));
  data.set("cards", std::move(cards));
  setList(data, "environment", environmentRows(diff));
  data.set("threshold", formatShare(diff.options.threshold));
  if (diff.pairs.size() > kMostBars)
    data.set("cut", fmt::format("{}", kMostBars));
  else
    data.set("cut", PageData(false));
  if (!diff.pairs.empty()) data.set("svg", ratioChart(diff));
  setList(data, "groups", groupRows(diff));
  const PairFigures figures(diff, sides);
  if (figures.known()) setList(data, "pairs", pairRows(diff, figures));
  setList(data, "crossovers", crossoverRows(diff));
  setList(data, "ceilings", ceilingRows(diff));
  setList(data, "unmatched", unmatchedRows(diff));
  data.set("between", fmt::format("{} per session, {}", formatShare(diff.betweenProcess),
                                  diff.betweenProcessSource));
  const double d = 1 + diff.options.threshold;
  const bool higher = diff.metric.higherIsBetter;
  data.set("improved_where",
           higher ? "above " + formatRatio(d, 3) : "below " + formatRatio(1 / d, 3));
  data.set("regressed_where",
           higher ? "below " + formatRatio(1 / d, 3) : "above " + formatRatio(d, 3));
  data.set("command", context.command);
  data.set("has_command", !context.command.empty());
  return renderPage(templates::kDiffHtml, std::move(data));
}

}  // namespace lane
