#include "panels/import_report.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/fold.h"
#include "panels/import_names.h"
#include "panels/labels.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// Beyond that nobody reads on, and a text field gets slow.
constexpr std::size_t kMostLines = 10'000;

QPlainTextEdit* listOf(const QStringList& lines, const QString& name) {
  auto* text = new QPlainTextEdit(lines.join(u'\n'));
  text->setReadOnly(true);
  text->setAccessibleName(name);
  text->setTabChangesFocus(true);
  return text;
}

}  // namespace

ImportReport::ImportReport(const Content& content, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("What was imported"));
  setObjectName(QStringLiteral("importReport"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(10);
  auto* head = new Text(content.summary, {13, 600, false, Tone::value});
  head->setWordWrap(true);
  head->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(head);
  if (content.canRename) column->addWidget(makeNames(content));

  QStringList left, said;
  for (std::size_t i = 0; i < content.skipped.size() && i < kMostLines; ++i)
    left << tr("%1: %2").arg(toQString(content.skipped[i].what), toQString(content.skipped[i].why));
  for (const std::string& remark : content.remarks) said << toQString(remark);
  for (const auto& [title, lines, count] :
       {std::tuple{tr("Left out"), left, content.skipped.size()},
        std::tuple{tr("Good to know"), said, content.remarks.size()}}) {
    if (lines.isEmpty()) continue;
    QWidget* list = listOf(lines, title);
    auto* fold = new FoldHeading(title, list);
    fold->setValue(counted(count, tr("entry"), tr("entries")));
    column->addWidget(fold);
    column->addWidget(list, 1);
    fold->setChecked(true);
  }
  column->addStretch(0);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  auto* close = new Button(tr("Close"), Button::Kind::primary);
  buttons->addWidget(close);
  column->addLayout(buttons);
  connect(close, &Button::clicked, this, &QDialog::close);
  resize(Theme::instance().px(640), Theme::instance().px(440));
}

QWidget* ImportReport::makeNames(const Content& content) {
  auto* box = new QWidget;
  auto* grid = new QGridLayout(box);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(8);
  m_pattern = makePatternField();
  m_pattern->setText(content.pattern);
  auto* again = new Button(tr("Read names again"));
  auto* name = new Text(tr("Patter&n for names"), {12, 500, false, Tone::label});
  name->setBuddy(m_pattern);
  auto* readings = new Text(content.readings, {12, 400, true, Tone::hint});
  readings->setElided(true);
  grid->addWidget(name, 0, 0);
  grid->addWidget(m_pattern, 0, 1);
  grid->addWidget(again, 0, 2);
  grid->addWidget(readings, 1, 1, 1, 2);
  grid->setColumnStretch(1, 1);
  const auto choose = [this] {
    emit patternChosen(m_pattern->text().trimmed());
    close();
  };
  connect(again, &Button::clicked, this, choose);
  connect(m_pattern, &QLineEdit::returnPressed, this, choose);
  return box;
}

}  // namespace lane
