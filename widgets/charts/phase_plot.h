// Resident memory over the phases of a workload, one typical call for each way of doing it, all
// from the same start. The ruler above shows the phases of the way that is read: the one under the
// pointer, else the one chosen by key, else the first. What is drawn comes from
// analysis/phase_chart.h. GUI thread.
#pragma once

#include <qcustomplot.h>

#include <QSet>

#include "analysis/phase_chart.h"
#include "charts/chart_export.h"

namespace lane {

class PlotGestures;

/// Names of styles in the theme: "phase/stream-file".
QString phaseStyle(const std::string& way);
/// "Clean up": a phase as it is shown.
QString phaseTitle(const std::string& phase);

class PhasePlot : public QCustomPlot, public ChartSource {
  Q_OBJECT
 public:
  explicit PhasePlot(QWidget* parent = nullptr);

  /// Keeps the zoom while the same thing is shown.
  void setChart(PhaseChart chart, const QString& title, const QString& note);
  const PhaseChart& chart() const { return m_chart; }
  void setHidden(const QSet<QString>& hidden);  ///< names of styles
  const QSet<QString>& hidden() const { return m_hidden; }
  void setFooter(const QString& footer) { m_footer = footer; }
  const PhaseCurve* active() const;  ///< whose phases stand in the ruler; nullptr: nothing is shown
  PlotGestures& gestures() { return *m_gestures; }
  void applyTheme();
  /// "whole: 301 MiB, stream: 205 MiB at 41.2 ms, Process"; empty outside the chart.
  QString readingAt(const QPointF& position) const;

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void hiddenEdited(const QSet<QString>& hidden);  ///< by a key; not yet in force
  void activeChanged();
  void menuRequested(const QPoint& globalPosition);

 protected:
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  std::vector<const PhaseCurve*> shown() const;
  void setActive(const std::string& way, bool byKey);
  void hover(const QPointF& position);
  void refreshRanges();
  void describe();
  void paintHead(QCPPainter& painter) const;
  void paintRuler(QCPPainter& painter) const;
  void paintCurves(QCPPainter& painter) const;
  void paintPeaks(QCPPainter& painter) const;
  void paintCursor(QCPPainter& painter) const;

  PhaseChart m_chart;
  QString m_title, m_note, m_footer;
  QSet<QString> m_hidden;
  std::string m_hovered, m_keyed;
  PlotGestures* m_gestures;
  double m_cursor = kUnknown;
};

}  // namespace lane
