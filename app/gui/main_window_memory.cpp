// The window's side of the Memory view: its page in the dock on the right, the ceilings kept for
// this machine, and its menu.
#include <QMenu>

#include "ceilings_controller.h"
#include "charts/memory_plot.h"
#include "charts/phase_plot.h"
#include "charts/plot_gestures.h"
#include "dock.h"
#include "main_window.h"
#include "panels/allocation_panel.h"
#include "panels/memory_levels.h"
#include "panels/memory_panel.h"
#include "panels/phase_page.h"
#include "panels/process_memory.h"
#include "run_controller.h"

namespace lane {

void MainWindow::addMemoryView() {
  m_memory = new MemoryPanel(m_document, m_selection);
  m_memory->setMeasureAction((*m_actions)[Act::measureCeilings]);
  const auto measuring = [this](Act act, const QString& plan) {
    QAction* action = (*m_actions)[act];
    connect(action, &QAction::triggered, this, [this, plan] {
      if (!m_runs->isRunning() && loadPlanNamed(plan)) startRun();
    });
    connect(m_document, &SessionDocument::stateChanged, action,
            [this, action] { action->setEnabled(!m_document->isRunning()); });
    return action;
  };
  m_memory->process()->setMeasureAction(
      measuring(Act::measurePhases, QStringLiteral("memory-phases")));
  m_memory->allocations()->setMeasureAction(
      measuring(Act::measureAllocators, QStringLiteral("allocators")));
  addView({.view = View::memory,
           .act = Act::viewMemory,
           .name = QStringLiteral("memory"),
           .page = m_memory,
           .focus = m_memory,
           .chart = [this] { return m_memory->chart(); }});
}

void MainWindow::connectMemory() {
  m_levels = new MemoryLevelsPage;
  m_levelsPage = m_right->addPage(tr("Levels"), m_levels);
  m_phases = new PhasePage;
  m_phasesPage = m_right->addPage(tr("Phases"), m_phases);
  connect(m_memory, &MemoryPanel::chartChanged, this, [this] {
    m_levels->setChart(m_memory->memory(), m_memory->ceilings());
    m_levels->setLoads(loadedLatencies(m_document->session()));
    m_phases->setChart(m_memory->process()->plot()->chart());
    if (m_view != View::memory) return;
    refreshMemoryChrome();
    refreshActions();
  });
  connect(m_memory, &MemoryPanel::readingChanged, this, [this] {
    const MemoryPlot& plot = *m_memory->plot();
    m_levels->setReading(plot.readingBytes(), plot.readingStyle(), plot.options().perCycle);
  });
  connect(m_memory, &MemoryPanel::addRequested, this, [this] {
    if (const auto kept = m_memory->kept(); kept && !m_document->isRunning())
      m_ceilings->addToSession(*kept);
  });
  connect(m_ceilings, &CeilingsController::measured, this,
          [this](const std::shared_ptr<const Ceilings>& ceilings) {
            m_keptLooked = true;
            m_memory->setKept(ceilings);
            m_memory->showKept();
          });
  connect(m_memory, &MemoryPanel::menuRequested, this, [this](const QPoint& at) {
    QMenu menu;
    for (const Act act : {Act::copyChart, Act::exportChart, Act::exportCsv})
      menu.addAction((*m_actions)[act]);
    menu.addSeparator();
    if (m_memory->part() != MemoryPanel::Part::hierarchy) {
      menu.addAction(tr("Show all"), m_memory, [this] {
        m_memory->process()->plot()->gestures().reset();
        m_memory->process()->wholeRun()->gestures().reset();
      });
      menu.addAction((*m_actions)[Act::measurePhases]);
      menu.exec(at);
      return;
    }
    menu.addAction(tr("Show all"), m_memory->plot(), &MemoryPlot::resetZoom);
    const auto toggle = [&](const QString& text, bool MemoryOptions::*option) {
      QAction* action = menu.addAction(text);
      action->setCheckable(true);
      action->setChecked(m_memory->plot()->options().*option);
      connect(action, &QAction::triggered, m_memory, [this, option](bool on) {
        MemoryOptions options = m_memory->plot()->options();
        options.*option = on;
        m_memory->setOptions(options);
      });
    };
    toggle(tr("Logarithmic value axes"), &MemoryOptions::logY);
    toggle(tr("Intervals as bands"), &MemoryOptions::bands);
    toggle(tr("Knees and plateaus"), &MemoryOptions::knees);
    toggle(tr("Levels of the memory"), &MemoryOptions::caches);
    menu.addSeparator();
    menu.addAction((*m_actions)[Act::measureCeilings]);
    menu.exec(at);
  });
}

void MainWindow::refreshMemoryChrome() {
  const bool inView = m_view == View::memory;
  // Read when the view is first looked at: a file of 200 kB.
  if (inView && !m_keptLooked && !m_machine.fields.empty()) {
    m_keptLooked = true;
    m_memory->setKept(keptCeilings(m_machine).ceilings);
  }
  const bool drawn = inView && m_memory->chart() != nullptr;
  const bool shown = drawn && m_memory->part() == MemoryPanel::Part::hierarchy;
  m_right->setPageShown(m_levelsPage, shown);
  if (shown && !m_levelsShown) m_right->setPage(m_levelsPage);
  m_levelsShown = shown;
  const bool phases = drawn && m_memory->part() == MemoryPanel::Part::process;
  m_right->setPageShown(m_phasesPage, phases);
  if (phases && !m_phasesShown) m_right->setPage(m_phasesPage);
  m_phasesShown = phases;
}

}  // namespace lane
