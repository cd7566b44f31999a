#include "panels/machine_panel.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include "panels/advice_panel.h"
#include "support/qt_units.h"

namespace lane {
namespace {

QString value(const MachineCard& machine, const char* id) {
  const MachineField* field = machine.find(id);
  return field ? toQString(field->value) : QString();
}

QString groupTitle(const std::string& group) {
  if (group == "processor") return MachinePanel::tr("Processor");
  if (group == "memory") return MachinePanel::tr("Memory");
  if (group == "system") return MachinePanel::tr("System");
  if (group == "software") return MachinePanel::tr("Software");
  return toQString(group);
}

}  // namespace

QString machineLine(const MachineCard& machine) {
  QStringList parts;
  if (!machine.microarchitecture.empty()) parts << toQString(machine.microarchitecture);
  if (machine.physicalCores > 0)
    parts << counted(std::size_t(machine.physicalCores), MachinePanel::tr("core"),
                     MachinePanel::tr("cores"));
  if (machine.logicalCores > 0)
    parts << counted(std::size_t(machine.logicalCores), MachinePanel::tr("thread"),
                     MachinePanel::tr("threads"));
  if (machine.memoryBytes > 0) parts << bytesText(double(machine.memoryBytes));
  if (const QString os = value(machine, "os"); !os.isEmpty()) parts << os;
  return parts.join(QStringLiteral(", "));
}

QVector<ReadinessFact> readiness(const MachineCard& machine) {
  QVector<ReadinessFact> facts;
  const auto governor = value(machine, "governor");
  if (governor == u"performance")
    facts.append({Tone::ok, MachinePanel::tr("Governor performance"), {}});
  else if (!governor.isEmpty())
    facts.append({Tone::warn, MachinePanel::tr("Governor %1").arg(governor),
                  MachinePanel::tr("The clock may move; the canary shows by how much.")});
  else if (const MachineField* field = machine.find("governor"))
    facts.append({Tone::hint, MachinePanel::tr("Governor not readable"), toQString(field->reason)});
  const auto turbo = value(machine, "turbo");
  if (!turbo.isEmpty())
    facts.append(
        {turbo == u"off" ? Tone::ok : Tone::warn, MachinePanel::tr("Turbo %1").arg(turbo), {}});
  else if (const MachineField* field = machine.find("turbo"))
    facts.append({Tone::hint, MachinePanel::tr("Turbo not readable"), toQString(field->reason)});
  const auto hypervisor = value(machine, "hypervisor");
  if (!hypervisor.isEmpty() && !hypervisor.startsWith(u"none"))
    facts.append({Tone::warn, MachinePanel::tr("Virtual machine: %1").arg(hypervisor),
                  MachinePanel::tr("Neighbours can disturb; disturbed samples are flagged.")});
  bool isNumber = false;
  if (const double load = value(machine, "load").section(u' ', 0, 0).toDouble(&isNumber); isNumber)
    facts.append(
        {load < 0.5 ? Tone::ok : Tone::warn,
         MachinePanel::tr("Load %1 in the last minute").arg(load, 0, 'f', 2),
         load < 0.5 ? QString() : MachinePanel::tr("Other programs are using the processor.")});
  if (machine.memoryAvailableBytes > 0)
    facts.append(
        {machine.memoryAvailableBytes > (1ull << 30) ? Tone::ok : Tone::warn,
         MachinePanel::tr("%1 of memory free").arg(bytesText(double(machine.memoryAvailableBytes))),
         {}});
  return facts;
}

MachinePanel::MachinePanel(QWidget* parent)
    : QWidget(parent),
      m_title(new Text({}, {13, 600, false, Tone::value})),
      m_origin(new Text({}, {11, 400, false, Tone::hint})),
      m_advice(new AdvicePanel),
      m_list(new QWidget) {
  m_title->setWordWrap(true);
  auto* page = new QWidget;
  auto* parts = new QVBoxLayout(page);
  parts->setContentsMargins(12, 8, 12, 12);
  parts->setSpacing(6);
  parts->addWidget(m_advice);
  parts->addWidget(m_list);
  parts->addStretch(1);
  m_rows = new QVBoxLayout(m_list);
  m_rows->setContentsMargins(0, 0, 0, 0);
  m_rows->setSpacing(6);
  auto* head = new QVBoxLayout;
  head->setContentsMargins(12, 10, 12, 8);
  head->setSpacing(2);
  head->addWidget(m_title);
  head->addWidget(m_origin);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(page);
  scroll->setAccessibleName(tr("Machine"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(head);
  column->addWidget(new Hairline);
  column->addWidget(scroll, 1);
}

void MachinePanel::setMachine(const MachineCard& machine, const QString& origin) {
  if (machine == m_machine && m_origin->text() == origin) return;
  m_machine = machine;
  m_title->setText(toQString(machine.cpuModel));
  m_origin->setText(origin);
  while (QLayoutItem* item = m_rows->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  std::string group;
  for (const MachineField& field : machine.fields) {
    if (field.group != group) {
      group = field.group;
      auto* heading = new SectionHeading(groupTitle(group));
      heading->setContentsMargins(0, 8, 0, 0);
      m_rows->addWidget(heading);
    }
    auto* row = new QWidget;
    auto* pair = new QVBoxLayout(row);
    pair->setContentsMargins(0, 0, 0, 0);
    pair->setSpacing(0);
    pair->addWidget(new Text(toQString(field.label), {11, 400, false, Tone::hint}));
    const bool known = !field.value.empty();
    auto* text = new Text(known ? toQString(field.value) : toQString(field.reason),
                          {12, 400, false, known ? Tone::value : Tone::hint});
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    pair->addWidget(text);
    m_rows->addWidget(row);
  }
}

void MachinePanel::setAdvice(const std::vector<Advice>& advice) {
  m_advice->setAdvice(advice);
}

QString MachinePanel::asText() const {
  QStringList lines;
  for (const MachineField& field : m_machine.fields)
    lines << toQString(field.label) + u'\t' +
                 (field.value.empty() ? tr("unknown: %1").arg(toQString(field.reason))
                                      : toQString(field.value));
  return lines.join(u'\n');
}

}  // namespace lane
