#include "charts/ratio_plot.h"

#include <qcustomplot.h>

#include <QEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

QColor faded(QColor color, double alpha) {
  color.setAlphaF(static_cast<float>(alpha));
  return color;
}

/// Round ratios on a log axis.
class RatioTicker : public QCPAxisTicker {
 public:
  void generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                QVector<double>* subTicks, QVector<QString>* tickLabels) override {
    ticks.clear();
    if (subTicks != nullptr) subTicks->clear();
    if (tickLabels != nullptr) tickLabels->clear();
    if (!(range.lower > 0)) return;
    const double span = std::log2(range.upper / range.lower);
    const auto add = [&](double ratio) {
      if (ratio < range.lower || ratio > range.upper) return;
      ticks.append(ratio);
      if (tickLabels != nullptr) tickLabels->append(ratioText(ratio));
    };
    if (span > 3) {  // factors of two, or of more
      const int stride = std::max(1, static_cast<int>(std::ceil(span / 8)));
      const int first = static_cast<int>(std::floor(std::log2(range.lower)));
      for (int i = first - first % stride - stride; i <= std::log2(range.upper); i += stride)
        add(std::exp2(i));
      return;
    }
    const double step = std::max(0.01, niceAbove((range.upper - range.lower) / 9));
    for (double i = std::ceil((range.lower - 1) / step); 1 + i * step <= range.upper; ++i)
      add(1 + i * step);
  }
};

struct RatioData {
  std::vector<DiffPair> pairs;  ///< ascending ratio
  double threshold = 0.05;
  QString baseName, newName;
  QString selected;
};

class RatioCanvas : public QCustomPlot {
 public:
  explicit RatioCanvas(QWidget* parent = nullptr) : QCustomPlot(parent) {
    setPlottingHint(QCP::phFastPolylines);
    yAxis->setScaleType(QCPAxis::stLogarithmic);
    yAxis->setTicker(QSharedPointer<RatioTicker>::create());
    xAxis->setTicker(QSharedPointer<ValueTicker>::create());
    static_cast<ValueTicker*>(xAxis->ticker().data())->setLog(false);
    axisRect()->setAutoMargins(QCP::msNone);
    addLayer(u"band"_s, layer(u"grid"_s), limAbove);
    new PaintItem(this, u"band"_s, [this](QCPPainter& p) { paintBand(p); });
    new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintPairs(p); });
    new PaintItem(this, u"axes"_s, [this](QCPPainter& p) { paintLabels(p); });
    applyTheme();
  }

  void applyTheme() {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    setBackground(c.plot);
    axisRect()->setMargins(QMargins(theme.px(64), theme.px(8), theme.px(24), theme.px(40)));
    for (QCPAxis* axis : {xAxis, yAxis}) {
      axis->setBasePen(QPen(c.line2, 1));
      axis->setTickPen(Qt::NoPen);
      axis->setSubTickPen(Qt::NoPen);
      axis->setTickLength(0, 0);
      axis->setTickLabelFont(theme.monoFont(11));
      axis->setTickLabelColor(c.t2);
      axis->setTickLabelPadding(theme.px(6));
      axis->grid()->setPen(QPen(axis == xAxis ? c.grid : c.grid2, 1));
      axis->grid()->setZeroLinePen(Qt::NoPen);
      axis->grid()->setAntialiased(false);
    }
    replot(rpQueuedReplot);
  }

  void setData(const RatioData& data) {
    m_data = data;
    double low = 1 / (1 + 2 * data.threshold), high = 1 + 2 * data.threshold;
    for (const DiffPair& pair : data.pairs) {
      // Intervals may be wide; the ratios themselves set the range.
      low = std::min(low, pair.ratio * 0.97);
      high = std::max(high, pair.ratio * 1.03);
    }
    yAxis->setRange(low, high);
    xAxis->setRange(0, std::max<double>(2, static_cast<double>(data.pairs.size()) + 1));
    static_cast<ValueTicker*>(xAxis->ticker().data())->setLength(400);
    replot(rpQueuedReplot);
  }
  const RatioData& data() const { return m_data; }
  void select(const QString& key) {
    m_data.selected = key;
    replot(rpQueuedReplot);
  }

  QPointF pixel(std::size_t index) const {
    return {xAxis->coordToPixel(static_cast<double>(index) + 1),
            yAxis->coordToPixel(m_data.pairs[index].ratio)};
  }
  std::ptrdiff_t pairAt(const QPointF& position) const {
    std::ptrdiff_t found = -1;
    double nearest = Theme::instance().px(16);
    for (std::size_t i = 0; i < m_data.pairs.size(); ++i) {
      const QPointF at = pixel(i);
      const double distance = std::hypot(at.x() - position.x(), at.y() - position.y());
      if (distance >= nearest) continue;
      nearest = distance;
      found = static_cast<std::ptrdiff_t>(i);
    }
    return found;
  }

 private:
  void paintBand(QCPPainter& painter) {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const QRectF area = axisRect()->rect();
    painter.setClipRect(area);
    const double top = yAxis->coordToPixel(1 + m_data.threshold);
    const double bottom = yAxis->coordToPixel(1 / (1 + m_data.threshold));
    painter.fillRect(QRectF(QPointF(area.left(), top), QPointF(area.right(), bottom)),
                     faded(c.t2, 0.10));
    painter.setPen(QPen(faded(c.t1, 0.85), 1));
    painter.setAntialiasing(false);
    const double one = std::round(yAxis->coordToPixel(1));
    painter.drawLine(QPointF(area.left(), one), QPointF(area.right(), one));
    painter.setClipping(false);
  }

  void paintPairs(QCPPainter& painter) {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const QRectF area = axisRect()->rect();
    painter.setClipRect(area.adjusted(-8, -8, 8, 8));
    const double r = theme.px(m_data.pairs.size() > 400 ? 2.5 : 3.6);
    for (std::size_t i = 0; i < m_data.pairs.size(); ++i) {
      const DiffPair& pair = m_data.pairs[i];
      const QPointF at = pixel(i);
      const QColor color = theme.verdict(static_cast<int>(pair.verdict));
      if (pair.ratioLow > 0 && pair.ratioHigh > 0) {
        const double top = std::max(area.top(), yAxis->coordToPixel(pair.ratioHigh));
        const double bottom = std::min(area.bottom(), yAxis->coordToPixel(pair.ratioLow));
        painter.setPen(QPen(faded(color, m_data.pairs.size() > 200 ? 0.25 : 0.6), 1));
        painter.drawLine(QPointF(at.x(), top), QPointF(at.x(), bottom));
      }
      paintGlyph(painter, pair.verdict, at, r, color);
    }
    painter.setClipping(false);
    if (!m_data.pairs.empty()) return;
    painter.setFont(theme.uiFont(13));
    painter.setPen(c.t2);
    painter.drawText(area, Qt::AlignCenter, RatioPlot::tr("No pairs to compare"));
  }

  void paintLabels(QCPPainter& painter) {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const QRectF area = axisRect()->rect();
    const double bottom = yAxis->coordToPixel(1 / (1 + m_data.threshold));
    painter.setFont(theme.uiFont(11));
    painter.setPen(c.t3);
    const QRectF inner = area.adjusted(8, 6, -8, -6);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignBottom, RatioPlot::tr("new faster"));
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, RatioPlot::tr("new slower"));
    painter.drawText(QRectF(inner.left(), bottom + 2, inner.width(), theme.px(16)),
                     Qt::AlignRight | Qt::AlignVCenter,
                     RatioPlot::tr("threshold %1").arg(shareText(m_data.threshold)));
    painter.setPen(c.t2);
    painter.drawText(QRectF(area.left(), area.bottom() + theme.px(22), area.width(), theme.px(18)),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     RatioPlot::tr("Pairs, sorted by time new / base"));
    paintSelection(painter);
  }

  void paintSelection(QCPPainter& painter) {
    const auto found =
        std::find_if(m_data.pairs.begin(), m_data.pairs.end(),
                     [&](const DiffPair& pair) { return toQString(pair.key) == m_data.selected; });
    if (found == m_data.pairs.end()) return;
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const QPointF at = pixel(static_cast<std::size_t>(found - m_data.pairs.begin()));
    painter.setPen(QPen(c.ink, 2));
    painter.setBrush(faded(c.plot, 0.75));
    painter.drawEllipse(at, theme.px(7), theme.px(7));
    paintGlyph(painter, found->verdict, at, theme.px(3.6),
               theme.verdict(static_cast<int>(found->verdict)));
    const QString text = ratioText(found->ratio, 3);
    painter.setFont(theme.monoFont(11, 600));
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + theme.px(12);
    const bool left = at.x() + width + theme.px(14) > axisRect()->right();
    const QRectF tag(left ? at.x() - theme.px(12) - width : at.x() + theme.px(12),
                     at.y() - theme.px(9), width, theme.px(18));
    painter.setPen(QPen(c.line2, 1));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(tag, 4, 4);
    painter.setPen(c.t1);
    painter.drawText(tag, Qt::AlignCenter, text);
  }

  /// Verdicts differ in shape too: up, down, a bar, a ring.
  void paintGlyph(QCPPainter& painter, Verdict verdict, const QPointF& at, double r,
                  const QColor& color) const {
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

  RatioData m_data;
};

}  // namespace

class RatioPlot::Impl {
 public:
  RatioCanvas* canvas = nullptr;
};

RatioPlot::RatioPlot(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  m_impl->canvas = new RatioCanvas(this);
  m_impl->canvas->setFocusPolicy(Qt::StrongFocus);
  setFocusProxy(m_impl->canvas);
  layout->addWidget(m_impl->canvas);
  setMinimumHeight(Theme::instance().px(160));
  RatioCanvas* canvas = m_impl->canvas;
  connect(canvas, &QCustomPlot::mousePress, this, [this, canvas](QMouseEvent* event) {
    const std::ptrdiff_t index = canvas->pairAt(event->position());
    if (event->button() != Qt::LeftButton || index < 0) return;
    const QString key = toQString(canvas->data().pairs[static_cast<std::size_t>(index)].key);
    canvas->select(key);
    emit keySelected(key);
  });
  connect(canvas, &QCustomPlot::mouseMove, this, [canvas](QMouseEvent* event) {
    const std::ptrdiff_t index = canvas->pairAt(event->position());
    if (index < 0) {
      canvas->setToolTip({});
      return;
    }
    const DiffPair& pair = canvas->data().pairs[static_cast<std::size_t>(index)];
    canvas->setToolTip(u"%1\n%2 (%3 … %4), %5"_s.arg(
        toQString(pair.key), ratioText(pair.ratio, 3), ratioText(pair.ratioLow, 3),
        ratioText(pair.ratioHigh, 3), toQString(toWord(pair.verdict))));
  });
  connect(&Theme::instance(), &Theme::changed, this, [canvas] { canvas->applyTheme(); });
}

RatioPlot::~RatioPlot() = default;

void RatioPlot::setDiff(const Diff& diff, const QString& baseName, const QString& newName) {
  RatioData data;
  data.pairs = diff.pairs;
  std::erase_if(data.pairs, [](const DiffPair& pair) { return !(pair.ratio > 0); });
  std::stable_sort(data.pairs.begin(), data.pairs.end(),
                   [](const DiffPair& a, const DiffPair& b) { return a.ratio < b.ratio; });
  data.threshold = diff.options.threshold;
  data.baseName = baseName;
  data.newName = newName;
  data.selected = m_impl->canvas->data().selected;
  m_impl->canvas->setData(data);
  m_impl->canvas->setAccessibleName(
      tr("Ratios of %1 pairs: %2 improved, %3 regressed, %4 same, %5 unsure")
          .arg(countText(data.pairs.size()), countText(diff.summary.improved),
               countText(diff.summary.regressed), countText(diff.summary.same),
               countText(diff.summary.unsure)));
}

void RatioPlot::setSelectedKey(const QString& key) {
  m_impl->canvas->select(key);
}
QString RatioPlot::selectedKey() const {
  return m_impl->canvas->data().selected;
}

QString RatioPlot::chartTitle() const {
  const RatioData& data = m_impl->canvas->data();
  return tr("Time %1 / %2, sorted by effect").arg(data.newName, data.baseName);
}

QString RatioPlot::chartFooter() const {
  const RatioData& data = m_impl->canvas->data();
  return tr("base: %1  ·  new: %2  ·  below 1 is faster").arg(data.baseName, data.newName);
}

void RatioPlot::paintChart(QCPPainter& painter, const QSize& size) const {
  RatioCanvas page;
  page.resize(size);
  page.setData(m_impl->canvas->data());
  page.toPainter(&painter, size.width(), size.height());
}

QString RatioPlot::chartCsv() const {
  QString text = u"key,ratio,ratio_low,ratio_high,verdict,changed\r\n"_s;
  const auto number = [](double value) {
    return std::isfinite(value) ? QString::number(value, 'g', 17) : QString();
  };
  for (const DiffPair& pair : m_impl->canvas->data().pairs) {
    QString key = toQString(pair.key);
    if (key.contains(u',') || key.contains(u'"')) key = u'"' + key.replace(u'"', u"\"\""_s) + u'"';
    text += QStringList{key,
                        number(pair.ratio),
                        number(pair.ratioLow),
                        number(pair.ratioHigh),
                        toQString(toWord(pair.verdict)),
                        pair.changed ? u"1"_s : u"0"_s}
                .join(u',') +
            u"\r\n"_s;
  }
  return text;
}

void RatioPlot::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) m_impl->canvas->replot(QCustomPlot::rpQueuedReplot);
  QWidget::changeEvent(event);
}

}  // namespace lane
