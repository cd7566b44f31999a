// What a chart over the working set paints: guides, curves, ruler, marks and the overlay.
#include <algorithm>
#include <cmath>

#include "charts/memory_canvas.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

QPen linePen(const SeriesStyle& style) {
  QPen pen(style.line, style.width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
  QVector<qreal> pattern = style.dash;
  for (qreal& step : pattern) step /= style.width;
  if (!pattern.isEmpty()) pen.setDashPattern(pattern);
  return pen;
}

/// Text with the plot's colour behind it, so that lines do not run through it.
void drawOver(QPainter& painter, const QRectF& area, int flags, const QString& text) {
  const QRectF box = QFontMetricsF(painter.font()).boundingRect(area, flags, text);
  painter.fillRect(box.adjusted(-2, 0, 2, 0), faded(Theme::instance().chrome().plot, 0.8));
  painter.drawText(area, flags, text);
}

}  // namespace

void MemoryCanvas::paintGuides(QCPPainter& painter) {
  if (!m_scene.caches) return;
  const QRectF area = axisRect()->rect();
  QPen pen(Theme::instance().chrome().t3, 1);
  pen.setDashPattern({1, 3});
  painter.setPen(pen);
  painter.setAntialiasing(false);
  painter.setClipRect(area);
  for (const MemoryBorder& border : m_scene.borders) {
    if (!std::isfinite(border.bytes)) continue;
    const double x = std::round(xAxis->coordToPixel(border.bytes));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  }
}

void MemoryCanvas::paintBand(QCPPainter& painter, const MemoryLine& line, const SeriesStyle& style,
                             double opacity) const {
  painter.setPen(Qt::NoPen);
  for (std::size_t i = 0; i + 1 < line.points.size(); ++i) {
    const MemoryPoint& a = line.points[i];
    const MemoryPoint& b = line.points[i + 1];
    if (!(a.value.low > 0 && b.value.low > 0)) continue;
    const QPointF corners[] = {
        pixel(double(a.bytes), a.value.low), pixel(double(a.bytes), a.value.high),
        pixel(double(b.bytes), b.value.high), pixel(double(b.bytes), b.value.low)};
    if (corners[0].y() - corners[1].y() < 1.2 && corners[3].y() - corners[2].y() < 1.2) continue;
    painter.setBrush(faded(style.line, 0.16 * opacity));
    painter.drawPolygon(corners, 4);
  }
}

void MemoryCanvas::paintLines(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const QRectF area = axisRect()->rect();
  const auto opacity = [&](const MemoryLine& line) {
    return m_emphasis.isEmpty() || line.style == m_emphasis ? 1.0 : 0.45;
  };
  painter.setClipRect(area);
  if (m_scene.bands)
    for (const MemoryLine& line : m_scene.lines)
      if (isShown(line)) paintBand(painter, line, theme.series(line.style), opacity(line));
  // The emphasised curve last, so that nothing covers it.
  for (const bool emphasised : {false, true})
    for (const MemoryLine& line : m_scene.lines) {
      if (!isShown(line) || (line.style == m_emphasis) != emphasised) continue;
      const SeriesStyle style = theme.series(line.style);
      painter.setOpacity(opacity(line));
      painter.setClipRect(area);
      QPolygonF run;
      for (const MemoryPoint& point : line.points) run << pixelOf(point);
      painter.setPen(linePen(style));
      painter.setBrush(Qt::NoBrush);
      painter.drawPolyline(run);
      painter.setClipRect(area.adjusted(-6, -6, 6, 6));
      // Where points stand close together markers would hide the line: as many as fit.
      double next = -INFINITY;
      for (const MemoryPoint& point : line.points) {
        const QPointF at = pixelOf(point);
        if (at.x() < next || !area.adjusted(-1, -1, 1, 1).contains(at)) continue;
        next = at.x() + theme.px(14);
        paintMarker(painter, style, at, theme.px(3), false, theme.chrome().plot);
      }
      painter.setOpacity(1);
    }
  painter.setClipping(false);
}

void MemoryCanvas::paintFrame(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  painter.setAntialiasing(false);
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(area.adjusted(0, 0, -1, -1));
  painter.setAntialiasing(true);
  paintHeading(painter);
  const double top = area.top() - theme.px(22);
  painter.setFont(theme.uiFont(11, 500));
  painter.setPen(c.t2);
  painter.drawText(QRectF(0, top, area.left() - theme.px(8), theme.px(16)),
                   Qt::AlignRight | Qt::AlignVCenter, m_scene.unit);
  if (m_scene.linked) {
    painter.setPen(c.t3);
    painter.drawText(QRectF(area.right() + theme.px(8), top, theme.px(60), theme.px(16)),
                     Qt::AlignLeft | Qt::AlignVCenter, m_scene.linked->unit);
  }
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t2);
  painter.drawText(QRectF(area.left(), area.bottom() + theme.px(22), area.width(), theme.px(16)),
                   Qt::AlignLeft | Qt::AlignVCenter, tr("Working set of one thread"));
  if (m_scene.caches) paintRuler(painter);
  if (m_scene.knees) {
    paintSteps(painter);
    paintMarks(painter);
  }
  if (m_scene.endNames) paintEndNames(painter);
}

void MemoryCanvas::paintHeading(QCPPainter& painter) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const double y = theme.px(8), height = theme.px(18), left = theme.px(16);
  const QFont titleFont = theme.uiFont(12, 600), noteFont = theme.uiFont(11);
  double right = width() - theme.px(16);
  const double titleWidth = QFontMetricsF(titleFont).horizontalAdvance(m_scene.title);
  double legend = 0;
  for (const MemoryLine& line : m_scene.lines)
    if (isShown(line))
      legend +=
          QFontMetricsF(noteFont).horizontalAdvance(theme.series(line.style).label) + theme.px(42);
  // Where both have no room the cards above are legend enough.
  if (!m_scene.endNames && left + titleWidth + legend < right)
    for (auto line = m_scene.lines.rbegin(); line != m_scene.lines.rend(); ++line) {
      if (!isShown(*line)) continue;
      const SeriesStyle style = theme.series(line->style);
      const double text = QFontMetricsF(noteFont).horizontalAdvance(style.label) + theme.px(2);
      painter.setFont(noteFont);
      painter.setPen(c.t2);
      painter.drawText(QRectF(right - text, y, text, height), Qt::AlignVCenter, style.label);
      right -= text + theme.px(28);
      paintLegendSample(painter, style, QRectF(right, y, theme.px(24), height));
      right -= theme.px(12);
    }
  painter.setFont(titleFont);
  painter.setPen(c.t1);
  painter.drawText(QRectF(left, y, std::max(0.0, right - left), height), Qt::AlignVCenter,
                   QFontMetricsF(titleFont).elidedText(m_scene.title, Qt::ElideRight,
                                                       std::max(0.0, right - left)));
  const double noteLeft = left + titleWidth + theme.px(10);
  if (right - noteLeft < theme.px(40)) return;
  painter.setFont(noteFont);
  painter.setPen(c.t3);
  painter.drawText(
      QRectF(noteLeft, y, right - noteLeft, height), Qt::AlignVCenter,
      QFontMetricsF(noteFont).elidedText(m_scene.note, Qt::ElideRight, right - noteLeft));
}

void MemoryCanvas::paintRuler(QCPPainter& painter) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  const QFont nameFont = theme.uiFont(11, 500), reachFont = theme.monoFont(11);
  double from = area.left();
  for (const MemoryBorder& border : m_scene.borders) {
    const bool last = !std::isfinite(border.bytes);
    const double to =
        last ? area.right() + 1
             : std::clamp(xAxis->coordToPixel(border.bytes), area.left(), area.right() + 1);
    const QRectF piece(from, area.top() - theme.px(22), to - from - 1, theme.px(16));
    from = to;
    if (piece.width() < 2) continue;
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.ruler);
    painter.drawRoundedRect(piece, 2, 2);
    const QString reach = last ? QString() : bytesText(border.bytes);
    const double nameWidth = QFontMetricsF(nameFont).horizontalAdvance(border.level);
    const double reachWidth = QFontMetricsF(reachFont).horizontalAdvance(reach);
    const double gap = theme.px(8);
    if (piece.width() < nameWidth + 4) continue;
    const bool full = !last && piece.width() > nameWidth + gap + reachWidth + 8;
    const double start = piece.center().x() - (full ? nameWidth + gap + reachWidth : nameWidth) / 2;
    painter.setFont(nameFont);
    painter.setPen(c.t2);
    painter.drawText(QRectF(start, piece.top(), nameWidth + 2, piece.height()), Qt::AlignVCenter,
                     border.level);
    if (!full) continue;
    painter.setFont(reachFont);
    painter.setPen(c.t3);
    painter.drawText(QRectF(start + nameWidth + gap, piece.top(), reachWidth + 2, piece.height()),
                     Qt::AlignVCenter, reach);
  }
}

void MemoryCanvas::paintMarks(QCPPainter& painter) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  painter.setFont(theme.monoFont(11));
  const QFontMetricsF metrics(painter.font());
  std::vector<QRectF> taken;
  for (const MemoryMark& mark : m_scene.marks) {
    const double x = xAxis->coordToPixel(mark.bytes);
    if (x < area.left() || x > area.right()) continue;
    const double width = metrics.horizontalAdvance(mark.text) + 2, height = metrics.height();
    QPointF tip(x, area.bottom() - theme.px(4));
    if (!mark.below) {
      // Over the highest curve there.
      double top = area.bottom();
      for (const MemoryLine& line : m_scene.lines)
        if (const MemoryPoint* at =
                isShown(line) ? memoryPointAt(line.points, mark.bytes) : nullptr)
          top = std::min(top, pixelOf(*at).y());
      tip.setY(std::clamp(top - theme.px(8), area.top() + theme.px(16), area.bottom()));
    }
    const double left = xAxis->coordToPixel(mark.low), right = xAxis->coordToPixel(mark.high);
    if (std::isfinite(left) && std::isfinite(right)) {
      painter.setPen(QPen(faded(c.t2, 0.8), 1));
      painter.drawLine(QPointF(std::max(left, area.left()), tip.y()),
                       QPointF(std::min(right, area.right()), tip.y()));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.t1);
    const double w = theme.px(3.5), h = theme.px(5);
    const double up = mark.below ? -1 : 1;  // both point at the curves
    painter.drawPolygon(QPolygonF({{tip.x() - w, tip.y() - up * h / 2},
                                   {tip.x() + w, tip.y() - up * h / 2},
                                   {tip.x(), tip.y() + up * h / 2}}));
    QRectF box(x + theme.px(6), tip.y() - height - theme.px(2), width, height);
    if (box.right() > area.right()) box.moveRight(x - theme.px(6));
    if (box.left() < area.left() ||
        std::any_of(taken.begin(), taken.end(),
                    [&](const QRectF& other) { return other.intersects(box); }))
      continue;
    taken.push_back(box);
    painter.setPen(c.t1);
    drawOver(painter, box, Qt::AlignLeft | Qt::AlignVCenter, mark.text);
  }
}

void MemoryCanvas::paintSteps(QCPPainter& painter) const {
  const Theme& theme = Theme::instance();
  const QRectF area = axisRect()->rect();
  painter.setFont(theme.monoFont(11));
  painter.setPen(theme.chrome().t1);
  const QFontMetricsF metrics(painter.font());
  std::vector<QRectF> taken;
  for (const MemoryStep& step : m_scene.steps) {
    const double left = std::max(area.left(), pixel(step.first, step.value).x());
    const double right = std::min(area.right(), pixel(step.last, step.value).x());
    const double y = pixel(step.first, step.value).y();
    if (right < area.left() || left > area.right() || y < area.top() || y > area.bottom()) continue;
    const double width = metrics.horizontalAdvance(step.text) + 2, height = metrics.height();
    QRectF box((left + right - width) / 2, step.above ? y - height - theme.px(8) : y + theme.px(8),
               width, height);
    box.moveLeft(std::clamp(box.left(), area.left() + 4,
                            std::max(area.left() + 4, area.right() - width - 4)));
    if (box.bottom() > area.bottom()) box.moveBottom(y - theme.px(8));
    if (box.top() < area.top() || box.width() > area.width() - 8 ||
        std::any_of(taken.begin(), taken.end(),
                    [&](const QRectF& other) { return other.intersects(box); }))
      continue;
    taken.push_back(box);
    drawOver(painter, box, Qt::AlignCenter, step.text);
  }
}

void MemoryCanvas::paintEndNames(QCPPainter& painter) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  struct End {
    double y, from;
    const MemoryLine* line;
  };
  std::vector<End> ends;
  for (const MemoryLine& line : m_scene.lines) {
    if (!isShown(line)) continue;
    // The last point in sight.
    const auto last = std::find_if(line.points.rbegin(), line.points.rend(), [&](const auto& p) {
      return pixelOf(p).x() <= area.right() + 1;
    });
    if (last == line.points.rend()) continue;
    const double y = pixelOf(*last).y();
    if (y >= area.top() - 1 && y <= area.bottom() + 1) ends.push_back({y, y, &line});
  }
  std::sort(ends.begin(), ends.end(), [](const End& a, const End& b) { return a.y < b.y; });
  painter.setFont(theme.uiFont(11, 500));
  const double step = QFontMetricsF(painter.font()).height();
  for (std::size_t i = 1; i < ends.size(); ++i)
    ends[i].y = std::max(ends[i].y, ends[i - 1].y + step);
  // Pushed out at the bottom: back up again.
  double limit = area.bottom();
  for (std::size_t i = ends.size(); i-- > 0;) {
    ends[i].y = std::min(ends[i].y, limit);
    limit = ends[i].y - step;
  }
  for (const End& end : ends) {
    const SeriesStyle style = theme.series(end.line->style);
    painter.setPen(QPen(style.line, 1));
    painter.drawLine(QPointF(area.right() + 2, end.from),
                     QPointF(area.right() + theme.px(10), end.y));
    painter.setPen(c.t1);
    painter.drawText(QRectF(area.right() + theme.px(14), end.y - step / 2,
                            width() - area.right() - theme.px(16), step),
                     Qt::AlignVCenter, style.label);
  }
}

void MemoryCanvas::paintOverlay(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  m_gestures->paintBox(painter);
  if (!(m_crosshair.bytes > 0)) return;
  const double x = std::round(xAxis->coordToPixel(m_crosshair.bytes));
  if (x < area.left() || x > area.right()) return;
  painter.setAntialiasing(false);
  painter.setPen(QPen(faded(c.t2, 0.55), 1));
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  painter.setAntialiasing(true);
  for (const MemoryLine& line : m_scene.lines) {
    const MemoryPoint* point =
        isShown(line) ? memoryPointAt(line.points, m_crosshair.bytes) : nullptr;
    if (point == nullptr) continue;
    const QPointF at = pixelOf(*point);
    if (!area.contains(at)) continue;
    painter.setPen(QPen(theme.series(line.style).line, 2));
    painter.setBrush(c.plot);
    painter.drawEllipse(at, theme.px(4), theme.px(4));
  }
  painter.setFont(theme.monoFont(11, 500));
  const QString text = bytesText(m_crosshair.bytes);
  const double width = QFontMetricsF(painter.font()).horizontalAdvance(text) + theme.px(14);
  const QRectF tag(std::clamp(x - width / 2, 0.0, std::max(0.0, this->width() - width)),
                   area.bottom() + theme.px(3), width, theme.px(18));
  painter.setPen(Qt::NoPen);
  painter.setBrush(c.ink);
  painter.drawRoundedRect(tag, 3, 3);
  painter.setPen(c.inkOn);
  painter.drawText(tag, Qt::AlignCenter, text);
}

}  // namespace lane
