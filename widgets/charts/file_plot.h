// Throughput of tensor files over their size: one chart per format on the same axes, in two rows
// where there are many,
// one line per way of writing or reading, solid where the bytes end on the device, dashed where in
// the page cache. What it shows comes from analysis/file_chart.h. GUI thread.
#pragma once

#include <QSet>
#include <QString>
#include <QWidget>
#include <memory>

#include "analysis/file_chart.h"
#include "charts/chart_export.h"

namespace lane {

struct FilePlotOptions {
  QSet<QString> hidden;  ///< names of ways
  bool logY = true;
  bool bands = true;
};

class FilePlot : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  explicit FilePlot(QWidget* parent = nullptr);
  ~FilePlot() override;

  void setChart(FileChart chart, const FilePlotOptions& options);
  const FileChart& chart() const;
  const FilePlotOptions& options() const;
  void setNames(const QString& title, const QString& footer, const QString& session);
  void setSelected(std::uint32_t caseIndex);  ///< kNoCase: none
  /// Of that case's point in coordinates of this widget; null when it is not drawn.
  QPoint pointPosition(std::uint32_t caseIndex) const;
  void resetZoom();

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void pointClicked(quint32 caseIndex);
  void optionsEdited(const lane::FilePlotOptions& options);  ///< by a key; not yet in force
  void pinRequested();                                       ///< Enter

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

/// "±0.42 %" or "4.36 GB/s … 5.90 GB/s".
QString rateIntervalText(const FilePoint& point);

}  // namespace lane
