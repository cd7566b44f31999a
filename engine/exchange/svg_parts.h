// What the charts of reports share: numbers, text widths, markers and the outer element. Strings
// in, strings out; nothing here knows what is drawn.
#pragma once

#include <string>
#include <string_view>

#include "exchange/series_look.h"

namespace lane::svg {

inline constexpr double kWidth = 960;
inline constexpr double kMarkerRadius = 3.2;

/// One decimal; "-0.0" and "0.0" must not differ between machines.
std::string px(double value);

/// Estimated, since nothing here measures fonts: 11 px text, a little generous.
double textWidth(std::string_view text);

/// Value of a path's d.
std::string markerPath(MarkerShape shape, double x, double y, double radius);

/// stroke-width and, where the look has one, stroke-dasharray: of the group around a line. On the
/// line itself some readers (Qt's) would forget the colour its class gives.
std::string stroke(const SeriesLook& look);

/// The opening tag; `description` is read to people who do not see the drawing.
std::string open(double height, std::string_view description);

/// Line and marker of a series with its label; `x` moves behind it. Begins a new row where it
/// would leave the drawing.
std::string legendEntry(const SeriesLook& look, double left, double right, double& x, double& y);
double legendWidth(const SeriesLook& look);
inline constexpr double kLegendRow = 20;

}  // namespace lane::svg
