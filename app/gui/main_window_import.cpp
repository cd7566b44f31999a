// The window's side of other tools' results: they open, drop and compare like sessions.
#include <algorithm>

#include "charts/curves_view.h"
#include "file_controller.h"
#include "import_controller.h"
#include "main_window.h"

namespace lane {

void MainWindow::connectImport() {
  m_imports = new ImportController(m_settings, m_messages, this);
  m_files->setImporter([this](const QString& path) { return m_imports->read(path); });
  connect(m_imports, &ImportController::againWanted, m_files, &FileController::importFile);
  connect((*m_actions)[Act::importResults], &QAction::triggered, this, [this] {
    if (const QString path = m_imports->askFile(); !path.isEmpty()) m_files->importFile(path);
  });
  connect((*m_actions)[Act::importFolder], &QAction::triggered, this, [this] {
    if (const QString path = m_imports->askFolder(); !path.isEmpty()) m_files->importFile(path);
  });
  connect(m_files, &FileController::imported, this, [this] {
    const auto& cases = m_document->session().cases;
    const bool bytes = std::any_of(cases.begin(), cases.end(),
                                   [](const CaseRecord& record) { return workingSet(record) > 0; });
    if (!bytes) m_curves->setMetric(CurveMetric::timePerCall);
    // Curves need a size to go along.
    const bool sized = std::any_of(cases.begin(), cases.end(),
                                   [](const CaseRecord& record) { return record.size > 0; });
    showView(sized ? View::curves : View::table);
  });
}

}  // namespace lane
