// The plot of the Timeline view: lanes with one time axis. One for the window and one for each
// export. GUI thread.
#pragma once

#include <qcustomplot.h>

#include <vector>

#include "analysis/series_summary.h"
#include "analysis/timeline.h"
#include "session/session.h"

namespace lane {

struct TimelineLane {
  MetricRecord metric;
  SeriesRecord series;
  SeriesSummary summary;
};

struct TimelineData {
  std::vector<TimelineLane> lanes;
  Timeline grid;
  std::vector<MarkRecord> marks;
  QString selectedKernel;
  std::vector<double> selectedTimes;  ///< when the selected case was measured
};

class TimelinePlot : public QCustomPlot {
 public:
  explicit TimelinePlot(QWidget* parent = nullptr);

  void setData(TimelineData data);
  const TimelineData& data() const { return m_data; }
  void setSelected(const QString& kernel, std::vector<double> times);
  void setCursor(double t);  ///< NaN: none
  void applyTheme();
  void resetZoom();

  double timeAt(const QPointF& position) const;  ///< NaN outside the lanes
  /// Row of the grid under the pointer; kernels.size() outside it.
  std::size_t kernelAt(const QPointF& position) const;
  QString readingAt(std::size_t lane, double t) const;
  /// Pixels the lanes need at least.
  int neededHeight() const;

 private:
  void buildLanes();
  void fitLane(std::size_t lane);
  void styleAxes(QCPAxisRect* rect);
  void followRange(QCPAxis* source, const QCPRange& range);
  QRectF area(std::size_t lane) const;
  QRectF gridArea() const;
  void paintLabels(QCPPainter& painter);
  void paintGrid(QCPPainter& painter);
  void paintOverlay(QCPPainter& painter);

  TimelineData m_data;
  std::vector<QCPAxisRect*> m_rects;  ///< lanes, then the grid
  std::vector<QCPGraph*> m_graphs;
  double m_cursor = kUnknown;
  bool m_following = false;
};

}  // namespace lane
