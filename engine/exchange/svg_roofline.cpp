#include "exchange/svg_roofline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>

#include "analysis/case_text.h"
#include "base/units.h"
#include "exchange/chart_scale.h"
#include "exchange/svg_chart.h"
#include "exchange/svg_parts.h"

namespace lane {
namespace {

using namespace svg;

constexpr double kHeight = 520;
constexpr double kLeft = 64;
constexpr double kRight = kWidth - 20;
constexpr double kBottom = kHeight - 44;
constexpr std::size_t kPerIntensity = 5;  ///< trails side by side at one intensity
constexpr double kNudge = 11;             ///< pixels between them
constexpr double kGiga = 1e9;

/// One kernel: at every size the variant that does it fastest.
struct Trail {
  std::string name;
  double intensity = 0;
  std::vector<std::pair<const RoofTrail*, const RoofTrailPoint*>> points;  ///< ascending size
  double nudge = 0;
};

std::string nameOf(CurveKey key) {
  key.dtype = Dtype::none;  // the same for the whole chart
  key.threads = 1;
  return chartName(key);
}

std::vector<Trail> kernelsOf(const RoofChart& chart) {
  std::vector<Trail> trails;
  std::vector<const CurveKey*> keys;
  std::vector<std::map<std::uint64_t, std::pair<const RoofTrail*, const RoofTrailPoint*>>> best;
  for (const RoofTrail& trail : chart.trails) {
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [&](const CurveKey* key) { return *key == trail.key; });
    const auto k = static_cast<std::size_t>(found - keys.begin());
    if (found == keys.end()) {
      keys.push_back(&trail.key);
      best.emplace_back();
    }
    for (const RoofTrailPoint& point : trail.points) {
      auto& winner = best[k][point.size];
      if (!winner.second || point.point.flopRate > winner.second->point.flopRate)
        winner = {&trail, &point};
    }
  }
  for (std::size_t k = 0; k < keys.size(); ++k) {
    Trail trail{nameOf(*keys[k]), 0, {}, 0};
    for (const auto& [size, winner] : best[k]) trail.points.push_back(winner);
    trail.intensity = trail.points.back().second->point.intensity;
    trails.push_back(std::move(trail));
  }
  return trails;
}

/// Kernels of about the same intensity stand side by side; every intensity gets one before any gets
/// a second.
std::vector<Trail> withRoom(std::vector<Trail> trails, std::vector<std::string>& leftOut) {
  std::map<long, std::vector<std::size_t>> byIntensity;
  for (std::size_t i = 0; i < trails.size(); ++i)
    byIntensity[std::lround(6 * std::log2(trails[i].intensity))].push_back(i);
  std::vector<std::size_t> chosen;
  for (std::size_t turn = 0; turn < kPerIntensity; ++turn)
    for (const auto& [intensity, members] : byIntensity)
      if (turn < members.size() && chosen.size() < kRoofTrails) chosen.push_back(members[turn]);
  std::sort(chosen.begin(), chosen.end());
  for (auto& [intensity, members] : byIntensity) {
    std::erase_if(members, [&](std::size_t i) {
      return !std::binary_search(chosen.begin(), chosen.end(), i);
    });
    for (std::size_t place = 0; place < members.size(); ++place)
      trails[members[place]].nudge =
          kNudge * (static_cast<double>(place) - static_cast<double>(members.size() - 1) / 2);
  }
  std::vector<Trail> kept;
  for (std::size_t i = 0; i < trails.size(); ++i)
    if (std::binary_search(chosen.begin(), chosen.end(), i))
      kept.push_back(std::move(trails[i]));
    else
      leftOut.push_back(trails[i].name);
  return kept;
}

struct Box {
  double left, top, right, bottom;
  bool touches(const Box& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
};

class Drawing {
 public:
  Drawing(const RoofChart& chart, const std::vector<Trail>& trails)
      : m_chart(chart),
        m_trails(trails),
        m_top(10 + legendHeight() + 24),
        m_x(xAxis()),
        m_y(yAxis()) {}

  std::string text() {
    m_out = open(kHeight, fmt::format("Roofline for {}, {} thread{}", toWord(m_chart.dtype),
                                      m_chart.threads, m_chart.threads == 1 ? "" : "s"));
    legend();
    add("<rect class=\"plot\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", px(kLeft),
        px(m_top), px(kRight - kLeft), px(kBottom - m_top));
    grid();
    beyond();
    slopes();
    peaks();
    ridges();
    for (const Trail& trail : m_trails) draw(trail);
    names();
    return m_out + "</svg>\n";
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    m_out += fmt::format(format, std::forward<Args>(args)...);
  }

  std::vector<SeriesLook> looks() const {
    std::vector<SeriesLook> list;
    for (const Trail& trail : m_trails)
      for (const auto& [from, point] : trail.points) {
        const SeriesLook look = seriesLook(from->variant);
        if (std::none_of(list.begin(), list.end(),
                         [&](const SeriesLook& known) { return known.label == look.label; }))
          list.push_back(look);
      }
    return list;
  }

  double legendHeight() const {
    double x = kLeft, y = 18;
    for (const SeriesLook& look : looks()) legendEntry(look, kLeft, kRight, x, y);
    return y + 2;
  }

  void legend() {
    double x = kLeft, y = 18;
    for (const SeriesLook& look : looks()) m_out += legendEntry(look, kLeft, kRight, x, y);
  }

  double topPeak() const { return m_chart.peaks.empty() ? 0 : m_chart.peaks.front().rate.value; }

  double topSlope() const {
    double most = 0;
    for (const RoofSlope& slope : m_chart.slopes) most = std::max(most, slope.rate.value);
    return most;
  }

  ChartAxis xAxis() const {
    double low = 1e300, high = 0;
    const auto include = [&](double x) {
      if (!(x > 0) || !std::isfinite(x)) return;
      low = std::min(low, x);
      high = std::max(high, x);
    };
    for (const Trail& trail : m_trails)
      for (const auto& [from, point] : trail.points) include(point->point.intensity);
    for (const RoofSlope& slope : m_chart.slopes) include(topPeak() / slope.rate.value);
    return {Scale::log2, low / 2.5, high * 3, kLeft, kRight};
  }

  ChartAxis yAxis() const {
    double low = 1e300, high = 0;
    for (const Trail& trail : m_trails)
      for (const auto& [from, point] : trail.points) {
        low = std::min(low, point->point.flopRate);
        high = std::max(high, point->point.flopRate);
      }
    for (const RoofPeak& peak : m_chart.peaks) {
      low = std::min(low, peak.rate.value);
      high = std::max(high, peak.rate.value);
    }
    return {Scale::log10, low / 1.6 / kGiga, high * 2.2 / kGiga, kBottom, m_top};
  }

  double y(double flops) const { return m_y.clampedPixel(flops / kGiga); }

  static std::string fraction(double intensity) {
    return intensity >= 1 ? fmt::format("{:.6g}", intensity)
                          : fmt::format("1/{:.6g}", 1 / intensity);
  }

  void grid() {
    for (const Tick& tick : m_x.ticks(12)) {
      const std::string x = px(m_x.pixel(tick.value));
      add("<path class=\"{}\" d=\"M{} {}V{}\"/>\n", tick.labelled ? "major" : "minor", x, px(m_top),
          px(kBottom));
      if (tick.labelled)
        add("<text class=\"tick mid\" x=\"{}\" y=\"{}\">{}</text>\n", x, px(kBottom + 16),
            fraction(tick.value));
    }
    for (const Tick& tick : m_y.ticks(10)) {
      const std::string at = px(m_y.pixel(tick.value));
      add("<path class=\"{}\" d=\"M{} {}H{}\"/>\n", tick.labelled ? "major" : "minor", px(kLeft),
          at, px(kRight));
      if (tick.labelled)
        add("<text class=\"tick end\" x=\"{}\" y=\"{}\">{}</text>\n", px(kLeft - 8),
            px(m_y.pixel(tick.value) + 4), formatNumber(tick.value, 1));
    }
    add("<text class=\"axis end\" x=\"{}\" y=\"{}\">{}</text>\n", px(kLeft - 8), px(m_top - 8),
        axisUnit(CurveMetric::flopRate));
    add("<text class=\"axis\" x=\"{}\" y=\"{}\">Arithmetic intensity, FLOP per byte; dots grow "
        "with the size</text>\n",
        px(kLeft), px(kHeight - 8));
  }

  /// Where a line of that bandwidth enters the plot: at its left edge or from below.
  double entry(double rate) const {
    const double left = m_x.valueAt(kLeft), lowest = m_y.valueAt(kBottom) * kGiga;
    return std::max(left, lowest / rate);
  }

  /// Above the roof: what no honest case reaches.
  void beyond() {
    if (m_chart.slopes.empty() || m_chart.peaks.empty()) return;
    const double slope = topSlope(), peak = topPeak(), from = entry(slope);
    add("<path class=\"beyond\" d=\"M{} {}L{} {}L{} {}H{}V{}H{}Z\"/>\n", px(m_x.pixel(from)),
        px(y(slope * from)), px(m_x.pixel(peak / slope)), px(y(peak)), px(m_x.pixel(peak / slope)),
        px(y(peak)), px(kRight), px(m_top), px(m_x.pixel(from)));
  }

  void slopes() {
    constexpr std::array kDashes = {"", "9 4", "5 4", "1 4"};
    const double end = topPeak() > 0 ? topPeak() : m_y.valueAt(m_top) * kGiga;
    std::string label;
    for (std::size_t i = 0; i < m_chart.slopes.size(); ++i) {
      const RoofSlope& slope = m_chart.slopes[i];
      const double rate = slope.rate.value, from = entry(rate);
      const double to = std::min(end / rate, m_x.valueAt(kRight));
      if (from >= to) continue;
      const auto at = [&](double x, double value) {
        return fmt::format("{} {}", px(m_x.pixel(x)), px(y(x * value)));
      };
      add("<path class=\"band\" d=\"M{}L{}L{}L{}Z\"/>\n", at(from, slope.rate.high),
          at(to, slope.rate.high), at(to, slope.rate.low), at(from, slope.rate.low));
      const char* dash = kDashes[std::min(i, kDashes.size() - 1)];
      add("<g stroke-width=\"1.3\"{}><path class=\"roof\" "
          "d=\"M{}L{}\"><title>{}</title></path></g>\n",
          *dash ? fmt::format(" stroke-dasharray=\"{}\"", dash) : "", at(from, rate), at(to, rate),
          escapeXml(fmt::format("{}, {}: {} ({} … {})", slope.level, slope.how,
                                formatByteRate(rate), formatByteRate(slope.rate.low),
                                formatByteRate(slope.rate.high))));
      // Levels of about the same bandwidth share a line and so a label.
      label += (label.empty() ? "" : ";  ") + fmt::format("{} {} {}", slope.level,
                                                          slope.how.substr(0, slope.how.find(',')),
                                                          formatByteRate(rate));
      if (i + 1 < m_chart.slopes.size() && rate < 1.15 * m_chart.slopes[i + 1].rate.value) continue;
      slopeLabel(label, rate, from, to);
      label.clear();
    }
  }

  /// Along the line, just before the ridge: trails stand further left.
  void slopeLabel(const std::string& label, double rate, double from, double to) {
    const double x0 = m_x.pixel(from), x1 = m_x.pixel(to);
    const double y0 = y(from * rate), y1 = y(to * rate);
    const double length = std::hypot(x1 - x0, y1 - y0), width = textWidth(label);
    if (length < width + 12) return;
    const double angle = std::atan2(y1 - y0, x1 - x0);
    const double share = (length - width - 14) / length;
    const double x = x0 + share * (x1 - x0), at = y0 + share * (y1 - y0);
    constexpr double kLift = 5;
    add("<text class=\"name\" transform=\"translate({} {}) rotate({})\">{}</text>\n",
        px(x + kLift * std::sin(angle)), px(at - kLift * std::cos(angle)),
        px(angle * 180 / std::numbers::pi), escapeXml(label));
    for (double along = 0; along < width; along += 12) {  // boxes that follow the slant
      const double left = x + along * std::cos(angle), bottom = at + along * std::sin(angle);
      m_taken.push_back({left - 2, bottom - 18, left + 14, bottom});
    }
  }

  void peaks() {
    const double slope = topSlope();
    std::string label;
    double labelAt = 0;
    const auto flush = [&] {
      if (label.empty()) return;
      add("<text class=\"name end\" x=\"{}\" y=\"{}\">{}</text>\n", px(kRight - 8), px(labelAt - 5),
          escapeXml(label));
      const double width = textWidth(label);
      m_taken.push_back({kRight - 8 - width, labelAt - 16, kRight - 8, labelAt - 2});
    };
    for (const RoofPeak& peak : m_chart.peaks) {
      const double value = peak.rate.value;
      const double from = slope > 0 ? std::max(m_x.pixel(value / slope), kLeft) : kLeft;
      const std::string_view hue =
          peak.variants.empty() ? "grey" : seriesLook(peak.variants.front()).hue;
      const double high = y(peak.rate.high), low = y(peak.rate.low);
      if (low - high >= 0.5)
        add("<rect class=\"band\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", px(from),
            px(high), px(kRight - from), px(low - high));
      add("<g class=\"series {}\" stroke-width=\"1.5\"><path class=\"line\" d=\"M{} {}H{}\">"
          "<title>{}</title></path></g>\n",
          hue, px(from), px(y(value)), px(kRight),
          escapeXml(fmt::format("{}: {} ({} … {})", peak.label, formatFlopRate(value),
                                formatFlopRate(peak.rate.low), formatFlopRate(peak.rate.high))));
      const std::string own = peak.label + " " + formatFlopRate(value);
      if (!label.empty() && y(value) - labelAt < 15) {
        label += ";  " + own;
        continue;
      }
      flush();
      label = own;
      labelAt = y(value);
    }
    flush();
  }

  /// Where each slope meets the highest peak.
  void ridges() {
    if (m_chart.peaks.empty()) return;
    double free = kLeft;
    for (const RoofSlope& slope : m_chart.slopes) {
      const double intensity = ridge(slope, m_chart.peaks.front());
      if (!m_x.contains(intensity)) continue;
      const double x = m_x.pixel(intensity), at = y(topPeak());
      add("<circle class=\"ridge\" cx=\"{}\" cy=\"{}\" r=\"3.5\"><title>{}</title></circle>\n",
          px(x), px(at),
          escapeXml(
              fmt::format("Ridge of {}: {} FLOP per byte", slope.level, formatNumber(intensity))));
      const std::string label = formatNumber(intensity);
      const double half = textWidth(label) / 2;
      const Box box{x - half - 2, at - 22, x + half + 2, at - 8};
      if (x - half < free || taken(box)) continue;
      free = x + half + 6;
      m_taken.push_back(box);
      add("<text class=\"tick mid\" x=\"{}\" y=\"{}\">{}</text>\n", px(x), px(at - 10), label);
    }
  }

  double xOf(const Trail& trail, const RoofTrailPoint& point) const {
    return m_x.pixel(point.point.intensity) + trail.nudge;
  }

  static double octave(const RoofTrailPoint& point) {
    return std::log2(static_cast<double>(std::max<std::uint64_t>(1, point.size)));
  }

  void draw(const Trail& trail) {
    std::string d;
    for (const auto& [from, point] : trail.points)
      d += fmt::format("{}{} {}", d.empty() ? "M" : "L", px(xOf(trail, *point)),
                       px(y(point->point.flopRate)));
    if (trail.points.size() > 1) add("<path class=\"trail\" d=\"{}\"/>\n", d);
    const double first = octave(*trail.points.front().second);
    const double last = octave(*trail.points.back().second);
    for (const auto& [from, point] : trail.points) {
      const SeriesLook look = seriesLook(from->variant);
      const double place = last > first ? (octave(*point) - first) / (last - first) : 1;
      std::string share;
      if (point->point.efficiency > 0)
        share = fmt::format(", {} of its roof ({})", formatShare(point->point.efficiency),
                            toWord(point->point.bound));
      add("<g class=\"series {}\"><path class=\"marker\" d=\"{}\"><title>{}</title></path></g>\n",
          look.hue,
          markerPath(look.marker, xOf(trail, *point), y(point->point.flopRate), 1.8 + 3 * place),
          escapeXml(fmt::format("{}, {}, n = {}: {}{}", trail.name, look.label,
                                formatSize(point->size), formatFlopRate(point->point.flopRate),
                                share)));
    }
  }

  /// Above the highest point of each trail, one over the other where trails stand side by side.
  void names() {
    for (const Trail& trail : m_trails) {
      double x = 0, top = kBottom;
      for (const auto& [from, point] : trail.points)
        if (y(point->point.flopRate) < top) {
          top = y(point->point.flopRate);
          x = xOf(trail, *point);
        }
      const double half = textWidth(trail.name) / 2;
      x = std::clamp(x, kLeft + half + 2, kRight - half - 2);
      double at = top - 8;
      Box box{};
      for (int step = 0; step < 12; ++step, at -= 12) {
        box = {x - half, at - 10, x + half, at + 2};
        if (!taken(box)) break;
      }
      m_taken.push_back(box);
      add("<text class=\"name mid\" x=\"{}\" y=\"{}\">{}</text>\n", px(x),
          px(std::max(at, m_top + 12)), escapeXml(trail.name));
    }
  }

  bool taken(const Box& box) const {
    return std::any_of(m_taken.begin(), m_taken.end(),
                       [&](const Box& other) { return box.touches(other); });
  }

  const RoofChart& m_chart;
  const std::vector<Trail>& m_trails;
  double m_top;
  ChartAxis m_x;
  ChartAxis m_y;
  std::vector<Box> m_taken;
  std::string m_out;
};

}  // namespace

RooflineDrawing toSvg(const RoofChart& chart) {
  RooflineDrawing drawing;
  if ((chart.slopes.empty() && chart.peaks.empty()) || chart.trails.empty()) return drawing;
  const std::vector<Trail> trails = withRoom(kernelsOf(chart), drawing.leftOut);
  drawing.svg = Drawing(chart, trails).text();
  return drawing;
}

}  // namespace lane
