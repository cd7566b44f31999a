// The Timeline view: what the machine did while it was measured. One lane per recorded series over
// the seconds of the run, and below them which kernel was measured when, disturbed samples marked.
// A click selects the case that was measured at that moment. GUI thread; document and selection are
// not owned.
#pragma once

#include <QWidget>
#include <memory>

#include "charts/chart_export.h"

namespace lane {

class SelectionModel;
class SessionDocument;

class TimelineView : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  TimelineView(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  ~TimelineView() override;

  bool isEmpty() const;  ///< nothing recorded
  void resetZoom();

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace lane
