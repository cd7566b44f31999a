// Pointer input of the curve plot: hover, click, box zoom, pan and wheel.
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "charts/curve_plot.h"

namespace lane {
namespace {

constexpr double kDragDistance = 6;

}  // namespace

void CurvePlot::mousePressEvent(QMouseEvent* event) {
  m_pressed = m_dragged = event->position();
  m_panFromX = xAxis->range();
  m_panFromY = yAxis->range();
  const bool inside = axisRect()->rect().contains(event->position().toPoint());
  if (event->button() == Qt::MiddleButton && inside)
    m_drag = Drag::pan;
  else if (event->button() == Qt::LeftButton && inside)
    m_drag = event->modifiers() & Qt::ShiftModifier ? Drag::pan : Drag::maybe;
  else
    m_drag = Drag::none;
  setFocus(Qt::MouseFocusReason);
}

void CurvePlot::mouseMoveEvent(QMouseEvent* event) {
  m_dragged = event->position();
  const QPointF moved = m_dragged - m_pressed;
  if (m_drag == Drag::maybe && std::hypot(moved.x(), moved.y()) >= kDragDistance)
    m_drag = Drag::box;
  if (m_drag == Drag::box) {
    layer(QStringLiteral("overlay"))->replot();
    return;
  }
  if (m_drag == Drag::pan) {
    const double width = std::max(1, axisRect()->width());
    xAxis->setRange(m_panFromX);
    panX(-moved.x() / width);
    m_zoomedX = true;
    const double from = yAxis->pixelToCoord(m_pressed.y());
    const double to = yAxis->pixelToCoord(m_dragged.y());
    if (m_options.logY && from > 0 && to > 0) {
      yAxis->setRange(m_panFromY.lower * from / to, m_panFromY.upper * from / to);
      m_panFromY = yAxis->range();
    } else if (!m_options.logY) {
      yAxis->setRange(m_panFromY.lower + from - to, m_panFromY.upper + from - to);
      m_panFromY = yAxis->range();
    }
    m_pressed.setY(m_dragged.y());
    m_zoomedY = true;
    return;
  }
  emit hovered(spotAt(event->position()));
}

void CurvePlot::mouseReleaseEvent(QMouseEvent* event) {
  const Drag drag = std::exchange(m_drag, Drag::none);
  if (drag == Drag::box) {
    const QRectF box =
        QRectF(m_pressed, event->position()).normalized().intersected(QRectF(axisRect()->rect()));
    if (box.width() >= kDragDistance && box.height() >= kDragDistance) {
      const double low = xAxis->pixelToCoord(box.left()), high = xAxis->pixelToCoord(box.right());
      if (high / low >= 1.05) {
        m_zoomedX = m_zoomedY = true;
        xAxis->setRange(low, high);
        yAxis->setRange(yAxis->pixelToCoord(box.bottom()), yAxis->pixelToCoord(box.top()));
      }
    }
    replot(rpQueuedReplot);
    return;
  }
  if (drag != Drag::maybe || event->button() != Qt::LeftButton) return;
  for (const Flag& flag : m_flags)
    if (flag.area.contains(event->position())) {
      emit crossoverClicked(flag.crossover);
      return;
    }
  const CurveSpot spot = spotAt(event->position());
  if (!spot.variant.isEmpty()) emit clicked(spot);
}

void CurvePlot::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  m_drag = Drag::none;
  const QRect area = axisRect()->rect();
  const QPoint at = event->position().toPoint();
  if (at.y() > area.bottom()) {
    m_zoomedX = false;
    xAxis->setRange(m_fullX);
    replot(rpQueuedReplot);
  } else if (at.x() < area.left() || at.x() > area.right()) {
    m_zoomedY = false;
    yAxis->setRange(m_fullY);
    replot(rpQueuedReplot);
  } else {
    resetZoom();
  }
}

void CurvePlot::wheelEvent(QWheelEvent* event) {
  // Shift turns the wheel sideways on some platforms: take whichever angle is there.
  const QPoint angle = event->angleDelta();
  const double steps = (angle.y() != 0 ? angle.y() : angle.x()) / 120.0;
  if (event->modifiers() & Qt::ShiftModifier)
    panX(-0.1 * steps);
  else if (event->modifiers() & Qt::ControlModifier)
    zoomY(std::pow(0.85, steps), yAxis->pixelToCoord(event->position().y()));
  else
    zoomX(std::pow(0.85, steps), xAxis->pixelToCoord(event->position().x()));
  event->accept();
}

void CurvePlot::leaveEvent(QEvent* event) {
  emit hovered({});
  QCustomPlot::leaveEvent(event);
}

void CurvePlot::contextMenuEvent(QContextMenuEvent* event) {
  emit menuRequested(event->globalPos(), spotAt(event->pos()));
}

}  // namespace lane
