#include "charts/point_tip.h"

#include <QPainter>

#include "support/markers.h"
#include "support/theme.h"

namespace lane {

PointTip::PointTip(QWidget* parent) : QFrame(parent) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  hide();
}

QSize PointTip::contentSize() const {
  const Theme& theme = Theme::instance();
  const QFontMetricsF name(theme.uiFont(11)), value(theme.monoFont(11)),
      head(theme.uiFont(12, 600));
  double width = head.horizontalAdvance(theme.series(m_content.variant).label) +
                 name.horizontalAdvance(m_content.note) + theme.px(54);
  for (const auto& [label, text] : m_content.rows)
    width = std::max(width,
                     name.horizontalAdvance(label) + value.horizontalAdvance(text) + theme.px(40));
  const double height = theme.px(44) + theme.px(18) * static_cast<double>(m_content.rows.size());
  return {std::max(theme.px(176), static_cast<int>(width)), static_cast<int>(height)};
}

void PointTip::showAt(const QPointF& point, const QRectF& area, Content content) {
  m_content = std::move(content);
  const QSize size = contentSize();
  const int distance = Theme::instance().px(16);
  QRectF box(point + QPointF(distance, distance), QSizeF(size));
  if (box.right() > area.right()) box.moveRight(point.x() - distance);
  if (box.bottom() > area.bottom()) box.moveBottom(point.y() - distance);
  box.moveTop(std::max(box.top(), area.top()));
  box.moveLeft(std::max(box.left(), 0.0));
  setGeometry(box.toRect());
  show();
  raise();
  update();
}

void PointTip::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(c.raised);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8));
  const SeriesStyle style = theme.series(m_content.variant);
  const double left = theme.px(12), width = this->width() - 2 * left;
  const QRectF head(left, theme.px(8), width, theme.px(18));
  paintMarker(painter, style, {left + theme.px(4), head.center().y()}, theme.px(3.6));
  painter.setFont(theme.uiFont(12, 600));
  painter.setPen(c.t1);
  painter.drawText(head.adjusted(theme.px(15), 0, 0, 0), Qt::AlignVCenter, style.label);
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t2);
  painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, m_content.note);
  painter.setPen(QPen(c.line2, 1));
  painter.drawLine(QPointF(0, theme.px(31.5)), QPointF(this->width(), theme.px(31.5)));
  double y = theme.px(37);
  for (const auto& [label, text] : m_content.rows) {
    const QRectF row(left, y, width, theme.px(18));
    painter.setFont(theme.uiFont(11));
    painter.setPen(c.t2);
    painter.drawText(row, Qt::AlignVCenter, label);
    painter.setFont(theme.monoFont(11));
    painter.setPen(c.t1);
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, text);
    y += theme.px(18);
  }
}

}  // namespace lane
