#include "charts/series_paint.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

#include "analysis/series_columns.h"
#include "charts/plot_style.h"
#include "support/theme.h"

namespace lane {

void paintSeries(QCPPainter& painter, const SeriesRecord& series, const QCPAxis& x,
                 const QCPAxis& y) {
  const QRectF area = x.axisRect()->rect();
  if (series.t.empty() || area.width() < 2) return;
  const auto count = static_cast<std::size_t>(area.width());
  const std::vector<SeriesColumn> columns =
      seriesColumns(series, x.range().lower, x.range().upper, count);
  const double end = x.coordToPixel(series.t.back());
  QPolygonF line, top;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const SeriesColumn& column = columns[i];
    if (std::isnan(column.first)) continue;
    const double at = area.left() + static_cast<double>(i);
    if (at > end) break;
    const double high = y.coordToPixel(column.high);
    if (line.isEmpty()) line << QPointF(at, y.coordToPixel(column.first));
    if (column.read) {
      line << QPointF(at, y.coordToPixel(column.first)) << QPointF(at, y.coordToPixel(column.low))
           << QPointF(at, high) << QPointF(at, y.coordToPixel(column.last));
    }
    if (top.isEmpty() || column.read || top.back().y() != high)
      top << QPointF(at, top.isEmpty() ? high : top.back().y()) << QPointF(at, high);
  }
  if (line.isEmpty()) return;
  const double right = std::min(end, area.right());
  line << QPointF(right, line.back().y());
  top << QPointF(right, top.back().y()) << QPointF(right, area.bottom())
      << QPointF(top.front().x(), area.bottom());
  const QColor color = Theme::instance().chrome().t2;
  painter.save();
  painter.setClipRect(area);
  painter.setAntialiasing(false);
  painter.setPen(Qt::NoPen);
  painter.setBrush(faded(color, 0.14));
  painter.drawPolygon(top);
  painter.setPen(QPen(color, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawPolyline(line);
  painter.restore();
}

}  // namespace lane
