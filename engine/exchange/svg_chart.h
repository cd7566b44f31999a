// Line charts as SVG text for reports. Colours come from CSS variables of the page (report.css),
// so one drawing serves dark, light and paper. Same input, same bytes: no identifiers, times or
// locale in the output. All texts are escaped.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "exchange/series_look.h"

namespace lane {

struct ChartPoint {
  double x = 0;
  double y = 0;
  double low = 0;  ///< interval; equal to y without one
  double high = 0;
  std::string tooltip;
  bool hollow = false;  ///< over its goal, or first pass only
};

struct ChartSeries {
  SeriesLook look;
  std::vector<ChartPoint> points;  ///< ascending x
  bool area = false;               ///< filled down to the axis, without markers
};

/// The part of the x axis that belongs to something: a cache level, a phase. The last one ends at
/// the right edge.
struct ChartZone {
  double from = 0;
  std::string label;
};

/// A crossover: its place, interval and label.
struct ChartFlag {
  double x = 0;
  double low = 0;
  double high = 0;
  std::string label;
};

enum class Scale { linear, log2, log10 };

struct Chart {
  std::string description;  ///< for people who do not see it
  std::string xTitle;
  std::string yTitle;
  Scale xScale = Scale::log2;
  Scale yScale = Scale::log10;
  std::function<std::string(double)> xText;  ///< tick labels
  std::function<std::string(double)> yText;
  std::vector<ChartSeries> series;
  std::vector<ChartZone> zones;
  std::vector<ChartFlag> flags;
  double height = 380;
  bool legend = true;
};

std::string toSvg(const Chart& chart);

/// & < > " ' as entities; characters XML cannot hold are dropped.
std::string escapeXml(std::string_view text);

}  // namespace lane
