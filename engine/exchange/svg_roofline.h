// The roofline of one type and thread count as SVG: measured bandwidth slopes and peak lines with
// their intervals, ridge points, and the kernels as trails over size. Same input, same bytes.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/roof_chart.h"

namespace lane {

struct RooflineDrawing {
  std::string svg;                   ///< empty without a ceiling or a trail
  std::vector<std::string> leftOut;  ///< kernels that found no room
};

inline constexpr std::size_t kRoofTrails = 12;

/// Of every kernel the variant that is fastest at each size, at most kRoofTrails of them, those
/// with an intensity of their own first.
RooflineDrawing toSvg(const RoofChart& chart);

}  // namespace lane
