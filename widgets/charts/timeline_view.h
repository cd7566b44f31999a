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

  bool isEmpty() const;  ///< nothing recorded; brings the picture up to date first
  void resetZoom();
  /// Selects the case measured at that moment, if there is one.
  void selectMoment(double t);
  /// The part of the run in sight; `zoomed` false: all of it.
  void setTimeRange(double lower, double upper, bool zoomed);

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void timeRangeChanged(double lower, double upper, bool zoomed);
  void pinRequested();  ///< Enter: the selected case is to be seen
  void menuRequested(const QPoint& globalPosition, bool hasPoint);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;  ///< keys, before they scroll
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  bool selectedCase() const;
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace lane
