// The Curves page: one benchmark's variants over size with intervals, cache levels and crossovers,
// a strip of variant cards above and the best variant of every benchmark below. Shows what
// analysis/curves.h computes and nothing else. LatencyView is the same page for time per call.
// GUI thread; document and selection are not owned and may be null.
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>
#include <memory>
#include <utility>

#include "analysis/curves.h"
#include "charts/chart_export.h"

namespace lane {

class SelectionModel;
class SessionDocument;

class CurvesView : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  enum class Frame { throughput, latency };
  explicit CurvesView(QWidget* parent = nullptr, Frame frame = Frame::throughput);
  ~CurvesView() override;

  void setDocument(SessionDocument* document);
  void setSelectionModel(SelectionModel* selection);
  /// Sweep line and glow at the case being measured.
  void setLive(bool live);

  /// Metrics the M key and a metric menu go through.
  std::vector<CurveMetric> metrics() const;
  CurveMetric metric() const;
  void setMetric(CurveMetric metric);
  bool logY() const;
  void setLogY(bool log);
  bool showBands() const;
  void setShowBands(bool show);
  bool showCrossovers() const;
  void setShowCrossovers(bool show);
  bool showCaches() const;
  void setShowCaches(bool show);
  /// Latency frame: draw 5th to 95th percentile instead of the interval.
  bool showSpread() const;
  void setShowSpread(bool show);
  /// Another session whose curves are dotted under these; null: none.
  void setGhost(std::shared_ptr<const Session> session, const QString& name);
  bool hasGhost() const;
  /// Variant that CurveMetric::relative divides by.
  QString reference() const;
  void setReference(const QString& variant);

  /// Variants of the chart in legend order, and which of them are drawn.
  QStringList variants() const;
  bool isVariantShown(const QString& variant) const;
  void setVariantShown(const QString& variant, bool shown);
  void soloVariant(const QString& variant);  ///< again: all back
  void showAllVariants();
  /// Libraries measured beside our variants.
  bool hasPeers() const;
  bool showPeers() const;  ///< some of them are drawn
  void setShowPeers(bool show);
  /// Latency frame: the drawer with the samples of the selected point.
  bool isDistributionShown() const;
  void setDistributionShown(bool shown);

  void resetZoom();
  /// The sizes in sight, for views that follow.
  std::pair<double, double> visibleSizes() const;
  bool isSizeZoomed() const;  ///< these are not all
  void setVisibleSizes(double lower, double upper);
  CurveKey key() const;  ///< of the chart shown
  /// Where the selected point is drawn, in coordinates of this widget; null without one.
  QPoint selectedPosition() const;

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void metricChanged();
  void optionsChanged();  ///< log, bands, crossovers, caches, shown variants, distribution
  void visibleSizesChanged(double lower, double upper);
  void crossoverActivated(quint32 row);  ///< in Session::crossovers
  void pinRequested();                   ///< the selected point is to be seen in the inspector
  void noteRequested();                  ///< on the selected point
  void ghostRequested();                 ///< to come or to go
  /// Right click; `hasPoint` when the selection was moved to a point under the cursor.
  void menuRequested(const QPoint& globalPosition, bool hasPoint);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

class LatencyView : public CurvesView {
  Q_OBJECT
 public:
  explicit LatencyView(QWidget* parent = nullptr) : CurvesView(parent, Frame::latency) {}
};

}  // namespace lane
