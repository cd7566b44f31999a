// The look all plots of QCustomPlot share: axes without tick marks, numbers in mono, hairline
// grids. Called when a plot is made and when the theme changes. GUI thread.
#pragma once

#include <QColor>

class QCPAxis;

namespace lane {

/// `grid` colours the lines across; `padding` (px) stands between axis and numbers.
void styleAxis(QCPAxis* axis, const QColor& grid, int padding);
/// The colour with another opacity, 0 to 1.
QColor faded(QColor color, double alpha);

}  // namespace lane
