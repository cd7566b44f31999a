#include "charts/roof_canvas.h"

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "support/markers.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr double kGiga = 1e9;

/// "1/8", "4": powers of two of FLOP per byte.
class IntensityTicker : public QCPAxisTicker {
 public:
  void generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                QVector<double>* subTicks, QVector<QString>* tickLabels) override {
    ticks.clear();
    if (subTicks != nullptr) subTicks->clear();
    if (tickLabels != nullptr) tickLabels->clear();
    if (!(range.lower > 0)) return;
    const int first = static_cast<int>(std::ceil(std::log2(range.lower)));
    const int last = static_cast<int>(std::floor(std::log2(range.upper)));
    const int step = std::max(1, (last - first) / 12);
    for (int i = first; i <= last; i += step) {
      ticks.append(std::exp2(i));
      if (tickLabels == nullptr) continue;
      const QString number = QString::number(std::exp2(std::abs(i)), 'f', 0);
      tickLabels->append(i < 0 ? u"1/"_s + number : number);
    }
  }
};

/// Solid at the core, dotted at memory.
QVector<qreal> dashOf(std::size_t index, std::size_t count) {
  if (index + 1 == count && count > 1) return {1.5, 3};
  if (index >= 2) return {5, 4};
  return {};
}

}  // namespace

RoofCanvas::RoofCanvas(QWidget* parent)
    : QCustomPlot(parent), m_gestures(new PlotGestures(this, xAxis, yAxis)) {
  setPlottingHint(QCP::phFastPolylines);
  for (QCPAxis* axis : {xAxis, yAxis}) axis->setScaleType(QCPAxis::stLogarithmic);
  xAxis->setTicker(QSharedPointer<IntensityTicker>::create());
  auto ticker = QSharedPointer<ValueTicker>::create();
  ticker->setLog(true);
  ticker->setFactor(1 / kGiga);
  yAxis->setTicker(ticker);
  m_gestures->setBounded(false);
  axisRect()->setAutoMargins(QCP::msNone);
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintRoofs(p); });
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintTrails(p); });
  new PaintItem(this, u"axes"_s, [this](QCPPainter& p) { paintFrame(p); });
  new PaintItem(this, u"overlay"_s, [this](QCPPainter& p) { m_gestures->paintBox(p); });
  layer(u"overlay"_s)->setMode(QCPLayer::lmBuffered);
  connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay"_s)->replot(); });
  applyTheme();
  m_gestures->setFull(m_fullX, m_fullY);
}

void RoofCanvas::applyTheme() {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  setBackground(c.plot);
  axisRect()->setMargins(QMargins(theme.px(60), theme.px(28), theme.px(24), theme.px(44)));
  styleAxis(xAxis, c.grid, theme.px(6));
  styleAxis(yAxis, c.grid2, theme.px(6));
  replot(rpQueuedReplot);
}

void RoofCanvas::setScene(const RoofScene& scene) {
  const RoofPage before{m_scene.chart.dtype, m_scene.chart.threads};
  m_scene = scene;
  fitRanges();
  // A zoomed view stays while new points come in.
  const bool other = before != RoofPage{scene.chart.dtype, scene.chart.threads};
  m_gestures->release(other, other);
  m_gestures->setFull(m_fullX, m_fullY);
  replot(rpQueuedReplot);
}

void RoofCanvas::select(std::uint32_t caseIndex) {
  m_scene.selected = caseIndex;
  replot(rpQueuedReplot);
}

void RoofCanvas::resetZoom() {
  m_gestures->reset();
}

bool RoofCanvas::isShown(const RoofTrail& trail) const {
  return m_scene.options.shown.contains(toQString(trail.variant));
}

QString RoofCanvas::shownVariantOf(const RoofPeak& peak) const {
  for (const std::string& variant : peak.variants)
    if (m_scene.options.shown.contains(toQString(variant))) return toQString(variant);
  return {};
}

double RoofCanvas::topPeak() const {
  double top = 0;
  for (const RoofPeak& peak : m_scene.chart.peaks)
    if (!shownVariantOf(peak).isEmpty()) top = std::max(top, peak.rate.value);
  if (top > 0 || m_scene.chart.peaks.empty()) return top;
  return m_scene.chart.peaks.front().rate.value;
}

void RoofCanvas::fitRanges() {
  double left = 1.0 / 16, right = 8, low = INFINITY, high = topPeak();
  m_smallest = UINT64_MAX;
  m_largest = 1;
  for (const RoofTrail& trail : m_scene.chart.trails) {
    if (!isShown(trail)) continue;
    for (const RoofTrailPoint& point : trail.points) {
      left = std::min(left, point.point.intensity);
      right = std::max(right, point.point.intensity);
      low = std::min(low, point.point.flopRate);
      high = std::max(high, point.point.flopRate);
      m_smallest = std::min(m_smallest, point.size);
      m_largest = std::max(m_largest, point.size);
    }
  }
  if (high <= 0) high = 100 * kGiga;
  if (!std::isfinite(low)) low = high / 1000;
  for (const RoofSlope& slope : m_scene.chart.slopes)
    right = std::max(right, 2 * topPeak() / slope.rate.value);
  m_fullX = QCPRange(left / 1.6, right * 1.6);
  m_fullY = QCPRange(low / 1.6, high * 2.2);
}

QPointF RoofCanvas::pixel(const RoofTrailPoint& point) const {
  return {xAxis->coordToPixel(point.point.intensity), yAxis->coordToPixel(point.point.flopRate)};
}

double RoofCanvas::radiusOf(std::uint64_t size) const {
  const double span = std::log2(std::max<double>(2, double(m_largest) / double(m_smallest)));
  const double at = std::log2(std::max(1.0, double(size) / double(m_smallest))) / span;
  return Theme::instance().px(1.5 + 3.5 * std::clamp(at, 0.0, 1.0));
}

const RoofTrailPoint* RoofCanvas::pointAt(const QPointF& position, const RoofTrail** trail) const {
  const RoofTrailPoint* found = nullptr;
  double nearest = Theme::instance().px(14);
  for (const RoofTrail& each : m_scene.chart.trails) {
    if (!isShown(each)) continue;
    for (const RoofTrailPoint& point : each.points) {
      const QPointF off = pixel(point) - position;
      const double distance = std::hypot(off.x(), off.y());
      if (distance >= nearest) continue;
      nearest = distance;
      found = &point;
      if (trail != nullptr) *trail = &each;
    }
  }
  return found;
}

void RoofCanvas::paintRoofs(QCPPainter& painter) {
  painter.setClipRect(axisRect()->rect());
  paintUnattainable(painter);
  for (std::size_t i = m_scene.chart.slopes.size(); i-- > 0;)
    paintSlope(painter, m_scene.chart.slopes[i], i);
  for (const RoofPeak& peak : m_scene.chart.peaks)
    if (!shownVariantOf(peak).isEmpty()) paintPeak(painter, peak);
  painter.setClipping(false);
}

void RoofCanvas::paintUnattainable(QCPPainter& painter) const {
  const double top = topPeak();
  if (m_scene.chart.slopes.empty() || !(top > 0)) return;
  double steepest = 0;
  for (const RoofSlope& slope : m_scene.chart.slopes)
    steepest = std::max(steepest, slope.rate.value);
  const QRectF area = axisRect()->rect();
  const double left = xAxis->pixelToCoord(area.left());
  const QPolygonF above({area.topLeft(),
                         {area.left(), yAxis->coordToPixel(std::min(top, left * steepest))},
                         {xAxis->coordToPixel(top / steepest), yAxis->coordToPixel(top)},
                         {area.right(), yAxis->coordToPixel(top)},
                         area.topRight()});
  painter.setPen(Qt::NoPen);
  painter.setBrush(QBrush(faded(Theme::instance().chrome().t3, 0.22), Qt::BDiagPattern));
  painter.drawPolygon(above);
}

void RoofCanvas::paintSlope(QCPPainter& painter, const RoofSlope& slope, std::size_t index) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const double top = topPeak() > 0 ? topPeak() : m_fullY.upper;
  const double left = xAxis->range().lower;
  const auto at = [&](double rate, double intensity) {
    return QPointF(xAxis->coordToPixel(intensity), yAxis->coordToPixel(intensity * rate));
  };
  if (slope.rate.low > 0 && slope.rate.high > slope.rate.low) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(faded(c.t1, 0.12));
    painter.drawPolygon(QPolygonF({at(slope.rate.low, left), at(slope.rate.high, left),
                                   at(slope.rate.high, top / slope.rate.high),
                                   at(slope.rate.low, top / slope.rate.low)}));
  }
  QPen pen(faded(c.t1, index == 0 ? 0.95 : 0.75), index == 0 ? 1.5 : 1);
  if (const auto dash = dashOf(index, m_scene.chart.slopes.size()); !dash.isEmpty())
    pen.setDashPattern(dash);
  painter.setPen(pen);
  const QPointF from = at(slope.rate.value, left),
                to = at(slope.rate.value, top / slope.rate.value);
  painter.drawLine(from, to);

  // Along the line where it enters the chart, away from the kernels; the last one's below it.
  const QString text = toQString(slope.level + " " + formatByteRate(slope.rate.value));
  painter.setFont(theme.uiFont(11, 500));
  const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 4;
  const QRectF area = axisRect()->rect();
  const double angle = std::atan2(to.y() - from.y(), to.x() - from.x());
  const double entry =
      std::max(area.left(), from.x() + (area.bottom() - from.y()) / std::tan(angle));
  const double x = entry + (width / 2 + theme.px(16)) * std::cos(angle);
  const double y = from.y() + (x - from.x()) * std::tan(angle);
  if (!area.contains(QPointF(x, y)) || x > to.x()) return;
  const bool below = index + 1 == m_scene.chart.slopes.size() && index > 0;
  painter.save();
  painter.translate(x, y);
  painter.rotate(angle * 180 / M_PI);
  painter.setPen(c.t1);
  painter.drawText(QRectF(-width / 2, below ? theme.px(3) : -theme.px(19), width, theme.px(16)),
                   Qt::AlignCenter, text);
  painter.restore();
}

void RoofCanvas::paintPeak(QCPPainter& painter, const RoofPeak& peak) const {
  const Theme& theme = Theme::instance();
  const QRectF area = axisRect()->rect();
  const SeriesStyle style = theme.series(shownVariantOf(peak));
  double steepest = 0;
  for (const RoofSlope& slope : m_scene.chart.slopes)
    steepest = std::max(steepest, slope.rate.value);
  const double from = steepest > 0
                          ? std::max(area.left(), xAxis->coordToPixel(peak.rate.value / steepest))
                          : area.left();
  const double y = yAxis->coordToPixel(peak.rate.value);
  if (from >= area.right()) return;
  if (peak.rate.low > 0 && peak.rate.high > peak.rate.low)
    painter.fillRect(QRectF(QPointF(from, yAxis->coordToPixel(peak.rate.high)),
                            QPointF(area.right(), yAxis->coordToPixel(peak.rate.low))),
                     faded(style.line, 0.16));
  painter.setPen(QPen(style.line, 1.5));
  painter.drawLine(QPointF(from, y), QPointF(area.right(), y));
  painter.setFont(theme.uiFont(11, 500));
  painter.setPen(theme.chrome().t1);
  painter.drawText(QRectF(area.left(), y - theme.px(18), area.width() - 8, theme.px(16)),
                   Qt::AlignRight | Qt::AlignBottom,
                   toQString(peak.label + "  " + formatFlopRate(peak.rate.value)));
}

void RoofCanvas::paintRidges(QCPPainter& painter) const {
  if (!m_scene.options.ridges || m_scene.chart.peaks.empty()) return;
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const double top = topPeak();
  painter.setFont(theme.monoFont(11));
  double taken = -INFINITY;
  for (const RoofSlope& slope : m_scene.chart.slopes) {
    const double x = xAxis->coordToPixel(top / slope.rate.value), y = yAxis->coordToPixel(top);
    if (!axisRect()->rect().contains(QPointF(x, y).toPoint())) continue;
    painter.setPen(QPen(c.t1, 1));
    painter.setBrush(c.plot);
    painter.drawEllipse(QPointF(x, y), theme.px(3), theme.px(3));
    const QString text = numberText(top / slope.rate.value);
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
    if (x - width / 2 < taken + 6) continue;
    taken = x + width / 2;
    painter.setPen(c.t2);
    painter.drawText(QRectF(x - width / 2 - 2, y - theme.px(22), width + 4, theme.px(16)),
                     Qt::AlignCenter, text);
  }
}

void RoofCanvas::paintTrail(QCPPainter& painter, const RoofTrail& trail,
                            const SeriesStyle& style) const {
  if (!m_scene.options.traces) {
    if (const RoofTrailPoint* best = bestOf(trail))
      paintMarker(painter, style, pixel(*best), radiusOf(best->size));
    return;
  }
  QPolygonF line;
  for (const RoofTrailPoint& point : trail.points) line << pixel(point);
  painter.setPen(QPen(faded(style.line, 0.7), 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawPolyline(line);
  for (const RoofTrailPoint& point : trail.points)
    paintMarker(painter, style, pixel(point), radiusOf(point.size));
}

void RoofCanvas::paintGhost(QCPPainter& painter) const {
  const Theme& theme = Theme::instance();
  for (const RoofTrail& trail : m_scene.ghost.trails) {
    if (!isShown(trail)) continue;
    const SeriesStyle style = theme.series(toQString(trail.variant));
    QPen pen(faded(style.line, 0.35), 1);
    pen.setDashPattern({1, 2});
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    QPolygonF line;
    for (const RoofTrailPoint& point : trail.points) line << pixel(point);
    painter.drawPolyline(line);
    for (const QPointF& at : line) painter.drawEllipse(at, theme.px(2), theme.px(2));
  }
}

void RoofCanvas::paintTrails(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  painter.setClipRect(axisRect()->rect().adjusted(-6, -6, 6, 6));
  paintGhost(painter);
  for (const RoofTrail& trail : m_scene.chart.trails)
    if (isShown(trail)) paintTrail(painter, trail, theme.series(toQString(trail.variant)));
  paintRidges(painter);
  paintNames(painter);
  paintSelection(painter);
  painter.setClipping(false);
}

/// Kernels that do the same arithmetic per byte stand above each other: one label names them all.
void RoofCanvas::paintNames(QCPPainter& painter) const {
  struct Label {
    double x = 0, y = 0;
    QStringList names;
  };
  std::vector<Label> labels;
  for (const RoofTrail& trail : m_scene.chart.trails) {
    if (!isShown(trail)) continue;
    const RoofTrailPoint& highest = *std::max_element(
        trail.points.begin(), trail.points.end(),
        [](const auto& a, const auto& b) { return a.point.flopRate < b.point.flopRate; });
    const QPointF at = pixel(highest);
    const auto near = std::find_if(labels.begin(), labels.end(), [&](const Label& label) {
      return std::abs(label.x - at.x()) < Theme::instance().px(10);
    });
    Label& label = near != labels.end() ? *near : labels.emplace_back(Label{at.x(), at.y(), {}});
    label.y = std::min(label.y, at.y());
    const QString name = toQString(trail.key.benchmark);
    if (!label.names.contains(name)) label.names << name;
  }
  std::sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  const Theme& theme = Theme::instance();
  const QRectF area = axisRect()->rect();
  painter.setFont(theme.uiFont(11, 500));
  const QFontMetricsF metrics(painter.font());
  std::vector<QRectF> taken;
  for (const Label& label : labels) {
    QString text = label.names.mid(0, 3).join(u", "_s);
    if (label.names.size() > 3) text += RoofPlot::tr(" +%1").arg(label.names.size() - 3);
    const double width = metrics.horizontalAdvance(text) + 4;
    QRectF box(label.x - width / 2, label.y - theme.px(22), width, theme.px(15));
    box.moveLeft(std::clamp(box.left(), area.left() + 2, area.right() - width - 2));
    for (int i = 0; i < 6; ++i) {
      if (std::none_of(taken.begin(), taken.end(),
                       [&](const QRectF& other) { return other.intersects(box); }))
        break;
      box.translate(0, -theme.px(15));
    }
    taken.push_back(box);
    painter.fillRect(box, faded(theme.chrome().plot, 0.7));
    painter.setPen(theme.chrome().t1);
    painter.drawText(box, Qt::AlignCenter, text);
  }
}

void RoofCanvas::paintSelection(QCPPainter& painter) const {
  for (const RoofTrail& trail : m_scene.chart.trails) {
    for (const RoofTrailPoint& point : trail.points) {
      if (point.point.caseIndex != m_scene.selected || m_scene.selected == kNoCase ||
          !isShown(trail))
        continue;
      const Theme& theme = Theme::instance();
      const QPointF at = pixel(point);
      painter.setPen(QPen(theme.chrome().ink, 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawEllipse(at, theme.px(8), theme.px(8));
      paintMarker(painter, theme.series(toQString(trail.variant)), at, radiusOf(point.size));
      return;
    }
  }
}

void RoofCanvas::paintFrame(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(area.adjusted(0, 0, -1, -1));
  painter.setFont(theme.uiFont(11, 500));
  painter.setPen(c.t2);
  painter.drawText(
      QRectF(area.left() - theme.px(52), area.top() - theme.px(24), theme.px(120), theme.px(18)),
      Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("GFLOP/s"));
  painter.setFont(theme.uiFont(11));
  const QRectF below(area.left(), area.bottom() + theme.px(22), area.width(), theme.px(18));
  painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
                   RoofPlot::tr("Arithmetic intensity, FLOP per byte"));
  if (m_largest > m_smallest)
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter,
                     RoofPlot::tr("small dot n = %1, large dot n = %2")
                         .arg(sizeText(m_smallest), sizeText(m_largest)));
  if (!m_scene.ghostName.isEmpty())
    painter.drawText(below, Qt::AlignHCenter | Qt::AlignVCenter,
                     RoofPlot::tr("dotted: %1").arg(m_scene.ghostName));
  if (m_scene.message.isEmpty() || !m_scene.chart.trails.empty()) return;
  painter.setFont(theme.uiFont(13));
  painter.drawText(area.adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                   m_scene.message);
}

}  // namespace lane
