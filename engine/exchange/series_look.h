// How a variant is drawn in reports: label, hue, width, dash and marker, the same as in the window.
// Hues are names of CSS variables, so that one drawing serves dark, light and paper.
#pragma once

#include <string>
#include <string_view>

namespace lane {

enum class MarkerShape {
  dash,
  diamond,
  triangleUp,
  triangleDown,
  square,
  circle,
  hexagon,
  plus,
  cross
};

struct SeriesLook {
  std::string label;      ///< "AVX-512"
  std::string_view hue;   ///< "amber": CSS variables --amber and --amber-fill
  double width = 1.5;     ///< px
  std::string_view dash;  ///< value of stroke-dasharray; empty: solid
  MarkerShape marker = MarkerShape::circle;
};

/// Unknown variants (imports, a user's library) get a look of their own that depends on the name
/// only.
SeriesLook seriesLook(std::string_view variant);

}  // namespace lane
