// The dock page beside the Memory view: the working set that is read, the levels of the memory with
// what was measured in each, the knees between them, and how far the figures can be trusted. Shows
// what analysis/memory_chart.h says. GUI thread.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

#include "analysis/loaded_latencies.h"
#include "analysis/memory_chart.h"

class QVBoxLayout;

namespace lane {

class SectionHeading;
class Text;

/// A small table of numbers: a name, then values to the right. Its row of interest is marked.
class FigureTable : public QWidget {
  Q_OBJECT
 public:
  struct Row {
    QStringList cells;
    QString tip;
  };
  explicit FigureTable(const QString& name, QWidget* parent = nullptr);
  /// An empty header takes no room.
  void setRows(const QStringList& header, const std::vector<Row>& rows);
  void setMarked(int row);  ///< -1: none
  int marked() const { return m_marked; }
  const std::vector<Row>& rows() const { return m_rows; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int rowHeight() const;
  std::vector<int> widths() const;  ///< of the columns' texts
  QStringList m_header;
  std::vector<Row> m_rows;
  int m_marked = -1;
};

class MemoryLevelsPage : public QWidget {
  Q_OBJECT
 public:
  explicit MemoryLevelsPage(QWidget* parent = nullptr);
  /// `ceilings` tell how far to trust the figures; null where they are no ceilings'.
  void setChart(const MemoryChart& chart, const Ceilings* ceilings);
  /// The working set that is read, and the curve in particular ("memory/copy"); empty: reads.
  void setReading(double bytes, const QString& style, bool perCycle);
  /// Latency while other cores stream; empty: that was not measured.
  void setLoads(const std::vector<LoadedLatency>& loads);
  FigureTable* levels() { return m_levels; }
  FigureTable* loads() { return m_loads; }
  FigureTable* knees() { return m_knees; }
  QString readout() const;

 private:
  void refreshLevels();
  void refreshKnees();
  void refreshTheory();
  void refreshTrust(const Ceilings* ceilings);

  MemoryChart m_chart;
  Text *m_place, *m_where, *m_number, *m_unit, *m_interval, *m_beside;
  FigureTable *m_levels, *m_knees, *m_theory, *m_loads;
  SectionHeading *m_levelsHeading, *m_kneesHeading, *m_theoryHeading, *m_loadsHeading;
  FigureTable* m_trust;
  Text *m_verdict, *m_missing;
};

}  // namespace lane
