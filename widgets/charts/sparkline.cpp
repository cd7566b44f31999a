#include "charts/sparkline.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "support/theme.h"

namespace lane {

void paintSparkline(QPainter& painter, const SparklineData& data, const QRectF& area,
                    const QColor& color) {
  const std::size_t n = std::min(data.x.size(), data.y.size());
  if (n == 0 || area.width() < 4) return;
  const auto [low, high] = std::minmax_element(data.y.begin(), data.y.end());
  const double left = std::log(data.x.front()), right = std::log(data.x[n - 1]);
  const double bottom = std::log(*low), top = std::log(*high);
  const auto at = [&](double x, double y) {
    const double across = right > left ? (std::log(x) - left) / (right - left) : 0.5;
    const double up = top > bottom ? (std::log(y) - bottom) / (top - bottom) : 0.5;
    return QPointF(area.left() + across * area.width(),
                   area.bottom() - 1.5 - up * (area.height() - 3));
  };
  QPolygonF line;
  for (std::size_t i = 0; i < n; ++i)
    if (data.x[i] > 0 && data.y[i] > 0) line << at(data.x[i], data.y[i]);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(color, 1.25, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
  if (data.coarse) {
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern({1.6, 1.6});
  }
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  if (line.size() == 1)
    painter.drawPoint(line.first());
  else
    painter.drawPolyline(line);
  if (data.liveX > 0) {
    const auto after = std::lower_bound(data.x.begin(), data.x.end(), data.liveX);
    const auto i = std::min<std::size_t>(static_cast<std::size_t>(after - data.x.begin()), n - 1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(data.liveColor);
    painter.drawEllipse(at(data.x[i], data.y[i]), 2.5, 2.5);
  }
  painter.restore();
}

Sparkline::Sparkline(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Sparkline::setData(SparklineData data) {
  m_data = std::move(data);
  update();
}

QSize Sparkline::sizeHint() const {
  return {Theme::instance().px(56), Theme::instance().px(16)};
}

void Sparkline::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintSparkline(painter, m_data, QRectF(rect()).adjusted(2, 1, -2, -1),
                 Theme::instance().chrome().t2);
}

}  // namespace lane
