// Shows which plot has the keyboard: two pixels of ink inside its edge, when it came there by keys.
// GUI thread; each ring belongs to its plot.
#pragma once

class QWidget;

namespace lane {

/// For every plot in a window, once they are all made.
void showFocusOfPlots(QWidget* window);

}  // namespace lane
