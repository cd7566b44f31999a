// The ramp of heat maps: one hue, from the plot's ground to ink, so that it reads without colours.
// GUI thread.
#pragma once

#include <QColor>

namespace lane {

QColor heatColor(double share);  ///< share in [0, 1]
/// Black or white, whichever reads better on it: always 4.5:1 and more.
QColor heatText(double share);

}  // namespace lane
