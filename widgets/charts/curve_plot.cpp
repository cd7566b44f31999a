#include "charts/curve_plot.h"

#include <cmath>

#include "charts/paint_item.h"
#include "charts/plot_gestures.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

bool isTime(CurveMetric metric) {
  return metric == CurveMetric::timePerCall || metric == CurveMetric::timePerItem;
}

}  // namespace

CurvePlot::CurvePlot(QWidget* parent)
    : QCustomPlot(parent),
      m_gestures(new PlotGestures(this, xAxis, yAxis)),
      m_valueTicker(new ValueTicker),
      m_linkedTicker(new ValueTicker) {
  setPlottingHint(QCP::phFastPolylines);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumHeight(Theme::instance().px(160));
  setAutoAddPlottableToLegend(false);
  setSelectionTolerance(0);

  addLayer(u"guides"_s, layer(u"grid"_s), limAbove);
  addLayer(u"flags"_s, layer(u"axes"_s), limAbove);
  new PaintItem(this, u"guides"_s, [this](QCPPainter& p) { paintGuides(p); });
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintCurves(p); });
  new PaintItem(this, u"flags"_s, [this](QCPPainter& p) { paintFrame(p); });
  new PaintItem(this, u"overlay"_s, [this](QCPPainter& p) { paintOverlay(p); });
  layer(u"overlay"_s)->setMode(QCPLayer::lmBuffered);

  axisRect()->setupFullAxesBox(false);
  xAxis->setScaleType(QCPAxis::stLogarithmic);
  xAxis->setTicker(QSharedPointer<SizeTicker>::create());
  xAxis2->setTicks(false);
  yAxis->setTicker(m_valueTicker);
  yAxis2->setTicker(m_linkedTicker);
  connect(xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
          [this](const QCPRange& range) { emit sizeRangeChanged(range.lower, range.upper); });
  connect(yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), yAxis2,
          qOverload<const QCPRange&>(&QCPAxis::setRange));
  connect(m_gestures, &PlotGestures::moved, this,
          [this](const QPointF& at) { emit hovered(spotAt(at)); });
  connect(m_gestures, &PlotGestures::left, this, [this] { emit hovered({}); });
  connect(m_gestures, &PlotGestures::clicked, this, &CurvePlot::click);
  connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay"_s)->replot(); });
  applyTheme();
}

void CurvePlot::applyTheme() {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  setBackground(c.plot);
  axisRect()->setAutoMargins(QCP::msNone);
  axisRect()->setMargins(QMargins(theme.px(76), theme.px(36), theme.px(72), theme.px(40)));
  for (QCPAxis* axis : {xAxis, yAxis, xAxis2, yAxis2}) {
    axis->setBasePen(Qt::NoPen);  // the frame is painted over the curves
    axis->setTickPen(Qt::NoPen);
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabelFont(theme.monoFont(11));
    axis->setTickLabelColor(axis == yAxis2 ? c.t3 : c.t2);
    axis->setTickLength(0, 0);
    axis->setSubTickLength(0, 0);
    axis->setTickLabelPadding(theme.px(axis == xAxis ? 6 : 8));
    axis->grid()->setPen(QPen(axis == xAxis ? c.grid : c.grid2, 1));
    axis->grid()->setSubGridPen(QPen(c.grid, 1));
    axis->grid()->setSubGridVisible(true);
    axis->grid()->setZeroLinePen(Qt::NoPen);
    axis->grid()->setAntialiased(false);
  }
  xAxis->setTickLength(0, theme.px(4));
  xAxis->setTickPen(QPen(c.ctl, 1));
  replot(rpQueuedReplot);
}

void CurvePlot::setChart(ChartData data, const CurveOptions& options) {
  const bool sameView = data.key == m_data.key && data.metric == m_data.metric;
  const bool sameScale = options.logY == m_options.logY;
  m_gestures->release(!sameView, !sameView || !sameScale);
  m_data = std::move(data);
  m_options = options;
  fitRanges();
  updateTickers();
  replot(rpQueuedReplot);
}

void CurvePlot::setMessage(const QString& message) {
  if (message == m_message) return;
  m_message = message;
  replot(rpQueuedReplot);
}

bool CurvePlot::isShown(const Curve& curve) const {
  return !m_options.hidden.contains(toQString(curve.variant));
}

void CurvePlot::fitRanges() {
  double low = INFINITY, high = 0;
  const auto widen = [&](const std::vector<Curve>& curves, double& from, double& to) {
    for (const Curve& curve : curves) {
      if (!isShown(curve)) continue;
      for (const CurvePoint& point : curve.points) {
        const double value = point.value * m_data.factor;
        if (!(value > 0) || !std::isfinite(value)) continue;
        from = std::min(from, value);
        to = std::max(to, value);
      }
    }
  };
  widen(m_data.curves, low, high);
  // The ghost is kept in sight only where it does not squash what is looked at.
  double ghostLow = low, ghostHigh = high;
  widen(m_data.ghost, ghostLow, ghostHigh);
  if (high > 0 && ghostHigh / ghostLow < 2 * std::pow(high / low, 1.25)) {
    low = ghostLow;
    high = ghostHigh;
  }
  if (!(high > 0)) {
    low = 1;
    high = 100;
  }
  const QCPRange fullY = m_options.logY ? QCPRange(niceBelow(low * 0.93), niceAbove(high * 1.12))
                                        : QCPRange(0, high * 1.12);
  QCPRange fullX(8, 1 << 20);
  if (!m_data.sizes.empty()) {
    fullX = QCPRange(std::max<double>(1, static_cast<double>(m_data.sizes.front())),
                     std::max<double>(1, static_cast<double>(m_data.sizes.back())));
    if (fullX.upper < fullX.lower * 2)
      fullX = QCPRange(std::max(0.5, fullX.lower / 2), fullX.upper * 2);
  }
  yAxis->setScaleType(m_options.logY ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  yAxis2->setScaleType(yAxis->scaleType());
  m_gestures->setFull(fullX, fullY);
  yAxis2->setRange(yAxis->range());
}

void CurvePlot::updateTickers() {
  const int length = height() - axisRect()->margins().top() - axisRect()->margins().bottom();
  for (ValueTicker* ticker : {m_valueTicker.data(), m_linkedTicker.data()}) {
    ticker->setLog(m_options.logY);
    ticker->setLength(length);
  }
  // Times run from nanoseconds to seconds on one axis: every label carries its unit.
  const CurveMetric metric = m_data.metric;
  const double factor = m_data.factor;
  m_valueTicker->setText(isTime(metric) ? std::function<QString(double)>([factor](double value) {
    return timeTickText(value / factor);
  })
                                        : tickText);
  m_linkedTicker->setFactor(m_data.linked ? m_data.linked->factor : 1);
  yAxis2->setTickLabels(m_data.linked.has_value());
}

QString CurvePlot::axisTitle() const {
  if (m_data.metric == CurveMetric::timePerCall) return tr("per call");
  if (m_data.metric == CurveMetric::timePerItem) return tr("per element");
  if (m_data.metric == CurveMetric::relative)
    return tr("× %1").arg(Theme::instance().series(m_data.reference).label);
  return m_data.unit;
}

void CurvePlot::setRanges(const QCPRange& sizes, const QCPRange& values) {
  m_gestures->setRangeX(sizes);
  m_gestures->setRangeY(values);
}

void CurvePlot::setSizeRange(const QCPRange& sizes) {
  if (sizes != xAxis->range()) m_gestures->setRangeX(sizes);
}

bool CurvePlot::isZoomed() const {
  return m_gestures->isZoomedX() || m_gestures->isZoomedY();
}

void CurvePlot::setCrosshair(const CurveSpot& spot) {
  if (spot == m_crosshair) return;
  const bool emphasisChanged = spot.variant != m_emphasis;
  m_crosshair = spot;
  m_emphasis = spot.variant;
  if (emphasisChanged)
    replot(rpQueuedReplot);
  else
    layer(u"overlay"_s)->replot();
}

void CurvePlot::setSelected(const CurveSpot& spot) {
  if (spot == m_selected) return;
  m_selected = spot;
  layer(u"overlay"_s)->replot();
}

void CurvePlot::setRefining(bool refining) {
  if (refining == m_refining) return;
  m_refining = refining;
  replot(rpQueuedReplot);
}

void CurvePlot::setLive(const CurveSpot& spot, bool paused) {
  if (spot == m_live && paused == m_livePaused) return;
  m_live = spot;
  m_livePaused = paused;
  layer(u"overlay"_s)->replot();
}

void CurvePlot::advanceGlow() {
  m_glow = std::fmod(m_glow + 1.0 / 12, 1.0);
  layer(u"overlay"_s)->replot();
}

bool CurvePlot::isSizeZoomed() const {
  return m_gestures->isZoomedX();
}

void CurvePlot::setSelectedCrossover(double size) {
  if (size == m_selectedCrossover || (std::isnan(size) && std::isnan(m_selectedCrossover))) return;
  m_selectedCrossover = size;
  replot(rpQueuedReplot);
}

void CurvePlot::resetZoom() {
  m_gestures->reset();
}

void CurvePlot::zoomX(double factor, double centre) {
  m_gestures->zoomX(factor, centre > 0 ? centre : qQNaN());
}

QPointF CurvePlot::pixel(std::uint64_t size, double value) const {
  return {xAxis->coordToPixel(std::max(0.5, static_cast<double>(size))),
          yAxis->coordToPixel(value * m_data.factor)};
}

QPointF CurvePlot::pixelOf(const CurvePoint& point) const {
  return pixel(point.size, point.value);
}

CurveSpot CurvePlot::spotAt(const QPointF& position) const {
  if (!axisRect()->rect().adjusted(-4, -4, 4, 4).contains(position.toPoint())) return {};
  CurveSpot spot;
  double nearest = INFINITY;
  for (const Curve& curve : m_data.curves) {
    if (!isShown(curve)) continue;
    for (const CurvePoint& point : curve.points) {
      const double distance =
          std::abs(xAxis->coordToPixel(static_cast<double>(point.size)) - position.x());
      if (distance < nearest) {
        nearest = distance;
        spot.size = point.size;
      }
    }
  }
  // The curve under the pointer: by its height at the pointer, between the measured sizes.
  double closest = Theme::instance().px(16);
  for (const Curve& curve : m_data.curves) {
    if (!isShown(curve) || m_data.point(toQString(curve.variant), spot.size) == nullptr) continue;
    for (std::size_t i = 0; i + 1 < curve.points.size() || i == 0; ++i) {
      const QPointF a = pixelOf(curve.points[i]);
      const QPointF b = i + 1 < curve.points.size() ? pixelOf(curve.points[i + 1]) : a;
      const double x = std::clamp(position.x(), a.x(), std::max(a.x(), b.x()));
      if (std::abs(x - position.x()) > 16) continue;
      const double share = b.x() > a.x() ? (x - a.x()) / (b.x() - a.x()) : 0;
      const double distance =
          std::hypot(x - position.x(), a.y() + share * (b.y() - a.y()) - position.y());
      if (distance < closest) {
        closest = distance;
        spot.variant = toQString(curve.variant);
      }
    }
  }
  return spot;
}

void CurvePlot::click(const QPointF& position) {
  for (const Flag& flag : m_flags)
    if (flag.area.contains(position)) {
      emit crossoverClicked(flag.crossover);
      return;
    }
  const CurveSpot spot = spotAt(position);
  if (!spot.variant.isEmpty()) emit clicked(spot);
}

void CurvePlot::contextMenuEvent(QContextMenuEvent* event) {
  const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
  for (const Flag& flag : m_flags)
    if (!byKey && flag.area.contains(event->pos())) {
      emit crossoverClicked(flag.crossover);  // selects the point next to it
      emit menuRequested(event->globalPos(), m_selected);
      return;
    }
  emit menuRequested(event->globalPos(), byKey ? m_selected : spotAt(event->pos()));
}

void CurvePlot::resizeEvent(QResizeEvent* event) {
  updateTickers();
  QCustomPlot::resizeEvent(event);
}

}  // namespace lane
