#include "charts/allocation_canvas.h"

#include <algorithm>
#include <cmath>

#include "charts/paint_item.h"
#include "charts/percentile_plot.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "charts/point_tip.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr double kShares[] = {0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999};

/// As many digits as a share so near to 1 needs to be told from its neighbours.
double rounded(double share) {
  const double step = share < 0.99 ? 1e-3 : share < 0.999 ? 1e-4 : 1e-5;
  return std::floor(share / step) * step;
}

QPen linePen(const SeriesStyle& style, double opacity = 1) {
  QPen pen(faded(style.line, opacity), style.width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
  QVector<qreal> pattern = style.dash;
  for (qreal& step : pattern) step /= style.width;
  if (!pattern.isEmpty()) pen.setDashPattern(pattern);
  return pen;
}

}  // namespace

AllocationCanvas::AllocationCanvas(Kind kind, QWidget* parent)
    : QCustomPlot(parent),
      m_kind(kind),
      m_timeTicker(new ValueTicker),
      m_shareTicker(new QCPAxisTickerText),
      m_gestures(new PlotGestures(this, xAxis, yAxis)),
      m_tip(new PointTip(this)) {
  setPlottingHint(QCP::phFastPolylines);
  setMouseTracking(true);
  setFocusPolicy(Qt::NoFocus);
  addLayer(u"frame"_s, layer(u"axes"_s), limAbove);
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) {
    paintClock(p);
    m_kind == Kind::percentiles ? paintPercentiles(p) : paintSizes(p);
  });
  new PaintItem(this, u"frame"_s, [this](QCPPainter& p) { paintFrame(p); });
  new PaintItem(this, u"overlay"_s, [this](QCPPainter& p) { m_gestures->paintBox(p); });
  layer(u"overlay"_s)->setMode(QCPLayer::lmBuffered);
  axisRect()->setupFullAxesBox(false);
  yAxis->setScaleType(QCPAxis::stLogarithmic);
  m_timeTicker->setText(timeTickText);
  yAxis->setTicker(m_timeTicker);
  if (m_kind == Kind::sizes) {
    xAxis->setScaleType(QCPAxis::stLogarithmic);
    xAxis->setTicker(QSharedPointer<SizeTicker>::create());
  } else {
    for (const double share : kShares)
      m_shareTicker->addTick(ninesOf(share), percentileName(share));
    xAxis->setTicker(m_shareTicker);
  }
  connect(m_gestures, &PlotGestures::moved, this, &AllocationCanvas::hover);
  connect(m_gestures, &PlotGestures::left, this, [this] { hover({-1e6, -1e6}); });
  connect(m_gestures, &PlotGestures::clicked, this, [this](const QPointF& at) {
    if (const Near near = nearTo(at); near.point) emit clicked(near.point->caseIndex);
  });
  connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay"_s)->replot(); });
  applyTheme();
}

AllocationCanvas::~AllocationCanvas() {
  delete m_tip;
}

void AllocationCanvas::applyTheme() {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  setBackground(c.plot);
  setMinimumSize(theme.px(240), theme.px(200));
  axisRect()->setAutoMargins(QCP::msNone);
  axisRect()->setMargins(QMargins(theme.px(64), theme.px(44), theme.px(20), theme.px(46)));
  for (QCPAxis* axis : {xAxis, yAxis, xAxis2, yAxis2}) {
    styleAxis(axis, c.grid2, theme.px(axis == xAxis ? 6 : 8));
    axis->setBasePen(Qt::NoPen);
  }
  xAxis2->setTicks(false);
  yAxis2->setTicks(false);
  replot(rpQueuedReplot);
}

void AllocationCanvas::resizeEvent(QResizeEvent* event) {
  QCustomPlot::resizeEvent(event);
  m_timeTicker->setLength(axisRect()->height());
}

void AllocationCanvas::setScene(AllocationScene scene) {
  const bool other = scene.chart.benchmark != m_scene.chart.benchmark;
  m_gestures->release(other || scene.size != m_scene.size, other);
  m_scene = std::move(scene);
  m_tip->hide();
  m_emphasis.clear();
  findRanges();
  setAccessibleName(
      m_kind == Kind::percentiles
          ? tr("Percentiles of single events at %1").arg(bytesText(double(m_scene.size)))
          : tr("Median, 99th percentile and longest over the block size"));
  m_timeTicker->setLength(axisRect()->height());
  replot(rpQueuedReplot);
}

void AllocationCanvas::setShownRanges(const QCPRange& xRange, const QCPRange& yRange) {
  m_gestures->setRangeX(xRange);
  m_gestures->setRangeY(yRange);
}

bool AllocationCanvas::isShown(const AllocationPoint& point) const {
  return point.events > 0 && !m_scene.hidden.contains(toQString(point.variant)) &&
         (m_kind == Kind::sizes || point.size == m_scene.size);
}

std::vector<const AllocationPoint*> AllocationCanvas::shown() const {
  std::vector<const AllocationPoint*> points;
  for (const AllocationPoint& point : m_scene.chart.points)
    if (isShown(point)) points.push_back(&point);
  return points;
}

void AllocationCanvas::findRanges() {
  double low = INFINITY, high = 0, reach = ninesOf(0.999);
  for (const AllocationPoint* point : shown()) {
    low = std::min(low, point->curve.front().seconds);
    high = std::max(high, point->max.value);
    reach = std::max(reach, ninesOf(point->curve.back().share));
  }
  if (!(high > 0)) low = 1e-8, high = 1e-6;
  QCPRange xRange(0, 1.03 * reach);
  if (m_kind == Kind::sizes) {
    const auto& sizes = m_scene.chart.sizes;
    const double first = sizes.empty() ? 16 : double(sizes.front());
    const double last = sizes.empty() ? 1024 : double(sizes.back());
    xRange = QCPRange(first / 1.5, last * 1.5);
  }
  m_gestures->setFull(xRange, QCPRange(niceBelow(0.8 * low), niceAbove(1.2 * high)));
}

double AllocationCanvas::x(double share) const {
  return xAxis->coordToPixel(ninesOf(share));
}

QPointF AllocationCanvas::pixel(const AllocationPoint& point) const {
  const double left = m_kind == Kind::sizes ? xAxis->coordToPixel(double(point.size)) : x(0.5);
  return {left, yAxis->coordToPixel(point.p50.value)};
}

AllocationCanvas::Near AllocationCanvas::nearTo(const QPointF& position) const {
  Near near;
  if (!axisRect()->rect().contains(position.toPoint())) return near;
  double nearest = Theme::instance().px(16);
  const auto look = [&](const AllocationPoint& point, const QPointF& at, double share,
                        double seconds) {
    const double distance = std::hypot(at.x() - position.x(), at.y() - position.y());
    if (distance >= nearest) return;
    nearest = distance;
    near = {&point, at, share, seconds};
  };
  for (const AllocationPoint* point : shown()) {
    if (m_kind == Kind::percentiles) {
      for (const PercentilePoint& p : point->curve)
        look(*point, {x(p.share), yAxis->coordToPixel(p.seconds)}, p.share, p.seconds);
      continue;
    }
    for (const HistogramQuantile* quantile : {&point->p50, &point->p99, &point->max})
      look(*point, {pixel(*point).x(), yAxis->coordToPixel(quantile->value)}, 0, quantile->value);
  }
  return near;
}

void AllocationCanvas::hover(const QPointF& position) {
  const Near near = nearTo(position);
  setCursor(near.point ? Qt::PointingHandCursor : Qt::ArrowCursor);
  const QString emphasis = near.point ? toQString(near.point->variant) : QString();
  if (emphasis != m_emphasis) {
    m_emphasis = emphasis;
    replot(rpQueuedReplot);
  }
  if (!near.point) return m_tip->hide();
  const AllocationPoint& point = *near.point;
  PointTip::Content content;
  content.variant = emphasis;
  content.note = bytesText(double(point.size));
  if (m_kind == Kind::percentiles)
    content.rows.emplace_back(percentileName(rounded(near.share)), timeText(near.seconds));
  content.rows.emplace_back(tr("Median"), timeText(point.p50.value));
  content.rows.emplace_back(tr("p99"), timeText(point.p99.value));
  content.rows.emplace_back(tr("Longest"), timeText(point.max.value));
  content.rows.emplace_back(tr("Mean of a batch"), timeText(point.mean.value));
  content.rows.emplace_back(tr("Events"), countText(point.events));
  QWidget* host = parentWidget() ? parentWidget() : this;
  m_tip->setParent(host);
  m_tip->showAt(mapTo(host, near.at.toPoint()), QRectF(host->rect()), std::move(content));
}

/// What lies below says nothing of the events.
void AllocationCanvas::paintClock(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  const double floor = std::max(m_scene.chart.clockStep, m_scene.chart.clockCost);
  if (!(floor > 0)) return;
  const double y = std::round(yAxis->coordToPixel(floor));
  if (y < area.top() || y > area.bottom()) return;
  QPen dotted(c.t3, 1);
  dotted.setDashPattern({1, 3});
  painter.setPen(dotted);
  painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
  if (m_kind == Kind::sizes) return;  // said once
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t3);
  painter.drawText(QRectF(area.left() + 4, y - theme.px(17), area.width() - 8, theme.px(16)),
                   Qt::AlignRight | Qt::AlignVCenter,
                   tr("reading the clock, %1").arg(timeText(floor)));
}

void AllocationCanvas::paintPercentiles(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  painter.setClipRect(axisRect()->rect());
  for (const bool emphasised : {false, true})
    for (const AllocationPoint* point : shown()) {
      const QString name = toQString(point->variant);
      if ((name == m_emphasis) != emphasised) continue;
      const SeriesStyle style = theme.series(name);
      painter.setOpacity(m_emphasis.isEmpty() || emphasised ? 1.0 : 0.45);
      QPolygonF line;
      for (const PercentilePoint& p : point->curve)
        line << QPointF(x(p.share), yAxis->coordToPixel(p.seconds));
      painter.setPen(linePen(style));
      painter.setBrush(Qt::NoBrush);
      painter.drawPolyline(line);
      for (const auto& [share, quantile] :
           {std::pair{0.5, point->p50}, std::pair{0.99, point->p99}})
        if (share <= point->curve.back().share)
          paintMarker(painter, style, {x(share), yAxis->coordToPixel(quantile.value)},
                      theme.px(3.5));
      painter.setOpacity(1);
    }
  painter.setClipping(false);
}

void AllocationCanvas::paintSizes(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  const double guide = std::round(xAxis->coordToPixel(double(m_scene.size)));
  painter.setClipRect(area.adjusted(-6, -6, 6, 6));
  painter.setPen(QPen(faded(c.t2, 0.55), 1));
  if (guide > area.left() && guide < area.right())
    painter.drawLine(QPointF(guide, area.top()), QPointF(guide, area.bottom()));
  for (const std::string& variant : m_scene.chart.variants) {
    const QString name = toQString(variant);
    const SeriesStyle style = theme.series(name);
    painter.setOpacity(m_emphasis.isEmpty() || m_emphasis == name ? 1.0 : 0.45);
    const auto draw = [&](HistogramQuantile AllocationPoint::*which, double opacity, double radius,
                          bool hollow) {
      QPolygonF line;
      for (const AllocationPoint* point : shown())
        if (point->variant == variant)
          line << QPointF(pixel(*point).x(), yAxis->coordToPixel((point->*which).value));
      QPen pen = linePen(style, opacity);
      if (hollow) {
        pen = QPen(faded(style.line, opacity), 1);
        pen.setDashPattern({1, 3});
      }
      painter.setPen(pen);
      painter.setBrush(Qt::NoBrush);
      painter.drawPolyline(line);
      for (const QPointF& at : line) paintMarker(painter, style, at, radius, hollow, c.plot);
    };
    draw(&AllocationPoint::max, 0.8, theme.px(2.5), true);
    draw(&AllocationPoint::p99, 0.55, theme.px(2.5), false);
    draw(&AllocationPoint::p50, 1, theme.px(3.5), false);
    painter.setOpacity(1);
  }
  painter.setClipping(false);
}

void AllocationCanvas::paintFrame(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  painter.setAntialiasing(false);
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(area.adjusted(0, 0, -1, -1));
  painter.setAntialiasing(true);
  const bool percentiles = m_kind == Kind::percentiles;
  const QString title = percentiles ? tr("Single events") : tr("By block size");
  const QString note = percentiles ? tr("blocks of %1").arg(bytesText(double(m_scene.size)))
                                   : tr("p50 solid, p99 pale, longest hollow");
  painter.setFont(theme.uiFont(12, 600));
  painter.setPen(c.t1);
  const QRectF head(area.left(), theme.px(8), area.width(), theme.px(18));
  painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, title);
  const double used = QFontMetricsF(painter.font()).horizontalAdvance(title) + theme.px(10);
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t3);
  painter.drawText(head.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                   QFontMetricsF(painter.font())
                       .elidedText(note, Qt::ElideRight, std::max(0.0, head.width() - used)));
  painter.setPen(c.t2);
  painter.drawText(
      QRectF(area.left(), area.bottom() + theme.px(26), area.width(), theme.px(16)),
      Qt::AlignLeft | Qt::AlignVCenter,
      percentiles ? tr("Share of the events that took no longer") : tr("Size of a block, bytes"));
}

}  // namespace lane
