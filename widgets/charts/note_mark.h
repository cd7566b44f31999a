// The mark of a note in a chart: a small speech bubble in ink, the same in every view. GUI thread.
#pragma once

#include <QPointF>
#include <QString>

class QPainter;

namespace lane {

/// Above and right of the point it belongs to.
void paintNoteMark(QPainter& painter, const QPointF& point);

/// As much of a note as one line of a tool tip has room for.
QString noteLine(const QString& text);

}  // namespace lane
