#include "session_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "panels/labels.h"
#include "support/theme.h"

namespace lane {

SessionDialog::SessionDialog(const SessionDetails& details, const QString& folder, QWidget* parent)
    : QDialog(parent),
      m_title(new QLineEdit(details.title)),
      m_file(new QLineEdit(details.fileName)),
      m_note(new QPlainTextEdit(details.note)) {
  const Theme& theme = Theme::instance();
  setWindowTitle(tr("Rename and describe"));
  resize(theme.px(460), theme.px(320));
  m_note->setTabChangesFocus(true);
  m_note->setPlaceholderText(tr("What was measured, and why. It is saved with the session."));
  m_file->setToolTip(folder);
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(12);
  form->setVerticalSpacing(8);
  const auto row = [&](const QString& name, QWidget* field) {
    auto* label = new Text(name, {12, 400, false, Tone::label});
    label->setBuddy(field);
    field->setAccessibleName(name);
    form->addRow(label, field);
  };
  row(tr("Title"), m_title);
  if (details.fileName.isEmpty())
    m_file->hide();
  else
    row(tr("File name"), m_file);
  row(tr("Note"), m_note);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(12);
  column->addLayout(form, 1);
  column->addWidget(buttons);
  m_title->setFocus();
  m_title->selectAll();
}

SessionDetails SessionDialog::details() const {
  return {m_title->text().trimmed(), m_file->text().trimmed(), m_note->toPlainText().trimmed()};
}

}  // namespace lane
