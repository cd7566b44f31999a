#include "panels/trace_preview.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

TracePreview::TracePreview(QWidget* parent) : QWidget(parent) {
  setMinimumHeight(120);
  setCursor(Qt::PointingHandCursor);
  connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
  hide();
}

QSize TracePreview::sizeHint() const {
  return {680, 260};
}

void TracePreview::setSession(const Session& session, const QString& caption) {
  const auto keys = curveKeys(session);
  setVisible(!keys.empty());
  if (keys.empty()) return;
  auto key = std::find_if(keys.begin(), keys.end(),
                          [](const CurveKey& k) { return k.benchmark == "dot"; });
  if (key == keys.end()) key = keys.begin();
  m_curves = curves(session, *key, CurveMetric::byteRate);
  m_crossovers.clear();
  QStringList sizes;
  for (const CrossoverRecord& crossover : session.crossovers)
    if (crossover.benchmark == key->benchmark && crossover.dtype == key->dtype &&
        std::isfinite(crossover.size) && crossover.kind == CrossoverKind::at) {
      m_crossovers.push_back(crossover);
      sizes << numberText(crossover.size);
    }
  const QString kernel =
      QStringLiteral("%1, %2").arg(toQString(key->benchmark), toQString(toWord(key->dtype)));
  m_caption = sizes.isEmpty()
                  ? tr("%1: %2").arg(caption, kernel)
                  : tr("%1: %2, crossovers at %3")
                        .arg(caption, kernel, sizes.mid(0, 4).join(QStringLiteral(", ")));
  setAccessibleName(m_caption);
  update();
}

void TracePreview::mouseReleaseEvent(QMouseEvent*) {
  emit clicked();
}

void TracePreview::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(c.plot);
  painter.drawRoundedRect(frame, 8, 8);
  double x0 = 1e300, x1 = 0, y0 = 1e300, y1 = 0;
  for (const Curve& curve : m_curves)
    for (const CurvePoint& point : curve.points) {
      if (!(point.value > 0)) continue;
      x0 = std::min(x0, double(point.size));
      x1 = std::max(x1, double(point.size));
      y0 = std::min(y0, point.value);
      y1 = std::max(y1, point.value);
    }
  if (!(x1 > x0) || !(y1 > y0)) return;
  const QRectF area = frame.adjusted(1, 22, -1, -34);
  const auto map = [&](double x, double y) {
    return QPointF(area.left() + area.width() * std::log(x / x0) / std::log(x1 / x0),
                   area.bottom() - area.height() * std::log(y / y0) / std::log(y1 / y0));
  };
  painter.setPen(QPen(c.grid2, 1));
  for (int i = 1; i < 10; ++i) {
    const double x = frame.left() + frame.width() * i / 10;
    painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()));
  }
  for (int i = 1; i < 6; ++i) {
    const double y = frame.top() + frame.height() * i / 6;
    painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y));
  }
  painter.setBrush(Qt::NoBrush);
  for (const Curve& curve : m_curves) {
    const SeriesStyle style = theme.series(toQString(curve.variant));
    QPen pen(style.line, style.width);
    QList<qreal> dash;
    for (const qreal step : style.dash) dash << step / style.width;
    if (!dash.isEmpty()) pen.setDashPattern(dash);
    painter.setPen(pen);
    QPolygonF line;
    for (const CurvePoint& point : curve.points)
      if (point.value > 0) line << map(double(point.size), point.value);
    painter.drawPolyline(line);
  }
  for (const CrossoverRecord& crossover : m_crossovers) {
    if (crossover.size < x0 || crossover.size > x1) continue;
    // The ring sits on the curve that takes over there.
    for (const Curve& curve : m_curves) {
      if (curve.variant != crossover.to) continue;
      for (size_t i = 1; i < curve.points.size(); ++i) {
        const CurvePoint &a = curve.points[i - 1], &b = curve.points[i];
        if (!(double(a.size) <= crossover.size && crossover.size <= double(b.size))) continue;
        const double t =
            std::log(crossover.size / double(a.size)) / std::log(double(b.size) / double(a.size));
        const QPointF at = map(crossover.size, a.value * std::pow(b.value / a.value, t));
        painter.setPen(QPen(c.t3, 1, Qt::DotLine));
        painter.drawLine(at, QPointF(at.x(), frame.bottom()));
        painter.setPen(QPen(c.ink, 2));
        painter.setBrush(c.plot);
        painter.drawEllipse(at, 5, 5);
        painter.setBrush(Qt::NoBrush);
        break;
      }
    }
  }
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t2);
  painter.drawText(
      frame.adjusted(12, 0, -14, -8), Qt::AlignRight | Qt::AlignBottom,
      painter.fontMetrics().elidedText(m_caption, Qt::ElideRight, int(frame.width()) - 26));
}

}  // namespace lane
