// The roofline as a picture: measured slopes and peaks with their intervals, ridge points, and
// kernels as trails over size, small dot to large. What it shows comes from analysis/roof_chart.h.
// GUI thread.
#pragma once

#include <QSet>
#include <QString>
#include <QWidget>
#include <memory>

#include "analysis/roof_chart.h"
#include "charts/chart_export.h"

namespace lane {

struct RoofOptions {
  QSet<QString> shown;  ///< variants whose trails and peaks are drawn
  bool traces = true;   ///< lines between the sizes of a kernel; else only its best point
  bool ridges = true;
};

class RoofPlot : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  explicit RoofPlot(QWidget* parent = nullptr);
  ~RoofPlot() override;

  void setChart(const RoofChart& chart, const RoofOptions& options);
  /// Trails of another session, thin and dotted under the others.
  void setGhost(const RoofChart& chart, const QString& name);
  void clearGhost();
  void setSelected(std::uint32_t caseIndex);  ///< kNoCase: none
  void setMessage(const QString& text);       ///< in the middle, when there is nothing to draw
  /// `session`: what its data are called in the CSV.
  void setNames(const QString& title, const QString& footer, const QString& session = {});
  void resetZoom();

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void pointClicked(quint32 caseIndex);  ///< by pointer or keys; kNoCase: nothing any more
  void pinRequested();                   ///< Enter: the selected point is to be seen
  void menuRequested(const QPoint& globalPosition, bool hasPoint);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace lane
