// The window's side of the plans a user keeps: saving, copying, renaming, deleting, and their
// entries in the menu of plans.
#include <QInputDialog>
#include <QLineEdit>

#include "main_window.h"
#include "panels/message_bar.h"
#include "panels/plan_panel.h"
#include "plan_shelf.h"
#include "support/qt_units.h"

namespace lane {

void MainWindow::connectPlans() {
  askPlanName = [](QWidget* parent, const QString& proposed) {
    return QInputDialog::getText(parent, tr("Rename plan"), tr("Name of the plan"),
                                 QLineEdit::Normal, proposed)
        .simplified();
  };
  connect((*m_actions)[Act::savePlan], &QAction::triggered, this, &MainWindow::savePlanAs);
  connect((*m_actions)[Act::duplicatePlan], &QAction::triggered, this, &MainWindow::duplicatePlan);
  connect(m_planPanel, &PlanPanel::saveRequested, this, &MainWindow::savePlanAs);
  connect(m_planPanel, &PlanPanel::duplicateRequested, this, &MainWindow::duplicatePlan);
  connect(m_planPanel, &PlanPanel::renameRequested, this, &MainWindow::renamePlan);
  connect(m_planPanel, &PlanPanel::deleteRequested, this, &MainWindow::deletePlan);
  connect(m_planPanel, &PlanPanel::ownPlanChosen, this,
          [this](const QString& name) { m_files->loadPlanFile(PlanShelf().path(name)); });
  connect(m_planPanel->presetMenu(), &QMenu::aboutToShow, this, &MainWindow::refreshPlanMenu);
  refreshPlanMenu();
}

void MainWindow::refreshPlanMenu() {
  m_planPanel->setOwnPlans(PlanShelf().names());
}

void MainWindow::savePlanAs() {
  m_files->savePlanWithDialog();
  refreshPlanMenu();
}

void MainWindow::duplicatePlan() {
  const PlanShelf shelf;
  Plan copy = m_plan->plan();
  copy.title = toStd(shelf.freeName(toQString(copy.title)));
  if (const auto saved = shelf.save(copy); !saved) return m_messages->showError(saved.error());
  m_plan->edit(tr("name"), copy);
  refreshPlanMenu();
  showPlanEditor();
  const QString name = toQString(copy.title);
  m_messages->offer(Severity::note, tr("Kept as %1").arg(name),
                    tr("It stands in the menu of plans and is what is edited now."), tr("Rename…"),
                    [this, name] { renamePlan(name); });
}

void MainWindow::renamePlan(const QString& name) {
  const QString next = askPlanName(this, name);
  if (next.isEmpty()) return;
  if (const auto done = PlanShelf().rename(name, next); !done)
    return m_messages->showError(done.error());
  if (toQString(m_plan->plan().title) == name) {
    Plan renamed = m_plan->plan();
    renamed.title = toStd(next);
    m_plan->edit(tr("name"), renamed);
  }
  refreshPlanMenu();
}

void MainWindow::deletePlan(const QString& name) {
  const auto gone = PlanShelf().remove(name);
  if (!gone) return m_messages->showError(gone.error());
  refreshPlanMenu();
  m_messages->offer(Severity::note, tr("Deleted the plan %1").arg(name), {}, tr("Undo"),
                    [this, plan = *gone, name] {
                      Plan back = plan;
                      back.title = toStd(name);
                      if (const auto saved = PlanShelf().save(back); !saved)
                        m_messages->showError(saved.error());
                      refreshPlanMenu();
                    });
}

}  // namespace lane
