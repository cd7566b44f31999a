// Sixteen cells that show how many float lanes a variant's registers hold: lit in the series
// colour, outlined for compiler-made variants, a dashed rule for peers.
#pragma once

#include <QWidget>

#include "support/theme.h"

class QPainter;

namespace lane {

inline constexpr int kLaneCells = 16;

void paintLaneGlyph(QPainter& painter, const SeriesStyle& style, bool compilerMade,
                    const QRectF& area);

class LaneGlyph : public QWidget {
  Q_OBJECT
 public:
  explicit LaneGlyph(QWidget* parent = nullptr);
  void setVariant(const QString& variant);
  QString variant() const { return m_variant; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_variant;
};

}  // namespace lane
