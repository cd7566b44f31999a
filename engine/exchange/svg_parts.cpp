#include "exchange/svg_parts.h"

#include <fmt/format.h>

#include <array>

#include "exchange/svg_chart.h"
#include "exchange/text_layout.h"

namespace lane::svg {

std::string px(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text == "-0.0") text = "0.0";
  return text;
}

double textWidth(std::string_view text) {
  return 6.7 * static_cast<double>(displayWidth(text));
}

std::string markerPath(MarkerShape shape, double x, double y, double r) {
  const auto path = [&](std::initializer_list<std::array<double, 2>> corners) {
    std::string d;
    for (const auto& [dx, dy] : corners)
      d += fmt::format("{}{} {}", d.empty() ? "M" : "L", px(x + dx * r), px(y + dy * r));
    return d + "Z";
  };
  switch (shape) {
    case MarkerShape::dash:
      return path({{-1.2, -0.4}, {1.2, -0.4}, {1.2, 0.4}, {-1.2, 0.4}});
    case MarkerShape::diamond:
      return path({{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}});
    case MarkerShape::triangleUp:
      return path({{0, -1.1}, {1.1, 0.9}, {-1.1, 0.9}});
    case MarkerShape::triangleDown:
      return path({{0, 1.1}, {1.1, -0.9}, {-1.1, -0.9}});
    case MarkerShape::square:
      return path({{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}});
    case MarkerShape::circle:
      return fmt::format("M{} {}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z", px(x - r), px(y),
                         fmt::arg("r", px(r)), fmt::arg("d", px(2 * r)));
    case MarkerShape::hexagon:
      return path({{-0.55, -1}, {0.55, -1}, {1.1, 0}, {0.55, 1}, {-0.55, 1}, {-1.1, 0}});
    case MarkerShape::plus:
      return path({{-.3, -1.2},
                   {.3, -1.2},
                   {.3, -.3},
                   {1.2, -.3},
                   {1.2, .3},
                   {.3, .3},
                   {.3, 1.2},
                   {-.3, 1.2},
                   {-.3, .3},
                   {-1.2, .3},
                   {-1.2, -.3},
                   {-.3, -.3}});
    case MarkerShape::cross:
      return path({{-1.1, -.7},
                   {-.7, -1.1},
                   {0, -.4},
                   {.7, -1.1},
                   {1.1, -.7},
                   {.4, 0},
                   {1.1, .7},
                   {.7, 1.1},
                   {0, .4},
                   {-.7, 1.1},
                   {-1.1, .7},
                   {-.4, 0}});
  }
  return {};
}

std::string stroke(const SeriesLook& look) {
  std::string attributes = fmt::format("stroke-width=\"{}\"", look.width);
  if (!look.dash.empty()) attributes += fmt::format(" stroke-dasharray=\"{}\"", look.dash);
  return attributes;
}

std::string open(double height, std::string_view description) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" "
      "aria-label=\"{}\">\n",
      px(kWidth), px(height), escapeXml(description));
}

double legendWidth(const SeriesLook& look) {
  return 40 + textWidth(look.label);
}

std::string legendEntry(const SeriesLook& look, double left, double right, double& x, double& y) {
  if (x + legendWidth(look) > right && x > left) {
    x = left;
    y += kLegendRow;
  }
  std::string text = fmt::format(
      "<g class=\"series {}\" {}><path class=\"line\" d=\"M{} {}h24\"/>"
      "<path class=\"marker\" d=\"{}\"/></g><text x=\"{}\" y=\"{}\">{}</text>\n",
      look.hue, stroke(look), px(x), px(y - 4),
      markerPath(look.marker, x + 12, y - 4, kMarkerRadius), px(x + 29), px(y),
      escapeXml(look.label));
  x += legendWidth(look);
  return text;
}

}  // namespace lane::svg
