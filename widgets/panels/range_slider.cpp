#include "panels/range_slider.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

RangeSlider::RangeSlider(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void RangeSlider::setLimits(int low, int high) {
  m_min = low;
  m_max = high;
  update();
}

void RangeSlider::setRange(int low, int high) {
  m_low = std::clamp(low, m_min, m_max);
  m_high = std::clamp(high, m_low, m_max);
  setAccessibleDescription(
      tr("%1 to %2")
          .arg(sizeText(std::uint64_t{1} << m_low), sizeText(std::uint64_t{1} << m_high)));
  update();
}

void RangeSlider::setTicks(const QVector<Tick>& ticks) {
  m_ticks = ticks;
  update();
}

QSize RangeSlider::sizeHint() const {
  return {200, Theme::instance().px(20) + QFontMetrics(Theme::instance().uiFont(11)).height()};
}

QSize RangeSlider::minimumSizeHint() const {
  return {120, sizeHint().height()};
}

double RangeSlider::xOf(double exponent) const {
  const double r = Theme::instance().px(6);
  return r + (width() - 2 * r) * (exponent - m_min) / std::max(1, m_max - m_min);
}

int RangeSlider::exponentAt(double x) const {
  const double r = Theme::instance().px(6);
  return int(std::lround(m_min + (x - r) / std::max(1.0, width() - 2 * r) * (m_max - m_min)));
}

void RangeSlider::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double y = theme.px(9), r = theme.px(6);
  painter.setPen(QPen(c.line2, 3, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(QPointF(xOf(m_min), y), QPointF(xOf(m_max), y));
  painter.setPen(QPen(c.ink, 3));
  painter.drawLine(QPointF(xOf(m_low), y), QPointF(xOf(m_high), y));
  painter.setFont(theme.uiFont(11));
  double lastRight = -1e9;
  for (const Tick& tick : m_ticks) {
    if (tick.exponent < m_min || tick.exponent > m_max) continue;
    const double x = xOf(tick.exponent);
    painter.setPen(QPen(c.ctl, 1));
    painter.drawLine(QPointF(x, y + 4), QPointF(x, y + 10));
    const double w = painter.fontMetrics().horizontalAdvance(tick.label);
    const double left = std::clamp(x - w / 2, 0.0, width() - w);
    if (left < lastRight + 4) continue;  // labels never overlap
    painter.setPen(c.t3);
    painter.drawText(QRectF(left, y + theme.px(10), w + 2, painter.fontMetrics().height()),
                     Qt::AlignLeft, tick.label);
    lastRight = left + w;
  }
  for (const bool upper : {false, true}) {
    const bool active = hasFocus() && upper == m_upper;
    painter.setPen(QPen(c.ink, active ? 3 : 2));
    painter.setBrush(active ? c.ink : c.panel);
    painter.drawEllipse(QPointF(xOf(upper ? m_high : m_low), y), r - 1.5, r - 1.5);
  }
}

void RangeSlider::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  const double x = event->position().x();
  const double toLow = std::abs(x - xOf(m_low)), toHigh = std::abs(x - xOf(m_high));
  m_upper = toHigh < toLow || (toHigh == toLow && x >= xOf(m_high));
  moveHandle(exponentAt(x));
}

void RangeSlider::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() & Qt::LeftButton) moveHandle(exponentAt(event->position().x()));
}

void RangeSlider::moveHandle(int exponent) {
  const int low = m_upper ? m_low : std::clamp(exponent, m_min, m_high);
  const int high = m_upper ? std::clamp(exponent, m_low, m_max) : m_high;
  if (low == m_low && high == m_high) return update();
  setRange(low, high);
  emit rangeEdited(m_low, m_high);
}

void RangeSlider::keyPressEvent(QKeyEvent* event) {
  const int at = m_upper ? m_high : m_low;
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
      return moveHandle(at - 1);
    case Qt::Key_Right:
    case Qt::Key_Up:
      return moveHandle(at + 1);
    case Qt::Key_Home:
      return moveHandle(m_min);
    case Qt::Key_End:
      return moveHandle(m_max);
    case Qt::Key_Space:
      m_upper = !m_upper;
      return update();
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace lane
