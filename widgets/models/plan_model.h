// The plan being edited: the value, its undo history, and an estimate of what it would measure,
// computed on a thread of its own shortly after the last edit. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>
#include <QUndoStack>
#include <functional>
#include <memory>

#include "base/result.h"
#include "run/plan.h"
#include "run/runner.h"

namespace lane {

struct PlanEstimate {
  bool known = false;
  std::size_t points = 0;                 ///< cases that can run here
  std::size_t skipped = 0;                ///< cases that cannot
  std::vector<std::string> reasons = {};  ///< why, each once, the first few
  double seconds = 0;
  Error error;  ///< why there is no estimate; what empty: still computing
};

class PlanModel : public QObject {
  Q_OBJECT
 public:
  using Preview = std::function<Result<PlanPreview>(const Plan&)>;
  explicit PlanModel(Preview preview = &previewPlan, QObject* parent = nullptr);
  ~PlanModel() override;

  const Plan& plan() const { return m_plan; }
  const PlanEstimate& estimate() const { return m_estimate; }
  QUndoStack* undoStack() { return &m_undo; }

  /// One undoable step. Consecutive edits of the same `field` within a second become one step.
  void edit(const QString& field, const Plan& next);
  /// A preset or a loaded file: also undoable.
  void load(const Plan& plan);

 signals:
  void planChanged();
  void estimateChanged();

 private:
  friend class PlanEdit;
  void assign(const Plan& plan);
  void startEstimate();

  Plan m_plan;
  PlanEstimate m_estimate;
  Preview m_preview;
  QUndoStack m_undo;
  QTimer m_settle;
  QThreadPool m_pool;
  quint64 m_generation = 0;
};

}  // namespace lane
