// The window's side of the Files view: its page, and the action that measures files.
#include <QAction>

#include "main_window.h"
#include "panels/files_panel.h"
#include "run_controller.h"

namespace lane {

void MainWindow::addFilesView() {
  QAction* measure = (*m_actions)[Act::measureFiles];
  connect(measure, &QAction::triggered, this, [this] {
    if (!m_runs->isRunning() && loadPlanNamed(QStringLiteral("files"))) startRun();
  });
  connect(m_document, &SessionDocument::stateChanged, measure,
          [this, measure] { measure->setEnabled(!m_document->isRunning()); });
  auto* panel = new FilesPanel(m_document, m_selection);
  panel->setMeasureAction(measure);
  addView({.view = View::files,
           .act = Act::viewFiles,
           .name = QStringLiteral("files"),
           .page = panel,
           .focus = panel,
           .chart = [panel] { return panel->chart(); }});
}

}  // namespace lane
