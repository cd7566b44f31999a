#include "models/plan_model.h"

#include <QElapsedTimer>
#include <QUndoCommand>
#include <algorithm>

namespace lane {

class PlanEdit : public QUndoCommand {
 public:
  PlanEdit(PlanModel* model, const QString& field, Plan before, Plan after)
      : QUndoCommand(field),
        m_model(model),
        m_before(std::move(before)),
        m_after(std::move(after)) {
    m_age.start();
  }
  void undo() override { m_model->assign(m_before); }
  void redo() override { m_model->assign(m_after); }
  int id() const override { return int(qHash(text()) & 0x7fffffff); }
  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = static_cast<const PlanEdit*>(other);
    if (next->text() != text() || m_age.elapsed() > 1000) return false;
    m_after = next->m_after;
    m_age.restart();
    return true;
  }

 private:
  PlanModel* m_model;
  Plan m_before, m_after;
  QElapsedTimer m_age;
};

PlanModel::PlanModel(Preview preview, QObject* parent)
    : QObject(parent), m_preview(std::move(preview)) {
  m_undo.setUndoLimit(200);
  m_pool.setMaxThreadCount(1);
  m_settle.setSingleShot(true);
  m_settle.setInterval(120);
  connect(&m_settle, &QTimer::timeout, this, &PlanModel::startEstimate);
}

PlanModel::~PlanModel() {
  m_pool.clear();
  m_pool.waitForDone();  // the job posts to this object
}

void PlanModel::edit(const QString& field, const Plan& next) {
  if (next == m_plan) return;
  m_undo.push(new PlanEdit(this, field, m_plan, next));
}

void PlanModel::load(const Plan& plan) {
  if (plan == m_plan) return;
  m_undo.push(
      new PlanEdit(this, tr("plan %1").arg(QString::fromStdString(plan.title)), m_plan, plan));
}

void PlanModel::assign(const Plan& plan) {
  m_plan = plan;
  ++m_generation;
  m_estimate = {};
  m_settle.start();
  emit planChanged();
  emit estimateChanged();
}

void PlanModel::startEstimate() {
  const quint64 generation = m_generation;
  m_pool.start([this, generation, plan = m_plan, preview = m_preview] {
    PlanEstimate estimate;
    if (const auto result = preview(plan)) {
      estimate.known = true;
      estimate.points = result->runnable;
      estimate.skipped = result->cases.size() - result->runnable;
      constexpr std::size_t kMostReasons = 6;
      for (const CaseRecord& record : result->cases) {
        const std::string& reason = record.reason;
        if (reason.empty() || estimate.reasons.size() >= kMostReasons) continue;
        if (std::find(estimate.reasons.begin(), estimate.reasons.end(), reason) ==
            estimate.reasons.end())
          estimate.reasons.push_back(reason);
      }
      estimate.seconds = result->estimatedSeconds;
    } else {
      estimate.error = result.error();
    }
    QMetaObject::invokeMethod(this, [this, generation, estimate] {
      if (generation != m_generation) return;  // the plan has moved on
      m_estimate = estimate;
      emit estimateChanged();
    });
  });
}

}  // namespace lane
