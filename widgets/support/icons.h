// Icons of the window, painted as paths in the theme's colours at any size: no image files, no
// re-tinting when the theme changes. GUI thread.
#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>

class QPainter;

namespace lane {

enum class Icon {
  open,
  save,
  run,
  pause,
  stop,
  exportChart,
  sun,
  moon,
  search,
  chevronDown,
  chevronRight,
  chevronLeft,
  chevronUp,
  pin,
  warn,
  check,
  problem,
  plus,
  minus,
  cpu,
  document,
  clock,
  refresh,
  close,
  settings,
  fit,
  copy,
  compare,
  logo,
};

/// How the icon is coloured; disabled icons always take the hint colour.
enum class IconRole { normal, strong, onInk, ok, warn, bad };

QIcon icon(Icon which, IconRole role = IconRole::normal);
void paintIcon(QPainter& painter, Icon which, const QRectF& area, const QColor& color);
/// The program's icon with its own background, for the window and the task bar.
QIcon programIcon();

}  // namespace lane
