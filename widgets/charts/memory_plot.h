// The charts of the Memory view as one: bandwidth and latency over the working set with one axis,
// one crosshair and one set of switches, and resident memory over time where the session has it.
// What they show comes from analysis/memory_chart.h. GUI thread.
#pragma once

#include <QSet>
#include <QString>
#include <QWidget>
#include <memory>

#include "analysis/memory_chart.h"
#include "charts/chart_export.h"
#include "charts/memory_time.h"

namespace lane {

class MemoryCanvas;
struct MemorySpot;

struct MemoryOptions {
  bool perCycle = false;  ///< bytes per cycle and cycles per load
  bool logY = true;
  bool bands = true;
  bool knees = true;
  bool caches = true;
  QSet<QString> hidden;  ///< names of styles
};

/// Names of styles in the theme: "memory/read", "memory/4K".
QString memoryStyle(const WalkStyle& style);

class MemoryPlot : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  explicit MemoryPlot(QWidget* parent = nullptr);
  ~MemoryPlot() override;

  /// `note` says what was chosen: "64-byte loads and stores, 1 thread".
  void setChart(MemoryChart chart, const QString& note);
  const MemoryChart& chart() const;
  /// An empty series takes the chart away and gives its room to the others.
  void setResident(MemoryTimeScene scene);
  void setNames(const QString& title, const QString& footer);
  void setOptions(const MemoryOptions& options);
  const MemoryOptions& options() const;

  /// The working set that is read: under the pointer, else pinned, else a middling one; 0 without
  /// curves.
  double readingBytes() const;
  /// The curve under the pointer or chosen by key; empty: none in particular.
  QString readingStyle() const;
  void pin(double bytes);  ///< 0: nothing
  double pinned() const;
  void resetZoom();
  MemoryCanvas* bandwidth();
  MemoryCanvas* latency();
  MemoryTimePlot* resident();

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void readingChanged();
  void optionsEdited(const lane::MemoryOptions& options);  ///< by a key; not yet in force
  void caseClicked(quint32 caseIndex);
  void menuRequested(const QPoint& globalPosition);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

/// A value of a curve in words, in the unit the options choose: "154 GB/s", "21.0 cycles".
QString memoryValueText(const MemoryChart& chart, const WalkStyle& style, double value,
                        bool perCycle);

}  // namespace lane
