// The window's side of the Diff view: its pages in the dock on the right, what its panel asks for,
// and what the bars say of it.
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <utility>

#include "dock.h"
#include "main_window.h"
#include "panels/compare_view.h"
#include "panels/diff_dock_pages.h"
#include "panels/diff_filter_bar.h"
#include "panels/diff_pair_page.h"
#include "panels/diff_panel.h"
#include "panels/diff_status.h"
#include "panels/diff_table.h"
#include "panels/message_bar.h"
#include "panels/run_status_bar.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// With the process of the session's own that makes three: enough to tell how much processes
/// differ, which is what most undecided pairs lack.
constexpr std::uint32_t kProcessesAgain = 2;

/// Why more of a session cannot be measured on this machine; empty when it can.
QString whyNotAgain(const Session& session, const MachineCard& here) {
  for (const SourceRecord& source : session.sources)
    if (source.kind == SourceKind::import)
      return MainWindow::tr("B was imported from another tool's results");
  if (here.fields.empty()) return MainWindow::tr("The machine is still being read");
  if (session.machine.cpuModel != here.cpuModel)
    return MainWindow::tr("B was measured on another machine (%1)")
        .arg(toQString(session.machine.cpuModel));
  return {};
}

}  // namespace

void MainWindow::connectDiff() {
  m_pairPage = new DiffPairPage(m_diff);
  m_diffPages = {m_right->addPage(tr("Pair"), m_pairPage),
                 m_right->addPage(tr("Crossovers"), new DiffCrossoverPage(m_diff)),
                 m_right->addPage(tr("Machines"), new DiffMachinesPage(m_diff))};
  m_diffStatus = new DiffStatus(m_diff);
  m_status->addIdleWidget(m_diffStatus);

  connect(m_diffPanel, &DiffPanel::chooseRequested, m_files, &FileController::chooseDiffSide);
  connect(m_diffPanel, &DiffPanel::dropped, m_files, &FileController::setDiffSide);
  connect(m_diffPanel, &DiffPanel::thresholdEdited, this, [this](double threshold) {
    m_settings->set(SettingKey::diffThreshold, threshold);
    m_diff->setThreshold(threshold);
  });
  connect(m_diffPanel, &DiffPanel::pairActivated, this, &MainWindow::selectPair);
  connect(m_diffPanel, &DiffPanel::openRequested, this, &MainWindow::openPair);
  connect(m_diffPanel, &DiffPanel::rowsChanged, this, [this] {
    m_diffStatus->setRows(m_diffPanel->rowsShown(), m_diffPanel->rowsSelected());
    (*m_actions)[Act::copyRows]->setEnabled(canCopyRows());
  });
  connect(m_diffPanel, &DiffPanel::menuRequested, this, &MainWindow::showPairMenu);
  connect(m_pairPage, &DiffPairPage::openRequested, this, &MainWindow::openPair);
  connect(m_pairPage, &DiffPairPage::measureRequested, this, &MainWindow::measurePairs);
  connect(m_compare, &CompareView::pageChanged, this, &MainWindow::refreshChrome);
  connect(m_diff, &DiffDocument::diffReady, this, &MainWindow::refreshActions);
  connect(m_diff, &DiffDocument::sidesChanged, this, &MainWindow::refreshActions);
  connect(m_runs, &RunController::finished, this, [this](const RunFinished& result, QString path) {
    const bool ours = std::exchange(m_measuringPairs, false);
    if (!ours || result.outcome == RunOutcome::failed || path.isEmpty()) return;
    m_diff->setNow(m_runs->document().session(), path);
    showView(View::diff);
  });
}

bool MainWindow::isPairShown() const {
  return m_view == View::diff && m_compare->page() == 0;
}

bool MainWindow::canCopyRows() const {
  return m_view == View::diff ? isPairShown() && m_diffPanel->rowsSelected() > 0
                              : m_view == View::table && !m_document->isEmpty();
}

void MainWindow::refreshDiffChrome() {
  const bool pair = m_view == View::diff;
  for (int page = 0; page < m_right->pageCount(); ++page)
    m_right->setPageShown(page, m_diffPages.contains(page) == pair);
  m_status->setIdleWidget(isPairShown() ? m_diffStatus : nullptr);
}

void MainWindow::refreshDiffActions() {
  QString why = tr("Choose two sessions first");
  if (m_diff->hasBoth()) why = whyNotAgain(*m_diff->now().session, m_machine);
  if (m_runs->isRunning()) why = tr("A run is going");
  m_pairPage->setMeasurable(why.isEmpty(), why);
}

void MainWindow::measurePairs(const QStringList& keys) {
  const DiffDocument::Side& now = m_diff->now();
  if (!now.session || !measureAgain(*now.session, now.path, keys, kProcessesAgain)) return;
  m_measuringPairs = true;
}

void MainWindow::openPair(const QString& key) {
  const DiffDocument::Side base = m_diff->base(), now = m_diff->now();
  if (!now.session) return;
  if (now.session->uuid != m_document->session().uuid || now.session->uuid.empty()) {
    if (!now.path.isEmpty()) {
      if (!m_files->openSessionFile(now.path)) return;
    } else if (const int open = sessions().indexOfUuid(now.session->uuid); open >= 0) {
      sessions().show(open);
    } else {
      sessions().add(*now.session, {});
    }
  }
  selectPair(key);
  setGhost(base.session, base.name);
  showView(View::curves);
}

void MainWindow::showPairMenu(const QPoint& at) {
  DiffTable* table = m_diffPanel->pairs();
  const QStringList keys = table->selectedKeys();
  if (keys.isEmpty()) return;
  QMenu menu;
  connect(menu.addAction(tr("Copy rows as TSV")), &QAction::triggered, table,
          [table] { table->copySelection(DiffTable::Format::tsv); });
  connect(menu.addAction(tr("Copy rows as Markdown")), &QAction::triggered, table,
          [table] { table->copySelection(DiffTable::Format::markdown); });
  menu.addSeparator();
  QAction* again = menu.addAction(keys.size() == 1 ? tr("Measure this pair again")
                                                   : tr("Measure these pairs again"));
  again->setEnabled(m_diff->hasBoth() && !m_runs->isRunning() &&
                    whyNotAgain(*m_diff->now().session, m_machine).isEmpty());
  connect(again, &QAction::triggered, this, [this, keys] { measurePairs(keys); });
  connect(menu.addAction(tr("Open in Curves")), &QAction::triggered, this,
          [this, keys] { openPair(keys.first()); });
  menu.exec(at);
}

void MainWindow::selectPair(const QString& key) {
  const std::uint32_t i = m_document->session().caseByKey(toStd(key));
  if (i >= m_document->session().cases.size()) return;
  const CaseRecord& r = m_document->session().cases[i];
  m_selection->setCurrent({curveKey(r), toQString(r.variant), r.size, i});
}

}  // namespace lane
