// Resident memory of the program while a run goes, as a low strip with the run's marks, the
// present value and the peak. Reads the series "resident_memory" of the document. GUI thread.
#pragma once

#include <QWidget>
#include <memory>

#include "charts/chart_export.h"

namespace lane {

class SessionDocument;

class ResidentStrip : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  explicit ResidentStrip(QWidget* parent = nullptr);
  ~ResidentStrip() override;

  void setDocument(SessionDocument* document);  ///< not owned, may be null
  QSize sizeHint() const override;

  double current() const;  ///< bytes; NaN without data
  double peak() const;

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace lane
