#include "charts/file_canvas.h"

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "charts/paint_item.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "charts/point_tip.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr double kPerGiga = 1e-9;

QString tickBytes(double bytes) {
  QString text = toQString(formatFileSize(bytes));
  const qsizetype unit = text.indexOf(u' ');
  QString number = text.left(unit);
  if (number.contains(u'.')) {
    while (number.endsWith(u'0')) number.chop(1);
    if (number.endsWith(u'.')) number.chop(1);
  }
  return number + text.mid(unit);
}

QPen linePen(const SeriesStyle& style) {
  QPen pen(style.line, style.width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
  QVector<qreal> pattern = style.dash;
  for (qreal& step : pattern) step /= style.width;
  if (!pattern.isEmpty()) pen.setDashPattern(pattern);
  return pen;
}

}  // namespace

QString rateIntervalText(const FilePoint& point) {
  const QString text = intervalText(point.rate, point.low, point.high);
  if (text.isEmpty() || text.startsWith(u'±')) return text;
  const QString low = toQString(formatByteRate(point.low));
  const NumberAndUnit first = splitUnit(low);
  const NumberAndUnit last = splitUnit(toQString(formatByteRate(point.high)));
  return u"%1 … %2 %3"_s.arg(first.unit == last.unit ? first.number : low, last.number, last.unit);
}

FileCanvas::FileCanvas(QWidget* parent)
    : QCustomPlot(parent),
      m_bytesTicker(new ValueTicker),
      m_rateTicker(new ValueTicker),
      m_gestures(new PlotGestures(this, xAxis, yAxis)),
      m_tip(new PointTip(this)) {
  setPlottingHint(QCP::phFastPolylines);
  setMouseTracking(true);
  setFocusPolicy(Qt::NoFocus);
  addLayer(u"frame"_s, layer(u"axes"_s), limAbove);
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintLines(p); });
  new PaintItem(this, u"frame"_s, [this](QCPPainter& p) { paintFrame(p); });
  new PaintItem(this, u"overlay"_s, [this](QCPPainter& p) { m_gestures->paintBox(p); });
  layer(u"overlay"_s)->setMode(QCPLayer::lmBuffered);
  axisRect()->setupFullAxesBox(false);
  xAxis->setScaleType(QCPAxis::stLogarithmic);
  m_bytesTicker->setLog(true);
  m_bytesTicker->setText(tickBytes);
  xAxis->setTicker(m_bytesTicker);
  yAxis->setTicker(m_rateTicker);
  for (QCPAxis* axis : {xAxis, yAxis})
    connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this] {
      if (!m_following) emit rangesChanged();
    });
  connect(m_gestures, &PlotGestures::moved, this, &FileCanvas::hover);
  connect(m_gestures, &PlotGestures::left, this, [this] { hover({-1e6, -1e6}); });
  connect(m_gestures, &PlotGestures::clicked, this, [this](const QPointF& at) {
    if (const FilePoint* point = pointAt(at, nullptr)) emit clicked(point->caseIndex);
  });
  connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay"_s)->replot(); });
  applyTheme();
}

FileCanvas::~FileCanvas() {
  delete m_tip;
}

void FileCanvas::applyTheme() {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  setBackground(c.plot);
  setMinimumSize(theme.px(170), theme.px(190));
  axisRect()->setAutoMargins(QCP::msNone);
  axisRect()->setMargins(QMargins(theme.px(52), theme.px(56), theme.px(16), theme.px(30)));
  for (QCPAxis* axis : {xAxis, yAxis, xAxis2, yAxis2}) {
    styleAxis(axis, axis == xAxis ? c.grid : c.grid2, theme.px(axis == xAxis ? 6 : 8));
    axis->setBasePen(Qt::NoPen);
  }
  xAxis2->setTicks(false);
  yAxis2->setTicks(false);
  updateTickers();
  replot(rpQueuedReplot);
}

void FileCanvas::setScene(FileScene scene) {
  m_gestures->release(false, scene.options.logY != m_scene.options.logY);
  m_scene = std::move(scene);
  m_following = true;
  yAxis->setScaleType(m_scene.options.logY ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
  m_gestures->setFull(m_scene.bytes, m_scene.rates);
  m_following = false;
  m_tip->hide();
  m_emphasis.clear();
  applyTheme();
  setAccessibleName(
      tr("Throughput of %1 files over their size").arg(toQString(formatTitle(m_scene.format))));
}

void FileCanvas::updateTickers() {
  const QMargins margins = axisRect()->margins();
  m_rateTicker->setLog(m_scene.options.logY);
  m_rateTicker->setLength(height() - margins.top() - margins.bottom());
  m_bytesTicker->setLength((width() - margins.left() - margins.right()) / 3);
}

void FileCanvas::resizeEvent(QResizeEvent* event) {
  updateTickers();  // what follows draws with them at once
  QCustomPlot::resizeEvent(event);
}

void FileCanvas::setShownRanges(const QCPRange& bytes, const QCPRange& rates) {
  m_following = true;
  m_gestures->setRangeX(bytes);
  m_gestures->setRangeY(rates);
  m_following = false;
  replot(rpQueuedReplot);
}

void FileCanvas::select(std::uint32_t caseIndex) {
  m_scene.selected = caseIndex;
  replot(rpQueuedReplot);
}

bool FileCanvas::isShown(const FileCurve& curve) const {
  return !m_scene.options.hidden.contains(toQString(name(curve.way)));
}

QPointF FileCanvas::pixel(const FilePoint& point) const {
  return {xAxis->coordToPixel(point.bytes), yAxis->coordToPixel(point.rate * kPerGiga)};
}

const FilePoint* FileCanvas::find(std::uint32_t caseIndex) const {
  for (const FileCurve& curve : m_scene.curves)
    if (isShown(curve))
      for (const FilePoint& point : curve.points)
        if (point.caseIndex == caseIndex) return &point;
  return nullptr;
}

const FilePoint* FileCanvas::pointAt(const QPointF& position, const FileCurve** curve) const {
  const FilePoint* found = nullptr;
  double nearest = Theme::instance().px(16);
  for (const FileCurve& one : m_scene.curves) {
    if (!isShown(one)) continue;
    for (const FilePoint& point : one.points) {
      const QPointF away = pixel(point) - position;
      const double distance = std::hypot(away.x(), away.y());
      if (distance >= nearest) continue;
      nearest = distance;
      found = &point;
      if (curve) *curve = &one;
    }
  }
  return found;
}

void FileCanvas::hover(const QPointF& position) {
  const FileCurve* curve = nullptr;
  const FilePoint* point = pointAt(position, &curve);
  setCursor(point ? Qt::PointingHandCursor : Qt::ArrowCursor);
  const std::string emphasis = point ? std::string(name(curve->way)) : std::string();
  if (emphasis != m_emphasis) {
    m_emphasis = emphasis;
    replot(rpQueuedReplot);
  }
  if (!point) return m_tip->hide();
  PointTip::Content content;
  content.variant = toQString(name(curve->way));
  content.note = toQString(formatFileSize(point->bytes));
  content.rows.emplace_back(tr("Throughput"), toQString(rateText(*point)));
  content.rows.emplace_back(tr("Interval"), rateIntervalText(*point));
  content.rows.emplace_back(tr("Samples"), countText(point->samples));
  content.rows.emplace_back(
      writes(curve->way) ? tr("Ends in") : tr("Comes from"),
      inPageCache(curve->way) ? tr("page cache, not the disk") : tr("the device"));
  if (std::isfinite(point->stored))
    content.rows.emplace_back(tr("Stored"), toQString(formatFileSize(point->stored)));
  if (const auto plateau = writePlateau(*curve))
    content.rows.emplace_back(plateau->falls ? tr("Slower beyond") : tr("No faster from"),
                              toQString(formatFileSize(curve->points[plateau->from].bytes)));
  if (std::isfinite(point->cacheShare))
    content.rows.emplace_back(tr("In page cache before"), shareText(point->cacheShare));
  if (std::isfinite(point->ofReading.ratio))
    content.rows.emplace_back(
        curve->way == FileWay::write ? tr("Of reading, page cache") : tr("Of reading, device"),
        ratioText(point->ofReading.ratio));
  QWidget* host = parentWidget() ? parentWidget() : this;
  m_tip->setParent(host);
  m_tip->showAt(mapTo(host, pixel(*point).toPoint()), QRectF(host->rect()), std::move(content));
}

void FileCanvas::paintLines(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  const auto at = [&](const FilePoint& point, double rate) {
    return QPointF(xAxis->coordToPixel(point.bytes), yAxis->coordToPixel(rate * kPerGiga));
  };
  // The emphasised line last, so that nothing covers it.
  for (const bool emphasised : {false, true})
    for (const FileCurve& curve : m_scene.curves) {
      const std::string way(name(curve.way));
      if (!isShown(curve) || (way == m_emphasis) != emphasised) continue;
      const SeriesStyle style = theme.series(toQString(way));
      painter.setOpacity(m_emphasis.empty() || emphasised ? 1.0 : 0.45);
      painter.setClipRect(area);
      if (m_scene.options.bands) {
        QPolygonF band;
        for (const FilePoint& point : curve.points)
          if (point.low > 0 && point.high > 0) band << at(point, point.high);
        for (auto point = curve.points.rbegin(); point != curve.points.rend(); ++point)
          if (point->low > 0 && point->high > 0) band << at(*point, point->low);
        painter.setPen(Qt::NoPen);
        painter.setBrush(faded(style.line, 0.16));
        painter.drawPolygon(band);
        painter.setPen(QPen(faded(style.line, 0.7), 1));
        for (const FilePoint& point : curve.points)
          if (point.low > 0 && point.high > 0)
            painter.drawLine(at(point, point.low), at(point, point.high));
      }
      QPolygonF line;
      for (const FilePoint& point : curve.points) line << pixel(point);
      painter.setPen(linePen(style));
      painter.setBrush(Qt::NoBrush);
      painter.drawPolyline(line);
      if (const auto plateau = writePlateau(curve); plateau && !plateau->falls) {
        const FilePoint& from = curve.points[plateau->from];
        painter.setPen(QPen(faded(style.line, 0.8), 1, Qt::DotLine));
        painter.drawLine(pixel(from), QPointF(area.right(), pixel(from).y()));
      }
      painter.setClipRect(area.adjusted(-8, -8, 8, 8));
      for (const FilePoint& point : curve.points) {
        const QPointF place = pixel(point);
        if (!area.adjusted(-1, -1, 1, 1).contains(place)) continue;
        if (point.caseIndex == m_scene.selected) {
          painter.setPen(QPen(c.ink, 2));
          painter.setBrush(c.plot);
          painter.drawEllipse(place, theme.px(7), theme.px(7));
        }
        paintMarker(painter, style, place, theme.px(3.5), point.overGoal, c.plot);
      }
      painter.setOpacity(1);
    }
  painter.setClipping(false);
}

void FileCanvas::paintFrame(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  painter.setAntialiasing(false);
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(area.adjusted(0, 0, -1, -1));
  painter.setAntialiasing(true);
  painter.setFont(theme.uiFont(13, 600));
  painter.setPen(c.t1);
  painter.drawText(QRectF(area.left(), theme.px(6), area.width(), theme.px(20)),
                   Qt::AlignLeft | Qt::AlignVCenter, toQString(formatTitle(m_scene.format)));
  painter.setFont(theme.uiFont(11, 500));
  painter.setPen(c.t2);
  painter.drawText(QRectF(0, area.top() - theme.px(22), area.left() - theme.px(8), theme.px(16)),
                   Qt::AlignRight | Qt::AlignVCenter, u"GB/s"_s);
}

}  // namespace lane
