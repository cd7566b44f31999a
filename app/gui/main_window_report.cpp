// The window's side of the Report view, and of Export > Report from anywhere.
#include <QStackedWidget>

#include "main_window.h"
#include "panels/report_panel.h"
#include "report_controller.h"

namespace lane {

void MainWindow::connectReport() {
  m_reports = new ReportController(m_document, m_reportPanel, m_settings, m_messages, this);
  connect(m_stack, &QStackedWidget::currentChanged, this,
          [this] { m_reports->setShown(m_stack->currentWidget() == m_reportPanel); });
  connect((*m_actions)[Act::exportReport], &QAction::triggered, this, [this] {
    if (m_view == View::diff)
      m_exports->exportDiffWithDialog();
    else
      m_reports->saveWithDialog(ReportFile::html);
  });
}

}  // namespace lane
