#include "charts/scoreboard_chart.h"

#include <qcustomplot.h>

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

#include "exchange/scoreboard_export.h"
#include "models/scoreboard_model.h"
#include "models/session_document.h"
#include "support/heat.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

void paintGlyph(QPainter& painter, int glyph, const QPointF& centre, double radius,
                const QColor& color) {
  SeriesStyle style;
  style.line = style.fill = color;
  style.marker = glyph == ScoreboardModel::Faster   ? Marker::triangleUp
                 : glyph == ScoreboardModel::Slower ? Marker::triangleDown
                                                    : Marker::dash;
  paintMarker(painter, style, centre, radius);
}

}  // namespace

ScoreLook scoreLook(const QModelIndex& index) {
  const QVariant heat = index.data(ScoreboardModel::HeatRole);
  return {heat.isValid() ? heat.toDouble() : -1, index.data(ScoreboardModel::GlyphRole).toInt(),
          index.data(ScoreboardModel::FailsRole).toBool(), index.data().toString(),
          index.data(ScoreboardModel::ShortRole).toString()};
}

void paintScore(QPainter& painter, const QRectF& area, const ScoreLook& look, double px) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF cell = area.adjusted(1, 1, -1, -1);
  const QFont font = theme.monoFont(px);
  painter.setFont(font);
  if (look.heat < 0) {
    painter.setPen(c.t3);
    painter.drawText(cell, Qt::AlignCenter, QStringLiteral("–"));
    painter.restore();
    return;
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(heatColor(look.heat));
  painter.drawRoundedRect(cell, 2, 2);
  const QColor color = heatText(look.heat);
  if (look.fails) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1, Qt::DashLine));
    painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), 2, 2);
  }
  const double glyph = theme.px(3), gap = theme.px(4);
  const double text = QFontMetricsF(font).horizontalAdvance(look.text);
  const double both = 2 * glyph + gap + text;
  if (both + 4 <= cell.width()) {
    const double left = cell.center().x() - both / 2;
    paintGlyph(painter, look.glyph, {left + glyph, cell.center().y()}, glyph, color);
    painter.setPen(color);
    painter.drawText(QRectF(left + 2 * glyph + gap, cell.top(), text + 2, cell.height()),
                     Qt::AlignVCenter | Qt::AlignLeft, look.text);
  } else if (QFontMetricsF(font).horizontalAdvance(look.shortText) + 1 <= cell.width()) {
    painter.setPen(color);
    painter.drawText(cell, Qt::AlignCenter, text + 2 <= cell.width() ? look.text : look.shortText);
  } else {
    paintGlyph(painter, look.glyph, cell.center(), std::min(glyph, cell.width() / 4), color);
  }
  painter.restore();
}

QString ScoreboardChart::chartTitle() const {
  return QObject::tr("Scoreboard: hand-written against %1")
      .arg(toQString(opponentName(m_model->board().opponent)));
}

QString ScoreboardChart::chartFooter() const {
  const Session& session = m_document->session();
  return QStringList{toQString(session.machine.cpuModel), toQString(session.title),
                     toQString(session.created)}
      .join(QStringLiteral("  ·  "));
}

QString ScoreboardChart::chartCsv() const {
  return toQString(toCsv(m_model->board(), m_document->session()));
}

void ScoreboardChart::paintChart(QCPPainter& painter, const QSize& size) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const Scoreboard& board = m_model->board();
  const double margin = 16, names = 150, mean = 64, head = 22;
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t2);
  const ScoreSum& sum = board.sum;
  const QString verdict = board.isMet() ? QObject::tr("pass") : QObject::tr("fail");
  const QString line =
      QObject::tr(
          "Time of ours / theirs, geometric mean %1; %2 of %3 cells at most %4 % slower; "
          "%5: %6")
          .arg(toQString(scoreText(sum.ratio, sum.low, sum.high)), countText(sum.within),
               countText(sum.cells), numberText(100 * board.criterion.within),
               toQString(criterionText(board.criterion)), verdict);
  painter.drawText(QRectF(margin, 0, size.width() - 2 * margin, head), Qt::AlignVCenter, line);
  // What the glyphs say, for readers without the window's tooltips.
  double x = margin;
  const std::pair<int, QString> keys[] = {
      {ScoreboardModel::Faster, QObject::tr("ours is faster")},
      {ScoreboardModel::AsFast, QObject::tr("too close to tell")},
      {ScoreboardModel::Slower, QObject::tr("ours is slower; dashed frame: beyond the limit")}};
  for (const auto& [glyph, text] : keys) {
    paintGlyph(painter, glyph, {x + 4, head * 1.5}, 3.5, c.t2);
    painter.setPen(c.t2);
    painter.drawText(QRectF(x + 14, head, 400, head), Qt::AlignVCenter, text);
    x += 14 + painter.fontMetrics().horizontalAdvance(text) + 24;
  }
  const auto rows = double(std::max<std::size_t>(1, board.rows.size()));
  const auto columns = double(std::max<std::size_t>(1, board.sizes.size()));
  const double top = 3 * head, left = margin + names + mean + 8;
  const double height = std::min(26.0, (size.height() - top - margin) / rows);
  const double width = std::min(72.0, (size.width() - left - margin) / columns);
  const double px = std::clamp(height * 0.5, 5.0, 11.0);
  painter.setPen(c.t3);
  painter.setFont(theme.monoFont(std::clamp(width / 5, 5.0, 11.0)));
  painter.drawText(QRectF(margin + names, 2 * head, mean, head), Qt::AlignCenter,
                   QObject::tr("mean"));
  for (std::size_t i = 0; i < board.sizes.size(); ++i)
    painter.drawText(QRectF(left + width * double(i), 2 * head, width, head), Qt::AlignCenter,
                     sizeText(board.sizes[i]));
  for (int row = 0; row < m_model->rowCount(); ++row) {
    const double y = top + height * row;
    painter.setFont(theme.uiFont(px));
    painter.setPen(c.t1);
    const QString name = m_model->index(row, ScoreboardModel::Kernel).data().toString();
    painter.drawText(QRectF(margin, y, names - 8, height), Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, int(names - 8)));
    for (int column = ScoreboardModel::Mean; column < m_model->columnCount(); ++column) {
      if (column > ScoreboardModel::Mean && column < ScoreboardModel::FirstSize) continue;
      const QModelIndex index = m_model->index(row, column);
      const bool isMean = column == ScoreboardModel::Mean;
      const QRectF area =
          isMean ? QRectF(margin + names, y, mean, height)
                 : QRectF(left + width * (column - ScoreboardModel::FirstSize), y, width, height);
      paintScore(painter, area, scoreLook(index), px);
    }
  }
}

}  // namespace lane
