// One chart of AllocationPlot: percentile curves of single events at one block size, or median,
// 99th percentile and longest over the sizes. Time on a logarithmic axis in both. One for the
// window and one for each export. GUI thread.
#pragma once

#include <qcustomplot.h>

#include <QPointer>
#include <QSet>

#include "analysis/allocation_chart.h"
#include "charts/axis_tickers.h"

namespace lane {

class PlotGestures;
class PointTip;

struct AllocationScene {
  AllocationChart chart;
  std::uint64_t size = 0;  ///< of the percentile curves
  QSet<QString> hidden;    ///< allocators
};

class AllocationCanvas : public QCustomPlot {
  Q_OBJECT
 public:
  enum class Kind { percentiles, sizes };
  explicit AllocationCanvas(Kind kind, QWidget* parent = nullptr);
  ~AllocationCanvas() override;

  void setScene(AllocationScene scene);
  const AllocationScene& scene() const { return m_scene; }
  void applyTheme();
  PlotGestures& gestures() { return *m_gestures; }
  void setShownRanges(const QCPRange& x, const QCPRange& y);
  /// Where a point of a size stands, in pixels (of Kind::sizes: its median).
  QPointF pixel(const AllocationPoint& point) const;
  bool isShown(const AllocationPoint& point) const;

 signals:
  void clicked(quint32 caseIndex);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Near {
    const AllocationPoint* point = nullptr;
    QPointF at;
    double share = 0;    ///< of Kind::percentiles
    double seconds = 0;  ///< there
  };
  Near nearTo(const QPointF& position) const;
  void hover(const QPointF& position);
  void paintPercentiles(QCPPainter& painter);
  void paintSizes(QCPPainter& painter);
  void paintFrame(QCPPainter& painter);
  void paintClock(QCPPainter& painter);
  void findRanges();
  double x(double share) const;
  std::vector<const AllocationPoint*> shown() const;

  Kind m_kind;
  AllocationScene m_scene;
  QString m_emphasis;  ///< allocator under the pointer
  QSharedPointer<ValueTicker> m_timeTicker;
  QSharedPointer<QCPAxisTickerText> m_shareTicker;
  PlotGestures* m_gestures;
  QPointer<PointTip> m_tip;
};

}  // namespace lane
