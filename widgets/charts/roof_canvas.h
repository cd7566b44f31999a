// The plot inside RoofPlot: axes, and everything painted between them. One for the window and one
// for each export. GUI thread.
#pragma once

#include <qcustomplot.h>

#include "charts/roof_plot.h"
#include "support/theme.h"

namespace lane {

class PlotGestures;

struct RoofScene {
  RoofChart chart;
  RoofChart ghost;
  RoofOptions options;
  QString title, footer, session, message, ghostName;
  std::uint32_t selected = kNoCase;
};

class RoofCanvas : public QCustomPlot {
 public:
  explicit RoofCanvas(QWidget* parent = nullptr);

  void setScene(const RoofScene& scene);
  const RoofScene& scene() const { return m_scene; }
  void select(std::uint32_t caseIndex);
  void applyTheme();
  void resetZoom();
  PlotGestures* gestures() { return m_gestures; }
  bool isShown(const RoofTrail& trail) const;

  /// The drawn point nearest to a position, within reach of the pointer; nullptr: none.
  const RoofTrailPoint* pointAt(const QPointF& position, const RoofTrail** trail) const;
  QPointF pixel(const RoofTrailPoint& point) const;

 private:
  QString shownVariantOf(const RoofPeak& peak) const;  ///< empty: none is shown
  double topPeak() const;
  void fitRanges();
  void paintRoofs(QCPPainter& painter);
  void paintUnattainable(QCPPainter& painter) const;
  void paintSlope(QCPPainter& painter, const RoofSlope& slope, std::size_t index) const;
  void paintPeak(QCPPainter& painter, const RoofPeak& peak) const;
  void paintRidges(QCPPainter& painter) const;
  void paintTrails(QCPPainter& painter);
  void paintTrail(QCPPainter& painter, const RoofTrail& trail, const SeriesStyle& style) const;
  void paintGhost(QCPPainter& painter) const;
  void paintNames(QCPPainter& painter) const;
  void paintFrame(QCPPainter& painter);
  void paintSelection(QCPPainter& painter) const;
  double radiusOf(std::uint64_t size) const;

  PlotGestures* m_gestures;
  RoofScene m_scene;
  QCPRange m_fullX{0.01, 100}, m_fullY{1e8, 1e12};
  std::uint64_t m_smallest = 1, m_largest = 1;
};

}  // namespace lane
