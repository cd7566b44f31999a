#include "exchange/svg_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "exchange/chart_scale.h"
#include "exchange/svg_parts.h"

namespace lane {
namespace {

using namespace svg;

constexpr double kLeft = 64;
constexpr double kRight = 20;
constexpr double kBottom = 44;
constexpr double kRulerHeight = 18;
constexpr double kFlagRow = 20;
constexpr int kFlagRows = 3;
constexpr double kMoreWidth = 40;
struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void include(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// Room around the data; a single value still gets an axis.
Range widened(Range range, Scale scale, double share) {
  if (!(range.low <= range.high)) return {1, 2};
  if (scale == Scale::linear) {
    const double span = range.high > range.low ? range.high - range.low : 1;
    return {range.low, range.high + share * span};
  }
  const double factor = std::pow(range.high / range.low, share);
  const double least = range.high > range.low ? factor : 1.5;
  return {range.low / least, range.high * least};
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart)
      : m_chart(chart), m_x(xAxis(chart)), m_top(top(chart)), m_y(yAxis(chart, m_top)) {}

  std::string text() {
    m_out = open(m_chart.height, m_chart.description);
    if (m_chart.legend) legend();
    add("<rect class=\"plot\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", px(kLeft),
        px(m_top), px(right() - kLeft), px(bottom() - m_top));
    grid();
    zones();
    flagBands();
    for (const ChartSeries& series : m_chart.series) band(series);
    for (const ChartSeries& series : m_chart.series) line(series);
    for (const ChartSeries& series : m_chart.series) markers(series);
    flags();
    return m_out + "</svg>\n";
  }

 private:
  static double right() { return kWidth - kRight; }
  double bottom() const { return m_chart.height - kBottom; }

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    m_out += fmt::format(format, std::forward<Args>(args)...);
  }

  static double top(const Chart& chart) {
    double rows = chart.legend && !chart.series.empty() ? 1 : 0;
    double x = kLeft;
    for (const ChartSeries& series : chart.series) {
      if (chart.legend && x + legendWidth(series.look) > right()) {
        ++rows;
        x = kLeft;
      }
      x += legendWidth(series.look);
    }
    return 10 + rows * kLegendRow + (chart.zones.empty() ? 8 : kRulerHeight + 4) + 8;
  }

  static ChartAxis xAxis(const Chart& chart) {
    Range range;
    for (const ChartSeries& series : chart.series)
      for (const ChartPoint& point : series.points) range.include(point.x);
    range = chart.xScale == Scale::linear && range.high > range.low
                ? range
                : widened(range, chart.xScale, 0.02);
    return {chart.xScale, range.low, range.high, kLeft, right()};
  }

  static ChartAxis yAxis(const Chart& chart, double top) {
    Range range;
    for (const ChartSeries& series : chart.series)
      for (const ChartPoint& point : series.points) {
        range.include(point.y);
        if (chart.yScale != Scale::linear) continue;
        range.include(point.low);
        range.include(point.high);
      }
    // One wide interval must not squeeze the curves: on a logarithmic axis, where it may even reach
    // zero, it gets a little room and is cut.
    if (chart.yScale != Scale::linear) {
      constexpr double kRoom = 1.6;
      const Range own = range;
      for (const ChartSeries& series : chart.series)
        for (const ChartPoint& point : series.points)
          for (const double end : {point.low, point.high})
            range.include(std::clamp(end, own.low / kRoom, own.high * kRoom));
    }
    if (chart.yScale == Scale::linear) range.include(0);
    range = widened(range, chart.yScale, 0.08);
    // Room for the flags above the curves.
    if (!chart.flags.empty() && chart.yScale != Scale::linear)
      range.high *= std::pow(range.high / range.low, 0.1);
    return {chart.yScale, range.low, range.high, chart.height - kBottom, top};
  }

  void legend() {
    double x = kLeft, y = 18;
    for (const ChartSeries& series : m_chart.series)
      m_out += legendEntry(series.look, kLeft, right(), x, y);
  }

  void grid() {
    for (const Tick& tick : m_x.ticks(m_chart.xScale == Scale::linear ? 10 : 9)) {
      const std::string x = px(m_x.pixel(tick.value));
      add("<path class=\"{}\" d=\"M{} {}V{}\"/>\n", tick.labelled ? "major" : "minor", x, px(m_top),
          px(bottom()));
      if (tick.labelled)
        add("<text class=\"tick mid\" x=\"{}\" y=\"{}\">{}</text>\n", x, px(bottom() + 16),
            escapeXml(m_chart.xText(tick.value)));
    }
    for (const Tick& tick : m_y.ticks(8)) {
      const double y = m_y.pixel(tick.value);
      add("<path class=\"{}\" d=\"M{} {}H{}\"/>\n", tick.labelled ? "major" : "minor", px(kLeft),
          px(y), px(right()));
      if (tick.labelled)
        add("<text class=\"tick end\" x=\"{}\" y=\"{}\">{}</text>\n", px(kLeft - 8), px(y + 4),
            escapeXml(m_chart.yText(tick.value)));
    }
    add("<text class=\"axis end\" x=\"{}\" y=\"{}\">{}</text>\n", px(kLeft - 8), px(m_top - 8),
        escapeXml(m_chart.yTitle));
    add("<text class=\"axis\" x=\"{}\" y=\"{}\">{}</text>\n", px(kLeft), px(m_chart.height - 8),
        escapeXml(m_chart.xTitle));
  }

  /// A ruler above the plot and a dotted guide where a zone begins.
  void zones() {
    for (std::size_t i = 0; i < m_chart.zones.size(); ++i) {
      const ChartZone& zone = m_chart.zones[i];
      const double from = m_x.clampedPixel(zone.from);
      const double to =
          i + 1 < m_chart.zones.size() ? m_x.clampedPixel(m_chart.zones[i + 1].from) : right();
      if (to - from < 1) continue;
      const double y = m_top - kRulerHeight - 2;
      add("<rect class=\"ruler\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", px(from + 0.5),
          px(y), px(to - from - 1), px(kRulerHeight));
      if (textWidth(zone.label) < to - from)
        add("<text class=\"tick mid\" x=\"{}\" y=\"{}\">{}</text>\n", px((from + to) / 2),
            px(y + 13), escapeXml(zone.label));
      if (m_x.contains(zone.from) && from > kLeft + 1)
        add("<path class=\"guide\" d=\"M{} {}V{}\"/>\n", px(from), px(m_top), px(bottom()));
    }
  }

  void flagBands() {
    for (const ChartFlag& flag : m_chart.flags) {
      if (!m_x.contains(flag.x)) continue;
      const double low = m_x.clampedPixel(flag.low);
      const double high = m_x.clampedPixel(flag.high);
      if (high > low)
        add("<rect class=\"band\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", px(low),
            px(m_top), px(high - low), px(bottom() - m_top));
      add("<path class=\"crossover\" d=\"M{} {}V{}\"/>\n", px(m_x.pixel(flag.x)), px(m_top),
          px(bottom()));
    }
  }

  /// Labels in up to three rows; those that fit in none are counted behind the last that did.
  void flags() {
    std::array<double, kFlagRows> rowEnd;
    rowEnd.fill(kLeft);
    std::vector<const ChartFlag*> ordered;
    for (const ChartFlag& flag : m_chart.flags)
      if (m_x.contains(flag.x)) ordered.push_back(&flag);
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const ChartFlag* a, const ChartFlag* b) { return a->x < b->x; });
    const double last = right() - kMoreWidth;  // the count always has room
    std::string folded;
    std::size_t count = 0;
    for (const ChartFlag* flag : ordered) {
      const double width = textWidth(flag->label) + 12;
      const double x =
          std::max(kLeft + 2, std::min(m_x.pixel(flag->x) - width / 2, last - width - 2));
      const auto row =
          std::find_if(rowEnd.begin(), rowEnd.end(), [&](double end) { return x >= end + 2; });
      if (row == rowEnd.end()) {
        folded += (folded.empty() ? "" : "\n") + flag->label;
        ++count;
        continue;
      }
      *row = x + width;
      drawFlag(x, static_cast<std::size_t>(row - rowEnd.begin()), width, flag->label, {});
    }
    if (count > 0)
      drawFlag(right() - kMoreWidth + 2, 0, kMoreWidth - 4, fmt::format("+{}", count), folded);
  }

  void drawFlag(double x, std::size_t row, double width, std::string_view label,
                std::string_view tooltip) {
    const double y = m_top + 4 + kFlagRow * static_cast<double>(row);
    add("<g><rect class=\"flag\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"17\" rx=\"4\"/>"
        "<text class=\"mid\" x=\"{}\" y=\"{}\">{}</text>",
        px(x), px(y), px(width), px(x + width / 2), px(y + 12.5), escapeXml(label));
    if (!tooltip.empty()) add("<title>{}</title>", escapeXml(tooltip));
    add("</g>\n");
  }

  void band(const ChartSeries& series) {
    if (series.points.size() < 2) return;
    std::string upper, lower;
    for (const ChartPoint& point : series.points)
      upper += fmt::format("{}{} {}", upper.empty() ? "M" : "L", px(m_x.pixel(point.x)),
                           px(m_y.clampedPixel(series.area ? point.y : point.high)));
    if (series.area) {
      lower = fmt::format("L{b} {y}L{a} {y}", fmt::arg("b", px(m_x.pixel(series.points.back().x))),
                          fmt::arg("a", px(m_x.pixel(series.points.front().x))),
                          fmt::arg("y", px(bottom())));
    } else {
      for (auto point = series.points.rbegin(); point != series.points.rend(); ++point)
        lower += fmt::format("L{} {}", px(m_x.pixel(point->x)), px(m_y.clampedPixel(point->low)));
    }
    add("<path class=\"series {} interval\" d=\"{}{}Z\"/>\n", series.look.hue, upper, lower);
  }

  void line(const ChartSeries& series) {
    std::string d;
    for (const ChartPoint& point : series.points)
      d += fmt::format("{}{} {}", d.empty() ? "M" : "L", px(m_x.pixel(point.x)),
                       px(m_y.clampedPixel(point.y)));
    if (series.points.size() > 1)
      add("<g class=\"series {}\" {}><path class=\"line\" d=\"{}\"/></g>\n", series.look.hue,
          stroke(series.look), d);
  }

  void markers(const ChartSeries& series) {
    if (series.area || series.points.empty()) return;
    add("<g class=\"series {}\">\n", series.look.hue);
    for (const ChartPoint& point : series.points)
      add("<path class=\"marker{}\" d=\"{}\"><title>{}</title></path>\n",
          point.hollow ? " hollow" : "",
          markerPath(series.look.marker, m_x.pixel(point.x), m_y.clampedPixel(point.y),
                     kMarkerRadius),
          escapeXml(point.tooltip));
    m_out += "</g>\n";
  }

  const Chart& m_chart;
  ChartAxis m_x;
  double m_top;
  ChartAxis m_y;
  std::string m_out;
};

}  // namespace

std::string toSvg(const Chart& chart) {
  return Drawing(chart).text();
}

std::string escapeXml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

}  // namespace lane
