// The window's side of the findings: a page beside the point, with their number on its tab.
#include <QClipboard>
#include <QGuiApplication>

#include "dock.h"
#include "main_window.h"
#include "panels/buttons.h"
#include "panels/findings_panel.h"
#include "support/qt_units.h"

namespace lane {

void MainWindow::connectFindings() {
  m_findingsPanel = new FindingsPanel(m_document);
  const int page = m_right->addPage(tr("Findings"), m_findingsPanel);
  auto* copy = new Button({}, Button::Kind::quiet);
  copy->setObjectName(QStringLiteral("copyFindings"));
  copy->setGlyph(Icon::copy);
  copy->setToolTip(tr("Copy all findings"));
  copy->setAccessibleName(copy->toolTip());
  copy->setEnabled(false);
  m_right->addPageAction(page, copy);
  connect(copy, &Button::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(m_findingsPanel->asText()); });
  connect(m_findingsPanel, &FindingsPanel::countChanged, this, [this, page, copy](int count) {
    m_right->setPageTitle(page, count > 0 ? tr("Findings %1").arg(count) : tr("Findings"));
    copy->setEnabled(count > 0);
  });
  connect(m_findingsPanel, &FindingsPanel::caseActivated, this, [this](quint32 index) {
    const CaseRecord& record = m_document->session().cases[index];
    m_selection->setCurrent({curveKey(record), toQString(record.variant), record.size, index});
  });
}

}  // namespace lane
