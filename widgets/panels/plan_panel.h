// Edits the plan: kernels, sizes, variants, threads, types, interval goal and budget, with an
// estimate of what it would take, and the run block below. Talks to the plan model only; GUI
// thread; owns nothing it is given.
#pragma once

#include <QMenu>
#include <QSortFilterProxyModel>
#include <QWidget>

#include "machine/machine_card.h"
#include "models/benchmark_tree_model.h"
#include "models/plan_model.h"
#include "panels/labels.h"

class QLineEdit;
class QTreeView;

namespace lane {

class PlanCommands;
class PlanMore;
class RangeSlider;
class RunBlock;
class SegmentedControl;
class SessionDocument;
class VariantChip;

class PlanPanel : public QWidget {
  Q_OBJECT
 public:
  PlanPanel(PlanModel* plan, BenchmarkTreeModel* tree, SessionDocument* document,
            QWidget* parent = nullptr);

  /// Cache ticks and the thread counts come from the machine.
  void setMachine(const MachineCard& machine);
  /// Why nothing can be run now; empty: what the plan says.
  void setBlocked(const QString& reason);
  QMenu* presetMenu() { return m_presets; }
  /// Names of the plans the user keeps, for the menu.
  void setOwnPlans(const QStringList& names);
  QString presetName() const { return m_presetName; }
  RunBlock* runBlock() { return m_runBlock; }
  QLineEdit* filterField() { return m_filter; }
  QTreeView* treeView() { return m_tree; }
  QLineEdit* sizesField() { return m_sizes; }
  PlanCommands* commands() { return m_commands; }
  PlanMore* more() { return m_more; }
  void selectKernel(const QString& name);

 signals:
  void kernelActivated(const QString& name);
  void presetChosen(const QString& name);
  void loadRequested();
  void saveRequested();
  void duplicateRequested();
  void ownPlanChosen(const QString& name);
  void renameRequested(const QString& name);
  void deleteRequested(const QString& name);
  void presetNameChanged();

 private:
  QWidget* makeSettings();
  void showPlan();
  void showEstimate();
  void showChecks();
  void editSizes();
  void editGoal();
  void editBudget();
  void editVariants();
  void rebuildThreads();
  void setInvalid(QLineEdit* field, const QString& why);  ///< empty: it is right

  PlanModel* m_plan;
  BenchmarkTreeModel* m_model;
  QSortFilterProxyModel* m_proxy;
  QMenu* m_presets;
  QString m_presetName;
  QString m_blocked;
  QLineEdit* m_filter;
  Text* m_checkedCount;
  QTreeView* m_tree;
  SectionHeading* m_sizesHeading;
  RangeSlider* m_slider;
  QLineEdit* m_sizes;
  SectionHeading* m_variantsHeading;
  QVector<VariantChip*> m_chips;
  SectionHeading* m_peersHeading;
  QVector<VariantChip*> m_peerChips;
  QWidget* m_threadsHolder;
  SegmentedControl* m_threads = nullptr;
  std::vector<std::uint32_t> m_threadChoices;
  SegmentedControl* m_dtypes;
  QLineEdit* m_goal;
  QLineEdit* m_budget;
  PlanCommands* m_commands;
  PlanMore* m_more;
  Text* m_estimate;
  RunBlock* m_runBlock;
};

}  // namespace lane
