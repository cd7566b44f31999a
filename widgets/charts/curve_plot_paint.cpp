// What the curve plot paints over its axes: guides, curves, ruler, flags and the overlay.
#include <QPainterPath>
#include <cmath>

#include "charts/curve_plot.h"
#include "charts/note_mark.h"
#include "charts/plot_gestures.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

QColor faded(QColor color, double alpha) {
  color.setAlphaF(static_cast<float>(alpha * color.alphaF()));
  return color;
}

QPen seriesPen(const SeriesStyle& style, double width, const QColor& color) {
  QPen pen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
  if (!style.dash.isEmpty()) {
    QVector<qreal> pattern = style.dash;
    for (qreal& step : pattern) step /= width;
    pen.setDashPattern(pattern);
  }
  return pen;
}

void paintTag(QPainter& painter, const QRectF& area, const QString& text) {
  const ChromeColors& c = Theme::instance().chrome();
  painter.setPen(Qt::NoPen);
  painter.setBrush(c.ink);
  painter.drawRoundedRect(area, 3, 3);
  painter.setPen(c.inkOn);
  painter.drawText(area, Qt::AlignCenter, text);
}

}  // namespace

void CurvePlot::paintGuides(QCPPainter& painter) {
  const ChromeColors& c = Theme::instance().chrome();
  const QRectF area = axisRect()->rect();
  painter.setClipRect(area);
  if (m_options.crossovers) {
    for (std::size_t i = 0; i < m_data.crossovers.size(); ++i) {
      const CrossoverRecord& crossover = m_data.crossovers[i];
      if (m_options.hidden.contains(toQString(crossover.from)) ||
          m_options.hidden.contains(toQString(crossover.to)))
        continue;
      const double x = xAxis->coordToPixel(crossover.size);
      if (crossover.sizeLow > 0 && crossover.sizeHigh >= crossover.sizeLow) {
        const double left = xAxis->coordToPixel(crossover.sizeLow);
        const double right = std::max(left + 2, xAxis->coordToPixel(crossover.sizeHigh));
        const auto edge = [](const std::string& variant, double alpha) {
          return faded(Theme::instance().series(toQString(variant)).fill, alpha);
        };
        const QColor first = edge(crossover.from, 0.17), second = edge(crossover.to, 0.20);
        const QRectF band(QPointF(left, area.top()), QPointF(right, area.bottom()));
        if (painter.modes().testFlag(QCPPainter::pmVectorized)) {
          // PDF has no gradients with alpha, SVG repeats fifty stops each time.
          painter.fillRect(QRectF(band.topLeft(), QPointF(x, band.bottom())), first);
          painter.fillRect(QRectF(QPointF(x, band.top()), band.bottomRight()), second);
        } else {
          QLinearGradient shade(left, 0, right, 0);
          shade.setColorAt(0, first);
          shade.setColorAt(1, second);
          painter.fillRect(band, shade);
        }
      }
      QPen pen(faded(c.ink, 0.85), 1);
      pen.setDashPattern({4, 3});
      painter.setPen(pen);
      painter.setAntialiasing(false);
      painter.drawLine(QPointF(std::round(x), area.top()), QPointF(std::round(x), area.bottom()));
      if (m_refining) paintBracket(painter, m_data.brackets[i]);
    }
  }
  if (m_options.caches) {
    QPen pen(c.t3, 1);
    pen.setDashPattern({1, 3});
    painter.setPen(pen);
    painter.setAntialiasing(false);
    for (const CacheBorder& border : m_data.caches) {
      const double x = std::round(xAxis->coordToPixel(border.size));
      painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
  }
}

void CurvePlot::paintBracket(QCPPainter& painter, const CrossoverBracket& bracket) const {
  if (bracket.below == 0 || bracket.above == 0) return;
  const Theme& theme = Theme::instance();
  const QRectF area = axisRect()->rect();
  const double left = std::round(xAxis->coordToPixel(static_cast<double>(bracket.below)));
  const double right = std::round(xAxis->coordToPixel(static_cast<double>(bracket.above)));
  const double bottom = area.bottom() - theme.px(6), top = bottom - theme.px(18);
  const double lip = theme.px(5);
  painter.setPen(QPen(theme.chrome().ink, 2, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
  painter.setBrush(Qt::NoBrush);
  painter.setAntialiasing(true);
  // Lips point inwards while there is room, then outwards, so that a narrow one stays in sight.
  const double inward = right - left > 3 * lip ? lip : -lip;
  painter.drawPolyline(
      QPolygonF({{left + inward, top}, {left, top}, {left, bottom}, {left + inward, bottom}}));
  painter.drawPolyline(
      QPolygonF({{right - inward, top}, {right, top}, {right, bottom}, {right - inward, bottom}}));
}

void CurvePlot::paintBand(QCPPainter& painter, const Curve& curve, const QColor& color) const {
  const auto low = [&](const CurvePoint& p) { return m_options.spread ? p.p5 : p.low; };
  const auto high = [&](const CurvePoint& p) { return m_options.spread ? p.p95 : p.high; };
  painter.setPen(Qt::NoPen);
  // One piece per pair of sizes: the rasteriser slows down with the width of a flat shape, and a
  // band no taller than the line over it need not be painted at all.
  for (std::size_t i = 0; i + 1 < curve.points.size(); ++i) {
    const CurvePoint& a = curve.points[i];
    const CurvePoint& b = curve.points[i + 1];
    if (!(low(a) > 0 && low(b) > 0 && high(a) > 0 && high(b) > 0)) continue;
    const QPointF corners[] = {pixel(a.size, low(a)), pixel(a.size, high(a)),
                               pixel(b.size, high(b)), pixel(b.size, low(b))};
    if (corners[0].y() - corners[1].y() < 1.2 && corners[3].y() - corners[2].y() < 1.2) continue;
    // An interval that says little must not cover those that say much.
    const auto vague = [&](const CurvePoint& p) { return high(p) > 1.5 * low(p); };
    const double alpha = vague(a) || vague(b) ? 0.05 : a.coarse || b.coarse ? 0.08 : 0.16;
    painter.setBrush(faded(color, alpha));
    painter.drawPolygon(corners, 4);
  }
}

void CurvePlot::paintLine(QCPPainter& painter, const Curve& curve, const SeriesStyle& style) const {
  QPolygonF run;
  const auto flush = [&](bool coarse) {
    if (run.size() > 1) {
      painter.setPen(coarse ? seriesPen(style, 1, faded(style.line, 0.5))
                            : seriesPen(style, style.width, style.line));
      painter.drawPolyline(run);
    }
    run.clear();
  };
  bool coarse = false;
  for (std::size_t i = 0; i + 1 < curve.points.size(); ++i) {
    const CurvePoint& a = curve.points[i];
    const CurvePoint& b = curve.points[i + 1];
    const bool now = a.coarse || b.coarse;
    if (now != coarse) flush(coarse);
    coarse = now;
    if (run.isEmpty()) run << pixelOf(a);
    run << pixelOf(b);
  }
  flush(coarse);
}

void CurvePlot::paintMarkers(QCPPainter& painter, const Curve& curve,
                             const SeriesStyle& style) const {
  // Where sizes stand close together, markers would hide the line.
  double spacing = INFINITY;
  for (std::size_t i = 0; i + 1 < curve.points.size(); ++i)
    spacing = std::min(spacing, pixelOf(curve.points[i + 1]).x() - pixelOf(curve.points[i]).x());
  const double radius = Theme::instance().px(spacing < 9 ? 2 : 3);
  const QColor background = Theme::instance().chrome().plot;
  const QRectF area = QRectF(axisRect()->rect()).adjusted(-1, -1, 1, 1);
  for (const CurvePoint& point : curve.points) {
    const QPointF centre = pixelOf(point);
    if (!area.contains(centre)) continue;
    const bool hollow = point.coarse || point.overGoal;
    if (point.overGoal && point.low > 0 && point.high > 0) {
      painter.setPen(QPen(faded(style.line, point.coarse ? 0.5 : 1), 1));
      const auto end = [&](double value) {
        const QPointF at = pixel(point.size, value);
        return QPointF(at.x(), std::clamp(at.y(), area.top(), area.bottom()));
      };
      painter.drawLine(end(point.low), end(point.high));
    }
    SeriesStyle shown = style;
    if (point.coarse) shown.line = faded(style.line, 0.6);
    paintMarker(painter, shown, centre, radius, hollow, background);
  }
}

/// Another session under the curves: there to compare with, not to be read.
void CurvePlot::paintGhost(QCPPainter& painter) const {
  painter.setAntialiasing(true);
  painter.setBrush(Qt::NoBrush);
  for (const Curve& curve : m_data.ghost) {
    if (!isShown(curve)) continue;
    QPen pen(faded(Theme::instance().series(toQString(curve.variant)).line, 0.35), 1);
    pen.setDashPattern({1, 2});
    painter.setPen(pen);
    QPolygonF line;
    for (const CurvePoint& point : curve.points)
      if (point.value > 0) line << pixelOf(point);
    painter.drawPolyline(line);
  }
}

void CurvePlot::paintCurves(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const QRectF area = axisRect()->rect();
  const auto opacity = [&](const Curve& curve) {
    return m_emphasis.isEmpty() || toQString(curve.variant) == m_emphasis ? 1.0 : 0.45;
  };
  painter.setClipRect(area);
  paintGhost(painter);
  painter.setClipRect(area.adjusted(-6, -6, 6, 6));
  if (m_options.bands)
    for (const Curve& curve : m_data.curves)
      if (isShown(curve)) {
        painter.setClipRect(area);
        paintBand(painter, curve,
                  faded(theme.series(toQString(curve.variant)).line, opacity(curve)));
      }
  // The emphasised curve last, so that nothing covers it.
  for (const bool emphasised : {false, true})
    for (const Curve& curve : m_data.curves) {
      if (!isShown(curve) || (toQString(curve.variant) == m_emphasis) != emphasised) continue;
      const SeriesStyle style = theme.series(toQString(curve.variant));
      painter.setOpacity(opacity(curve));
      painter.setClipRect(area);
      painter.setAntialiasing(true);
      paintLine(painter, curve, style);
      painter.setClipRect(area.adjusted(-6, -6, 6, 6));
      paintMarkers(painter, curve, style);
      painter.setOpacity(1);
    }
  paintNotes(painter);
  // A wrong result is never a speed: a cross on the base line says where.
  painter.setPen(QPen(theme.chrome().bad, 1.5));
  for (const std::uint64_t size : m_data.wrongSizes) {
    const QPointF at(xAxis->coordToPixel(static_cast<double>(size)), area.bottom() - 6);
    painter.drawLine(at + QPointF(-3, -3), at + QPointF(3, 3));
    painter.drawLine(at + QPointF(-3, 3), at + QPointF(3, -3));
  }
}

/// A speech bubble beside every point somebody wrote about.
void CurvePlot::paintNotes(QCPPainter& painter) const {
  for (const ChartNote& note : m_data.notes) {
    if (m_options.hidden.contains(note.variant)) continue;
    const CurvePoint* p = m_data.point(note.variant, note.size);
    if (p != nullptr) paintNoteMark(painter, pixelOf(*p));
  }
}

void CurvePlot::paintFrame(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(Qt::NoBrush);
  painter.setAntialiasing(false);
  painter.drawRect(area.adjusted(0, 0, -1, -1));
  painter.setAntialiasing(true);
  const double rulerTop = area.top() - theme.px(24);
  const QRectF left(0, rulerTop, area.left() - theme.px(8), theme.px(18));
  const QRectF right(area.right() + theme.px(8), rulerTop, theme.px(64), theme.px(18));
  painter.setFont(theme.uiFont(11, 500));
  painter.setPen(c.t2);
  painter.drawText(left, Qt::AlignRight | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(axisTitle(), Qt::ElideRight,
                                                    static_cast<int>(left.width()) - 4));
  if (m_data.linked) {
    painter.setPen(c.t3);
    painter.drawText(right, Qt::AlignLeft | Qt::AlignVCenter, m_data.linked->unit);
  }
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t2);
  const QRectF below(area.left(), area.bottom() + theme.px(22), area.width(), theme.px(18));
  painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, tr("Elements per call, n"));
  if (m_options.caches) paintRuler(painter);
  if (m_options.crossovers) paintFlags(painter);
  if (m_data.curves.empty() && !m_message.isEmpty()) {
    painter.setFont(theme.uiFont(13));
    painter.setPen(c.t2);
    painter.drawText(area.adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                     m_message);
  }
}

void CurvePlot::paintRuler(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  double from = area.left();
  const auto level = [&](double to, const QString& name, const QString& reach) {
    to = std::clamp(to, area.left(), area.right());
    const QRectF piece(from, area.top() - theme.px(24), to - from - 1, theme.px(18));
    from = to;
    if (piece.width() < 2) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.ruler);
    painter.drawRoundedRect(piece, 2, 2);
    const QFont nameFont = theme.uiFont(11, 500), reachFont = theme.monoFont(11);
    const double nameWidth = QFontMetricsF(nameFont).horizontalAdvance(name);
    const double reachWidth = QFontMetricsF(reachFont).horizontalAdvance(reach);
    const double gap = theme.px(8);
    const bool full = piece.width() > nameWidth + gap + reachWidth + 8;
    if (piece.width() < nameWidth + 4) return;
    const double start = piece.center().x() -
                         (full && !reach.isEmpty() ? nameWidth + gap + reachWidth : nameWidth) / 2;
    painter.setFont(nameFont);
    painter.setPen(c.t2);
    painter.drawText(QRectF(start, piece.top(), nameWidth + 2, piece.height()), Qt::AlignVCenter,
                     name);
    if (!full) return;
    painter.setFont(reachFont);
    painter.setPen(c.t3);
    painter.drawText(QRectF(start + nameWidth + gap, piece.top(), reachWidth + 2, piece.height()),
                     Qt::AlignVCenter, reach);
  };
  for (const CacheBorder& border : m_data.caches)
    level(xAxis->coordToPixel(border.size), border.name,
          QStringLiteral("≤ ") + bytesText(border.bytes));
  if (!m_data.caches.empty()) level(area.right() + 1, QStringLiteral("DRAM"), {});
}

void CurvePlot::layoutFlags(const QFont& font) {
  m_flags.clear();
  const Theme& theme = Theme::instance();
  const QRectF area = axisRect()->rect();
  constexpr int kRows = 3;
  for (std::size_t i = 0; i < m_data.crossovers.size(); ++i) {
    const CrossoverRecord& crossover = m_data.crossovers[i];
    if (m_options.hidden.contains(toQString(crossover.from)) ||
        m_options.hidden.contains(toQString(crossover.to)))
      continue;
    const double x = xAxis->coordToPixel(crossover.size);
    if (x < area.left() || x > area.right()) continue;
    const QString text = sizeText(static_cast<std::uint64_t>(std::llround(crossover.size)));
    const double width = theme.px(46) + QFontMetricsF(font).horizontalAdvance(text);
    QRectF flag(x - width / 2, area.top() + theme.px(8), width, theme.px(20));
    flag.moveLeft(std::clamp(flag.left(), area.left() + 4, area.right() - 4 - width));
    int row = 0;
    for (; row < kRows; ++row) {
      const bool taken = std::any_of(m_flags.begin(), m_flags.end(), [&](const Flag& other) {
        return other.area.adjusted(-4, -2, 4, 2).intersects(flag);
      });
      if (!taken) break;
      flag.translate(0, theme.px(24));
    }
    if (row == kRows) {
      if (!m_flags.empty()) {
        Flag& last = m_flags.back();
        if (last.more++ == 0)  // room for "+2"
          last.area.setWidth(last.area.width() +
                             QFontMetricsF(font).horizontalAdvance(QStringLiteral(" +9")));
        last.area.moveRight(std::min(last.area.right(), area.right() - 4));
      }
      continue;
    }
    m_flags.push_back({flag, static_cast<int>(i), 0});
  }
}

void CurvePlot::paintFlags(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QFont font = theme.monoFont(11, 500);
  layoutFlags(font);
  for (const Flag& flag : m_flags) {
    const CrossoverRecord& crossover = m_data.crossovers[static_cast<std::size_t>(flag.crossover)];
    const bool chosen = crossover.size == m_selectedCrossover;
    painter.setAntialiasing(true);
    painter.setPen(QPen(chosen ? c.ink : c.line2, chosen ? 1.5 : 1));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(flag.area.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6));
    const double y = flag.area.center().y(), left = flag.area.left();
    paintMarker(painter, theme.series(toQString(crossover.from)), {left + theme.px(11), y},
                theme.px(3.4));
    paintMarker(painter, theme.series(toQString(crossover.to)), {left + theme.px(30), y},
                theme.px(3.4));
    painter.setPen(QPen(c.t3, 1.2));
    const double arrow = left + theme.px(20.5);
    painter.drawLine(QPointF(arrow - 4, y), QPointF(arrow + 3, y));
    painter.drawLine(QPointF(arrow + 1, y - 2), QPointF(arrow + 3, y));
    painter.drawLine(QPointF(arrow + 1, y + 2), QPointF(arrow + 3, y));
    painter.setFont(font);
    painter.setPen(c.t1);
    QString text = sizeText(static_cast<std::uint64_t>(std::llround(crossover.size)));
    if (flag.more > 0) text += QStringLiteral(" +%1").arg(flag.more);
    painter.drawText(flag.area.adjusted(theme.px(38), 0, theme.px(40), 0),
                     Qt::AlignLeft | Qt::AlignVCenter, text);
  }
}

void CurvePlot::paintOverlay(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  if (m_live.size > 0) paintLive(painter);
  if (const CurvePoint* p = m_data.point(m_selected.variant, m_selected.size);
      p != nullptr && !m_options.hidden.contains(m_selected.variant)) {
    painter.setClipRect(axisRect()->rect().adjusted(-9, -9, 9, 9));
    const SeriesStyle style = theme.series(m_selected.variant);
    painter.setPen(QPen(c.ink, 2));
    painter.setBrush(faded(c.plot, 0.75));
    painter.drawEllipse(pixelOf(*p), theme.px(7), theme.px(7));
    paintMarker(painter, style, pixelOf(*p), theme.px(3.2), p->coarse || p->overGoal, c.plot);
    painter.setClipping(false);
  }
  if (m_crosshair.size > 0) paintCrosshair(painter);
  m_gestures->paintBox(painter);
}

void CurvePlot::paintCrosshair(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  const double x = std::round(xAxis->coordToPixel(static_cast<double>(m_crosshair.size)));
  if (x < area.left() - 1 || x > area.right() + 1) return;
  painter.setAntialiasing(false);
  painter.setPen(QPen(faded(c.t2, 0.55), 1));
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  const QFont font = theme.monoFont(11, 600);
  painter.setFont(font);
  const QFontMetricsF metrics(font);
  const auto tagWidth = [&](const QString& text) {
    return metrics.horizontalAdvance(text) + theme.px(12);
  };
  const CurvePoint* p = m_data.point(m_crosshair.variant, m_crosshair.size);
  if (p != nullptr) {
    const QPointF at = pixelOf(*p);
    if (at.y() >= area.top() && at.y() <= area.bottom()) {
      painter.drawLine(QPointF(area.left(), std::round(at.y())),
                       QPointF(area.right(), std::round(at.y())));
      painter.setAntialiasing(true);
      const SeriesStyle style = theme.series(m_crosshair.variant);
      painter.setPen(QPen(style.line, 2));
      painter.setBrush(c.plot);
      painter.drawEllipse(at, theme.px(4.5), theme.px(4.5));
      const bool time =
          m_data.metric == CurveMetric::timePerCall || m_data.metric == CurveMetric::timePerItem;
      const QString text = time ? timeText(p->value) : numberText(p->value * m_data.factor);
      const double width = tagWidth(text);
      paintTag(painter,
               QRectF(area.left() - theme.px(4) - width, at.y() - theme.px(9), width, theme.px(18)),
               text);
    }
  }
  painter.setAntialiasing(true);
  const QString text = sizeText(m_crosshair.size);
  const double width = tagWidth(text);
  paintTag(painter, QRectF(x - width / 2, area.bottom() + theme.px(4), width, theme.px(18)), text);
}

void CurvePlot::paintLive(QCPPainter& painter) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  const double x = std::round(xAxis->coordToPixel(static_cast<double>(m_live.size)));
  if (x < area.left() - 1 || x > area.right() + 1) return;
  QLinearGradient trail(x - theme.px(64), 0, x, 0);
  trail.setColorAt(0, faded(c.ink, 0));
  trail.setColorAt(1, faded(c.ink, m_livePaused ? 0.05 : 0.13));
  painter.setClipRect(area);
  painter.fillRect(QRectF(x - theme.px(64), area.top(), theme.px(64), area.height()), trail);
  QPen pen(faded(c.ink, 0.7), 1);
  if (m_livePaused) pen.setDashPattern({4, 4});
  painter.setPen(pen);
  painter.setAntialiasing(false);
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  painter.setAntialiasing(true);
  painter.setClipping(false);
  const CurvePoint* p = m_data.point(m_live.variant, m_live.size);
  if (p == nullptr || m_options.hidden.contains(m_live.variant)) return;
  const QPointF at = pixelOf(*p);
  const SeriesStyle style = theme.series(m_live.variant);
  const double pulse = 0.5 + 0.5 * std::cos(m_glow * 2 * M_PI);
  const double reach = theme.px(14) + theme.px(6) * pulse;
  QRadialGradient glow(at, reach);
  glow.setColorAt(0, faded(style.fill, 0.55));
  glow.setColorAt(1, faded(style.fill, 0));
  painter.setPen(Qt::NoPen);
  painter.setBrush(glow);
  painter.drawEllipse(at, reach, reach);
  paintMarker(painter, style, at, theme.px(4));

  const QString who = QStringLiteral("%1, %2").arg(style.label, sizeText(m_live.size));
  const QString how = pointInterval(m_data.metric, *p);
  const QFont strong = theme.uiFont(11, 600), plain = theme.uiFont(11), mono = theme.monoFont(11);
  const double first = QFontMetricsF(strong).horizontalAdvance(tr("Live")) + theme.px(4);
  const double width = std::max(first + QFontMetricsF(plain).horizontalAdvance(who),
                                QFontMetricsF(mono).horizontalAdvance(how)) +
                       theme.px(16);
  QRectF card(at.x() + theme.px(10), at.y() - theme.px(84), width, theme.px(40));
  if (card.right() > area.right() - 4) card.moveRight(at.x() - theme.px(10));
  card.moveTop(std::max(card.top(), area.top() + theme.px(30)));
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(c.raised);
  painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6));
  const QRectF text = card.adjusted(theme.px(8), theme.px(4), -theme.px(8), -theme.px(4));
  painter.setFont(strong);
  painter.setPen(c.t1);
  painter.drawText(text, Qt::AlignLeft | Qt::AlignTop, tr("Live"));
  painter.setFont(plain);
  painter.setPen(c.t2);
  painter.drawText(text.adjusted(first, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop, who);
  painter.setFont(mono);
  painter.drawText(text, Qt::AlignLeft | Qt::AlignBottom, how);
}

}  // namespace lane
