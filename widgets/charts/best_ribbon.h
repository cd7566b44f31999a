// "Best variant by size": one bar per benchmark over the size axis of the plot above, coloured by
// the variant that wins there, hatched where the runner-up's interval overlaps. Segments come from
// ribbon() in analysis/curves.h. GUI thread.
#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "charts/chart_data.h"

class QScrollArea;
class QScrollBar;

namespace lane {

struct RibbonView {
  double lower = 1, upper = 2;  ///< sizes shown
  CurveKey selected;
  std::uint64_t crosshair = 0;  ///< size, 0: none
  std::uint64_t live = 0;       ///< size being measured in `liveKey`, 0: none
  CurveKey liveKey;
  std::vector<CacheBorder> caches;
};

/// The rows only; also what exports paint.
class RibbonRows : public QWidget {
  Q_OBJECT
 public:
  explicit RibbonRows(QWidget* parent = nullptr);

  void setRows(std::vector<RibbonRow> rows);
  const std::vector<RibbonRow>& rows() const { return m_rows; }
  void setView(const RibbonView& view);
  QSize sizeHint() const override;
  static int rowHeight();
  QRect rowRect(int row) const;

 signals:
  void clicked(const lane::CurveKey& key, const QString& variant, double size);
  /// Where `from` hands over to `to`.
  void boundaryClicked(const lane::CurveKey& key, const QString& from, const QString& to,
                       double size);
  void hovered(const lane::CurveKey& key, double size);  ///< size 0: pointer left

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  double toX(double size) const;
  double toSize(double x) const;
  void paintRow(QPainter& painter, const RibbonRow& row, const QRectF& area) const;
  /// Index of the segment left of a boundary under the pointer; -1: none.
  int boundaryAt(const RibbonRow& row, double x) const;
  const RibbonSegment* segmentAt(const RibbonRow& row, double size) const;

  std::vector<RibbonRow> m_rows;
  RibbonView m_view;
};

class BestRibbon : public QWidget {
  Q_OBJECT
 public:
  explicit BestRibbon(QWidget* parent = nullptr);
  void setRows(std::vector<RibbonRow> rows);
  void setView(const RibbonView& view);
  RibbonRows* rows() const { return m_rows; }
  void ensureVisible(const CurveKey& key);
  int wantedHeight() const;  ///< header and all rows

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void paintHeader(QPainter& painter);
  RibbonRows* m_rows;
  QScrollArea* m_scroll;
  QScrollBar* m_bar;  ///< over the right margin: bars keep the width of the plot above
};

/// Bar of one segment: in the winner's colour, dashed like its line, with its marker where another
/// variant has the same colour; hatched for a tie.
void paintRibbonSegment(QPainter& painter, const RibbonSegment& segment, const QRectF& area);

}  // namespace lane
