// The marker shapes of series, painted by one function so that curve, chip, legend and export
// agree. Coordinates are logical pixels.
#pragma once

#include <QPainterPath>
#include <QPointF>

#include "support/theme.h"

class QPainter;

namespace lane {

/// Outline around the origin for a radius of 1. Dash, plus and cross are closed shapes as well.
const QPainterPath& markerPath(Marker marker);
/// Filled marker with the line colour as edge; hollow: only the edge, over `background`.
void paintMarker(QPainter& painter, const SeriesStyle& style, const QPointF& centre, double radius,
                 bool hollow = false, const QColor& background = {});
/// A piece of the series line with its marker in the middle, for legends.
void paintLegendSample(QPainter& painter, const SeriesStyle& style, const QRectF& area);

}  // namespace lane
