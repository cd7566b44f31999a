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
      "aria-label=\"Ratios of time, new over base\">\n",
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
        "y=\"{:.1f}\">{}</text>"
        "<path class=\"line\" stroke-width=\"2\" d=\"M{:.1f} {y:.1f}H{:.1f}\"/>"
        "<circle class=\"marker\" cx=\"{:.1f}\" cy=\"{y:.1f}\" r=\"4\"/>"
        "<text x=\"{}\" y=\"{:.1f}\">{} {}</text></g>\n",
        toWord(pair.verdict), escapeXml(pair.key), toWord(pair.verdict), kLeft - 10, y + 4,
        escapeXml(key), x.clampedPixel(pair.ratioLow), x.clampedPixel(pair.ratioHigh),
        x.clampedPixel(pair.ratio), kWidth - kRight + 8, y + 4, glyph(pair.verdict),
        formatRatio(pair.ratio), fmt::arg("y", y));
  }
  return svg + "</svg>\n";
}

PageData pairRows(const Diff& diff) {
  PageData list(PageData::type::list);
  for (const DiffPair& pair : diff.pairs) {
    PageData row;
    row.set("verdict", std::string(toWord(pair.verdict)));
    row.set("glyph", std::string(glyph(pair.verdict)));
    row.set("key", pair.key);
    row.set("ratio", formatRatio(pair.ratio, 3));
    row.set("ratio_v", sortValue(pair.ratio));
    row.set("interval",
            fmt::format("{} … {}", formatRatio(pair.ratioLow, 3), formatRatio(pair.ratioHigh, 3)));
    row.set("changed", std::string(pair.changed ? "yes" : "no"));
    row.set("reason", pair.reason);
    list.push_back(std::move(row));
  }
  return list;
}

void setSession(PageData& data, const std::string& prefix, const Session& session) {
  data.set(prefix + "_title", session.title.empty() ? "Session" : session.title);
  data.set(prefix + "_cpu", session.machine.cpuModel);
  data.set(prefix + "_created", session.created);
}

}  // namespace

std::string toHtml(const Diff& diff, const Session& base, const Session& now) {
  const DiffSummary& summary = diff.summary;
  PageData data;
  setSession(data, "base", base);
  setSession(data, "new", now);
  data.set("program_version", std::string(programVersion()));
  data.set("summary", fmt::format("{} improved, {} regressed, {} same, {} unsure, {} not paired",
                                  summary.improved, summary.regressed, summary.same, summary.unsure,
                                  summary.unmatched));
  PageData cards(PageData::type::list);
  addCard(cards, "Geometric mean of time new/base", formatRatio(summary.geomean, 3),
          fmt::format("{} … {}", formatRatio(summary.geomeanLow, 3),
                      formatRatio(summary.geomeanHigh, 3)));
  data.set("cards", std::move(cards));
  PageData environment(PageData::type::list);
  for (const EnvironmentDifference& item : diff.environment) {
    PageData row;
    row.set("label", item.label);
    row.set("base", item.base.empty() ? "–" : item.base);
    row.set("now", item.now.empty() ? "–" : item.now);
    environment.push_back(std::move(row));
  }
  setList(data, "environment", std::move(environment));
  data.set("threshold", formatShare(diff.options.threshold));
  if (diff.pairs.size() > kMostBars)
    data.set("cut", fmt::format("{}", kMostBars));
  else
    data.set("cut", PageData(false));
  if (!diff.pairs.empty()) data.set("svg", ratioChart(diff));
  setList(data, "pairs", pairRows(diff));
  PageData unmatched(PageData::type::list);
  for (const DiffUnmatched& item : diff.unmatched) {
    PageData row;
    row.set("key", item.key);
    row.set("side", std::string(item.inBase ? "base" : "new"));
    row.set("reason", item.reason);
    unmatched.push_back(std::move(row));
  }
  setList(data, "unmatched", std::move(unmatched));
  data.set("between", fmt::format("{} per session, {}", formatShare(diff.betweenProcess),
                                  diff.betweenProcessSource));
  data.set("improved_below", formatRatio(1 / (1 + diff.options.threshold), 3));
  data.set("regressed_above", formatRatio(1 + diff.options.threshold, 3));
  return renderPage(templates::kDiffHtml, std::move(data));
}

}  // namespace lane
