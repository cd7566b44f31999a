// Allocators as two charts beside each other: percentile curves of single events at one size of
// block, and median, 99th percentile and longest over all sizes. What it shows comes from
// analysis/allocation_chart.h. GUI thread.
#pragma once

#include <QWidget>

#include "charts/allocation_canvas.h"
#include "charts/chart_export.h"

namespace lane {

class AllocationPlot : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  explicit AllocationPlot(QWidget* parent = nullptr);

  void setScene(AllocationScene scene);
  const AllocationScene& scene() const { return m_percentiles->scene(); }
  void setNames(const QString& title, const QString& footer, const QString& session);
  AllocationCanvas* percentiles() { return m_percentiles; }
  AllocationCanvas* sizes() { return m_sizes; }

  QString chartTitle() const override { return m_title; }
  QString chartFooter() const override { return m_footer; }
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void caseClicked(quint32 caseIndex);
  void sizeStepped(int by);              ///< left and right arrows
  void toggled(const QString& variant);  ///< number keys

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  AllocationCanvas* m_percentiles;
  AllocationCanvas* m_sizes;
  QString m_title, m_footer, m_session;
};

}  // namespace lane
