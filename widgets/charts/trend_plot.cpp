#include "charts/trend_plot.h"

#include <qcustomplot.h>

#include <QKeyEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "charts/plot_style.h"
#include "exchange/csv_text.h"
#include "exchange/trend_export.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

using namespace Qt::StringLiterals;

struct TrendPlot::Data {
  struct Point {
    double time = 0, median = 0, low = 0, high = 0;
    QString date, name, path;
  };
  struct Level {
    std::size_t first = 0, count = 0;
    double time = 0;
  };
  struct Change {
    std::size_t at = 0;
    QString text;  ///< "+7.9 %"
    Verdict verdict = Verdict::same;
    bool sure = false;
  };
  QString title, folder, variant;
  std::vector<Point> points;
  std::vector<Level> levels;
  std::vector<Change> changes;
  double noise = 0;
  int selected = -1;
};

class TrendPlot::Canvas : public QCustomPlot {
 public:
  explicit Canvas(const Data* data, QWidget* parent = nullptr) : QCustomPlot(parent), m_data(data) {
    auto dates = QSharedPointer<QCPAxisTickerDateTime>::create();
    dates->setDateTimeSpec(Qt::UTC);
    dates->setDateTimeFormat(u"yyyy-MM-dd"_s);
    dates->setTickCount(6);
    xAxis->setTicker(dates);
    auto times = QSharedPointer<ValueTicker>::create();
    times->setLog(false);
    times->setText(timeTickText);
    yAxis->setTicker(times);
    axisRect()->setAutoMargins(QCP::msNone);
    new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintLevels(p); });
    new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintPoints(p); });
    new PaintItem(this, u"axes"_s, [this](QCPPainter& p) { paintChanges(p); });
    applyTheme();
  }

  void applyTheme() {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    setBackground(c.plot);
    axisRect()->setMargins(QMargins(theme.px(72), theme.px(40), theme.px(24), theme.px(28)));
    styleAxis(xAxis, c.grid, theme.px(6));
    styleAxis(yAxis, c.grid2, theme.px(6));
    replot(rpQueuedReplot);
  }

  void fitRanges() {
    if (!m_data->points.empty()) {
      double low = m_data->points[0].median, high = low;
      for (const Data::Point& point : m_data->points) {
        low = std::min(low, point.median);
        high = std::max(high, point.median);
      }
      // At least a few percent in sight, so that noise does not look like mountains.
      const double room = std::max({0.12 * (high - low), 0.04 * high, 1e-15});
      yAxis->setRange(low - room, high + room);
      const double begin = m_data->points.front().time, end = m_data->points.back().time;
      const double side = std::max(0.03 * (end - begin), 3600.0);
      xAxis->setRange(begin - side, end + side);
    }
    replot(rpQueuedReplot);
  }

  QPointF pixel(const Data::Point& point) const {
    return {xAxis->coordToPixel(point.time), yAxis->coordToPixel(point.median)};
  }
  int pointAt(const QPointF& position) const {
    int found = -1;
    double nearest = Theme::instance().px(16);
    for (std::size_t i = 0; i < m_data->points.size(); ++i) {
      const QPointF at = pixel(m_data->points[i]) - position;
      const double distance = std::hypot(at.x(), at.y());
      if (distance >= nearest) continue;
      nearest = distance;
      found = int(i);
    }
    return found;
  }

 private:
  /// Where a level begins and ends: half way to its neighbours.
  double edge(std::size_t at) const {
    const auto& points = m_data->points;
    if (at == 0) return xAxis->range().lower;
    if (at >= points.size()) return xAxis->range().upper;
    return (points[at - 1].time + points[at].time) / 2;
  }

  void paintLevels(QCPPainter& painter) {
    const SeriesStyle style = Theme::instance().series(m_data->variant);
    const QRectF area = axisRect()->rect();
    painter.setClipRect(area);
    for (const Data::Level& level : m_data->levels) {
      const double left = xAxis->coordToPixel(edge(level.first));
      const double right = xAxis->coordToPixel(edge(level.first + level.count));
      const double top = yAxis->coordToPixel(level.time * (1 + m_data->noise));
      const double bottom = yAxis->coordToPixel(level.time * (1 - m_data->noise));
      painter.fillRect(QRectF(QPointF(left, top), QPointF(right, bottom)), faded(style.fill, 0.14));
      painter.setPen(QPen(style.line, 2));
      const double y = yAxis->coordToPixel(level.time);
      painter.drawLine(QPointF(left, y), QPointF(right, y));
    }
    painter.setClipping(false);
  }

  void paintPoints(QCPPainter& painter) {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const SeriesStyle style = theme.series(m_data->variant);
    const QRectF area = axisRect()->rect();
    if (m_data->points.empty()) {
      painter.setFont(theme.uiFont(13));
      painter.setPen(c.t2);
      painter.drawText(area, Qt::AlignCenter, TrendPlot::tr("Select a case to see its history"));
      return;
    }
    painter.setClipRect(area.adjusted(-8, -8, 8, 8));
    const double r = theme.px(m_data->points.size() > 150 ? 2.5 : 3.5);
    for (std::size_t i = 0; i < m_data->points.size(); ++i) {
      const Data::Point& point = m_data->points[i];
      const QPointF at = pixel(point);
      if (point.low > 0 && point.high > 0) {
        painter.setPen(QPen(faded(style.line, 0.6), 1));
        painter.drawLine(QPointF(at.x(), std::max(area.top(), yAxis->coordToPixel(point.high))),
                         QPointF(at.x(), std::min(area.bottom(), yAxis->coordToPixel(point.low))));
      }
      if (int(i) == m_data->selected) {
        painter.setPen(QPen(c.ink, 2));
        painter.setBrush(c.plot);
        painter.drawEllipse(at, theme.px(7), theme.px(7));
      }
      paintMarker(painter, style, at, r, false, c.plot);
    }
    painter.setClipping(false);
  }

  void paintChanges(QCPPainter& painter) {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const QRectF area = axisRect()->rect();
    double free = area.left();  // texts do not run into each other
    for (const Data::Change& change : m_data->changes) {
      const double x = std::round(xAxis->coordToPixel(edge(change.at))) + 0.5;
      if (x < area.left() || x > area.right()) continue;
      painter.setPen(QPen(faded(c.ink, change.sure ? 0.85 : 0.4), 1, Qt::CustomDashLine));
      QPen dash = painter.pen();
      dash.setDashPattern({4, 3});
      painter.setPen(dash);
      painter.drawLine(QPointF(x, area.top() - theme.px(4)), QPointF(x, area.bottom()));
      const QString text = change.sure ? change.text : TrendPlot::tr("%1, unsure").arg(change.text);
      painter.setFont(theme.monoFont(11, 600));
      const double glyph = change.verdict == Verdict::same ? 0 : theme.px(14);
      const double width =
          QFontMetricsF(painter.font()).horizontalAdvance(text) + theme.px(12) + glyph;
      double left =
          std::clamp(x - width / 2, area.left(), std::max(area.left(), area.right() - width));
      if (left < free) continue;
      free = left + width + theme.px(4);
      const QRectF flag(left, area.top() - theme.px(30), width, theme.px(22));
      painter.setPen(QPen(c.line2, 1));
      painter.setBrush(c.raised);
      painter.drawRoundedRect(flag, 4, 4);
      if (glyph > 0) {
        SeriesStyle style;
        style.line = style.fill = theme.verdict(int(change.verdict));
        style.marker =
            change.verdict == Verdict::regressed ? Marker::triangleDown : Marker::triangleUp;
        paintMarker(painter, style, {flag.left() + theme.px(11), flag.center().y()}, theme.px(4),
                    false, c.raised);
      }
      painter.setPen(c.t1);
      painter.drawText(flag.adjusted(theme.px(6) + glyph, 0, 0, 0),
                       Qt::AlignLeft | Qt::AlignVCenter, text);
    }
  }

  const Data* m_data;
};

TrendPlot::TrendPlot(QWidget* parent)
    : QWidget(parent), m_data(std::make_unique<Data>()), m_canvas(new Canvas(m_data.get(), this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_canvas);
  setFocusPolicy(Qt::StrongFocus);
  m_canvas->setFocusPolicy(Qt::NoFocus);
  setMinimumHeight(Theme::instance().px(180));
  connect(m_canvas, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
    setFocus();
    const int index = m_canvas->pointAt(event->position());
    if (event->button() == Qt::LeftButton && index >= 0) activate(index);
  });
  connect(m_canvas, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
    const int index = m_canvas->pointAt(event->position());
    m_canvas->setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (index < 0) return m_canvas->setToolTip({});
    const Data::Point& point = m_data->points[std::size_t(index)];
    m_canvas->setToolTip(tr("%1\n%2\n%3 %4\nClick opens the session")
                             .arg(point.name, point.date, timeText(point.median),
                                  intervalText(point.median, point.low, point.high)));
  });
  connect(&Theme::instance(), &Theme::changed, this, [this] { m_canvas->applyTheme(); });
}

TrendPlot::~TrendPlot() = default;

void TrendPlot::setLine(const Trend& trend, const TrendLine& line, const QString& folder) {
  Data data;
  data.title = toQString(trendCaseName(line));
  data.folder = folder;
  data.variant = toQString(keyParts(line.key).variant);
  for (const TrendPoint& point : line.points) {
    const TrendSession& session = trend.sessions[point.session];
    QString name = toQString(session.path.filename().string());
    if (!session.commit.empty()) name += tr(", commit %1").arg(toQString(session.commit));
    data.points.push_back({session.time, point.median, point.low, point.high,
                           toQString(session.created), name, toQString(session.path.string())});
  }
  for (const TrendSegment& segment : line.segments)
    data.levels.push_back({segment.first, segment.count, segment.level});
  for (const TrendStep& step : line.steps)
    data.changes.push_back({step.at, toQString(changeText(step.ratio)), step.verdict, step.sure});
  data.noise = std::isfinite(line.noise) ? line.noise : 0;
  *m_data = std::move(data);
  m_canvas->fitRanges();
  setAccessibleName(tr("%1: %2 sessions, %3 steps, noise %4")
                        .arg(m_data->title)
                        .arg(line.points.size())
                        .arg(line.steps.size())
                        .arg(shareText(m_data->noise)));
}

void TrendPlot::clear() {
  *m_data = {};
  m_canvas->fitRanges();
  setAccessibleName(tr("No history"));
}

bool TrendPlot::isEmpty() const {
  return m_data->points.empty();
}
int TrendPlot::selectedPoint() const {
  return m_data->selected;
}

void TrendPlot::selectPoint(int index) {
  m_data->selected = std::clamp(index, -1, int(m_data->points.size()) - 1);
  if (m_data->selected >= 0) {
    const Data::Point& point = m_data->points[std::size_t(m_data->selected)];
    setAccessibleDescription(tr("%1, %2: %3").arg(point.name, point.date, timeText(point.median)));
  }
  m_canvas->replot(QCustomPlot::rpQueuedReplot);
}

QPointF TrendPlot::pointPosition(int index) const {
  return m_canvas->mapTo(this, m_canvas->pixel(m_data->points.at(std::size_t(index))).toPoint());
}

void TrendPlot::activate(int index) {
  selectPoint(index);
  emit sessionActivated(m_data->points[std::size_t(index)].path);
}

void TrendPlot::keyPressEvent(QKeyEvent* event) {
  if (isEmpty()) return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Left:
      return selectPoint(std::max(0, m_data->selected - 1));
    case Qt::Key_Right:
      return selectPoint(m_data->selected + 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (m_data->selected >= 0) return activate(m_data->selected);
      [[fallthrough]];
    default:
      QWidget::keyPressEvent(event);
  }
}

QString TrendPlot::chartTitle() const {
  return tr("%1 over time").arg(m_data->title);
}
QString TrendPlot::chartFooter() const {
  return tr("%1  ·  %2 sessions  ·  noise of a session ±%3")
      .arg(m_data->folder, countText(m_data->points.size()), shareText(m_data->noise));
}

void TrendPlot::paintChart(QCPPainter& painter, const QSize& size) const {
  Canvas page(m_data.get());
  page.resize(size);
  page.fitRanges();
  page.toPainter(&painter, size.width(), size.height());
}

QString TrendPlot::chartCsv() const {
  std::string csv = csvRow({"created", "file", "median", "ci_low", "ci_high", "level"});
  std::size_t level = 0;
  for (std::size_t i = 0; i < m_data->points.size(); ++i) {
    while (level + 1 < m_data->levels.size() && i >= m_data->levels[level + 1].first) ++level;
    const Data::Point& point = m_data->points[i];
    csv += csvRow({csvText(toStd(point.date)), csvText(toStd(point.path)), csvNumber(point.median),
                   csvNumber(point.low), csvNumber(point.high),
                   csvNumber(m_data->levels[level].time)});
  }
  return toQString(csv);
}

}  // namespace lane
