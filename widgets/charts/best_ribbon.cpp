#include "charts/best_ribbon.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QToolTip>
#include <cmath>

#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

constexpr int kLeft = 76, kRight = 72, kHeader = 36;

void paintHatch(QPainter& painter, const QRectF& area, const QColor& color) {
  painter.save();
  painter.setClipRect(area, Qt::IntersectClip);
  painter.setPen(QPen(color, 1.4));
  const double height = area.height();
  // Anchored to the axis, not the segment, so that neighbours join.
  for (double x = std::floor((area.left() - height) / 6) * 6; x < area.right(); x += 6)
    painter.drawLine(QPointF(x, area.bottom()), QPointF(x + height, area.top()));
  painter.restore();
}

/// The compiler's loops share the hue of their register width: their bars are dashed as their lines
/// are. Variants that share hue and line show their marker.
void paintWinner(QPainter& painter, const SeriesStyle& style, const QRectF& area) {
  if (style.dash.isEmpty()) {
    painter.fillRect(area, style.fill);
  } else {
    QColor ground = style.fill;
    ground.setAlphaF(0.4f * ground.alphaF());
    painter.fillRect(area, ground);
    const double on = style.dash[0], period = on + style.dash[1];
    for (double x = std::floor(area.left() / period) * period; x < area.right(); x += period) {
      const double left = std::max(x, area.left()), right = std::min(x + on, area.right());
      if (right > left)
        painter.fillRect(QRectF(left, area.top(), right - left, area.height()), style.fill);
    }
  }
  if (style.marker == Marker::hexagon && area.width() >= 9) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::instance().chrome().plot, 1.4));
    painter.setBrush(Qt::NoBrush);
    painter.translate(area.center());
    const double radius = area.height() * 0.28;
    QTransform scale;
    scale.scale(radius, radius);
    painter.drawPath(scale.map(markerPath(style.marker)));
    painter.restore();
  }
}

}  // namespace

void paintRibbonSegment(QPainter& painter, const RibbonSegment& segment, const QRectF& area) {
  const Theme& theme = Theme::instance();
  const SeriesStyle style = theme.series(toQString(segment.winner));
  painter.setOpacity(segment.coarse ? 0.58 : 1);
  if (segment.tie) {
    QColor base = theme.chrome().line2;
    base.setAlphaF(0.35f);
    painter.fillRect(area, base);
    paintHatch(painter, area, theme.chrome().ctl);
  } else {
    paintWinner(painter, style, area);
    if (style.fill != style.line) {  // light theme: an edge keeps pale fills apart from paper
      painter.setPen(QPen(style.line, 1));
      painter.drawLine(area.topLeft() + QPointF(0, 0.5), area.topRight() + QPointF(0, 0.5));
      painter.drawLine(area.bottomLeft() - QPointF(0, 0.5), area.bottomRight() - QPointF(0, 0.5));
    }
  }
  painter.setOpacity(1);
}

RibbonRows::RibbonRows(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setAccessibleName(tr("Best variant by size"));
}

int RibbonRows::rowHeight() {
  return Theme::instance().px(15);
}

void RibbonRows::setRows(std::vector<RibbonRow> rows) {
  const bool resized = rows.size() != m_rows.size();
  m_rows = std::move(rows);
  if (resized) {
    updateGeometry();
    setFixedHeight(sizeHint().height());
  }
  update();
}

void RibbonRows::setView(const RibbonView& view) {
  m_view = view;
  update();
}

QSize RibbonRows::sizeHint() const {
  return {400, std::max(1, static_cast<int>(m_rows.size())) * rowHeight() + 4};
}

QRect RibbonRows::rowRect(int row) const {
  return {0, row * rowHeight(), width(), rowHeight()};
}

double RibbonRows::toX(double size) const {
  const double left = Theme::instance().px(kLeft), right = width() - Theme::instance().px(kRight);
  return left +
         (right - left) * std::log(size / m_view.lower) / std::log(m_view.upper / m_view.lower);
}

double RibbonRows::toSize(double x) const {
  const double left = Theme::instance().px(kLeft), right = width() - Theme::instance().px(kRight);
  return m_view.lower *
         std::pow(m_view.upper / m_view.lower, (x - left) / std::max(1.0, right - left));
}

const RibbonSegment* RibbonRows::segmentAt(const RibbonRow& row, double size) const {
  for (const RibbonSegment& segment : row.segments)
    if (size >= segment.from && size <= segment.to) return &segment;
  return nullptr;
}

int RibbonRows::boundaryAt(const RibbonRow& row, double x) const {
  constexpr double kReach = 3;
  for (std::size_t i = 0; i + 1 < row.segments.size(); ++i)
    if (row.segments[i].winner != row.segments[i + 1].winner &&
        std::abs(toX(row.segments[i].to) - x) <= kReach)
      return static_cast<int>(i);
  return -1;
}

void RibbonRows::paintRow(QPainter& painter, const RibbonRow& row, const QRectF& area) const {
  const double bar = Theme::instance().px(11);
  const double top = std::round(area.center().y() - bar / 2);
  painter.save();
  painter.setClipRect(
      QRectF(QPointF(area.left(), area.top()), QPointF(area.right(), area.bottom())));
  for (std::size_t i = 0; i < row.segments.size(); ++i) {
    const RibbonSegment& segment = row.segments[i];
    double from = toX(segment.from), to = toX(segment.to);
    if (to < area.left() || from > area.right()) continue;
    if (segment.to <= segment.from) {  // a single size
      from -= 3;
      to += 3;
    }
    const bool last = i + 1 == row.segments.size();
    const double gap = last || row.segments[i + 1].winner == segment.winner ? 0 : 1;
    paintRibbonSegment(painter, segment, QRectF(from, top, std::max(1.0, to - from - gap), bar));
  }
  painter.restore();
}

void RibbonRows::paintEvent(QPaintEvent* event) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.fillRect(event->rect(), c.plot);
  const double left = theme.px(kLeft), right = width() - theme.px(kRight);
  for (int i = 0; i < static_cast<int>(m_rows.size()); ++i) {
    const QRect whole = rowRect(i);
    if (!whole.intersects(event->rect())) continue;
    const RibbonRow& row = m_rows[static_cast<std::size_t>(i)];
    const bool selected = row.key == m_view.selected;
    const bool coarse = std::all_of(row.segments.begin(), row.segments.end(),
                                    [](const RibbonSegment& s) { return s.coarse; });
    if (selected) {
      painter.fillRect(whole, c.sel);
      painter.fillRect(QRect(0, whole.top(), 2, whole.height()), c.ink);
    }
    painter.setFont(theme.uiFont(11, selected ? 600 : 400));
    painter.setPen(selected ? c.t1 : coarse ? c.t3 : c.t2);
    painter.drawText(QRectF(4, whole.top(), left - theme.px(8) - 4, whole.height()),
                     Qt::AlignRight | Qt::AlignVCenter, toQString(row.key.benchmark));
    const QRectF area(left, whole.top(), right - left, whole.height());
    if (row.segments.empty())
      painter.fillRect(QRectF(left, whole.center().y(), right - left, 1), c.line2);
    else
      paintRow(painter, row, area);
    painter.setFont(theme.monoFont(11));
    painter.setPen(selected ? c.t1 : coarse ? c.t3 : c.t2);
    if (std::isfinite(row.bestSpeedup))
      painter.drawText(
          QRectF(right + theme.px(8), whole.top(), theme.px(kRight) - theme.px(8), whole.height()),
          Qt::AlignLeft | Qt::AlignVCenter, ratioText(row.bestSpeedup));
    if (m_view.live > 0 && row.key == m_view.liveKey)
      painter.fillRect(
          QRectF(toX(static_cast<double>(m_view.live)) - 1, whole.top() + 1, 2, whole.height() - 2),
          c.ink);
  }
  painter.setClipRect(QRectF(left, 0, right - left + 1, height()));
  QPen dotted(c.t3, 1);
  dotted.setDashPattern({1, 3});
  painter.setPen(dotted);
  for (const CacheBorder& border : m_view.caches) {
    const double x = std::round(toX(border.size));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
  }
  if (m_view.crosshair > 0) {
    QColor line = c.t2;
    line.setAlphaF(0.75f);
    painter.setPen(QPen(line, 1));
    const double x = std::round(toX(static_cast<double>(m_view.crosshair)));
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
  }
}

void RibbonRows::mousePressEvent(QMouseEvent* event) {
  const int index = static_cast<int>(event->position().y()) / rowHeight();
  if (event->button() != Qt::LeftButton || index < 0 || index >= static_cast<int>(m_rows.size()))
    return;
  const RibbonRow& row = m_rows[static_cast<std::size_t>(index)];
  const double left = Theme::instance().px(kLeft), right = width() - Theme::instance().px(kRight);
  const bool onBar = event->position().x() >= left && event->position().x() <= right;
  const double size = onBar ? toSize(event->position().x()) : 0;
  if (const int border = onBar ? boundaryAt(row, event->position().x()) : -1; border >= 0) {
    const RibbonSegment& before = row.segments[static_cast<std::size_t>(border)];
    const RibbonSegment& after = row.segments[static_cast<std::size_t>(border) + 1];
    emit boundaryClicked(row.key, toQString(before.winner), toQString(after.winner), before.to);
    return;
  }
  const RibbonSegment* segment = onBar ? segmentAt(row, size) : nullptr;
  emit clicked(row.key, segment != nullptr ? toQString(segment->winner) : QString(), size);
}

void RibbonRows::mouseMoveEvent(QMouseEvent* event) {
  const int index = static_cast<int>(event->position().y()) / rowHeight();
  const double left = Theme::instance().px(kLeft), right = width() - Theme::instance().px(kRight);
  if (index < 0 || index >= static_cast<int>(m_rows.size()) || event->position().x() < left ||
      event->position().x() > right) {
    unsetCursor();
    emit hovered({}, 0);
    return;
  }
  const bool boundary =
      boundaryAt(m_rows[static_cast<std::size_t>(index)], event->position().x()) >= 0;
  setCursor(boundary ? Qt::SplitHCursor : Qt::ArrowCursor);
  emit hovered(m_rows[static_cast<std::size_t>(index)].key, toSize(event->position().x()));
}

void RibbonRows::leaveEvent(QEvent* event) {
  emit hovered({}, 0);
  QWidget::leaveEvent(event);
}

bool RibbonRows::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int index = help->y() / rowHeight();
  if (index < 0 || index >= static_cast<int>(m_rows.size())) return QWidget::event(event);
  const RibbonRow& row = m_rows[static_cast<std::size_t>(index)];
  const RibbonSegment* segment = segmentAt(row, toSize(help->x()));
  if (segment == nullptr) {
    QToolTip::hideText();
    return true;
  }
  const QString range =
      tr("%1 … %2").arg(sizeText(std::llround(segment->from)), sizeText(std::llround(segment->to)));
  const QString winner = Theme::instance().series(toQString(segment->winner)).label;
  QString text = tr("%1: %2 from %3 elements").arg(toQString(row.key.benchmark), winner, range);
  if (segment->tie) text += tr(", tied with the runner-up");
  if (segment->coarse) text += tr(", coarse pass only");
  QToolTip::showText(help->globalPos(), text, this);
  return true;
}

BestRibbon::BestRibbon(QWidget* parent)
    : QWidget(parent),
      m_rows(new RibbonRows),
      m_scroll(new QScrollArea(this)),
      m_bar(new QScrollBar(Qt::Vertical, this)) {
  m_scroll->setWidget(m_rows);
  m_scroll->setWidgetResizable(true);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setFocusPolicy(Qt::NoFocus);
  m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  QScrollBar* inner = m_scroll->verticalScrollBar();
  connect(inner, &QScrollBar::rangeChanged, this, [this, inner](int low, int high) {
    m_bar->setRange(low, high);
    m_bar->setPageStep(inner->pageStep());
    m_bar->setVisible(high > low);
  });
  connect(inner, &QScrollBar::valueChanged, m_bar, &QScrollBar::setValue);
  connect(m_bar, &QScrollBar::valueChanged, inner, &QScrollBar::setValue);
  m_bar->hide();
  setMinimumHeight(Theme::instance().px(kHeader) + 5 * RibbonRows::rowHeight());
}

int BestRibbon::wantedHeight() const {
  return Theme::instance().px(kHeader) + m_rows->sizeHint().height() + 6;
}

void BestRibbon::setRows(std::vector<RibbonRow> rows) {
  m_rows->setRows(std::move(rows));
  update();
}

void BestRibbon::setView(const RibbonView& view) {
  m_rows->setView(view);
}

void BestRibbon::ensureVisible(const CurveKey& key) {
  for (std::size_t i = 0; i < m_rows->rows().size(); ++i)
    if (m_rows->rows()[i].key == key)
      m_scroll->ensureVisible(0, m_rows->rowRect(static_cast<int>(i)).center().y(), 0,
                              RibbonRows::rowHeight() * 2);
}

void BestRibbon::resizeEvent(QResizeEvent* event) {
  const int header = Theme::instance().px(kHeader);
  m_scroll->setGeometry(0, header, width(), std::max(0, height() - header));
  m_bar->setGeometry(width() - 12, header, 10, std::max(0, height() - header));
  QWidget::resizeEvent(event);
}

void BestRibbon::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), Theme::instance().chrome().plot);
  paintHeader(painter);
}

void BestRibbon::paintHeader(QPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const double height = theme.px(kHeader);
  const auto put = [&](double x, const QString& text, const QFont& font, const QColor& color) {
    painter.setFont(font);
    painter.setPen(color);
    const double width = QFontMetricsF(font).horizontalAdvance(text);
    painter.drawText(QRectF(x, 0, width + 2, height), Qt::AlignVCenter, text);
    return x + width;
  };
  double x = put(theme.px(16), tr("Best variant by size"), theme.uiFont(12, 600), c.t1);
  QStringList winners;
  bool tie = false, coarse = false;
  for (const RibbonRow& row : m_rows->rows())
    for (const RibbonSegment& segment : row.segments) {
      tie |= segment.tie;
      coarse |= segment.coarse;
      if (!segment.tie && !winners.contains(toQString(segment.winner)))
        winners << toQString(segment.winner);
    }
  const QFont small = theme.uiFont(11);
  if (coarse) x = put(x + theme.px(10), tr("dimmed: coarse pass only"), small, c.t3);
  put(width() - theme.px(kRight) + theme.px(8), tr("vs scalar"), small, c.t3);

  // The legend, right to left while there is room.
  double right = width() - theme.px(kRight) - theme.px(4);
  const auto entry = [&](const QString& label, const RibbonSegment& sample) {
    const double textWidth = QFontMetricsF(small).horizontalAdvance(label);
    const double wanted = textWidth + theme.px(28);
    if (right - wanted < x + theme.px(12)) return;
    const double left = right - wanted;
    paintRibbonSegment(
        painter, sample,
        QRectF(left + theme.px(12), (height - theme.px(9)) / 2, theme.px(9), theme.px(9)));
    put(left + theme.px(26), label, small, c.t2);
    right = left;
  };
  if (tie) entry(tr("tie"), RibbonSegment{0, 0, "scalar", true, false});
  std::stable_sort(winners.begin(), winners.end(), [&](const QString& a, const QString& b) {
    return theme.series(a).lanes > theme.series(b).lanes;
  });
  for (const QString& winner : winners)
    entry(theme.series(winner).label, RibbonSegment{0, 0, toStd(winner), false, false});
}

}  // namespace lane
