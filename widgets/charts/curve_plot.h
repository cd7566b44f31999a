// The plot of the Curves page: axes, curves with bands and markers, cache ruler, crossover flags
// and the overlay of crosshair, selection and live point. Shows a ChartData; reports what the
// pointer does and changes nothing but its own view (charts/plot_gestures.h). GUI thread.
#pragma once

#include <qcustomplot.h>

#include <QSet>

#include "charts/axis_tickers.h"
#include "charts/chart_data.h"

namespace lane {

struct CurveOptions {
  bool logY = true;
  bool bands = true;
  bool crossovers = true;
  bool caches = true;
  bool spread = false;  ///< bands are the 5th to 95th percentile
  QSet<QString> hidden;
};

/// A variant at a size; either may be missing.
struct CurveSpot {
  QString variant;
  std::uint64_t size = 0;
  bool operator==(const CurveSpot&) const = default;
};

class PlotGestures;
struct SeriesStyle;

class CurvePlot : public QCustomPlot {
  Q_OBJECT
 public:
  explicit CurvePlot(QWidget* parent = nullptr);

  void setChart(ChartData data, const CurveOptions& options);
  const ChartData& chart() const { return m_data; }
  const CurveOptions& options() const { return m_options; }
  /// Text in the middle of an empty plot.
  void setMessage(const QString& message);
  /// Copies axis ranges, for exports.
  void setRanges(const QCPRange& sizes, const QCPRange& values);

  void setCrosshair(const CurveSpot& spot);
  void setSelected(const CurveSpot& spot);
  /// size 0: nothing is being measured. `paused` dashes the sweep line.
  void setLive(const CurveSpot& spot, bool paused);
  bool isLive() const { return m_live.size > 0; }
  /// While a run narrows the crossovers: draws the measured sizes around each of them.
  void setRefining(bool refining);
  bool isRefining() const { return m_refining; }
  void advanceGlow();  ///< one step of the live point's pulse; repaints the overlay only

  /// The crossover at that size is the selected one; NaN: none.
  void setSelectedCrossover(double size);

  void resetZoom();
  bool isZoomed() const;
  bool isSizeZoomed() const;
  /// Sizes in sight, as far as the data reach.
  void setSizeRange(const QCPRange& sizes);
  void zoomX(double factor, double centre);               ///< < 1 zooms in; 0: the middle
  QPointF pixel(std::uint64_t size, double value) const;  ///< value in SI
  /// Flags as laid out by the last replot, for hit tests.
  struct Flag {
    QRectF area;
    int crossover = 0;  ///< index into chart().crossovers
    int more = 0;       ///< so many further ones stand for this flag
  };
  const std::vector<Flag>& flags() const { return m_flags; }
  void applyTheme();

 signals:
  void hovered(const lane::CurveSpot& spot);  ///< default-constructed: pointer left
  void clicked(const lane::CurveSpot& spot);
  void crossoverClicked(int index);
  void sizeRangeChanged(double lower, double upper);
  void menuRequested(const QPoint& globalPosition, const lane::CurveSpot& spot);

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void click(const QPointF& position);
  void fitRanges();
  void updateTickers();
  bool isShown(const Curve& curve) const;
  CurveSpot spotAt(const QPointF& position) const;
  QPointF pixelOf(const CurvePoint& point) const;

  QString axisTitle() const;
  void paintGuides(QCPPainter& painter);
  void paintBracket(QCPPainter& painter, const CrossoverBracket& bracket) const;
  void paintGhost(QCPPainter& painter) const;
  void paintCurves(QCPPainter& painter);
  void paintBand(QCPPainter& painter, const Curve& curve, const QColor& color) const;
  void paintLine(QCPPainter& painter, const Curve& curve, const SeriesStyle& style) const;
  void paintMarkers(QCPPainter& painter, const Curve& curve, const SeriesStyle& style) const;
  void paintFrame(QCPPainter& painter);
  void paintRuler(QCPPainter& painter);
  void paintFlags(QCPPainter& painter);
  void layoutFlags(const QFont& font);
  void paintNotes(QCPPainter& painter) const;
  void paintOverlay(QCPPainter& painter);
  void paintCrosshair(QCPPainter& painter);
  void paintLive(QCPPainter& painter);

  ChartData m_data;
  CurveOptions m_options;
  QString m_message;
  CurveSpot m_crosshair, m_selected, m_live;
  QString m_emphasis;
  bool m_livePaused = false;
  bool m_refining = false;
  double m_glow = 0;
  double m_selectedCrossover = qQNaN();
  PlotGestures* m_gestures;
  QSharedPointer<ValueTicker> m_valueTicker, m_linkedTicker;
  std::vector<Flag> m_flags;
};

}  // namespace lane
