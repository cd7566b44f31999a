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

/// What somebody wrote about a case, at the moment it was first measured.
struct TimelineNote {
  double t = 0;
  std::uint32_t caseIndex = kNoCase;
  QString kernel;
  QString text;
};

struct TimelineData {
  std::vector<TimelineLane> lanes;
  Timeline grid;
  std::vector<MarkRecord> marks;
  std::vector<TimelineNote> notes;
  QString selectedKernel;
  std::vector<double> selectedTimes;  ///< when the selected case was measured
};

class PlotGestures;

class TimelinePlot : public QCustomPlot {
  Q_OBJECT
 public:
  explicit TimelinePlot(QWidget* parent = nullptr);

  void setData(TimelineData data);
  const TimelineData& data() const { return m_data; }
  void setSelected(const QString& kernel, std::vector<double> times);
  void setCursor(double t);  ///< NaN: none
  void applyTheme();
  void resetZoom();
  PlotGestures* gestures() { return m_gestures; }
  QCPAxis* timeAxis() const { return m_rects.back()->axis(QCPAxis::atBottom); }

  double timeAt(const QPointF& position) const;  ///< NaN outside the lanes
  /// Row of the grid under the pointer; kernels.size() outside it.
  std::size_t kernelAt(const QPointF& position) const;
  QString readingAt(std::size_t lane, double t) const;
  /// Pixels the lanes need at least.
  int neededHeight() const;

 signals:
  void timeRangeChanged(const QCPRange& range);

 private:
  void buildLanes();
  void fitLane(std::size_t lane);
  void styleAxes(QCPAxisRect* rect);
  void followRange(const QCPRange& range);
  QRectF area(std::size_t lane) const;
  QRectF gridArea() const;
  void paintLabels(QCPPainter& painter);
  void paintLanes(QCPPainter& painter);
  void paintGrid(QCPPainter& painter);
  void paintCells(QCPPainter& painter, const QRectF& rows) const;
  void paintMarks(QCPPainter& painter, const QRectF& rows) const;
  void paintOverlay(QCPPainter& painter);

  /// Steps in a row in which a kernel was measured: painting asks only where there is something.
  struct Span {
    std::size_t first = 0, last = 0;
  };
  void findSpans();

  TimelineData m_data;
  std::vector<std::vector<Span>> m_spans[2];  ///< by kernel: of samples, of disturbed ones
  std::vector<QCPAxisRect*> m_rects;          ///< lanes, then the grid
  PlotGestures* m_gestures = nullptr;
  double m_cursor = kUnknown;
  bool m_following = false;
};

}  // namespace lane
