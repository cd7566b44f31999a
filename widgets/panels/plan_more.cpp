#include "panels/plan_more.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "panels/fold.h"
#include "panels/labels.h"
#include "panels/segmented_control.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr Alignment kAlignments[] = {Alignment::line, Alignment::plus4, Alignment::page64};
constexpr CacheState kOperands[] = {CacheState::hot, CacheState::cold};
constexpr Mode kOutputs[] = {Mode::reuse, Mode::allocate};  // what kernels can be measured in

template <class E>
QString listed(const std::vector<E>& values) {
  QStringList list;
  for (const E value : values) list << toQString(toWord(value));
  return list.join(QStringLiteral(" + "));
}

/// A choice among words that edits one list of the plan.
template <class E, std::size_t count>
SegmentedControl* choice(PlanModel* model, const E (&values)[count], std::vector<E> Plan::*list,
                         const QString& name) {
  QStringList names;
  for (const E value : values) names << toQString(toWord(value));
  auto* control = new SegmentedControl(names);
  QObject::connect(control, &SegmentedControl::chosenEdited, model, [=, &values] {
    Plan next = model->plan();
    (next.*list).clear();
    for (const int i : control->chosen()) (next.*list).push_back(values[i]);
    model->edit(name, next);
  });
  return control;
}

template <class E, std::size_t count>
void showChoice(SegmentedControl* control, const E (&values)[count], const std::vector<E>& chosen) {
  QVector<int> positions;
  for (std::size_t i = 0; i < count; ++i)
    if (std::find(chosen.begin(), chosen.end(), values[i]) != chosen.end()) positions << int(i);
  control->setChosen(positions);
}

}  // namespace

PlanMore::PlanMore(PlanModel* plan, QWidget* parent) : QWidget(parent), m_plan(plan) {
  QWidget* body = makeBody();
  m_heading = new FoldHeading(tr("More"), body);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addWidget(m_heading);
  column->addWidget(body);
  connect(plan, &PlanModel::planChanged, this, &PlanMore::showPlan);
  const auto fit = [this] {
    for (QLineEdit* field : {m_processes, m_placements}) {
      field->setFont(Theme::instance().monoFont(12));
      field->setFixedWidth(Theme::instance().px(64));
    }
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
  showPlan();
}

QWidget* PlanMore::makeBody() {
  m_alignment = choice(m_plan, kAlignments, &Plan::alignment, tr("alignment"));
  m_operands = choice(m_plan, kOperands, &Plan::cache, tr("operands"));
  m_outputs = choice(m_plan, kOutputs, &Plan::modes, tr("outputs"));
  m_processes = new QLineEdit;
  m_placements = new QLineEdit;
  connect(m_processes, &QLineEdit::editingFinished, this,
          [this] { editCount(m_processes, &Plan::processes, 1, kMostProcesses); });
  connect(m_placements, &QLineEdit::editingFinished, this,
          [this] { editCount(m_placements, &Plan::placements, 0, kMostPlacements); });

  m_allocations = new QCheckBox;
  connect(m_allocations, &QCheckBox::clicked, this, [this](bool on) {
    Plan next = m_plan->plan();
    next.trackAllocations = on;
    m_plan->edit(tr("allocations"), next);
  });

  m_memory = new QCheckBox;
  connect(m_memory, &QCheckBox::clicked, this, [this](bool on) {
    Plan next = m_plan->plan();
    next.watchMemory = on;
    m_plan->edit(tr("memory"), next);
  });

  auto* body = new QWidget;
  auto* grid = new QGridLayout(body);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(8);
  grid->setColumnStretch(1, 1);
  const auto row = [&](const QString& label, QWidget* control, const QString& tip) {
    const int at = grid->rowCount();
    auto* text = new Text(label, {11, 400, false, Tone::label});
    text->setBuddy(control);
    text->setToolTip(tip);
    control->setToolTip(tip);
    control->setAccessibleName(label);
    grid->addWidget(text, at, 0);
    grid->addWidget(control, at, 1, Qt::AlignRight);
  };
  row(tr("Alignment"), m_alignment,
      tr("Where operands start: on a cache line, one float past it, or all one line past a page. "
         "Ctrl-click chooses several."));
  row(tr("Operands"), m_operands,
      tr("hot: the same operands again and again.\ncold: operands in turn from a pool larger than "
         "the last-level cache."));
  row(tr("Outputs"), m_outputs,
      tr("reuse: allocated before.\nallocate: a fresh output for every call."));
  row(tr("Processes"), m_processes,
      tr("Fresh ones that measure the plan one after the other, 1 to %1. From 3 on the spread "
         "between them is "
         "known.")
          .arg(kMostProcesses));
  row(tr("Places probed"), m_placements,
      tr("Other places in memory tried for each case, 0 to %1, to see how much the place matters.")
          .arg(kMostPlacements));
  row(tr("Allocations"), m_allocations,
      tr("What one untimed call of each case allocates: bytes, blocks, peak, and what is left at "
         "the end. The timed calls are not touched."));
  row(tr("Memory"), m_memory,
      tr("Resident memory, heap and page faults read over 200 times a second by a thread on "
         "another "
         "core while the plan runs; what that costs is measured."));
  return body;
}

void PlanMore::showPlan() {
  const Plan& plan = m_plan->plan();
  showChoice(m_alignment, kAlignments, plan.alignment);
  showChoice(m_operands, kOperands, plan.cache);
  showChoice(m_outputs, kOutputs, plan.modes);
  m_processes->setText(QString::number(plan.processes));
  m_placements->setText(QString::number(plan.placements));
  m_allocations->setChecked(plan.trackAllocations);
  m_memory->setChecked(plan.watchMemory);
  setInvalid(m_processes, {});
  setInvalid(m_placements, {});
  QStringList parts{tr("align %1").arg(listed(plan.alignment)), listed(plan.cache),
                    listed(plan.modes)};
  if (plan.processes > 1) parts << counted(plan.processes, tr("process"), tr("processes"));
  if (plan.trackAllocations) parts << tr("allocations counted");
  if (plan.watchMemory) parts << tr("memory watched");
  m_heading->setValue(parts.join(QStringLiteral(", ")));
}

void PlanMore::editCount(QLineEdit* field, std::uint32_t Plan::*count, std::uint32_t least,
                         std::uint32_t most) {
  bool isNumber = false;
  const uint number = field->text().trimmed().toUInt(&isNumber);
  if (!isNumber || number < least || number > most)
    return setInvalid(field, tr("whole numbers from %1 to %2").arg(least).arg(most));
  Plan next = m_plan->plan();
  next.*count = number;
  if (next == m_plan->plan()) return showPlan();
  m_plan->edit(field->accessibleName(), next);
}

void PlanMore::setInvalid(QLineEdit* field, const QString& why) {
  const ChromeColors& c = Theme::instance().chrome();
  QPalette palette = field->palette();
  palette.setColor(QPalette::Text, why.isEmpty() ? c.t1 : c.bad);
  field->setPalette(palette);
  field->setProperty("invalid", !why.isEmpty());
  field->setAccessibleDescription(why);
  if (!why.isEmpty())
    m_heading->setValue(QStringLiteral("%1: %2").arg(field->accessibleName(), why), Tone::bad);
}

}  // namespace lane
