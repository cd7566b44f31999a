#include "charts/pair_plots.h"

#include <qcustomplot.h>

#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "charts/plot_style.h"
#include "charts/sample_plots.h"
#include "measure/statistics.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kBins = 40;

/// What lies inside Tukey's fences; everything when that is nothing.
std::vector<double> inliers(const std::vector<double>& values) {
  const std::vector<bool> outlier = tukeyOutliers(values);
  std::vector<double> kept;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!outlier[i]) kept.push_back(values[i]);
  return kept.empty() ? values : kept;
}

std::vector<double> sharesOf(const std::vector<double>& values, double low, double high) {
  std::vector<double> bins(kBins, 0);
  for (const double value : values) {
    const auto bin = static_cast<int>((value - low) / (high - low) * kBins);
    bins[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))] +=
        1 / static_cast<double>(values.size());
  }
  return bins;
}

}  // namespace

PairHistogram::PairHistogram(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void PairHistogram::setData(PairSamples data) {
  m_data = std::move(data);
  const std::vector<double> base = inliers(m_data.base), now = inliers(m_data.now);
  m_baseBins.clear();
  m_newBins.clear();
  if (!base.empty() && !now.empty()) {
    const auto [baseLow, baseHigh] = std::minmax_element(base.begin(), base.end());
    const auto [newLow, newHigh] = std::minmax_element(now.begin(), now.end());
    m_low = std::min(*baseLow, *newLow);
    m_high = std::max(*baseHigh, *newHigh);
    const double air = std::max((m_high - m_low) * 0.03, std::abs(m_high) * 1e-6);
    m_low -= air;
    m_high += air;
    m_baseBins = sharesOf(base, m_low, m_high);
    m_newBins = sharesOf(now, m_low, m_high);
    setAccessibleName(tr("Samples of A around %1 and of B around %2")
                          .arg(m_data.text(m_data.baseMedian), m_data.text(m_data.newMedian)));
  } else {
    setAccessibleName(tr("No samples"));
  }
  update();
}

QSize PairHistogram::sizeHint() const {
  return {Theme::instance().px(288), Theme::instance().px(128)};
}
QSize PairHistogram::minimumSizeHint() const {
  return {Theme::instance().px(160), Theme::instance().px(112)};
}

void PairHistogram::paintEvent(QPaintEvent*) {
  if (m_baseBins.empty()) return;
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const SeriesStyle style = theme.series(m_data.variant);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFont mono = theme.monoFont(11);
  const QFontMetricsF metrics(mono);
  const QRectF area(4, theme.px(36), width() - 8, height() - theme.px(54));
  const auto toX = [&](double value) {
    return area.left() + (value - m_low) / (m_high - m_low) * area.width();
  };
  const double tallest = std::max(*std::max_element(m_baseBins.begin(), m_baseBins.end()),
                                  *std::max_element(m_newBins.begin(), m_newBins.end()));
  const double step = area.width() / kBins;
  const auto barAt = [&](std::size_t i, double share) {
    const double tall = area.height() * share / tallest;
    return QRectF(area.left() + static_cast<double>(i) * step, area.bottom() - tall,
                  std::max(1.0, step - 1), tall);
  };
  painter.setPen(Qt::NoPen);
  for (std::size_t i = 0; i < kBins; ++i)
    if (m_newBins[i] > 0) painter.fillRect(barAt(i, m_newBins[i]), style.fill);
  painter.setPen(QPen(c.t2, 1));
  painter.setBrush(faded(c.t2, 0.12));
  for (std::size_t i = 0; i < kBins; ++i)
    if (m_baseBins[i] > 0) painter.drawRect(barAt(i, m_baseBins[i]).adjusted(0.5, 0.5, -0.5, 0));
  painter.setPen(QPen(c.line2, 1));
  painter.drawLine(area.bottomLeft(), area.bottomRight());

  // Both medians by name, and how far they are apart.
  const double a = std::clamp(toX(m_data.baseMedian), area.left(), area.right());
  const double b = std::clamp(toX(m_data.newMedian), area.left(), area.right());
  const QString words[] = {u"A "_s + m_data.text(m_data.baseMedian),
                           u"B "_s + m_data.text(m_data.newMedian)};
  double lefts[2], wides[2];
  for (int i = 0; i < 2; ++i) {
    wides[i] = metrics.horizontalAdvance(words[i]);
    lefts[i] = std::clamp((i == 0 ? a : b) - wides[i] / 2, 0.0, std::max(0.0, width() - wides[i]));
  }
  const int first = a <= b ? 0 : 1, second = 1 - first;
  if (lefts[first] + wides[first] + 10 > lefts[second]) {  // side by side around their middle
    const double middle = (a + b) / 2, total = wides[0] + wides[1] + 10;
    lefts[first] = std::clamp(middle - total / 2, 0.0, std::max(0.0, width() - total));
    lefts[second] = lefts[first] + wides[first] + 10;
  }
  painter.setFont(mono);
  for (int i = 0; i < 2; ++i) {
    painter.setPen(c.t1);
    painter.drawText(QRectF(lefts[i], 0, wides[i] + 2, theme.px(16)), Qt::AlignVCenter, words[i]);
  }
  const double difference = m_data.newMedian - m_data.baseMedian;
  QString apart = m_data.text(std::abs(difference));
  apart.prepend(difference < 0 ? u"−"_s : u"+"_s);
  const double wide = metrics.horizontalAdvance(apart) + 12;
  const double left = std::min(a, b) + 5, right = std::max(a, b) - 5;
  const double y = theme.px(26);
  if (right - left > wide + theme.px(24)) {
    painter.setPen(QPen(c.t3, 1));
    const double middle = (left + right) / 2, tip = theme.px(3);
    painter.drawLine(QPointF(left, y), QPointF(middle - wide / 2, y));
    painter.drawLine(QPointF(middle + wide / 2, y), QPointF(right, y));
    for (const auto& [x, way] : {std::pair{left, 1.0}, std::pair{right, -1.0}}) {
      painter.drawLine(QPointF(x, y), QPointF(x + way * tip, y - tip));
      painter.drawLine(QPointF(x, y), QPointF(x + way * tip, y + tip));
    }
  }
  painter.setPen(c.t1);
  const double textLeft = std::clamp((left + right) / 2 - wide / 2 + 6, 0.0, width() - wide);
  painter.drawText(QRectF(textLeft, y - theme.px(8), wide, theme.px(16)), Qt::AlignVCenter, apart);

  painter.setPen(c.t2);
  const QRectF ticks(area.left(), area.bottom() + theme.px(3), area.width(), theme.px(14));
  painter.drawText(ticks, Qt::AlignLeft | Qt::AlignVCenter, m_data.text(m_low));
  painter.drawText(ticks, Qt::AlignRight | Qt::AlignVCenter, m_data.text(m_high));
  const QString middle = m_data.text((m_low + m_high) / 2);
  if (3.3 * metrics.horizontalAdvance(middle) < ticks.width())
    painter.drawText(ticks, Qt::AlignHCenter | Qt::AlignVCenter, middle);
}

class PairCurvePlot::Impl : public QCustomPlot {
 public:
  explicit Impl(QWidget* parent) : QCustomPlot(parent) {
    m_base = addGraph();
    m_now = addGraph();
    xAxis->setScaleType(QCPAxis::stLogarithmic);
    yAxis->setScaleType(QCPAxis::stLogarithmic);
    xAxis->setTicker(QSharedPointer<SizeTicker>::create());
    m_ticker = QSharedPointer<ValueTicker>::create();
    yAxis->setTicker(m_ticker);
    axisRect()->setAutoMargins(QCP::msNone);
    addLayer(u"ring"_s, layer(u"axes"_s), limAbove);
    new PaintItem(this, u"ring"_s, [this](QCPPainter& p) { paintTop(p); });
    applyTheme();
  }

  void applyTheme() {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    setBackground(c.panel);
    axisRect()->setMargins(QMargins(theme.px(40), theme.px(6), theme.px(10), theme.px(22)));
    styleAxis(xAxis, c.grid2, theme.px(4));
    styleAxis(yAxis, c.grid2, theme.px(6));
    const SeriesStyle style = theme.series(m_data.variant);
    m_now->setPen(QPen(style.line, 2));
    m_now->setBrush(faded(style.fill, 0.16));
    m_now->setChannelFillGraph(m_base);
    QPen dashed(c.t2, 1.25);
    dashed.setDashPattern({3, 3});
    m_base->setPen(dashed);
    replot(rpQueuedReplot);
  }

  void setData(PairCurves data) {
    m_data = std::move(data);
    double left = 1e300, right = 0, low = 1e300, high = 0;
    for (const auto& [graph, points] : {std::pair{m_base, &m_data.base}, {m_now, &m_data.now}}) {
      QVector<double> x, y;
      for (const CurvePoint& point : *points) {
        if (!(point.value > 0) || point.size == 0) continue;
        x << static_cast<double>(point.size);
        y << point.value * m_data.factor;
        left = std::min(left, x.last());
        right = std::max(right, x.last());
        low = std::min(low, y.last());
        high = std::max(high, y.last());
      }
      graph->setData(x, y, true);
    }
    if (!(right > 0)) left = low = 1, right = high = 10;
    if (left == right) left /= 2, right *= 2;
    xAxis->setRange(left / 1.1, right * 1.1);
    yAxis->setRange(low / 1.25, high * 1.25);
    m_ticker->setLog(high / low > 4);
    m_ticker->setLength(Theme::instance().px(96));
    applyTheme();
  }

  /// The measured size of B nearest to a position; 0 without one.
  std::uint64_t sizeAt(double x) const {
    std::uint64_t found = 0;
    double nearest = 1e300;
    for (const CurvePoint& point : m_data.now) {
      const double off = std::abs(xAxis->coordToPixel(static_cast<double>(point.size)) - x);
      if (off >= nearest) continue;
      nearest = off;
      found = point.size;
    }
    return found;
  }

 private:
  void paintTop(QCPPainter& painter) {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    painter.setFont(theme.uiFont(11, 600));
    // The letters stand at the right end, the higher curve's above its line.
    const bool both = !m_data.base.empty() && !m_data.now.empty();
    const bool newAbove = both && m_data.now.back().value >= m_data.base.back().value;
    for (const auto& [points, letter, above] :
         {std::tuple{&m_data.base, u"A"_s, !newAbove}, {&m_data.now, u"B"_s, newAbove}}) {
      if (points->empty() || !(points->back().value > 0)) continue;
      const double y = std::clamp(
          yAxis->coordToPixel(points->back().value * m_data.factor) + theme.px(above ? -9 : 9),
          axisRect()->top() + 7.0, axisRect()->bottom() - 7.0);
      painter.setPen(c.t1);
      painter.drawText(QRectF(axisRect()->right() - theme.px(16), y - 8, theme.px(12), 16),
                       Qt::AlignCenter, letter);
    }
    for (const CurvePoint& point : m_data.now) {
      if (point.size != m_data.size || !(point.value > 0)) continue;
      const QPointF at(xAxis->coordToPixel(static_cast<double>(point.size)),
                       yAxis->coordToPixel(point.value * m_data.factor));
      painter.setPen(QPen(c.ink, 2));
      painter.setBrush(c.panel);
      painter.drawEllipse(at, theme.px(5), theme.px(5));
    }
  }

  QCPGraph* m_base;
  QCPGraph* m_now;
  QSharedPointer<ValueTicker> m_ticker;
  PairCurves m_data;
};

PairCurvePlot::PairCurvePlot(QWidget* parent)
    : QWidget(parent), m_impl(std::make_unique<Impl>(nullptr)) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_impl.get());
  connect(m_impl.get(), &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
    if (const std::uint64_t size = m_impl->sizeAt(event->position().x()); size > 0)
      emit sizeActivated(size);
  });
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    m_impl->applyTheme();
    updateGeometry();
  });
}

PairCurvePlot::~PairCurvePlot() = default;

void PairCurvePlot::setData(PairCurves data) {
  setAccessibleName(
      tr("%1 across sizes: %2 sizes in A, %3 in B")
          .arg(data.variant, countText(data.base.size()), countText(data.now.size())));
  m_impl->setData(std::move(data));
}

QSize PairCurvePlot::sizeHint() const {
  return {Theme::instance().px(288), Theme::instance().px(136)};
}
QSize PairCurvePlot::minimumSizeHint() const {
  return {Theme::instance().px(160), Theme::instance().px(120)};
}

}  // namespace lane
