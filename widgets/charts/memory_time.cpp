#include "charts/memory_time.h"

#include <QContextMenuEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "charts/series_paint.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

using namespace Qt::StringLiterals;

MemoryTimePlot::MemoryTimePlot(QWidget* parent)
    : QCustomPlot(parent), m_gestures(new PlotGestures(this, xAxis, nullptr)) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  axisRect()->setupFullAxesBox(false);
  xAxis->setTicker(QSharedPointer<SecondsTicker>::create());
  yAxis->setTicker(QSharedPointer<BytesTicker>::create());
  xAxis2->setTickLabels(false);
  yAxis2->setTickLabels(false);
  new PaintItem(this, u"main"_s,
                [this](QCPPainter& p) { paintSeries(p, m_scene.series, *xAxis, *yAxis); });
  new PaintItem(this, u"axes"_s, [this](QCPPainter& p) {
    paintPhases(p);
    paintPeak(p);
  });
  new PaintItem(this, u"overlay"_s, [this](QCPPainter& p) { paintCursor(p); });
  layer(u"overlay"_s)->setMode(QCPLayer::lmBuffered);
  connect(m_gestures, &PlotGestures::moved, this, &MemoryTimePlot::read);
  connect(m_gestures, &PlotGestures::left, this, [this] { read({-1, -1}); });
  connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay"_s)->replot(); });
  applyTheme();
}

void MemoryTimePlot::applyTheme() {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  setBackground(c.plot);
  setMinimumSize(theme.px(240), theme.px(190));
  axisRect()->setAutoMargins(QCP::msNone);
  axisRect()->setMargins(QMargins(theme.px(72), theme.px(56), theme.px(24), theme.px(40)));
  for (QCPAxis* axis : {xAxis, yAxis, xAxis2, yAxis2}) styleAxis(axis, c.grid2, theme.px(8));
  replot(rpQueuedReplot);
}

void MemoryTimePlot::setScene(MemoryTimeScene scene) {
  // A zoomed view stays while the run goes on.
  m_gestures->release(scene.series.id != m_scene.series.id, false);
  m_scene = std::move(scene);
  double highest = 1;
  for (const double value : m_scene.series.value) highest = std::max(highest, value);
  yAxis->setRange(0, 1.15 * highest);
  const double end = isEmpty() ? 1 : std::max(1e-3, m_scene.series.t.back());
  m_gestures->setFull({0, end}, yAxis->range());
  replot(rpQueuedReplot);
}

std::size_t MemoryTimePlot::sampleAt(double t) const {
  const std::vector<double>& times = m_scene.series.t;
  const auto after = std::upper_bound(times.begin(), times.end(), t);
  return after == times.begin() ? 0 : static_cast<std::size_t>(after - times.begin()) - 1;
}

QString MemoryTimePlot::phaseAt(double t) const {
  QString phase;
  for (const MarkRecord& mark : m_scene.marks)
    if (mark.t <= t) phase = toQString(mark.text);
  return phase;
}

QString MemoryTimePlot::readingAt(const QPointF& position) const {
  if (isEmpty() || !axisRect()->rect().contains(position.toPoint())) return {};
  const double t = xAxis->pixelToCoord(position.x());
  QStringList parts{tr("%1 at %2").arg(bytesText(m_scene.series.value[sampleAt(t)]), timeText(t))};
  if (const QString phase = phaseAt(t); !phase.isEmpty()) parts << phase;
  return parts.join(u", "_s);
}

void MemoryTimePlot::paintPhases(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  painter.setFont(theme.uiFont(12, 600));
  painter.setPen(c.t1);
  const QRectF head(theme.px(16), theme.px(8), width() - theme.px(32), theme.px(18));
  painter.drawText(head, Qt::AlignVCenter, m_scene.title);
  const double used = QFontMetricsF(painter.font()).horizontalAdvance(m_scene.title);
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t3);
  painter.drawText(head.adjusted(used + theme.px(10), 0, 0, 0), Qt::AlignVCenter,
                   QFontMetricsF(painter.font())
                       .elidedText(m_scene.note, Qt::ElideRight,
                                   std::max(0.0, head.width() - used - theme.px(10))));
  painter.setPen(c.t2);
  painter.drawText(QRectF(area.left(), area.bottom() + theme.px(22), area.width(), theme.px(16)),
                   Qt::AlignLeft | Qt::AlignVCenter, tr("Time since the run began"));
  QPen dotted(c.t3, 1);
  dotted.setDashPattern({1, 3});
  painter.setFont(theme.uiFont(11, 500));
  double drawn = area.left() - theme.px(12);  // lines closer than that would be a hatch
  for (std::size_t i = 0; i < m_scene.marks.size(); ++i) {
    const double from = xAxis->coordToPixel(m_scene.marks[i].t);
    const double to = i + 1 < m_scene.marks.size() ? xAxis->coordToPixel(m_scene.marks[i + 1].t)
                                                   : area.right() + 1;
    const double left = std::max(from, area.left()), right = std::min(to, area.right() + 1);
    if (from > area.left() && from < area.right() && from >= drawn + theme.px(12)) {
      drawn = from;
      painter.setPen(dotted);
      painter.drawLine(QPointF(std::round(from), area.top()),
                       QPointF(std::round(from), area.bottom()));
    }
    if (right - left < 3) continue;
    const QRectF piece(left, area.top() - theme.px(22), right - left - 1, theme.px(16));
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.ruler);
    painter.drawRoundedRect(piece, 2, 2);
    const QString text = toQString(m_scene.marks[i].text);
    if (QFontMetricsF(painter.font()).horizontalAdvance(text) + 6 > piece.width()) continue;
    painter.setPen(c.t2);
    painter.drawText(piece, Qt::AlignCenter, text);
  }
}

void MemoryTimePlot::paintPeak(QCPPainter& painter) const {
  const std::vector<double>& values = m_scene.series.value;
  if (values.empty()) return;
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  const auto peak = std::max_element(values.begin(), values.end());
  const double t = m_scene.series.t[static_cast<std::size_t>(peak - values.begin())];
  const QPointF at(xAxis->coordToPixel(t), yAxis->coordToPixel(*peak));
  if (!area.contains(at)) return;
  painter.setPen(QPen(c.t1, 1.5));
  painter.setBrush(c.plot);
  painter.drawEllipse(at, theme.px(4), theme.px(4));
  painter.setFont(theme.monoFont(11));
  painter.setPen(c.t1);
  const QString text = bytesText(*peak);
  const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 2;
  const double left = std::clamp(at.x() - width / 2, area.left() + 4,
                                 std::max(area.left() + 4, area.right() - width - 4));
  painter.drawText(QRectF(left, at.y() - theme.px(22), width, theme.px(16)), Qt::AlignCenter, text);
}

void MemoryTimePlot::paintCursor(QCPPainter& painter) {
  m_gestures->paintBox(painter);
  if (!std::isfinite(m_cursor) || isEmpty()) return;
  const ChromeColors& c = Theme::instance().chrome();
  const QRectF area = axisRect()->rect();
  const double x = std::round(xAxis->coordToPixel(m_cursor));
  painter.setPen(QPen(faded(c.t2, 0.55), 1));
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
}

void MemoryTimePlot::read(const QPointF& position) {
  const QString reading = readingAt(position);
  m_cursor = reading.isEmpty() ? kUnknown : xAxis->pixelToCoord(position.x());
  layer(u"overlay"_s)->replot();
  if (reading.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(mapToGlobal(position.toPoint()), reading, this);
}

void MemoryTimePlot::contextMenuEvent(QContextMenuEvent* event) {
  emit menuRequested(event->globalPos());
}

}  // namespace lane
