// The window's side of the Diff view: what its panel asks for, and what the bars say of it.
#include "main_window.h"
#include "panels/diff_panel.h"
#include "panels/run_status_bar.h"
#include "support/qt_units.h"

namespace lane {

void MainWindow::connectDiff() {
  connect(m_diffPanel, &DiffPanel::chooseRequested, m_files, &FileController::chooseDiffSide);
  connect(m_diffPanel, &DiffPanel::dropped, m_files, &FileController::setDiffSide);
  connect(m_diffPanel, &DiffPanel::thresholdEdited, this, [this](double threshold) {
    m_settings->set(SettingKey::diffThreshold, threshold);
    m_diff->setThreshold(threshold);
  });
  connect(m_diffPanel, &DiffPanel::pairActivated, this, &MainWindow::selectPair);
  connect(m_diff, &DiffDocument::diffReady, this, [this] {
    m_status->setIdleText(tr("Paired"), m_diffPanel->summaryText());
    refreshActions();
  });
}

void MainWindow::selectPair(const QString& key) {
  const std::uint32_t i = m_document->session().caseByKey(toStd(key));
  if (i >= m_document->session().cases.size()) return;
  const CaseRecord& r = m_document->session().cases[i];
  m_selection->setCurrent({curveKey(r), toQString(r.variant), r.size, i});
}

}  // namespace lane
