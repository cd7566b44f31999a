#include "charts/timeline_plot.h"

#include <algorithm>
#include <cmath>

#include "charts/axis_tickers.h"
#include "charts/note_mark.h"
#include "charts/paint_item.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "charts/series_paint.h"
#include "charts/series_text.h"
#include "charts/timeline_view.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kLaneHeight = 66;
constexpr int kKernelHeight = 12;

/// Two or three ticks in the words of the metric.
class ReadingTicker : public QCPAxisTicker {
 public:
  explicit ReadingTicker(const MetricRecord& metric) : m_metric(metric) { setTickCount(2); }

 protected:
  QString getTickLabel(double tick, const QLocale&, QChar, int) override {
    return readingText(m_metric, tick);
  }

 private:
  MetricRecord m_metric;
};

}  // namespace

TimelinePlot::TimelinePlot(QWidget* parent) : QCustomPlot(parent) {
  setMouseTracking(true);
  plotLayout()->clear();
  plotLayout()->setRowSpacing(0);
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintLanes(p); });
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintGrid(p); });
  new PaintItem(this, u"axes"_s, [this](QCPPainter& p) { paintLabels(p); });
  addLayer(u"overlay2"_s, layer(u"overlay"_s), limAbove);
  layer(u"overlay2"_s)->setMode(QCPLayer::lmBuffered);
  new PaintItem(this, u"overlay2"_s, [this](QCPPainter& p) { paintOverlay(p); });
  buildLanes();
  m_gestures = new PlotGestures(this, timeAxis(), nullptr);
  m_gestures->setArea([this] { return QRectF(area(0).topLeft(), gridArea().bottomRight()); });
  connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay2"_s)->replot(); });
  setData({});
}

void TimelinePlot::setData(TimelineData data) {
  const bool sameLanes =
      data.lanes.size() == m_data.lanes.size() &&
      std::equal(data.lanes.begin(), data.lanes.end(), m_data.lanes.begin(),
                 [](const auto& a, const auto& b) { return a.series.id == b.series.id; });
  m_data = std::move(data);
  findSpans();
  if (!sameLanes) {
    buildLanes();
    m_gestures->setAxes(timeAxis(), nullptr);
    m_gestures->release(true, true);
  }
  for (std::size_t i = 0; i < m_data.lanes.size(); ++i) fitLane(i);
  // A zoomed view stays while the run goes on.
  m_gestures->setFull({0, std::max(1e-3, m_data.grid.seconds)}, {});
  m_rects.back()
      ->axis(QCPAxis::atLeft)
      ->setRange(double(std::max<std::size_t>(1, m_data.grid.kernels.size())), 0);
  replot(rpQueuedReplot);
}

void TimelinePlot::findSpans() {
  const Timeline& grid = m_data.grid;
  for (const bool disturbed : {false, true}) {
    auto& rows = m_spans[disturbed];
    rows.assign(grid.kernels.size(), {});
    for (std::size_t k = 0; k < grid.kernels.size(); ++k)
      for (std::size_t s = 0; s < grid.steps; ++s) {
        const TimelineCell& cell = grid.cell(k, s);
        if ((disturbed ? cell.disturbed : cell.samples) == 0) continue;
        if (rows[k].empty() || rows[k].back().last + 1 < s) rows[k].push_back({s, s});
        rows[k].back().last = s;
      }
  }
}

void TimelinePlot::buildLanes() {
  plotLayout()->clear();
  m_rects.clear();
  for (std::size_t i = 0; i <= m_data.lanes.size(); ++i) {
    auto* rect = new QCPAxisRect(this, true);
    plotLayout()->addElement(int(i), 0, rect);
    m_rects.push_back(rect);
    const bool last = i == m_data.lanes.size();
    QCPAxis* time = rect->axis(QCPAxis::atBottom);
    time->setTicker(QSharedPointer<SecondsTicker>::create());
    time->setTickLabels(last);
    connect(time, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
            [this](const QCPRange& range) { followRange(range); });
    if (last) {
      rect->axis(QCPAxis::atLeft)->setTickLabels(false);
      rect->axis(QCPAxis::atLeft)->grid()->setVisible(false);
      plotLayout()->setRowStretchFactor(
          int(i), std::max(1.0, double(m_data.grid.kernels.size()) * kKernelHeight / kLaneHeight));
      continue;
    }
    const MetricRecord& metric = m_data.lanes[i].metric;
    QSharedPointer<QCPAxisTicker> ticker = QSharedPointer<ReadingTicker>::create(metric);
    if (metric.kind == MetricKind::bytes) ticker = QSharedPointer<BytesTicker>::create();
    rect->axis(QCPAxis::atLeft)->setTicker(ticker);
  }
  applyTheme();
}

void TimelinePlot::styleAxes(QCPAxisRect* rect) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const bool last = rect == m_rects.back();
  rect->setAutoMargins(QCP::msNone);
  rect->setMargins(QMargins(theme.px(112), theme.px(20), theme.px(24), last ? theme.px(24) : 4));
  for (QCPAxis* axis : rect->axes()) {
    axis->setLayer(u"axes"_s);
    axis->grid()->setLayer(u"grid"_s);
    styleAxis(axis, c.grid2, theme.px(axis->axisType() == QCPAxis::atBottom ? 4 : 8));
  }
}

void TimelinePlot::applyTheme() {
  setBackground(Theme::instance().chrome().plot);
  for (QCPAxisRect* rect : m_rects) styleAxes(rect);
  replot(rpQueuedReplot);
}

void TimelinePlot::fitLane(std::size_t lane) {
  const TimelineLane& data = m_data.lanes[lane];
  double low = 0, high = std::max(data.summary.highest * 1.15, 1e-12);
  if (isLevel(data.metric)) {
    const double room =
        std::max(0.02 * data.summary.highest, 0.15 * (data.summary.highest - data.summary.lowest));
    low = data.summary.lowest - room;
    high = data.summary.highest + room;
  } else if (data.metric.kind == MetricKind::ratio) {
    high = std::max(high, 0.0115);  // half a per mille is not a mountain
  }
  m_rects[lane]->axis(QCPAxis::atLeft)->setRange(low, high);
}

void TimelinePlot::followRange(const QCPRange& range) {
  if (m_following) return;
  m_following = true;
  for (QCPAxisRect* rect : m_rects) rect->axis(QCPAxis::atBottom)->setRange(range);
  m_following = false;
  emit timeRangeChanged(range);
}

void TimelinePlot::resetZoom() {
  m_gestures->reset();
}

void TimelinePlot::setSelected(const QString& kernel, std::vector<double> times) {
  m_data.selectedKernel = kernel;
  m_data.selectedTimes = std::move(times);
  layer(u"overlay2"_s)->replot();
}

void TimelinePlot::setCursor(double t) {
  if (t == m_cursor || (std::isnan(t) && std::isnan(m_cursor))) return;
  m_cursor = t;
  layer(u"overlay2"_s)->replot();
}

int TimelinePlot::neededHeight() const {
  const Theme& theme = Theme::instance();
  return int(m_data.lanes.size()) * theme.px(kLaneHeight) +
         std::max<int>(4, int(m_data.grid.kernels.size())) * theme.px(kKernelHeight) + theme.px(48);
}

QRectF TimelinePlot::area(std::size_t lane) const {
  return m_rects[lane]->rect();
}

QRectF TimelinePlot::gridArea() const {
  return m_rects.back()->rect();
}

double TimelinePlot::timeAt(const QPointF& position) const {
  const QRectF lanes(area(0).topLeft(), gridArea().bottomRight());
  if (!lanes.contains(position)) return kUnknown;
  return m_rects.front()->axis(QCPAxis::atBottom)->pixelToCoord(position.x());
}

std::size_t TimelinePlot::kernelAt(const QPointF& position) const {
  const std::size_t count = m_data.grid.kernels.size();
  const QRectF rows = gridArea();
  if (count == 0 || !rows.contains(position)) return count;
  const double at = (position.y() - rows.top()) / rows.height() * double(count);
  return std::min(count - 1, static_cast<std::size_t>(std::max(0.0, at)));
}

QString TimelinePlot::readingAt(std::size_t lane, double t) const {
  const TimelineLane& data = m_data.lanes[lane];
  const auto after = std::lower_bound(data.series.t.begin(), data.series.t.end(), t);
  if (data.series.t.empty()) return {};
  const auto at = after == data.series.t.end() ? std::prev(after) : after;
  return readingText(data.metric, data.series.value[std::size_t(at - data.series.t.begin())]);
}

void TimelinePlot::paintLabels(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  for (std::size_t i = 0; i < m_data.lanes.size(); ++i) {
    const TimelineLane& lane = m_data.lanes[i];
    const QRectF rect = area(i);
    const QRectF head(theme.px(16), rect.top() - theme.px(19), rect.right() - theme.px(16),
                      theme.px(17));
    painter.setFont(theme.uiFont(11, 600));
    painter.setPen(c.t2);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, toQString(lane.metric.name));
    painter.setFont(theme.monoFont(11));
    painter.setPen(c.t1);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter,
                     seriesSummaryText(lane.metric, lane.summary));
  }
  const QRectF rows = gridArea();
  painter.setFont(theme.uiFont(11, 600));
  painter.setPen(c.t2);
  const QRectF head(theme.px(16), rows.top() - theme.px(19), rows.right() - theme.px(16),
                    theme.px(17));
  painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, TimelineView::tr("Measured"));
  const double height = rows.height() / std::max<double>(1, double(m_data.grid.kernels.size()));
  painter.setFont(theme.uiFont(11));
  const double line = QFontMetricsF(painter.font()).height();
  double next = rows.top();
  for (std::size_t i = 0; i < m_data.grid.kernels.size(); ++i) {
    const double y = rows.top() + (double(i) + 0.5) * height;
    if (y - line / 2 < next - 1) continue;  // as many names as fit
    next = y + line / 2;
    painter.setPen(toQString(m_data.grid.kernels[i]) == m_data.selectedKernel ? c.t1 : c.t3);
    painter.drawText(QRectF(theme.px(16), y - line / 2, rows.left() - theme.px(24), line),
                     Qt::AlignLeft | Qt::AlignVCenter, toQString(m_data.grid.kernels[i]));
  }
}

void TimelinePlot::paintLanes(QCPPainter& painter) {
  for (std::size_t i = 0; i < m_data.lanes.size(); ++i)
    paintSeries(painter, m_data.lanes[i].series, *m_rects[i]->axis(QCPAxis::atBottom),
                *m_rects[i]->axis(QCPAxis::atLeft));
}

void TimelinePlot::paintGrid(QCPPainter& painter) {
  const QRectF rows = gridArea();
  painter.setClipRect(rows);
  painter.setAntialiasing(false);
  paintCells(painter, rows);
  painter.setClipping(false);
  paintMarks(painter, rows);
}

/// Cells that touch in pixels are one bar: there are never more bars than the picture has columns.
void TimelinePlot::paintCells(QCPPainter& painter, const QRectF& rows) const {
  const Timeline& grid = m_data.grid;
  if (grid.steps == 0) return;
  const ChromeColors& c = Theme::instance().chrome();
  const QColor measured = faded(c.t2, 0.75);
  const QCPAxis* time = timeAxis();
  const double height = rows.height() / std::max<double>(1, double(grid.kernels.size()));
  const double step = grid.seconds / double(grid.steps);
  const std::size_t first = grid.stepAt(time->range().lower);
  const std::size_t last = grid.stepAt(time->range().upper);
  const double origin = time->coordToPixel(0), scale = time->coordToPixel(step) - origin;
  const auto paintRow = [&](std::size_t k, bool disturbed) {
    const double top = rows.top() + double(k) * height + 1;
    const double tall = disturbed ? height / 2 - 1 : height - 2;
    const double least = disturbed ? 1.5 : 1;
    double left = 0, right = -1;
    const auto flush = [&] {
      if (right > left)
        painter.fillRect(QRectF(left, top, right - left, tall), disturbed ? c.warn : measured);
    };
    for (const Span& span : m_spans[disturbed][k]) {
      if (span.last < first) continue;
      if (span.first > last) break;
      const double from = origin + scale * double(span.first);
      const double to = origin + scale * double(span.last) + std::max(least, scale);
      if (right < left || from > right + 0.5) {
        flush();
        left = from;
      }
      right = to;
    }
    flush();
  };
  for (std::size_t k = 0; k < grid.kernels.size(); ++k)
    for (const bool disturbed : {false, true}) paintRow(k, disturbed);
}

/// Passes and other marks reach through all lanes; notes stand at their kernel.
void TimelinePlot::paintMarks(QCPPainter& painter, const QRectF& rows) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QCPAxis* time = timeAxis();
  QPen dotted(c.t3, 1);
  dotted.setDashPattern({1, 3});
  painter.setFont(theme.uiFont(11));
  double used = rows.left();
  for (const MarkRecord& mark : m_data.marks) {
    const double x = std::round(time->coordToPixel(mark.t));
    if (x < rows.left() || x > rows.right()) continue;
    painter.setPen(dotted);
    painter.drawLine(QPointF(x, area(0).top()), QPointF(x, rows.bottom()));
    const QString text = toQString(mark.text);
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text);
    if (x + 4 < used || x + width + 8 > rows.right()) continue;
    used = x + width + 12;
    painter.setPen(c.t3);
    painter.drawText(QRectF(x + 4, rows.top() - theme.px(19), width + 2, theme.px(17)),
                     Qt::AlignVCenter, text);
  }
  const double height = rows.height() / std::max<double>(1, double(m_data.grid.kernels.size()));
  for (const TimelineNote& note : m_data.notes) {
    const auto row =
        std::find(m_data.grid.kernels.begin(), m_data.grid.kernels.end(), toStd(note.kernel));
    const QPointF at(time->coordToPixel(note.t),
                     rows.top() + (double(row - m_data.grid.kernels.begin()) + 0.7) * height);
    if (row != m_data.grid.kernels.end() && rows.contains(at)) paintNoteMark(painter, at);
  }
}

void TimelinePlot::paintOverlay(QCPPainter& painter) {
  const ChromeColors& c = Theme::instance().chrome();
  const QRectF rows = gridArea();
  QCPAxis* time = m_rects.back()->axis(QCPAxis::atBottom);
  const double top = area(0).top();
  painter.setClipRect(QRectF(QPointF(rows.left(), top), rows.bottomRight()));
  // The moments of the selected case; those that touch in pixels are one bar.
  double from = 0, to = -1;
  const auto flush = [&] {
    if (to >= from)
      painter.fillRect(QRectF(from, top, to - from + 1, rows.bottom() - top), faded(c.ink, 0.30));
  };
  for (const double t : m_data.selectedTimes) {
    const double x = std::round(time->coordToPixel(t));
    if (x < rows.left() || x > rows.right() || (to >= from && x <= to)) continue;
    if (to < from || x > to + 1) {
      flush();
      from = x;
    }
    to = x;
  }
  flush();
  if (std::isfinite(m_cursor)) {
    painter.setPen(QPen(faded(c.t2, 0.55), 1));
    const double x = std::round(time->coordToPixel(m_cursor));
    painter.drawLine(QPointF(x, top), QPointF(x, rows.bottom()));
  }
  painter.setClipping(false);
  m_gestures->paintBox(painter);
}

}  // namespace lane
