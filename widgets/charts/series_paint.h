// A series over time as a stepped line with a filled foot, drawn column by column: a million
// readings take no longer than a thousand. GUI thread.
#pragma once

#include "session/session.h"

class QCPAxis;
class QCPPainter;

namespace lane {

/// Between the ends of `x`, clipped to the rectangle of the axes.
void paintSeries(QCPPainter& painter, const SeriesRecord& series, const QCPAxis& x,
                 const QCPAxis& y);

}  // namespace lane
