// Paints table cells: variants with their marker, verdicts as pills, ratios as bars with their
// interval. Plain cells keep the theme's fonts, numbers in mono. GUI thread.
#pragma once

#include <QStyledItemDelegate>

namespace lane {

class TableDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  struct Roles {
    int variant = -1;
    int verdict = -1;  ///< painted in `verdictColumn`
    int verdictColumn = -1;
    int bar = -1;  ///< list of ratio, low, high
  };
  TableDelegate(const Roles& roles, QObject* parent)
      : QStyledItemDelegate(parent), m_roles(roles) {}
  /// The band around 1 that counts as no change, drawn behind ratio bars.
  void setThreshold(double threshold) { m_threshold = threshold; }
  /// How far ratio bars reach: so many octaves to either side of 1; reversed: below 1 to the right.
  void setRatioScale(double octaves, bool reversed) {
    m_octaves = octaves;
    m_reversed = reversed;
  }
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  void paintRatio(QPainter& painter, const QRectF& cell, double ratio, double low, double high,
                  const QColor& color) const;
  Roles m_roles;
  double m_threshold = 0.05;
  double m_octaves = 1;
  bool m_reversed = false;
};

/// The glyph every verdict carries beside its colour and word.
void paintVerdictGlyph(QPainter& painter, int verdict, const QPointF& centre, double radius);

}  // namespace lane
