// The help in a window of its own, so that it can be read beside what it explains.
#include "main_window.h"
#include "panels/help_browser.h"

namespace lane {

void MainWindow::connectHelp() {
  connect((*m_actions)[Act::help], &QAction::triggered, this,
          [this] { showHelp(QStringLiteral("numbers")); });
}

void MainWindow::showHelp(const QString& page, const QString& heading) {
  if (!m_help) {
    m_help = new HelpBrowser(this);
    m_help->setWindowFlag(Qt::Window);
    m_help->setWindowTitle(tr("Lanescope help"));
    m_help->resize(960, 720);
  }
  m_help->showPage(page, heading);
  m_help->show();
  m_help->raise();
  m_help->activateWindow();
}

}  // namespace lane
