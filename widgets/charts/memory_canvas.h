// One chart over the working set: curves with bands, the levels as a ruler, knees and plateaus as
// marks, and the overlay of the crosshair. Drawn twice in the Memory view, for bandwidth and for
// latency, and once more for each export. Shows a MemoryScene; reports what the pointer does and
// changes nothing but its own view. GUI thread.
#pragma once

#include <qcustomplot.h>

#include <QSet>
#include <optional>

#include "analysis/memory_chart.h"
#include "charts/axis_tickers.h"
#include "charts/chart_data.h"

namespace lane {

class PlotGestures;
class WorkingSetTicker;
struct SeriesStyle;

struct MemoryLine {
  QString style;  ///< its name in the theme: "memory/read"
  std::vector<MemoryPoint> points;
};

/// Where a level ends on the axis; infinite: nowhere.
struct MemoryBorder {
  QString level;
  double bytes = 0;
};

struct MemoryMark {
  QString text;
  double bytes = 0, low = 0, high = 0;
  bool below = false;  ///< at the foot of the chart, else on the curves
};

struct MemoryStep {
  double first = 0, last = 0, value = 0;
  QString text;
  bool above = false;  ///< where the text stands
};

struct MemoryScene {
  QString title, note;
  std::vector<MemoryLine> lines;
  std::vector<MemoryBorder> borders;
  std::vector<MemoryMark> marks;
  std::vector<MemoryStep> steps;
  QString unit;
  double factor = 1;  ///< SI value times this is in `unit`
  std::optional<LinkedUnit> linked;
  double firstBytes = 4096, lastBytes = 1 << 30;  ///< of the axis
  QSet<QString> hidden;
  bool logY = true, bands = true, knees = true, caches = true;
  bool endNames = false;  ///< names and last values at the right end, else a legend above
};

/// A working set and a curve; either may be missing.
struct MemorySpot {
  double bytes = 0;
  QString style;
  bool operator==(const MemorySpot&) const = default;
};

class MemoryCanvas : public QCustomPlot {
  Q_OBJECT
 public:
  explicit MemoryCanvas(QWidget* parent = nullptr);

  void setScene(MemoryScene scene);
  const MemoryScene& scene() const { return m_scene; }
  void setCrosshair(const MemorySpot& spot);
  void applyTheme();

  PlotGestures& gestures() { return *m_gestures; }
  /// From the other chart or for an export; tells nobody.
  void setBytesRange(const QCPRange& range);

  QPointF pixel(double bytes, double value) const;  ///< value in SI
  MemorySpot spotAt(const QPointF& position) const;

 signals:
  void hovered(const lane::MemorySpot& spot);  ///< default-constructed: the pointer left
  void clicked(const lane::MemorySpot& spot);
  void bytesRangeChanged(const QCPRange& range);
  void menuRequested(const QPoint& globalPosition);

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  bool isShown(const MemoryLine& line) const { return !m_scene.hidden.contains(line.style); }
  QPointF pixelOf(const MemoryPoint& point) const;
  void fitRanges();
  void updateTickers();

  void paintGuides(QCPPainter& painter);
  void paintLines(QCPPainter& painter);
  void paintBand(QCPPainter& painter, const MemoryLine& line, const SeriesStyle& style,
                 double opacity) const;
  void paintFrame(QCPPainter& painter);
  void paintHeading(QCPPainter& painter) const;
  void paintRuler(QCPPainter& painter) const;
  void paintMarks(QCPPainter& painter) const;
  void paintSteps(QCPPainter& painter) const;
  void paintEndNames(QCPPainter& painter) const;
  void paintOverlay(QCPPainter& painter);

  MemoryScene m_scene;
  MemorySpot m_crosshair;
  QString m_emphasis;
  QSharedPointer<ValueTicker> m_valueTicker, m_linkedTicker;
  QSharedPointer<WorkingSetTicker> m_bytesTicker;
  PlotGestures* m_gestures;
  bool m_following = false;  ///< the other chart moves this one
};

}  // namespace lane
