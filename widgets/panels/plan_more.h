// The rarer axes and knobs of a plan under a fold: alignment, operands in or out of cache, outputs
// reused or allocated, fresh processes, places probed, allocations counted. Edits the plan model,
// undoable like every other field. GUI thread; keeps a pointer to the model.
#pragma once

#include <QWidget>

#include "models/plan_model.h"

class QCheckBox;
class QLineEdit;

namespace lane {

class FoldHeading;
class SegmentedControl;

class PlanMore : public QWidget {
  Q_OBJECT
 public:
  explicit PlanMore(PlanModel* plan, QWidget* parent = nullptr);
  FoldHeading* heading() { return m_heading; }
  SegmentedControl* alignment() { return m_alignment; }
  SegmentedControl* operands() { return m_operands; }
  SegmentedControl* outputs() { return m_outputs; }
  QLineEdit* processes() { return m_processes; }
  QLineEdit* placements() { return m_placements; }
  QCheckBox* allocations() { return m_allocations; }
  QCheckBox* memory() { return m_memory; }

 private:
  QWidget* makeBody();
  void showPlan();
  void editCount(QLineEdit* field, std::uint32_t Plan::*count, std::uint32_t least,
                 std::uint32_t most);
  void setInvalid(QLineEdit* field, const QString& why);

  PlanModel* m_plan;
  FoldHeading* m_heading;
  SegmentedControl* m_alignment;
  SegmentedControl* m_operands;
  SegmentedControl* m_outputs;
  QLineEdit* m_processes;
  QLineEdit* m_placements;
  QCheckBox* m_allocations;
  QCheckBox* m_memory;
};

}  // namespace lane
