#include "charts/series_strip.h"

#include <qcustomplot.h>

#include <QEvent>
#include <QMenu>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "analysis/series_summary.h"
#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "charts/point_tip.h"
#include "charts/series_paint.h"
#include "charts/series_text.h"
#include "models/session_document.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRefreshMs = 100;

const QString kMemory = u"resident_memory"_s;

struct StripData {
  MetricRecord metric{"resident_memory", "Resident memory", "B", MetricKind::bytes, false};
  SeriesRecord series;
  SeriesSummary summary;
  std::vector<MarkRecord> marks;

  bool empty() const { return series.value.empty(); }
};

QString summaryText(const StripData& data) {
  return data.empty() ? SeriesStrip::tr("recorded while a run goes")
                      : seriesSummaryText(data.metric, data.summary);
}

/// Axes, curve and marks; one for the window and one for each export.
class StripPlot : public QCustomPlot {
 public:
  explicit StripPlot(QWidget* parent = nullptr)
      : QCustomPlot(parent), m_gestures(new PlotGestures(this, xAxis, nullptr)) {
    setMouseTracking(true);
    xAxis->setTicker(QSharedPointer<SecondsTicker>::create());
    axisRect()->setAutoMargins(QCP::msNone);
    addLayer(u"labels"_s, layer(u"axes"_s), limAbove);
    new PaintItem(this, u"main"_s,
                  [this](QCPPainter& p) { paintSeries(p, m_data.series, *xAxis, *yAxis); });
    new PaintItem(this, u"labels"_s, [this](QCPPainter& p) { paintLabels(p); });
    new PaintItem(this, u"overlay"_s, [this](QCPPainter& p) { paintOverlay(p); });
    layer(u"overlay"_s)->setMode(QCPLayer::lmBuffered);
    connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay"_s)->replot(); });
    applyTheme();
  }

  void applyTheme() {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    setBackground(c.plot);
    axisRect()->setMargins(QMargins(theme.px(76), theme.px(28), theme.px(72), theme.px(20)));
    styleAxis(xAxis, c.grid2, theme.px(3));
    styleAxis(yAxis, c.grid2, theme.px(8));
    replot(rpQueuedReplot);
  }

  void setData(const StripData& data) {
    m_data = data;
    chooseTicker();
    m_gestures->setFull({0, data.empty() ? 1 : std::max(1.0, data.series.t.back())}, {});
    double low = 0, high = 1;
    if (!data.empty() && isLevel(data.metric)) {
      low = 0.95 * data.summary.lowest;
      high = 1.05 * data.summary.highest;
    } else if (!data.empty()) {
      high =
          1.15 * std::max(data.summary.highest, data.metric.kind == MetricKind::ratio ? 0.01 : 1.0);
    }
    yAxis->setRange(low, high);
    yAxis->setTickLabels(!data.empty());
    replot(rpQueuedReplot);
  }

  void setTitleShown(bool shown) { m_titleShown = shown; }
  PlotGestures* gestures() { return m_gestures; }

  void setCursor(double t) {
    m_cursor = t;
    layer(u"overlay"_s)->replot();
  }

  /// NaN outside the rectangle of the axes.
  double timeAt(const QPointF& position) const {
    return QRectF(axisRect()->rect()).contains(position) ? xAxis->pixelToCoord(position.x())
                                                         : kUnknown;
  }

 private:
  void chooseTicker() {
    if (m_data.metric.kind == MetricKind::bytes) {
      yAxis->setTicker(QSharedPointer<BytesTicker>::create());
      return;
    }
    const auto ticker = QSharedPointer<ValueTicker>::create();
    ticker->setLog(false);
    ticker->setText([metric = m_data.metric](double value) { return readingText(metric, value); });
    yAxis->setTicker(ticker);
  }

  void paintOverlay(QCPPainter& painter) {
    if (std::isfinite(m_cursor)) {
      const QRectF area = axisRect()->rect();
      const double x = std::round(xAxis->coordToPixel(m_cursor));
      painter.setPen(QPen(faded(Theme::instance().chrome().t2, 0.55), 1));
      painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    m_gestures->paintBox(painter);
  }

  void paintLabels(QCPPainter& painter) {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const QRectF area = axisRect()->rect();
    const QFont ui = theme.uiFont(11), mono = theme.monoFont(11);
    QPen dotted(c.t3, 1);
    dotted.setDashPattern({1, 3});
    double used = area.left(), drawn = area.left() - theme.px(12);
    for (const MarkRecord& mark : m_data.marks) {
      const double x = std::round(xAxis->coordToPixel(mark.t));
      if (x < area.left() || x > area.right() || x < drawn + theme.px(12)) continue;
      drawn = x;
      painter.setPen(dotted);
      if (x > area.left()) painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
      const QString text = toQString(mark.text);
      const double width = QFontMetricsF(ui).horizontalAdvance(text);
      if (x + 4 < used || x + width + 8 > area.right()) continue;
      used = x + width + 12;
      painter.setFont(ui);
      painter.setPen(c.t3);
      painter.drawText(QRectF(x + 4, area.bottom() - theme.px(15), width + 2, theme.px(14)),
                       Qt::AlignVCenter, text);
    }
    const QRectF head(theme.px(16), 0, width() - theme.px(32), theme.px(22));
    painter.setFont(theme.uiFont(11, 600));
    painter.setPen(c.t2);
    if (m_titleShown)
      painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, toQString(m_data.metric.name));
    painter.setFont(m_data.empty() ? ui : mono);
    painter.setPen(m_data.empty() ? c.t3 : c.t1);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter, summaryText(m_data));
    if (m_data.empty() || isLevel(m_data.metric)) return;
    const auto peak = static_cast<std::size_t>(
        std::max_element(m_data.series.value.begin(), m_data.series.value.end()) -
        m_data.series.value.begin());
    if (!xAxis->range().contains(m_data.series.t[peak])) return;
    painter.setPen(QPen(c.ink, 1.5));
    painter.setBrush(c.plot);
    painter.drawEllipse(QPointF(xAxis->coordToPixel(m_data.series.t[peak]),
                                yAxis->coordToPixel(m_data.series.value[peak])),
                        theme.px(3), theme.px(3));
  }

  PlotGestures* m_gestures;
  double m_cursor = kUnknown;
  StripData m_data;
  bool m_titleShown = true;
};

}  // namespace

class SeriesStrip::Impl {
 public:
  void refresh() {
    data = {};
    if (document != nullptr) {
      const Session& session = document->session();
      for (const SeriesRecord& series : session.series)
        if (toQString(series.id) == chosen && series.caseIndex == kNoCase) {
          data.metric = session.metrics[series.metric];
          data.series = series;
          data.summary = summarizeSeries(series);
        }
      for (const MarkRecord& mark : session.marks)
        if (mark.caseIndex == kNoCase) data.marks.push_back(mark);
    }
    if (data.empty() && chosen != kMemory) data.metric.name = chosen.toStdString();
    plot->setData(data);
    title->setText(toQString(data.metric.name) + u" ▾"_s);
    title->adjustSize();
    plot->setAccessibleName(
        data.empty() ? SeriesStrip::tr("%1, nothing recorded").arg(toQString(data.metric.name))
                     : u"%1, %2"_s.arg(toQString(data.metric.name), summaryText(data)));
  }

  void hover(const QPointF& position) const {
    const double t = plot->timeAt(position);
    plot->setCursor(t);
    if (!std::isfinite(t) || data.empty()) return tip->hide();
    const auto& times = data.series.t;
    const auto after = std::upper_bound(times.begin(), times.end(), t);
    if (after == times.begin()) return tip->hide();
    const auto reading = static_cast<std::size_t>(after - times.begin()) - 1;
    tip->showAt(
        position, plot->rect(),
        {{},
         SeriesStrip::tr("at %1").arg(timeText(t)),
         {{toQString(data.metric.name), readingText(data.metric, data.series.value[reading])}}});
  }

  void offer(SeriesStrip* strip) {
    menu->clear();
    for (const QString& id : strip->available()) {
      QAction* action = menu->addAction(nameOf(id), strip, [strip, id] { strip->setSeries(id); });
      action->setCheckable(true);
      action->setChecked(id == chosen);
    }
  }

  QString nameOf(const QString& id) const {
    for (const SeriesRecord& series : document->session().series)
      if (toQString(series.id) == id)
        return toQString(document->session().metrics[series.metric].name);
    return id;
  }

  SessionDocument* document = nullptr;
  StripPlot* plot = nullptr;
  PointTip* tip = nullptr;
  QToolButton* title = nullptr;
  QMenu* menu = nullptr;
  QString chosen = kMemory;
  StripData data;
  QTimer timer;
};

SeriesStrip::SeriesStrip(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  m_impl->plot = new StripPlot(this);
  m_impl->plot->setFocusPolicy(Qt::ClickFocus);
  m_impl->tip = new PointTip(m_impl->plot);
  m_impl->plot->setTitleShown(false);
  layout->addWidget(m_impl->plot);
  m_impl->title = new QToolButton(this);
  m_impl->title->setObjectName(u"seriesTitle"_s);
  m_impl->title->setProperty("kind", u"strip"_s);
  m_impl->title->setPopupMode(QToolButton::InstantPopup);
  m_impl->title->setToolTip(tr("Choose what is drawn over the time of the run"));
  m_impl->menu = new QMenu(m_impl->title);
  m_impl->title->setMenu(m_impl->menu);
  connect(m_impl->menu, &QMenu::aboutToShow, this, [this] { m_impl->offer(this); });
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_impl->timer.setSingleShot(true);
  m_impl->timer.setInterval(kRefreshMs);
  connect(&m_impl->timer, &QTimer::timeout, this, [this] { m_impl->refresh(); });
  PlotGestures* gestures = m_impl->plot->gestures();
  connect(gestures, &PlotGestures::moved, this, [this](const QPointF& at) { m_impl->hover(at); });
  connect(gestures, &PlotGestures::left, this, [this] {
    m_impl->plot->setCursor(kUnknown);
    m_impl->tip->hide();
  });
  connect(gestures, &PlotGestures::clicked, this, [this](const QPointF& at) {
    const double t = m_impl->plot->timeAt(at);
    if (std::isfinite(t) && !m_impl->data.empty()) emit momentClicked(t);
  });
  connect(m_impl->plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
          [this, gestures](const QCPRange& range) {
            emit timeRangeChanged(range.lower, range.upper, gestures->isZoomedX());
          });
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    m_impl->plot->applyTheme();
    updateGeometry();
  });
  m_impl->refresh();
}

SeriesStrip::~SeriesStrip() = default;

void SeriesStrip::setDocument(SessionDocument* document) {
  if (m_impl->document != nullptr) m_impl->document->disconnect(this);
  m_impl->document = document;
  if (document != nullptr) {
    connect(document, &SessionDocument::sessionReset, this, [this] {
      m_impl->plot->gestures()->release(true, true);  // another run has another time
      m_impl->refresh();
    });
    connect(document, &SessionDocument::casesChanged, this, [this] {
      if (!m_impl->timer.isActive()) m_impl->timer.start();
    });
    connect(document, &QObject::destroyed, this, [this] { m_impl->document = nullptr; });
  }
  m_impl->refresh();
}

QSize SeriesStrip::sizeHint() const {
  return {Theme::instance().px(480), Theme::instance().px(104)};
}

QStringList SeriesStrip::available() const {
  QStringList ids;
  if (m_impl->document == nullptr) return ids;
  for (const SeriesRecord& series : m_impl->document->session().series)
    if (isOfRun(series)) ids << toQString(series.id);
  return ids;
}

QString SeriesStrip::series() const {
  return m_impl->chosen;
}

void SeriesStrip::setSeries(const QString& id) {
  m_impl->chosen = id;
  m_impl->refresh();
}

void SeriesStrip::setTimeRange(double lower, double upper, bool zoomed) {
  PlotGestures* gestures = m_impl->plot->gestures();
  if (!zoomed && gestures->isZoomedX())
    gestures->resetX();
  else if (zoomed && m_impl->plot->xAxis->range() != QCPRange(lower, upper))
    gestures->setRangeX({lower, upper});
}

double SeriesStrip::current() const {
  return m_impl->data.summary.last;
}

double SeriesStrip::peak() const {
  return m_impl->data.summary.highest;
}

QString SeriesStrip::chartTitle() const {
  return toQString(m_impl->data.metric.name);
}

QString SeriesStrip::chartFooter() const {
  if (m_impl->document == nullptr) return {};
  const Session& session = m_impl->document->session();
  return QStringList{toQString(session.machine.cpuModel), toQString(session.title),
                     toQString(session.created).left(10)}
      .join(u"  ·  "_s);
}

void SeriesStrip::paintChart(QCPPainter& painter, const QSize& size) const {
  StripPlot page;
  page.resize(size);
  page.setData(m_impl->data);
  page.gestures()->setRangeX(m_impl->plot->xAxis->range());
  page.toPainter(&painter, size.width(), size.height());
}

QString SeriesStrip::chartCsv() const {
  QString text = u"t,%1\r\n"_s.arg(toQString(m_impl->data.metric.id));
  for (std::size_t i = 0; i < m_impl->data.series.t.size(); ++i)
    text += QString::number(m_impl->data.series.t[i], 'g', 17) + u',' +
            QString::number(m_impl->data.series.value[i], 'g', 17) + u"\r\n"_s;
  return text;
}

void SeriesStrip::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_impl->title->move(Theme::instance().px(8), 0);
  m_impl->title->raise();
}

void SeriesStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) m_impl->refresh();
  QWidget::changeEvent(event);
}

}  // namespace lane
