#include "charts/note_mark.h"

#include <QPainter>
#include <QPainterPath>

#include "support/theme.h"

namespace lane {

void paintNoteMark(QPainter& painter, const QPointF& point) {
  const Theme& theme = Theme::instance();
  const double wide = theme.px(11), high = theme.px(8);
  const QRectF box(point.x() + theme.px(5), point.y() - theme.px(7) - high, wide, high);
  QPainterPath bubble;
  bubble.addRoundedRect(box, 2, 2);
  QPainterPath tail;
  tail.addPolygon(QPolygonF({{box.left() + 1.5, box.bottom() - 1},
                             {box.left() + 5, box.bottom() - 1},
                             {box.left() - 0.5, box.bottom() + theme.px(3)}}));
  tail.closeSubpath();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme.chrome().plot, 1));
  painter.setBrush(theme.chrome().ink);
  painter.drawPath(bubble.united(tail));
  painter.setPen(QPen(theme.chrome().inkOn, 1));
  for (const double y : {0.36, 0.66})
    painter.drawLine(QPointF(box.left() + 2.5, box.top() + y * high),
                     QPointF(box.right() - (y > 0.5 ? 4.5 : 2.5), box.top() + y * high));
  painter.restore();
}

QString noteLine(const QString& text) {
  constexpr int kLongest = 48;
  const QString line = text.simplified();
  return line.size() <= kLongest ? line : line.left(kLongest - 1).trimmed() + QChar(0x2026);
}

}  // namespace lane
