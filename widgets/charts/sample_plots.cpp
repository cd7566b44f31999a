#include "charts/sample_plots.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <tuple>

#include "charts/axis_tickers.h"
#include "measure/statistics.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

constexpr int kSide = 4;  ///< px left and right of the data

std::vector<double> inliers(const SamplePlotData& data) {
  std::vector<double> values;
  for (std::size_t i = 0; i < data.seconds.size(); ++i)
    if (i >= data.outlier.size() || !data.outlier[i]) values.push_back(data.seconds[i]);
  if (values.empty()) values = data.seconds;
  std::sort(values.begin(), values.end());
  return values;
}

/// Range of all samples with a little air; never empty.
std::pair<double, double> reach(const std::vector<double>& seconds) {
  const auto [low, high] = std::minmax_element(seconds.begin(), seconds.end());
  const double air = std::max((*high - *low) * 0.03, *high * 1e-6);
  return {*low - air, *high + air};
}

}  // namespace

std::vector<bool> tukeyOutliers(const std::vector<double>& seconds) {
  std::vector<bool> outside(seconds.size(), false);
  if (seconds.size() < 4) return outside;
  std::vector<double> sorted = seconds;
  std::sort(sorted.begin(), sorted.end());
  const TukeyFences fences = tukeyFences(sorted);
  for (std::size_t i = 0; i < seconds.size(); ++i) outside[i] = fences.isOutlier(seconds[i]);
  return outside;
}

SampleHistogram::SampleHistogram(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void SampleHistogram::setData(SamplePlotData data) {
  m_data = std::move(data);
  m_bins.clear();
  m_binLow = m_binWidth = 0;
  if (!m_data.seconds.empty()) {
    const std::vector<double> values = inliers(m_data);
    // Freedman and Diaconis' width, kept between 6 and 28 bars.
    const double spread = quantile(values, 0.75) - quantile(values, 0.25);
    const double span = values.back() - values.front();
    const double width = 2 * spread / std::cbrt(static_cast<double>(values.size()));
    const int count =
        span > 0 && width > 0 ? std::clamp(static_cast<int>(std::ceil(span / width)), 6, 28) : 1;
    m_binLow = values.front();
    m_binWidth = span > 0 ? span / count : values.front() * 1e-3;
    m_bins.assign(static_cast<std::size_t>(count), 0);
    for (const double value : values) {
      const auto bin = static_cast<int>((value - m_binLow) / m_binWidth);
      ++m_bins[static_cast<std::size_t>(std::clamp(bin, 0, count - 1))];
    }
  }
  setAccessibleName(m_data.seconds.empty()
                        ? tr("No samples")
                        : tr("Histogram of %1 samples, median %2")
                              .arg(countText(m_data.seconds.size()), timeText(m_data.median)));
  update();
}

QSize SampleHistogram::sizeHint() const {
  return {Theme::instance().px(288), Theme::instance().px(100)};
}
QSize SampleHistogram::minimumSizeHint() const {
  return {Theme::instance().px(160), Theme::instance().px(80)};
}

void SampleHistogram::paintEvent(QPaintEvent*) {
  if (m_bins.empty()) return;
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const SeriesStyle style = theme.series(m_data.variant);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF area(kSide, theme.px(16), width() - 2 * kSide, height() - theme.px(34));
  const auto [low, high] = reach(m_data.seconds);
  const auto toX = [&, low = low, high = high](double seconds) {
    return area.left() + (seconds - low) / (high - low) * area.width();
  };
  if (m_data.high > m_data.low) {
    QColor band = c.t2;
    band.setAlphaF(0.22f);
    const double left = toX(m_data.low);
    painter.fillRect(
        QRectF(left, area.top(), std::max(2.0, toX(m_data.high) - left), area.height()), band);
  }
  const int tallest = *std::max_element(m_bins.begin(), m_bins.end());
  for (std::size_t i = 0; i < m_bins.size(); ++i) {
    if (m_bins[i] == 0) continue;
    const double left = toX(m_binLow + static_cast<double>(i) * m_binWidth);
    const double right = toX(m_binLow + static_cast<double>(i + 1) * m_binWidth);
    const double tall = area.height() * 0.94 * m_bins[i] / tallest;
    const QRectF bar(left, area.bottom() - tall, std::max(1.0, right - left - 1), tall);
    painter.fillRect(bar, style.fill);
    if (style.fill != style.line)
      painter.fillRect(QRectF(bar.left(), bar.top(), bar.width(), 1), style.line);
  }
  painter.setPen(QPen(style.line, 1.5));
  painter.setBrush(Qt::NoBrush);
  int outliers = 0;
  std::vector<bool> drawn(static_cast<std::size_t>(std::max(1, width() + 1)));  // one to a column
  for (std::size_t i = 0; i < m_data.outlier.size() && i < m_data.seconds.size(); ++i) {
    if (!m_data.outlier[i]) continue;
    ++outliers;
    const double x = toX(m_data.seconds[i]);
    const auto column = static_cast<std::size_t>(std::clamp<double>(x, 0, width()));
    if (drawn[column]) continue;
    drawn[column] = true;
    painter.drawEllipse(QPointF(x, area.bottom() - theme.px(5)), theme.px(2.6), theme.px(2.6));
  }
  painter.setPen(QPen(c.line2, 1));
  painter.drawLine(area.bottomLeft(), area.bottomRight());

  const double median = std::clamp(toX(m_data.median), area.left(), area.right());
  painter.setPen(QPen(c.ink, 1.5));
  painter.drawLine(QPointF(median, area.top() - 2), QPointF(median, area.bottom()));
  const QFont mono = theme.monoFont(11), ui = theme.uiFont(11);
  const QString label = tr("median %1").arg(timeText(m_data.median));
  const double labelWidth = QFontMetricsF(mono).horizontalAdvance(label);
  const bool leftSide = median + labelWidth + 8 > area.right();
  painter.setFont(mono);
  painter.setPen(c.t1);
  const double labelLeft = leftSide ? std::max(0.0, median - labelWidth - 5) : median + 5;
  painter.drawText(QRectF(labelLeft, 0, labelWidth + 2, theme.px(15)), Qt::AlignVCenter, label);
  if (outliers > 0) {
    const QString text = outliers == 1 ? tr("1 outlier") : tr("%1 outliers").arg(outliers);
    const double textWidth = QFontMetricsF(ui).horizontalAdvance(text);
    const bool right = labelLeft + labelWidth + textWidth + 12 < width();
    if (right || labelLeft > textWidth + 12) {
      painter.setFont(ui);
      painter.setPen(c.t2);
      painter.drawText(QRectF(right ? width() - textWidth - 2 : 0, 0, textWidth + 2, theme.px(15)),
                       Qt::AlignVCenter, text);
    }
  }
  // Ticks in one unit: that of the largest.
  const double step = niceAbove((high - low) / 4.5);
  painter.setFont(mono);
  painter.setPen(c.t2);
  const double tickTop = area.bottom() + theme.px(3);
  double used = -1e9;
  for (double tick = std::ceil(low / step) * step; tick <= high; tick += step) {
    const QString text = timeTickText(tick);
    const double textWidth = QFontMetricsF(mono).horizontalAdvance(text);
    const double left = std::clamp(toX(tick) - textWidth / 2, 0.0, width() - textWidth);
    if (left < used + 8) continue;
    used = left + textWidth;
    painter.drawText(QRectF(left, tickTop, textWidth + 2, theme.px(14)), Qt::AlignVCenter, text);
  }
}

bool SampleHistogram::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || m_bins.empty()) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const auto [low, high] = reach(m_data.seconds);
  const double seconds =
      low + (help->x() - kSide) / std::max(1.0, width() - 2.0 * kSide) * (high - low);
  const auto bin = static_cast<int>(std::floor((seconds - m_binLow) / m_binWidth));
  if (bin >= 0 && bin < static_cast<int>(m_bins.size())) {
    const double from = m_binLow + bin * m_binWidth;
    QToolTip::showText(
        help->globalPos(),
        tr("%1 … %2: %3 samples")
            .arg(timeText(from), timeText(from + m_binWidth),
                 countText(static_cast<std::uint64_t>(m_bins[static_cast<std::size_t>(bin)]))),
        this);
  } else {
    QToolTip::hideText();
  }
  return true;
}

RunOrderStrip::RunOrderStrip(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void RunOrderStrip::setData(SamplePlotData data) {
  m_data = std::move(data);
  if (!m_data.seconds.empty()) std::tie(m_low, m_high) = reach(inliers(m_data));
  setAccessibleName(tr("%1 samples in the order taken").arg(countText(m_data.seconds.size())));
  update();
}

QSize RunOrderStrip::sizeHint() const {
  return {Theme::instance().px(288), Theme::instance().px(40)};
}
QSize RunOrderStrip::minimumSizeHint() const {
  return {Theme::instance().px(160), Theme::instance().px(32)};
}

double RunOrderStrip::toY(const QRectF& area, double seconds) const {
  const double share = std::clamp((seconds - m_low) / (m_high - m_low), 0.0, 1.0);
  const int room = Theme::instance().px(6);
  return area.bottom() - room - share * (area.height() - 2 * room);
}

void RunOrderStrip::paintEvent(QPaintEvent*) {
  if (m_data.seconds.empty()) return;
  const Theme& theme = Theme::instance();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF area = QRectF(rect()).adjusted(kSide, theme.px(4), -kSide, -theme.px(4));
  const double median = toY(area, m_data.median);
  painter.setPen(QPen(theme.chrome().line2, 1));
  painter.drawLine(QPointF(area.left(), median), QPointF(area.right(), median));
  if (static_cast<double>(m_data.seconds.size()) > 3 * area.width())
    paintColumns(painter, area);
  else
    paintPoints(painter, area);
}

void RunOrderStrip::paintColumns(QPainter& painter, const QRectF& area) const {
  const SeriesStyle style = Theme::instance().series(m_data.variant);
  painter.setRenderHint(QPainter::Antialiasing, false);
  const std::size_t n = m_data.seconds.size();
  const auto columns = static_cast<std::size_t>(std::max(1.0, area.width()));
  for (std::size_t column = 0; column < columns; ++column) {
    const double x = area.left() + static_cast<double>(column);
    double low = INFINITY, high = -INFINITY;
    bool above = false, below = false;
    for (std::size_t i = column * n / columns; i < (column + 1) * n / columns; ++i) {
      const double value = m_data.seconds[i];
      if (isOutlier(i)) {
        (value > m_data.median ? above : below) = true;
      } else {
        low = std::min(low, value);
        high = std::max(high, value);
      }
    }
    if (high >= low)
      painter.fillRect(
          QRectF(x, toY(area, high), 1, std::max(1.0, toY(area, low) - toY(area, high))),
          style.line);
    if (above) painter.fillRect(QRectF(x, area.top(), 1, 3), style.line);
    if (below) painter.fillRect(QRectF(x, area.bottom() - 3, 1, 3), style.line);
  }
}

void RunOrderStrip::paintPoints(QPainter& painter, const QRectF& area) const {
  const SeriesStyle style = Theme::instance().series(m_data.variant);
  const std::size_t n = m_data.seconds.size();
  const double radius = n > 200 ? 1 : Theme::instance().px(1.6);
  for (std::size_t i = 0; i < n; ++i) {
    const double share = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0.5;
    const double x = area.left() + share * area.width();
    if (isOutlier(i)) {
      painter.setPen(QPen(style.line, 1.25));
      painter.setBrush(Qt::NoBrush);
      const double y = m_data.seconds[i] > m_data.median ? area.top() + 2 : area.bottom() - 2;
      painter.drawEllipse(QPointF(x, y), radius + 0.6, radius + 0.6);
    } else {
      painter.setPen(Qt::NoPen);
      painter.setBrush(style.line);
      painter.drawEllipse(QPointF(x, toY(area, m_data.seconds[i])), radius, radius);
    }
  }
}

}  // namespace lane
