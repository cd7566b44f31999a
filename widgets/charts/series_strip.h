// What the run told of itself over time, one series at a time, as a low strip with the run's marks:
// resident memory, the core's clock, stolen time, waiting, switches, faults, temperature. A menu in
// its head chooses among those the session has. GUI thread.
#pragma once

#include <QWidget>
#include <memory>

#include "charts/chart_export.h"

namespace lane {

class SessionDocument;

class SeriesStrip : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  explicit SeriesStrip(QWidget* parent = nullptr);
  ~SeriesStrip() override;

  void setDocument(SessionDocument* document);  ///< not owned, may be null
  QSize sizeHint() const override;

  /// Ids of the series to choose from: of the session as a whole, and not a ceiling's.
  QStringList available() const;
  QString series() const;
  void setSeries(const QString& id);  ///< stays chosen for sessions to come

  /// The part of the run in sight; `zoomed` false: all of it.
  void setTimeRange(double lower, double upper, bool zoomed);

  double current() const;  ///< SI unit of the series; NaN without data
  double peak() const;

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void timeRangeChanged(double lower, double upper, bool zoomed);
  void momentClicked(double t);  ///< seconds since the run started

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace lane
