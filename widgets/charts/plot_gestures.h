// What pointer and wheel do to the ranges of a plot, the same on every chart: left drag zooms into
// a box, Space, Shift or the middle button pans, wheel and pinch zoom at the pointer, a double
// click shows all again. Watches the events of its plot, which owns it. GUI thread.
#pragma once

#include <qcustomplot.h>

#include <functional>

namespace lane {

class PlotGestures : public QObject {
  Q_OBJECT
 public:
  /// `y` may be null: then only the horizontal axis moves.
  PlotGestures(QCustomPlot* plot, QCPAxis* x, QCPAxis* y);
  void setAxes(QCPAxis* x, QCPAxis* y);
  /// Where gestures begin; without it the rectangle of the axes.
  void setArea(std::function<QRectF()> area) { m_area = std::move(area); }
  /// The horizontal axis never leaves its full range.
  void setBounded(bool bounded) { m_bounded = bounded; }

  /// What "all" is. Axes that are not zoomed follow, the others keep their place.
  void setFull(const QCPRange& x, const QCPRange& y);
  void setRangeX(const QCPRange& range);
  void setRangeY(const QCPRange& range);
  bool isZoomedX() const { return m_zoomedX; }
  bool isZoomedY() const { return m_zoomedY; }
  void release(bool x, bool y);  ///< the next setFull() shows all of these
  void reset();
  void resetX();
  void resetY();
  /// Below 1 zooms in. `centre` in coordinates of the axis; NaN: the middle.
  void zoomX(double factor, double centre = qQNaN());
  void zoomY(double factor, double centre = qQNaN());
  void panX(double share);  ///< of the range shown

  bool isDragging() const { return m_drag == Drag::box || m_drag == Drag::pan; }
  void paintBox(QCPPainter& painter) const;  ///< nothing without one

 signals:
  void moved(const QPointF& position);  ///< the pointer, while nothing is dragged
  void left();
  void clicked(const QPointF& position);
  void boxChanged();  ///< paintBox() shows something else

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  enum class Drag { none, maybe, box, pan };
  QRectF area() const;
  void press(const QMouseEvent& event);
  void move(const QMouseEvent& event);
  void releaseButton(const QMouseEvent& event);
  void doubleClick(const QMouseEvent& event);
  void wheel(const QWheelEvent& event);
  bool key(const QKeyEvent& event, bool down);
  bool gesture(QEvent& event);
  void pan(const QPointF& by);
  void cancel();

  QCustomPlot* m_plot;
  QCPAxis* m_x;
  QCPAxis* m_y;
  std::function<QRectF()> m_area;
  QCPRange m_fullX{0, 1}, m_fullY{0, 1};
  bool m_bounded = true;
  bool m_zoomedX = false, m_zoomedY = false;
  Drag m_drag = Drag::none;
  bool m_space = false;
  QPointF m_pressed, m_dragged;
  QCPRange m_fromX, m_fromY;
};

}  // namespace lane
