#include "charts/ratio_canvas.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "charts/plot_style.h"
#include "charts/ratio_plot.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

/// Round ratios on a log axis.
class RatioTicker : public QCPAxisTicker {
 public:
  void setLength(int pixels) { m_pixels = pixels; }
  void generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                QVector<double>* subTicks, QVector<QString>* tickLabels) override {
    ticks.clear();
    if (subTicks != nullptr) subTicks->clear();
    if (tickLabels != nullptr) tickLabels->clear();
    if (!(range.lower > 0)) return;
    const double span = std::log2(range.upper / range.lower);
    const int most = std::clamp(m_pixels / Theme::instance().px(34), 3, 9);
    const auto add = [&](double ratio) {
      if (ratio < range.lower || ratio > range.upper) return;
      ticks.append(ratio);
      if (tickLabels != nullptr) tickLabels->append(ratioText(ratio));
    };
    if (span > 3) {  // factors of two, or of more
      const int stride = std::max(1, static_cast<int>(std::ceil(span / most)));
      const int reach = static_cast<int>(std::ceil(span / stride)) + 1;
      for (int i = -reach; i <= reach; ++i) add(std::exp2(i * stride));
      return;
    }
    const double step = std::max(0.01, niceAbove((range.upper - range.lower) / most));
    for (double i = std::ceil((range.lower - 1) / step); 1 + i * step <= range.upper; ++i)
      add(1 + i * step);
  }

 private:
  int m_pixels = 300;
};

}  // namespace

RatioCanvas::RatioCanvas(QWidget* parent) : QCustomPlot(parent) {
  setPlottingHint(QCP::phFastPolylines);
  yAxis->setScaleType(QCPAxis::stLogarithmic);
  yAxis->setTicker(QSharedPointer<RatioTicker>::create());
  const auto counts = QSharedPointer<ValueTicker>::create();
  counts->setLog(false);
  xAxis->setTicker(counts);
  axisRect()->setAutoMargins(QCP::msNone);
  addLayer(u"band"_s, layer(u"grid"_s), limAbove);
  addLayer(u"top"_s, layer(u"axes"_s), limAbove);
  new PaintItem(this, u"band"_s, [this](QCPPainter& p) { paintBand(p); });
  new PaintItem(this, u"main"_s,
                [this](QCPPainter& p) { m_data.grouped ? paintGroups(p) : paintMarks(p); });
  new PaintItem(this, u"top"_s, [this](QCPPainter& p) { paintLabels(p); });
  applyTheme();
}

void RatioCanvas::applyTheme() {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  setBackground(c.plot);
  styleAxis(xAxis, c.grid, theme.px(6));
  styleAxis(yAxis, c.grid2, theme.px(6));
  layOut();
  replot(rpQueuedReplot);
}

void RatioCanvas::resizeEvent(QResizeEvent* event) {
  layOut();
  QCustomPlot::resizeEvent(event);
}

void RatioCanvas::layOut() {
  const Theme& theme = Theme::instance();
  const QFontMetricsF names(theme.uiFont(11));
  int bottom = theme.px(26);
  if (m_data.grouped && !m_data.marks.empty()) {
    double widest = 0;
    for (const RatioMark& mark : m_data.marks)
      widest = std::max(widest, names.horizontalAdvance(mark.key));
    const double slot = (width() - theme.px(80)) / static_cast<double>(m_data.marks.size());
    if (widest + theme.px(8) > slot)  // the names stand upright
      bottom = static_cast<int>(std::min(widest, height() * 0.3)) + theme.px(14);
  }
  axisRect()->setMargins(QMargins(theme.px(64), theme.px(8), theme.px(16), bottom));
  static_cast<RatioTicker*>(yAxis->ticker().data())->setLength(height() - bottom - theme.px(8));
  static_cast<ValueTicker*>(xAxis->ticker().data())->setLength(std::max(100, width() - 100));
}

void RatioCanvas::setData(RatioData data) {
  m_data = std::move(data);
  const double band = 1 + m_data.threshold;
  double low = 1 / (band * band), high = band * band;
  for (const RatioMark& mark : m_data.marks) {
    // Intervals of single pairs may be wide; the ratios themselves set the range.
    const bool whole = m_data.grouped && mark.low > 0 && mark.high > 0;
    low = std::min(low, (whole ? mark.low : mark.ratio) * 0.98);
    high = std::max(high, (whole ? mark.high : mark.ratio) * 1.02);
  }
  yAxis->setRange(low, high);
  yAxis->setRangeReversed(!m_data.higherIsBetter);
  const auto count = static_cast<double>(m_data.marks.size());
  const double air = m_data.grouped ? 0 : std::max(1.0, count * 0.012);
  xAxis->setRange(0.5 - air, std::max(1.0, count) + 0.5 + air);
  xAxis->setTickLabels(!m_data.grouped);
  xAxis->grid()->setVisible(!m_data.grouped);
  layOut();
  replot(rpQueuedReplot);
}

void RatioCanvas::change(const std::function<void(RatioData&)>& change) {
  change(m_data);
  replot(rpQueuedReplot);
}

QPointF RatioCanvas::pixel(std::size_t index) const {
  return {xAxis->coordToPixel(static_cast<double>(index) + 1),
          yAxis->coordToPixel(m_data.marks[index].ratio)};
}

std::ptrdiff_t RatioCanvas::markAt(const QPointF& position) const {
  const double reach = Theme::instance().px(16);
  const auto count = static_cast<std::ptrdiff_t>(m_data.marks.size());
  const auto first = std::clamp<std::ptrdiff_t>(
      std::lround(xAxis->pixelToCoord(position.x() - reach)) - 1, 0, count);
  const auto last =
      std::clamp<std::ptrdiff_t>(std::lround(xAxis->pixelToCoord(position.x() + reach)), 0, count);
  std::ptrdiff_t found = -1;
  double nearest = reach;
  for (std::ptrdiff_t i = first; i < last; ++i) {
    const QPointF at = pixel(static_cast<std::size_t>(i));
    const double distance = std::hypot(at.x() - position.x(), at.y() - position.y());
    if (distance >= nearest) continue;
    nearest = distance;
    found = i;
  }
  return found;
}

std::ptrdiff_t RatioCanvas::neighbour(int by) const {
  const auto count = static_cast<std::ptrdiff_t>(m_data.marks.size());
  if (count == 0) return -1;
  const std::ptrdiff_t from = m_data.selected >= 0 ? m_data.selected : by > 0 ? -1 : count;
  return std::clamp<std::ptrdiff_t>(from + by, 0, count - 1);
}

void RatioCanvas::paintBand(QCPPainter& painter) {
  const ChromeColors& c = Theme::instance().chrome();
  const QRectF inside = area();
  painter.setClipRect(inside);
  if (m_data.showBand) {
    const double a = yAxis->coordToPixel(1 + m_data.threshold);
    const double b = yAxis->coordToPixel(1 / (1 + m_data.threshold));
    painter.fillRect(QRectF(inside.left(), std::min(a, b), inside.width(), std::abs(b - a)),
                     faded(c.t2, 0.10));
  }
  painter.setPen(QPen(faded(c.t1, 0.85), 1));
  painter.setAntialiasing(false);
  const double one = std::round(yAxis->coordToPixel(1));
  painter.drawLine(QPointF(inside.left(), one), QPointF(inside.right(), one));
  painter.setClipping(false);
}

void RatioCanvas::paintMarks(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const QRectF inside = area();
  painter.setClipRect(inside.adjusted(-8, -8, 8, 8));
  const std::size_t count = m_data.marks.size();
  const double radius = theme.px(count > 400 ? 2.5 : 3.6);
  // Neighbours have nearly the same ratio: of those that share a column of pixels one mark of each
  // verdict is drawn, and the intervals as one line.
  const std::size_t stride = std::max<std::size_t>(
      1, static_cast<std::size_t>(2 * static_cast<double>(count) / std::max(1.0, inside.width())));
  struct Column {
    std::size_t middle = 0;
    double top = 0, bottom = 0;
    bool used = false, interval = false;
  };
  for (const int pass : {0, 1})  // all lines below all glyphs
    for (std::size_t from = 0; from < count; from += stride) {
      std::array<Column, 4> columns;
      for (std::size_t i = from; i < std::min(count, from + stride); ++i) {
        const RatioMark& mark = m_data.marks[i];
        Column& column = columns[static_cast<std::size_t>(mark.verdict)];
        if (!column.used || i <= from + stride / 2) column.middle = i;
        column.used = true;
        if (!(mark.low > 0 && mark.high > 0)) continue;
        const double a = yAxis->coordToPixel(mark.low), b = yAxis->coordToPixel(mark.high);
        const double top = std::clamp(std::min(a, b), inside.top(), inside.bottom());
        const double bottom = std::clamp(std::max(a, b), inside.top(), inside.bottom());
        column.top = column.interval ? std::min(column.top, top) : top;
        column.bottom = column.interval ? std::max(column.bottom, bottom) : bottom;
        column.interval = true;
      }
      for (int verdict = 0; verdict < 4; ++verdict) {
        const Column& column = columns[static_cast<std::size_t>(verdict)];
        if (!column.used) continue;
        const double strength = (m_data.verdicts >> verdict & 1u) ? 1 : 0.18;
        const QColor color = theme.verdict(verdict);
        const QPointF at = pixel(column.middle);
        if (pass == 0 && column.interval && m_data.showIntervals) {
          painter.setPen(QPen(faded(color, (count > 200 ? 0.3 : 0.6) * strength), 1));
          painter.drawLine(QPointF(at.x(), column.top), QPointF(at.x(), column.bottom));
        } else if (pass == 1) {
          paintGlyph(painter, Verdict(verdict), at, radius, faded(color, strength));
        }
      }
    }
  painter.setClipping(false);
}

void RatioCanvas::paintGroups(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const double cap = theme.px(4);
  for (std::size_t i = 0; i < m_data.marks.size(); ++i) {
    const RatioMark& mark = m_data.marks[i];
    const QPointF at = pixel(i);
    if (m_data.showIntervals && mark.low > 0 && mark.high > 0) {
      const QPointF low(at.x(), yAxis->coordToPixel(mark.low));
      const QPointF high(at.x(), yAxis->coordToPixel(mark.high));
      painter.setPen(QPen(c.t2, 1.25));
      painter.drawLine(low, high);
      for (const QPointF& end : {low, high})
        painter.drawLine(end - QPointF(cap, 0), end + QPointF(cap, 0));
    }
    if (!mark.variant.isEmpty()) {
      paintMarker(painter, theme.series(mark.variant), at, theme.px(4.5));
      continue;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.t1);
    painter.drawEllipse(at, theme.px(4), theme.px(4));
  }
}

void RatioCanvas::paintGroupNames(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const QRectF inside = area();
  painter.setFont(theme.uiFont(11));
  painter.setPen(theme.chrome().t2);
  const QFontMetricsF metrics(painter.font());
  const double room = height() - inside.bottom() - theme.px(8);
  const bool upright = axisRect()->margins().bottom() > theme.px(26);
  for (std::size_t i = 0; i < m_data.marks.size(); ++i) {
    const double x = pixel(i).x();
    if (!upright) {
      const double wide = inside.width() / static_cast<double>(m_data.marks.size());
      painter.drawText(QRectF(x - wide / 2, inside.bottom() + theme.px(4), wide, theme.px(18)),
                       Qt::AlignHCenter | Qt::AlignTop, m_data.marks[i].key);
      continue;
    }
    painter.save();
    painter.translate(x, inside.bottom() + theme.px(6));
    painter.rotate(-90);
    painter.drawText(QRectF(-room, -metrics.height() / 2, room, metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(m_data.marks[i].key, Qt::ElideRight, room));
    painter.restore();
  }
}

void RatioCanvas::paintLabels(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  if (m_data.marks.empty()) {
    painter.setFont(theme.uiFont(13));
    painter.setPen(c.t2);
    painter.drawText(area(), Qt::AlignCenter, RatioPlot::tr("No pairs to compare"));
    return;
  }
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t3);
  const QRectF inner = area().adjusted(8, 6, -8, -6);
  painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, m_data.betterUp);
  painter.drawText(inner, Qt::AlignRight | Qt::AlignBottom, m_data.betterDown);
  if (m_data.showBand) {
    const double below = std::max(yAxis->coordToPixel(1 + m_data.threshold),
                                  yAxis->coordToPixel(1 / (1 + m_data.threshold)));
    const QRectF line(inner.left(), below + 2, inner.width(), theme.px(16));
    if (line.bottom() < inner.bottom() - theme.px(16))  // else the other label stands there
      painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                       RatioPlot::tr("noise band ±%1 %").arg(m_data.threshold * 100, 0, 'g', 3));
  }
  if (m_data.grouped) return paintGroupNames(painter);
  const auto count = static_cast<std::ptrdiff_t>(m_data.marks.size());
  const auto outside = [&](std::ptrdiff_t i) {
    const int verdict = m_data.marks[static_cast<std::size_t>(i)].verdict;
    return verdict == static_cast<int>(Verdict::improved) ||
           verdict == static_cast<int>(Verdict::regressed);
  };
  for (const std::ptrdiff_t i : {std::ptrdiff_t{0}, count - 1}) {
    if (!m_data.label || i == m_data.selected || !outside(i) || (i == 0 && count == 1)) continue;
    // Two labels at one height would cover each other; the selection goes first.
    if (m_data.selected >= 0 &&
        std::abs(pixel(static_cast<std::size_t>(i)).y() -
                 pixel(static_cast<std::size_t>(m_data.selected)).y()) < theme.px(20))
      continue;
    paintTag(painter, static_cast<std::size_t>(i),
             m_data.label(m_data.marks[static_cast<std::size_t>(i)].key), false);
  }
  if (m_data.selected < 0 || m_data.selected >= count) return;
  const auto selected = static_cast<std::size_t>(m_data.selected);
  const RatioMark& mark = m_data.marks[selected];
  const QPointF at = pixel(selected);
  painter.setPen(QPen(c.ink, 2));
  painter.setBrush(faded(c.plot, 0.75));
  painter.drawEllipse(at, theme.px(7), theme.px(7));
  paintGlyph(painter, Verdict(mark.verdict), at, theme.px(3.6), theme.verdict(mark.verdict));
  paintTag(painter, selected, m_data.label ? m_data.label(mark.key) : QString(), true);
}

void RatioCanvas::paintTag(QCPPainter& painter, std::size_t index, const QString& text,
                           bool strong) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QFont ui = theme.uiFont(11, strong ? 500 : 400), mono = theme.monoFont(11, 600);
  const QString ratio = ratioText(m_data.marks[index].ratio);
  const double words = text.isEmpty() ? 0 : QFontMetricsF(ui).horizontalAdvance(text + u' ');
  const double wide = words + QFontMetricsF(mono).horizontalAdvance(ratio) + theme.px(8);
  const QPointF at = pixel(index);
  // Towards the middle, where the curve leaves the room free.
  const bool leftwards = at.x() > area().center().x();
  const double lead = theme.px(26), gap = theme.px(strong ? 9 : 7);
  const double near = at.x() + (leftwards ? -gap : gap);
  const double far = near + (leftwards ? -lead : lead);
  QRectF tag(leftwards ? far - wide : far, at.y() - theme.px(9), wide, theme.px(18));
  tag.moveLeft(
      std::clamp(tag.left(), area().left(), std::max(area().left(), area().right() - wide)));
  painter.setPen(QPen(c.t3, 1));
  painter.drawLine(QPointF(near, at.y()), QPointF(far, at.y()));
  painter.setPen(Qt::NoPen);
  painter.setBrush(faded(c.plot, 0.85));
  painter.drawRoundedRect(tag, 4, 4);
  painter.setPen(c.t1);
  painter.setFont(ui);
  const QRectF line = tag.adjusted(theme.px(4), 0, 0, 0);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text);
  painter.setFont(mono);
  painter.drawText(line.adjusted(words, 0, 4, 0), Qt::AlignLeft | Qt::AlignVCenter, ratio);
}

void RatioCanvas::paintGlyph(QCPPainter& painter, Verdict verdict, const QPointF& at, double r,
                             const QColor& color) const {
  // Verdicts differ in shape too: up, down, a bar, a ring.
  painter.setPen(Qt::NoPen);
  painter.setBrush(color);
  switch (verdict) {
    case Verdict::improved: {
      const QPointF up[] = {at + QPointF(0, -r), at + QPointF(r, r), at + QPointF(-r, r)};
      painter.drawPolygon(up, 3);
      break;
    }
    case Verdict::regressed: {
      const QPointF down[] = {at + QPointF(0, r), at + QPointF(r, -r), at + QPointF(-r, -r)};
      painter.drawPolygon(down, 3);
      break;
    }
    case Verdict::same:
      painter.drawRect(QRectF(at.x() - r / 2, at.y() - 1, r, 2));
      break;
    case Verdict::unsure:
      painter.setPen(QPen(color, 1.5));
      painter.setBrush(Theme::instance().chrome().plot);
      painter.drawEllipse(at, r * 0.8, r * 0.8);
      break;
  }
}

}  // namespace lane
