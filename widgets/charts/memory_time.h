// Resident memory over time, with the phases of the run above it. Shows a series as it was
// sampled; the pointer reads it, the wheel zooms time. GUI thread.
#pragma once

#include <qcustomplot.h>

#include <vector>

#include "session/session.h"

namespace lane {

class PlotGestures;

struct MemoryTimeScene {
  QString title, note;
  SeriesRecord series;
  std::vector<MarkRecord> marks;  ///< where phases begin, ascending
};

class MemoryTimePlot : public QCustomPlot {
  Q_OBJECT
 public:
  explicit MemoryTimePlot(QWidget* parent = nullptr);

  void setScene(MemoryTimeScene scene);
  const MemoryTimeScene& scene() const { return m_scene; }
  bool isEmpty() const { return m_scene.series.t.empty(); }
  PlotGestures& gestures() { return *m_gestures; }
  void applyTheme();
  /// "41.5 MiB at 3.20 s, Pass 2"; empty outside the chart.
  QString readingAt(const QPointF& position) const;

 signals:
  void menuRequested(const QPoint& globalPosition);

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  QString phaseAt(double t) const;
  std::size_t sampleAt(double t) const;
  void paintPhases(QCPPainter& painter);
  void paintPeak(QCPPainter& painter) const;
  void paintCursor(QCPPainter& painter);
  void read(const QPointF& position);

  MemoryTimeScene m_scene;
  PlotGestures* m_gestures;
  double m_cursor = kUnknown;
};

}  // namespace lane
