#include "panels/table_delegate.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "base/words.h"
#include "support/markers.h"
#include "support/theme.h"

namespace lane {

void paintVerdictGlyph(QPainter& painter, int verdict, const QPointF& centre, double radius) {
  const QColor color = Theme::instance().verdict(verdict);
  SeriesStyle style;
  style.line = style.fill = color;
  switch (Verdict(verdict)) {
    case Verdict::improved:
      style.marker = Marker::triangleUp;
      break;
    case Verdict::regressed:
      style.marker = Marker::triangleDown;
      break;
    case Verdict::same:
      style.marker = Marker::dash;
      break;
    case Verdict::unsure:
      style.marker = Marker::circle;
      break;
  }
  paintMarker(painter, style, centre, radius, Verdict(verdict) == Verdict::unsure,
              Theme::instance().chrome().panel);
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& theme = Theme::instance();
  const int height = std::max(theme.px(22), QFontMetrics(theme.monoFont(12)).height() + 4);
  if (m_roles.bar >= 0 && index.data(m_roles.bar).isValid()) return {theme.px(140), height};
  int width =
      QFontMetrics(theme.monoFont(12)).horizontalAdvance(index.data().toString()) + theme.px(20);
  if (m_roles.variant >= 0 && index.data(m_roles.variant).isValid()) width += theme.px(18);
  if (index.column() == m_roles.verdictColumn) width += theme.px(24);
  Q_UNUSED(option)
  return {width, height};
}

void TableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const bool selected = option.state & QStyle::State_Selected;
  if (selected || (option.state & QStyle::State_MouseOver))
    painter->fillRect(option.rect, selected ? c.sel : c.hover);
  if (selected && index.column() == 0)
    painter->fillRect(option.rect.left(), option.rect.top(), 2, option.rect.height(), c.ink);
  painter->setPen(c.line);
  painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());

  QRect cell = option.rect.adjusted(theme.px(8), 0, -theme.px(8), 0);
  const QVariant verdict = m_roles.verdict >= 0 ? index.data(m_roles.verdict) : QVariant();
  if (m_roles.bar >= 0 && index.data(m_roles.bar).isValid()) {
    const QVariantList bar = index.data(m_roles.bar).toList();
    if (bar.size() == 3)
      paintRatio(*painter, cell, bar[0].toDouble(), bar[1].toDouble(), bar[2].toDouble(),
                 theme.verdict(verdict.toInt()));
    painter->restore();
    return;
  }
  const int align = index.data(Qt::TextAlignmentRole).toInt();
  const bool numeric = align & Qt::AlignRight;
  QFont font =
      numeric ? theme.monoFont(12, selected ? 500 : 400) : theme.uiFont(12, selected ? 500 : 400);
  if (verdict.isValid() && index.column() == m_roles.verdictColumn) {
    font = theme.uiFont(11, 500);
    const QString word = index.data().toString();
    const double width = QFontMetrics(font).horizontalAdvance(word) + theme.px(28);
    const QRectF pill(cell.left(), cell.top() + 2.5, std::min<double>(width, cell.width()),
                      cell.height() - 5);
    painter->setPen(QPen(theme.verdict(verdict.toInt()), 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    paintVerdictGlyph(*painter, verdict.toInt(), {pill.left() + theme.px(11), pill.center().y()},
                      theme.px(3.5));
    cell.setLeft(int(pill.left()) + theme.px(20));
  } else if (const QVariant variant =
                 m_roles.variant >= 0 ? index.data(m_roles.variant) : QVariant();
             variant.isValid()) {
    paintMarker(*painter, theme.series(variant.toString()),
                {cell.left() + theme.px(4) + 0.5, cell.center().y() + 0.5}, theme.px(4));
    cell.setLeft(cell.left() + theme.px(15));
  }
  painter->setFont(font);
  painter->setPen(numeric || index.column() == 0 ? c.t1 : c.t2);
  painter->drawText(
      cell, align ? align : int(Qt::AlignLeft | Qt::AlignVCenter),
      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, cell.width()));
  if (option.state & QStyle::State_HasFocus) {
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(c.ctl, 1));
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
  }
  painter->restore();
}

void TableDelegate::paintRatio(QPainter& painter, const QRectF& cell, double ratio, double low,
                               double high, const QColor& color) const {
  if (!std::isfinite(ratio) || ratio <= 0) return;
  const ChromeColors& c = Theme::instance().chrome();
  // Log scale: as far left for twice as fast as right for half as fast.
  const auto x = [&](double r) {
    const double at = std::clamp(std::log2(r) / m_octaves, -1.0, 1.0);
    return cell.center().x() + (m_reversed ? -at : at) * cell.width() / 2;
  };
  QColor band = c.line2;
  band.setAlphaF(0.5f);
  painter.fillRect(QRectF(x(1 / (1 + m_threshold)), cell.top(),
                          x(1 + m_threshold) - x(1 / (1 + m_threshold)), cell.height())
                       .normalized(),
                   band);
  painter.setPen(QPen(c.t3, 1));
  painter.drawLine(QPointF(cell.center().x(), cell.top()),
                   QPointF(cell.center().x(), cell.bottom()));
  QColor fill = color;
  fill.setAlphaF(0.5f);
  const double y = cell.center().y(), h = cell.height() * 0.36;
  painter.fillRect(QRectF(QPointF(std::min(x(1), x(ratio)), y - h / 2),
                          QPointF(std::max(x(1), x(ratio)), y + h / 2)),
                   fill);
  painter.setPen(QPen(color, 1.5));
  if (std::isfinite(low) && std::isfinite(high) && low > 0) {
    painter.drawLine(QPointF(x(low), y), QPointF(x(high), y));
    for (const double end : {low, high})
      if (std::abs(std::log2(end)) <= m_octaves)  // else it goes on beyond the cell
        painter.drawLine(QPointF(x(end), y - 3), QPointF(x(end), y + 3));
  }
}

}  // namespace lane
