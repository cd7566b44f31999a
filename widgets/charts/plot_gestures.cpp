#include "charts/plot_gestures.h"

#include <QGestureEvent>
#include <QNativeGestureEvent>
#include <algorithm>
#include <cmath>
#include <utility>

#include "charts/plot_style.h"
#include "support/theme.h"

namespace lane {
namespace {

constexpr double kDragDistance = 6;
constexpr double kStep = 0.85;  // of a wheel's click

bool isLog(const QCPAxis& axis) {
  return axis.scaleType() == QCPAxis::stLogarithmic;
}

/// Steps along an axis that look the same everywhere on it.
double toFlat(const QCPAxis& axis, double value) {
  return isLog(axis) ? std::log(value) : value;
}
double fromFlat(const QCPAxis& axis, double value) {
  return isLog(axis) ? std::exp(value) : value;
}

QCPRange scaled(const QCPAxis& axis, double factor, double centre) {
  const double low = toFlat(axis, axis.range().lower), high = toFlat(axis, axis.range().upper);
  const bool known = std::isfinite(centre) && (!isLog(axis) || centre > 0);
  const double middle = known ? toFlat(axis, centre) : (low + high) / 2;
  return {fromFlat(axis, middle + (low - middle) * factor),
          fromFlat(axis, middle + (high - middle) * factor)};
}

QCPRange shifted(const QCPAxis& axis, const QCPRange& from, double share) {
  const double low = toFlat(axis, from.lower), high = toFlat(axis, from.upper);
  const double by = share * (high - low);
  return {fromFlat(axis, low + by), fromFlat(axis, high + by)};
}

/// Neither a sliver between two neighbouring numbers nor wider than numbers reach.
bool isSensible(const QCPAxis& axis, const QCPRange& range, const QCPRange& full) {
  if (!std::isfinite(range.lower) || !std::isfinite(range.upper)) return false;
  const double span = toFlat(axis, range.upper) - toFlat(axis, range.lower);
  const double all = toFlat(axis, full.upper) - toFlat(axis, full.lower);
  return isLog(axis) ? span > 0.02 && span < std::max(30.0, 2 * all)
                     : span > 1e-6 * all && span < 50 * all;
}

bool differs(const QCPAxis& axis, const QCPRange& a, const QCPRange& b) {
  const double span = toFlat(axis, b.upper) - toFlat(axis, b.lower);
  return std::abs(toFlat(axis, a.lower) - toFlat(axis, b.lower)) > 1e-4 * span ||
         std::abs(toFlat(axis, a.upper) - toFlat(axis, b.upper)) > 1e-4 * span;
}

}  // namespace

PlotGestures::PlotGestures(QCustomPlot* plot, QCPAxis* x, QCPAxis* y)
    : QObject(plot), m_plot(plot), m_x(x), m_y(y) {
  plot->installEventFilter(this);
  plot->grabGesture(Qt::PinchGesture);
}

void PlotGestures::setAxes(QCPAxis* x, QCPAxis* y) {
  m_drag = Drag::none;
  m_x = x;
  m_y = y;
}

QRectF PlotGestures::area() const {
  return m_area ? m_area() : QRectF(m_x->axisRect()->rect());
}

void PlotGestures::setFull(const QCPRange& x, const QCPRange& y) {
  m_fullX = x;
  m_fullY = y;
  if (!m_zoomedX) m_x->setRange(x);
  if (!m_zoomedY && m_y != nullptr) m_y->setRange(y);
}

void PlotGestures::setRangeX(const QCPRange& range) {
  QCPRange next = range;
  if (m_bounded)
    next = {std::max(range.lower, m_fullX.lower), std::min(range.upper, m_fullX.upper)};
  if (!(next.upper > next.lower) || !isSensible(*m_x, next, m_fullX)) return;
  m_zoomedX = differs(*m_x, next, m_fullX);
  m_x->setRange(m_zoomedX ? next : m_fullX);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotGestures::setRangeY(const QCPRange& range) {
  if (m_y == nullptr || !(range.upper > range.lower) || !isSensible(*m_y, range, m_fullY)) return;
  m_zoomedY = true;
  m_y->setRange(range);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotGestures::release(bool x, bool y) {
  if (x) m_zoomedX = false;
  if (y) m_zoomedY = false;
}

void PlotGestures::reset() {
  resetX();
  resetY();
}

void PlotGestures::resetX() {
  m_zoomedX = false;
  m_x->setRange(m_fullX);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotGestures::resetY() {
  m_zoomedY = false;
  if (m_y != nullptr) m_y->setRange(m_fullY);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotGestures::zoomX(double factor, double centre) {
  setRangeX(scaled(*m_x, factor, centre));
}

void PlotGestures::zoomY(double factor, double centre) {
  if (m_y != nullptr) setRangeY(scaled(*m_y, factor, centre));
}

void PlotGestures::panX(double share) {
  if (m_bounded) {
    const double low = toFlat(*m_x, m_x->range().lower), high = toFlat(*m_x, m_x->range().upper);
    const double most = (toFlat(*m_x, m_fullX.upper) - high) / (high - low);
    const double least = (toFlat(*m_x, m_fullX.lower) - low) / (high - low);
    share = std::clamp(share, std::min(0.0, least), std::max(0.0, most));
  }
  setRangeX(shifted(*m_x, m_x->range(), share));
}

void PlotGestures::pan(const QPointF& by) {
  const QRectF place = area();
  m_x->setRange(m_fromX);
  panX(-by.x() / std::max(1.0, place.width()));
  if (m_y != nullptr) setRangeY(shifted(*m_y, m_fromY, by.y() / std::max(1.0, place.height())));
}

void PlotGestures::press(const QMouseEvent& event) {
  m_plot->setFocus(Qt::MouseFocusReason);
  m_pressed = m_dragged = event.position();
  m_fromX = m_x->range();
  if (m_y != nullptr) m_fromY = m_y->range();
  const bool inside = area().contains(event.position());
  const bool pans =
      event.button() == Qt::MiddleButton ||
      (event.button() == Qt::LeftButton && (m_space || event.modifiers() & Qt::ShiftModifier));
  m_drag = Drag::none;
  if (inside && pans)
    m_drag = Drag::pan;
  else if (inside && event.button() == Qt::LeftButton)
    m_drag = Drag::maybe;
  if (m_drag == Drag::pan) m_plot->setCursor(Qt::ClosedHandCursor);
}

void PlotGestures::move(const QMouseEvent& event) {
  m_dragged = event.position();
  const QPointF by = m_dragged - m_pressed;
  if (m_drag == Drag::maybe && std::hypot(by.x(), by.y()) >= kDragDistance) {
    m_drag = Drag::box;
    emit left();  // no tool tip over the box
  }
  if (m_drag == Drag::box)
    emit boxChanged();
  else if (m_drag == Drag::pan)
    pan(by);
  else
    emit moved(event.position());
}

void PlotGestures::releaseButton(const QMouseEvent& event) {
  const Drag drag = std::exchange(m_drag, Drag::none);
  if (drag == Drag::pan) m_plot->setCursor(m_space ? Qt::OpenHandCursor : Qt::ArrowCursor);
  if (drag == Drag::box) {
    m_dragged = event.position();
    const QRectF box = QRectF(m_pressed, m_dragged).normalized().intersected(area());
    const bool wide = box.width() >= kDragDistance, tall = box.height() >= kDragDistance;
    // A box as flat as a line is a wish for one axis.
    if (wide) setRangeX({m_x->pixelToCoord(box.left()), m_x->pixelToCoord(box.right())});
    if (tall && m_y != nullptr)
      setRangeY({m_y->pixelToCoord(box.bottom()), m_y->pixelToCoord(box.top())});
    emit boxChanged();
  } else if (drag == Drag::maybe && event.button() == Qt::LeftButton) {
    emit clicked(event.position());
  }
}

void PlotGestures::doubleClick(const QMouseEvent& event) {
  if (event.button() != Qt::LeftButton) return;
  m_drag = Drag::none;
  const QRectF place = area();
  const QPointF at = event.position();
  if (at.y() > place.bottom())
    resetX();
  else if (at.x() < place.left() || at.x() > place.right())
    resetY();
  else
    reset();
}

void PlotGestures::wheel(const QWheelEvent& event) {
  // Shift turns the wheel sideways on some platforms: take whichever angle is there.
  const QPoint angle = event.angleDelta();
  const double steps = (angle.y() != 0 ? angle.y() : angle.x()) / 120.0;
  if (event.modifiers() & Qt::ShiftModifier || (angle.y() == 0 && angle.x() != 0))
    panX(-0.1 * steps);
  else if (event.modifiers() & Qt::ControlModifier)
    zoomY(std::pow(kStep, steps),
          m_y != nullptr ? m_y->pixelToCoord(event.position().y()) : qQNaN());
  else
    zoomX(std::pow(kStep, steps), m_x->pixelToCoord(event.position().x()));
}

bool PlotGestures::key(const QKeyEvent& event, bool down) {
  if (down && event.key() == Qt::Key_Escape && m_drag != Drag::none) {
    cancel();
    return true;
  }
  if (event.key() != Qt::Key_Space || event.modifiers() != Qt::NoModifier) return false;
  if (!event.isAutoRepeat()) {
    m_space = down;
    if (m_drag != Drag::pan) m_plot->setCursor(down ? Qt::OpenHandCursor : Qt::ArrowCursor);
  }
  return true;
}

void PlotGestures::cancel() {
  if (std::exchange(m_drag, Drag::none) == Drag::pan) {
    setRangeX(m_fromX);
    if (m_y != nullptr) setRangeY(m_fromY);
  }
  m_plot->setCursor(Qt::ArrowCursor);
  emit boxChanged();
}

bool PlotGestures::gesture(QEvent& event) {
  if (event.type() == QEvent::NativeGesture) {
    const auto& native = static_cast<const QNativeGestureEvent&>(event);
    if (native.gestureType() != Qt::ZoomNativeGesture) return false;
    zoomX(std::exp(-native.value()), m_x->pixelToCoord(native.position().x()));
    return true;
  }
  auto& touches = static_cast<QGestureEvent&>(event);
  const auto* pinch = static_cast<QPinchGesture*>(touches.gesture(Qt::PinchGesture));
  if (pinch == nullptr) return false;
  if (pinch->changeFlags() & QPinchGesture::ScaleFactorChanged && pinch->scaleFactor() > 0)
    zoomX(1 / pinch->scaleFactor(),
          m_x->pixelToCoord(m_plot->mapFromGlobal(pinch->centerPoint()).x()));
  touches.accept();
  return true;
}

bool PlotGestures::eventFilter(QObject* object, QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonPress:
      press(static_cast<QMouseEvent&>(*event));
      return true;
    case QEvent::MouseMove:
      move(static_cast<QMouseEvent&>(*event));
      return true;
    case QEvent::MouseButtonRelease:
      releaseButton(static_cast<QMouseEvent&>(*event));
      return true;
    case QEvent::MouseButtonDblClick:
      doubleClick(static_cast<QMouseEvent&>(*event));
      return true;
    case QEvent::Wheel:
      wheel(static_cast<QWheelEvent&>(*event));
      event->accept();
      return true;
    case QEvent::Leave:
      emit left();
      break;
    case QEvent::KeyPress:
      return key(static_cast<QKeyEvent&>(*event), true);
    case QEvent::KeyRelease:
      return key(static_cast<QKeyEvent&>(*event), false);
    case QEvent::FocusOut:
      m_space = false;
      m_plot->setCursor(Qt::ArrowCursor);
      break;
    case QEvent::Gesture:
    case QEvent::NativeGesture:
      return gesture(*event);
    default:
      break;
  }
  return QObject::eventFilter(object, event);
}

void PlotGestures::paintBox(QCPPainter& painter) const {
  if (m_drag != Drag::box) return;
  const QRectF place = area();
  QRectF box = QRectF(m_pressed, m_dragged).normalized().intersected(place);
  if (m_y == nullptr) box = QRectF(box.left(), place.top(), box.width(), place.height());
  const QColor ink = Theme::instance().chrome().ink;
  painter.setPen(QPen(ink, 1));
  painter.setBrush(faded(ink, 0.08));
  painter.setAntialiasing(false);
  painter.drawRect(box);
}

}  // namespace lane
