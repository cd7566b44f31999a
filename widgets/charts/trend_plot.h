// The history of one case: a point per session with its interval, the fitted levels, and the steps
// between them by name. The fit comes from analysis/trend.h. GUI thread.
#pragma once

#include <QString>
#include <QWidget>
#include <memory>
#include <vector>

#include "analysis/trend.h"
#include "charts/chart_export.h"

namespace lane {

class TrendPlot : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  explicit TrendPlot(QWidget* parent = nullptr);
  ~TrendPlot() override;

  void setLine(const Trend& trend, const TrendLine& line, const QString& folder);
  void clear();
  bool isEmpty() const;
  int selectedPoint() const;  ///< -1: none
  void selectPoint(int index);
  QPointF pointPosition(int index) const;  ///< in pixels of the widget

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void sessionActivated(const QString& path);  ///< clicked, or Enter

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  class Canvas;
  struct Data;
  void activate(int index);
  std::unique_ptr<Data> m_data;
  Canvas* m_canvas;
};

}  // namespace lane
