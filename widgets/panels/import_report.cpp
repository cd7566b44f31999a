#include "panels/import_report.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/fold.h"
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

ImportReport::ImportReport(const QString& summary, const std::vector<SkippedRow>& skipped,
                           const std::vector<std::string>& remarks, QWidget* parent)
    : QDialog(parent) {
  setWindowTitle(tr("What was imported"));
  setObjectName(QStringLiteral("importReport"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(10);
  auto* head = new Text(summary, {13, 600, false, Tone::value});
  head->setWordWrap(true);
  head->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(head);

  QStringList left, said;
  for (std::size_t i = 0; i < skipped.size() && i < kMostLines; ++i)
    left << tr("%1: %2").arg(toQString(skipped[i].what), toQString(skipped[i].why));
  for (const std::string& remark : remarks) said << toQString(remark);
  for (const auto& [title, lines, count] : {std::tuple{tr("Left out"), left, skipped.size()},
                                            std::tuple{tr("Good to know"), said, remarks.size()}}) {
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

}  // namespace lane
