#include "charts/percentile_plot.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "charts/axis_tickers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

constexpr double kShares[] = {0, 0.5, 0.9, 0.99, 0.999};

}  // namespace

QString percentileName(double share) {
  return QStringLiteral("p") + QString::number(100 * share, 'g', 6);
}

PercentilePlot::PercentilePlot(QWidget* parent) : QWidget(parent) {
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void PercentilePlot::setDistribution(const QString& variant, Distribution distribution) {
  m_variant = variant;
  m_distribution = std::move(distribution);
  QStringList texts;
  for (const PercentilePoint& p : m_distribution.landmarks)
    texts << percentileName(p.share) + u' ' + timeText(p.seconds);
  setAccessibleName(texts.isEmpty() ? tr("No samples")
                                    : tr("Percentiles: %1").arg(texts.join(u", ")));
  update();
}

QSize PercentilePlot::sizeHint() const {
  return {Theme::instance().px(420), Theme::instance().px(140)};
}
QSize PercentilePlot::minimumSizeHint() const {
  return {Theme::instance().px(240), Theme::instance().px(96)};
}

QRectF PercentilePlot::area() const {
  const Theme& theme = Theme::instance();
  return QRectF(rect()).adjusted(theme.px(64), theme.px(18), -theme.px(24), -theme.px(20));
}

double PercentilePlot::toX(double share) const {
  const double reach = std::max(3.0, ninesOf(resolvedShare(m_distribution.count)));
  return area().left() + std::min(1.0, ninesOf(share) / reach) * area().width();
}

double PercentilePlot::toY(double seconds) const {
  double low = m_distribution.min, high = m_distribution.max;
  const double air = std::max(0.06 * (high - low), 1e-6 * high);
  low -= air;
  high += air;
  return area().bottom() - (seconds - low) / (high - low) * area().height();
}

void PercentilePlot::paintEvent(QPaintEvent*) {
  if (m_distribution.count == 0) return;
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const SeriesStyle style = theme.series(m_variant);
  QPainter painter(this);
  const QRectF place = area();
  const QFont mono = theme.monoFont(11), ui = theme.uiFont(11);
  const QFontMetricsF metrics(mono);

  painter.setFont(mono);
  const double span = m_distribution.max - m_distribution.min;
  const double step = niceAbove(std::max(span, 1e-3 * m_distribution.max) / 4);
  for (double tick = std::ceil(m_distribution.min / step) * step; tick <= m_distribution.max + step;
       tick += step) {
    const double y = std::round(toY(tick));
    if (y < place.top() - 1 || y > place.bottom()) continue;
    painter.setPen(QPen(c.grid2, 1));
    painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y));
    painter.setPen(c.t2);
    painter.drawText(QRectF(0, y - theme.px(8), place.left() - theme.px(6), theme.px(16)),
                     Qt::AlignRight | Qt::AlignVCenter, timeTickText(tick));
  }
  const double resolved = resolvedShare(m_distribution.count);
  for (const double share : kShares) {
    const double x = std::round(toX(share));
    painter.setPen(QPen(c.grid2, 1));
    painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()));
    painter.setPen(share <= resolved + 1e-12 ? c.t2 : c.t3);
    const QString name = percentileName(share);
    const double width = metrics.horizontalAdvance(name) + 2;
    painter.drawText(QRectF(x - width / 2, place.bottom() + theme.px(3), width, theme.px(15)),
                     Qt::AlignCenter, name);
  }
  painter.setPen(QPen(c.line2, 1));
  painter.drawRect(place.adjusted(0, 0, -1, -1));

  painter.setRenderHint(QPainter::Antialiasing);
  QPolygonF line;
  for (const PercentilePoint& p : m_distribution.curve)
    line << QPointF(toX(p.share), toY(p.seconds));
  painter.setPen(QPen(style.line, style.width));
  painter.setBrush(Qt::NoBrush);
  painter.drawPolyline(line);
  painter.setPen(QPen(style.line, 1.5));
  painter.setBrush(c.plot);
  for (const PercentilePoint& p : m_distribution.landmarks)
    painter.drawEllipse(QPointF(toX(p.share), toY(p.seconds)), theme.px(3), theme.px(3));

  painter.setFont(ui);
  painter.setPen(c.t2);
  painter.drawText(QRectF(place.left(), 0, place.width(), theme.px(16)), Qt::AlignVCenter,
                   tr("Percentiles of the batch means"));
  if (resolved < 0.999) {
    // What is not there has a reason.
    painter.setPen(c.t3);
    const double from = toX(resolved) + theme.px(6);
    const QString why = tr("more samples needed");
    if (place.right() - from > QFontMetricsF(ui).horizontalAdvance(why) + 4)
      painter.drawText(QRectF(from, place.top(), place.right() - from - 4, place.height()),
                       Qt::AlignCenter, why);
  }
}

bool PercentilePlot::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || m_distribution.count == 0) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const PercentilePoint* nearest = nullptr;
  for (const PercentilePoint& p : m_distribution.curve)
    if (nearest == nullptr ||
        std::abs(toX(p.share) - help->x()) < std::abs(toX(nearest->share) - help->x()))
      nearest = &p;
  QToolTip::showText(
      help->globalPos(),
      tr("%1 % of the batches took %2 a call or less")
          .arg(QString::number(100 * nearest->share, 'g', 4), timeText(nearest->seconds)),
      this);
  return true;
}

}  // namespace lane
