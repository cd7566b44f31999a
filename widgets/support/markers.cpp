#include "support/markers.h"

#include <QPainter>
#include <array>
#include <cmath>
#include <numbers>

namespace lane {
namespace {

QPainterPath polygon(int corners, double startDegrees, double radius) {
  QPainterPath path;
  for (int i = 0; i < corners; ++i) {
    const double angle = (startDegrees + 360.0 * i / corners) * std::numbers::pi / 180;
    const QPointF point(radius * std::cos(angle), radius * std::sin(angle));
    i == 0 ? path.moveTo(point) : path.lineTo(point);
  }
  path.closeSubpath();
  return path;
}

QPainterPath bars(double degrees) {
  QPainterPath path;
  path.addRect(-1.15, -0.22, 2.3, 0.44);
  QPainterPath upright;
  upright.addRect(-0.22, -1.15, 0.44, 2.3);
  QTransform turn;
  turn.rotate(degrees);
  return turn.map(path.united(upright));
}

std::array<QPainterPath, 9> makePaths() {
  QPainterPath dash, square, circle;
  dash.addRect(-1.35, -0.36, 2.7, 0.72);
  square.addRect(-0.88, -0.88, 1.76, 1.76);
  circle.addEllipse(QPointF(), 1, 1);
  return {dash,
          polygon(4, 0, 1.25),
          polygon(3, -90, 1.25),
          polygon(3, 90, 1.25),
          square,
          circle,
          polygon(6, 0, 1.12),
          bars(0),
          bars(45)};
}

}  // namespace

const QPainterPath& markerPath(Marker marker) {
  static const std::array<QPainterPath, 9> paths = makePaths();
  return paths[static_cast<std::size_t>(marker)];
}

void paintMarker(QPainter& painter, const SeriesStyle& style, const QPointF& centre, double radius,
                 bool hollow, const QColor& background) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(centre);
  painter.scale(radius, radius);
  QPen edge(style.line, 1.0);
  edge.setCosmetic(true);
  const bool edged = hollow || style.line != style.fill;
  painter.setPen(edged ? edge : QPen(Qt::NoPen));
  painter.setBrush(!hollow                ? QBrush(style.fill)
                   : background.isValid() ? QBrush(background)
                                          : QBrush(Qt::NoBrush));
  painter.drawPath(markerPath(style.marker));
  painter.restore();
}

void paintLegendSample(QPainter& painter, const SeriesStyle& style, const QRectF& area) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(style.line, style.width);
  if (!style.dash.isEmpty()) {
    QVector<qreal> pattern = style.dash;
    for (qreal& step : pattern) step /= style.width;
    pen.setDashPattern(pattern);
  }
  pen.setCapStyle(Qt::FlatCap);
  painter.setPen(pen);
  painter.drawLine(QPointF(area.left(), area.center().y()),
                   QPointF(area.right(), area.center().y()));
  paintMarker(painter, style, area.center(), area.height() * 0.28);
  painter.restore();
}

}  // namespace lane
