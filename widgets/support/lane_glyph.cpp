#include "support/lane_glyph.h"

#include <QPainter>

namespace lane {

void paintLaneGlyph(QPainter& painter, const SeriesStyle& style, bool compilerMade,
                    const QRectF& area) {
  painter.save();
  const ChromeColors& c = Theme::instance().chrome();
  if (style.lanes == 0) {
    QPen pen(style.line, 1);
    pen.setDashPattern({5, 5});
    painter.setPen(pen);
    painter.drawLine(QPointF(area.left(), area.center().y()),
                     QPointF(area.right(), area.center().y()));
    painter.restore();
    return;
  }
  const double pitch = (area.width() + 1) / kLaneCells;
  for (int i = 0; i < kLaneCells; ++i) {
    const QRectF cell(area.left() + i * pitch, area.top(), pitch - 1, area.height());
    const bool lit = i < style.lanes;
    if (lit && compilerMade) {
      painter.setRenderHint(QPainter::Antialiasing, false);
      painter.setPen(QPen(style.line, 1));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(cell.adjusted(0, 0, -1, -1));
    } else {
      painter.fillRect(cell, lit ? style.fill : c.line2);
    }
  }
  painter.restore();
}

LaneGlyph::LaneGlyph(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LaneGlyph::setVariant(const QString& variant) {
  m_variant = variant;
  const int lanes = Theme::instance().series(variant).lanes;
  setAccessibleName(lanes == 0 ? tr("%1: no registers of its own").arg(variant)
                               : tr("%1, float lanes: %2").arg(variant).arg(lanes));
  update();
}

QSize LaneGlyph::sizeHint() const {
  return {Theme::instance().px(80), Theme::instance().px(6)};
}

void LaneGlyph::paintEvent(QPaintEvent*) {
  if (m_variant.isEmpty()) return;
  QPainter painter(this);
  const double height = Theme::instance().px(6);
  paintLaneGlyph(painter, Theme::instance().series(m_variant),
                 m_variant.startsWith(QLatin1StringView("omp-")),
                 QRectF(0, (this->height() - height) / 2, width(), height));
}

}  // namespace lane
