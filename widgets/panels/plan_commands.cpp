#include "panels/plan_commands.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "panels/buttons.h"
#include "panels/fold.h"
#include "panels/plan_fields.h"
#include "support/qt_units.h"
#include "workloads/process/command_line.h"

namespace lane {

PlanCommands::PlanCommands(PlanModel* plan, QWidget* parent) : QWidget(parent), m_plan(plan) {
  auto* body = new QWidget;
  auto* bodyColumn = new QVBoxLayout(body);
  bodyColumn->setContentsMargins(0, 0, 0, 0);
  bodyColumn->setSpacing(6);
  m_list = new QVBoxLayout;
  m_list->setSpacing(6);
  bodyColumn->addLayout(m_list);
  m_add = new Button(tr("Add command"), Button::Kind::plain);
  m_add->setGlyph(Icon::plus);
  m_add->setToolTip(tr("One more command line whose processes are timed"));
  bodyColumn->addWidget(m_add, 0, Qt::AlignLeft);
  m_heading = new FoldHeading(tr("Commands"), body);
  m_heading->setToolTip(tr("Command lines to time: each run is one process"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addWidget(m_heading);
  column->addWidget(body);

  connect(m_add, &QAbstractButton::clicked, this, [this] {
    const bool isTyping = m_rows.size() > int(m_plan->plan().commands.size());
    if (!isTyping) addRow();
    m_rows.last().field->setFocus(Qt::OtherFocusReason);
    emit heightChanged();
  });
  connect(plan, &PlanModel::planChanged, this, &PlanCommands::showPlan);
  connect(&Theme::instance(), &Theme::changed, this, &PlanCommands::fitFonts);
  showPlan();
}

void PlanCommands::addRow() {
  auto* widget = new QWidget;
  auto* line = new QHBoxLayout(widget);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(6);
  auto* field = new QLineEdit;
  field->setPlaceholderText(tr("prog --version"));
  field->setAccessibleName(tr("Command %1").arg(m_rows.size() + 1));
  auto* shell = new QCheckBox(tr("shell"));
  shell->setToolTip(tr("Run it by /bin/sh -c; the start of an empty shell is measured beside it"));
  shell->setAccessibleName(tr("Run command %1 by a shell").arg(m_rows.size() + 1));
  auto* remove = new Button({}, Button::Kind::quiet);
  remove->setGlyph(Icon::close);
  remove->setToolTip(tr("Remove this command"));
  remove->setAccessibleName(tr("Remove command %1").arg(m_rows.size() + 1));
  line->addWidget(field, 1);
  line->addWidget(shell);
  line->addWidget(remove);
  connect(field, &QLineEdit::editingFinished, this, [this, widget] { commit(widget); });
  connect(shell, &QAbstractButton::clicked, this, [this, widget] { commit(widget); });
  connect(remove, &QAbstractButton::clicked, this, [this, widget] {
    for (int row = 0; row < m_rows.size(); ++row)
      if (m_rows[row].widget == widget) return dropRow(row);
  });
  QWidget* before = m_rows.isEmpty() ? m_heading : static_cast<QWidget*>(m_rows.last().remove);
  m_rows.append({widget, field, shell, remove});
  m_list->addWidget(widget);
  for (QWidget* next : {static_cast<QWidget*>(field), static_cast<QWidget*>(shell),
                        static_cast<QWidget*>(remove), static_cast<QWidget*>(m_add)}) {
    setTabOrder(before, next);
    before = next;
  }
  fitFonts();
}

void PlanCommands::dropRow(int row) {
  Plan next = m_plan->plan();
  if (row < int(next.commands.size())) {
    next.commands.erase(next.commands.begin() + row);
    m_add->setFocus(Qt::OtherFocusReason);
    return m_plan->edit(tr("commands"), next);
  }
  m_rows.last().widget->deleteLater();
  m_rows.removeLast();
  m_add->setFocus(Qt::OtherFocusReason);
  showPlan();
  emit heightChanged();
}

void PlanCommands::showPlan() {
  const auto& commands = m_plan->plan().commands;
  const auto before = m_rows.size();
  while (m_rows.size() > int(commands.size())) {
    m_rows.last().widget->deleteLater();
    m_rows.removeLast();
  }
  while (m_rows.size() < int(commands.size())) addRow();
  for (int i = 0; i < m_rows.size(); ++i) {
    const CommandSpec& command = commands[std::size_t(i)];
    QLineEdit* field = m_rows[i].field;
    if (field->text() != toQString(command.line)) {
      field->setText(toQString(command.line));
      field->setCursorPosition(0);
    }
    m_rows[i].shell->setChecked(command.shell);
    QStringList facts;
    if (!command.name.empty()) facts << toQString(command.name);
    facts << tr("expected exit code: %1").arg(command.expectedExit);
    field->setToolTip(facts.join(u'\n'));
    setInvalid(field, {});
  }
  m_heading->setValue(commands.empty() ? tr("none")
                                       : counted(commands.size(), tr("command"), tr("commands")));
  if (before == m_rows.size()) return;
  if (before == 0) m_heading->setChecked(true);
  emit heightChanged();
}

void PlanCommands::commit(QWidget* rowWidget) {
  const auto at = std::find_if(m_rows.begin(), m_rows.end(),
                               [&](const Row& row) { return row.widget == rowWidget; });
  if (at == m_rows.end()) return;
  const auto row = std::size_t(at - m_rows.begin());
  Plan next = m_plan->plan();
  const bool isNew = row >= next.commands.size();
  CommandSpec command = isNew ? CommandSpec{} : next.commands[row];
  command.line = toStd(at->field->text().trimmed());
  command.shell = at->shell->isChecked();
  if (isNew && command.line.empty()) return;  // not typed yet
  auto others = next.commands;
  if (!isNew) others.erase(others.begin() + std::ptrdiff_t(row));
  const auto good = checkCommand(command).and_then([&] { return checkNoTwin(others, command); });
  if (!good) return setInvalid(at->field, toQString(good.error().what));
  if (isNew) {
    // Kernels that were measured because none was named stay.
    if (next.commands.empty() && next.benchmarks.empty())
      next.benchmarks = patternsFor(selectedBenchmarks(next, benchmarks()), benchmarks(), true);
    next.commands.push_back(command);
  } else {
    next.commands[row] = command;
  }
  if (next == m_plan->plan()) return showPlan();
  m_plan->edit(tr("commands"), next);
}

void PlanCommands::setInvalid(QLineEdit* field, const QString& why) {
  const ChromeColors& c = Theme::instance().chrome();
  QPalette palette = field->palette();
  palette.setColor(QPalette::Text, why.isEmpty() ? c.t1 : c.bad);
  field->setPalette(palette);
  field->setProperty("invalid", !why.isEmpty());
  field->setAccessibleDescription(why);
  if (why.isEmpty()) return;
  field->setToolTip(why);
  m_heading->setValue(why, Tone::bad);
}

void PlanCommands::fitFonts() {
  for (const Row& row : m_rows) {
    row.field->setFont(Theme::instance().monoFont(12));
    row.shell->setFont(Theme::instance().uiFont(11));
  }
}

}  // namespace lane
