#include "panels/advice_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/severity_sign.h"
#include "support/icons.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// May break after every slash: paths are longer than a panel is wide.
QString breakable(const std::string& command) {
  return toQString(command).replace(u'/', QStringLiteral("/\u200b"));
}

QString sentence(const std::string& text) {
  QString line = toQString(text);
  if (!line.isEmpty()) line[0] = line[0].toUpper();
  return line;
}

Text* paragraph(const std::string& text, Tone tone) {
  auto* label = new Text(sentence(text), {11, 400, false, tone});
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

AdvicePanel::AdvicePanel(QWidget* parent)
    : QWidget(parent), m_heading(new SectionHeading(tr("Environment"))) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  m_heading->setToolTip(tr("What around this program moves its numbers. Nothing is changed."));
  m_rows = new QVBoxLayout;
  m_rows->setSpacing(12);
  column->addWidget(m_heading);
  column->addLayout(m_rows);
  setVisible(false);
}

void AdvicePanel::setAdvice(const std::vector<Advice>& advice) {
  m_advice = advice;
  while (QLayoutItem* item = m_rows->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  for (const Advice& each : advice) m_rows->addWidget(makeRow(each));
  m_heading->setValue(tr("this machine, now"));
  setVisible(!advice.empty());
}

QWidget* AdvicePanel::makeRow(const Advice& advice) {
  auto* row = new QWidget;
  row->setAccessibleName(toQString(adviceTitle(advice.id)));
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(8);
  line->addWidget(new SeveritySign(advice.severity), 0, Qt::AlignTop);
  auto* column = new QVBoxLayout;
  column->setSpacing(2);
  line->addLayout(column, 1);
  column->addWidget(new Text(toQString(adviceTitle(advice.id)), {12, 600, false, Tone::value}));
  column->addWidget(paragraph(advice.found, Tone::value));
  if (!advice.effect.empty()) column->addWidget(paragraph(advice.effect, Tone::label));
  if (!advice.remark.empty()) column->addWidget(paragraph(advice.remark, Tone::hint));
  if (advice.command.empty()) return row;

  auto* command = new QHBoxLayout;
  command->setSpacing(8);
  auto* shown = new Text(breakable(advice.command), {11, 400, true, Tone::value});
  shown->setWordWrap(true);
  shown->setAccessibleName(toQString(advice.command));
  command->addWidget(shown, 1);
  auto* copy = new Button(tr("Copy"), Button::Kind::plain);
  copy->setGlyph(Icon::copy);
  copy->setToolTip(tr("Copy this command. It is never run from here."));
  copy->setAccessibleName(tr("Copy the command for %1").arg(toQString(adviceTitle(advice.id))));
  connect(copy, &Button::clicked, copy, [copy, text = toQString(advice.command)] {
    QApplication::clipboard()->setText(text);
    copy->setText(tr("Copied"));
    QTimer::singleShot(1500, copy, [copy] { copy->setText(tr("Copy")); });
  });
  command->addWidget(copy, 0, Qt::AlignTop);
  column->addSpacing(2);
  column->addLayout(command);
  return row;
}

QString AdvicePanel::asText() const {
  QStringList lines;
  for (const Advice& each : m_advice)
    lines << QStringLiteral("%1: %2. %3 %4\n%5")
                 .arg(toQString(adviceTitle(each.id)), toQString(each.found),
                      toQString(each.effect), toQString(each.remark), toQString(each.command));
  return lines.join(u'\n');
}

}  // namespace lane
