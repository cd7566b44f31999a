// The dock page beside the curves of process memory: what was resident after each phase, for each
// way of doing it, with peaks, page faults and times. Shows what analysis/phase_chart.h says. GUI
// thread.
#pragma once

#include <QWidget>

#include "analysis/phase_chart.h"

namespace lane {

class FigureTable;
class Text;

class PhasePage : public QWidget {
  Q_OBJECT
 public:
  explicit PhasePage(QWidget* parent = nullptr);
  void setChart(const PhaseChart& chart);
  FigureTable* memory() { return m_memory; }
  FigureTable* ratios() { return m_ratios; }
  FigureTable* faults() { return m_faults; }
  FigureTable* times() { return m_times; }

 private:
  Text *m_title, *m_note;
  FigureTable *m_memory, *m_ratios, *m_faults, *m_times;
  Text* m_words;
};

}  // namespace lane
