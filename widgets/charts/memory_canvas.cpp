#include "charts/memory_canvas.h"

#include <QContextMenuEvent>
#include <cmath>

#include "charts/paint_item.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
using namespace Qt::StringLiterals;

/// Octaves as SizeTicker places them, in bytes.
class WorkingSetTicker : public SizeTicker {
 public:
  /// Pixels of the axis, and those one label needs.
  void setRoom(double axis, double label) { m_most = std::max(2, int(axis / label)); }
  void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* tickLabels) override {
    SizeTicker::generate(range, locale, formatChar, precision, ticks, subTicks, tickLabels);
    if (tickLabels == nullptr) return;
    const int labels = int(tickLabels->size() - tickLabels->count(QString()));
    const int stride = (labels + m_most - 1) / m_most;
    int label = 0;
    for (int i = 0; i < tickLabels->size(); ++i)
      if (QString& text = (*tickLabels)[i]; !text.isEmpty())
        text = label++ % stride == 0 ? bytesText(ticks[i]) : QString();
  }

 private:
  int m_most = 10;
};

MemoryCanvas::MemoryCanvas(QWidget* parent)
    : QCustomPlot(parent),
      m_valueTicker(new ValueTicker),
      m_linkedTicker(new ValueTicker),
      m_bytesTicker(new WorkingSetTicker),
      m_gestures(new PlotGestures(this, xAxis, yAxis)) {
  setPlottingHint(QCP::phFastPolylines);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  addLayer(u"guides"_s, layer(u"grid"_s), limAbove);
  addLayer(u"frame"_s, layer(u"axes"_s), limAbove);
  new PaintItem(this, u"guides"_s, [this](QCPPainter& p) { paintGuides(p); });
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintLines(p); });
  new PaintItem(this, u"frame"_s, [this](QCPPainter& p) { paintFrame(p); });
  new PaintItem(this, u"overlay"_s, [this](QCPPainter& p) { paintOverlay(p); });
  layer(u"overlay"_s)->setMode(QCPLayer::lmBuffered);
  axisRect()->setupFullAxesBox(false);
  xAxis->setScaleType(QCPAxis::stLogarithmic);
  xAxis->setTicker(m_bytesTicker);
  xAxis2->setTicks(false);
  yAxis->setTicker(m_valueTicker);
  yAxis2->setTicker(m_linkedTicker);
  connect(yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), yAxis2,
          qOverload<const QCPRange&>(&QCPAxis::setRange));
  connect(xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
          [this](const QCPRange& range) {
            if (!m_following) emit bytesRangeChanged(range);
          });
  connect(m_gestures, &PlotGestures::moved, this,
          [this](const QPointF& at) { emit hovered(spotAt(at)); });
  connect(m_gestures, &PlotGestures::left, this, [this] { emit hovered({}); });
  connect(m_gestures, &PlotGestures::clicked, this,
          [this](const QPointF& at) { emit clicked(spotAt(at)); });
  connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay"_s)->replot(); });
  applyTheme();
}

void MemoryCanvas::applyTheme() {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  setBackground(c.plot);
  setMinimumSize(theme.px(240), theme.px(190));
  axisRect()->setAutoMargins(QCP::msNone);
  const int right = m_scene.endNames ? 96 : m_scene.linked ? 60 : 24;
  axisRect()->setMargins(QMargins(theme.px(56), theme.px(56), theme.px(right), theme.px(40)));
  for (QCPAxis* axis : {xAxis, yAxis, xAxis2, yAxis2}) {
    styleAxis(axis, axis == xAxis ? c.grid : c.grid2, theme.px(axis == xAxis ? 6 : 8));
    axis->setBasePen(Qt::NoPen);  // the frame is painted over the curves
    axis->grid()->setSubGridPen(QPen(c.grid, 1));
    axis->grid()->setSubGridVisible(true);
  }
  yAxis2->setTickLabelColor(c.t3);
  xAxis->setTickLength(0, theme.px(4));
  xAxis->setTickPen(QPen(c.ctl, 1));
  updateTickers();
  if (!size().isEmpty()) replot(rpQueuedReplot);
}

void MemoryCanvas::setScene(MemoryScene scene) {
  m_gestures->release(false, scene.unit != m_scene.unit || scene.logY != m_scene.logY);
  m_scene = std::move(scene);
  fitRanges();
  applyTheme();
}

void MemoryCanvas::fitRanges() {
  double low = INFINITY, high = 0;
  for (const MemoryLine& line : m_scene.lines) {
    if (!isShown(line)) continue;
    for (const MemoryPoint& point : line.points) {
      low = std::min(low, point.value.value * m_scene.factor);
      high = std::max(high, point.value.value * m_scene.factor);
    }
  }
  if (!(high > 0)) {
    low = 1;
    high = 100;
  }
  yAxis->setScaleType(m_scene.logY ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  yAxis2->setScaleType(yAxis->scaleType());
  m_following = true;
  m_gestures->setFull({m_scene.firstBytes, std::max(m_scene.lastBytes, 2 * m_scene.firstBytes)},
                      m_scene.logY ? QCPRange(niceBelow(low * 0.93), niceAbove(high * 1.12))
                                   : QCPRange(0, high * 1.12));
  m_following = false;
  yAxis2->setRange(yAxis->range());
}

void MemoryCanvas::updateTickers() {
  const QMargins margins = axisRect()->margins();
  const int length = height() - margins.top() - margins.bottom();
  for (ValueTicker* ticker : {m_valueTicker.data(), m_linkedTicker.data()}) {
    ticker->setLog(m_scene.logY);
    ticker->setLength(length);
  }
  m_bytesTicker->setRoom(width() - margins.left() - margins.right(),
                         QFontMetricsF(xAxis->tickLabelFont()).horizontalAdvance(u"256 KiB "_s));
  m_linkedTicker->setFactor(m_scene.linked ? m_scene.linked->factor : 1);
  yAxis2->setTickLabels(m_scene.linked.has_value());
}

void MemoryCanvas::setCrosshair(const MemorySpot& spot) {
  if (spot == m_crosshair) return;
  const bool emphasisChanged = spot.style != m_emphasis;
  m_crosshair = spot;
  m_emphasis = spot.style;
  if (size().isEmpty()) return;  // not laid out yet
  if (emphasisChanged)
    replot(rpQueuedReplot);
  else
    layer(u"overlay"_s)->replot();
}

void MemoryCanvas::setBytesRange(const QCPRange& range) {
  m_following = true;
  m_gestures->setRangeX(range);
  m_following = false;
}

QPointF MemoryCanvas::pixel(double bytes, double value) const {
  return {xAxis->coordToPixel(bytes), yAxis->coordToPixel(value * m_scene.factor)};
}

QPointF MemoryCanvas::pixelOf(const MemoryPoint& point) const {
  return pixel(double(point.bytes), point.value.value);
}

MemorySpot MemoryCanvas::spotAt(const QPointF& position) const {
  if (!axisRect()->rect().adjusted(-4, -4, 4, 4).contains(position.toPoint())) return {};
  MemorySpot spot;
  double nearest = INFINITY, closest = Theme::instance().px(16);
  for (const MemoryLine& line : m_scene.lines) {
    if (!isShown(line)) continue;
    for (std::size_t i = 0; i < line.points.size(); ++i) {
      const QPointF a = pixelOf(line.points[i]);
      if (const double distance = std::abs(a.x() - position.x()); distance < nearest) {
        nearest = distance;
        spot.bytes = double(line.points[i].bytes);
      }
      // The curve under the pointer: by its height there, between the measured working sets.
      const QPointF b = i + 1 < line.points.size() ? pixelOf(line.points[i + 1]) : a;
      const double x = std::clamp(position.x(), a.x(), b.x());
      if (std::abs(x - position.x()) > 8) continue;
      const double share = b.x() > a.x() ? (x - a.x()) / (b.x() - a.x()) : 0;
      const double distance = std::abs(a.y() + share * (b.y() - a.y()) - position.y());
      if (distance >= closest) continue;
      closest = distance;
      spot.style = line.style;
    }
  }
  return spot;
}

void MemoryCanvas::contextMenuEvent(QContextMenuEvent* event) {
  emit menuRequested(event->globalPos());
}

void MemoryCanvas::resizeEvent(QResizeEvent* event) {
  QCustomPlot::resizeEvent(event);
  updateTickers();
}

}  // namespace lane
