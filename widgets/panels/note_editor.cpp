#include "panels/note_editor.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "support/theme.h"

namespace lane {

NoteEditor::NoteEditor(QWidget* parent)
    : QFrame(parent),
      m_title(new Text({}, {12, 600, false, Tone::value})),
      m_edit(new QPlainTextEdit),
      m_delete(new Button(tr("Delete"), Button::Kind::quiet)),
      m_save(new Button(tr("Save note"), Button::Kind::primary)) {
  setObjectName(QStringLiteral("noteEditor"));
  hide();
  m_title->setElided(true);
  m_edit->setPlaceholderText(tr("What is to be known about this?"));
  m_edit->setAccessibleName(tr("Note"));
  m_edit->setTabChangesFocus(true);
  m_edit->installEventFilter(this);
  m_save->setToolTip(tr("Keep the note with the session (Ctrl+Return)"));
  m_delete->setToolTip(tr("Take the note away; Undo brings it back"));
  auto* cancel = new Button(tr("Cancel"), Button::Kind::quiet);
  cancel->setToolTip(tr("Leave everything as it was (Esc)"));
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(m_delete);
  row->addStretch(1);
  row->addWidget(cancel);
  row->addWidget(m_save);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 10, 12, 10);
  column->setSpacing(8);
  column->addWidget(m_title);
  column->addWidget(m_edit, 1);
  column->addLayout(row);
  connect(m_save, &Button::clicked, this, [this] { finish(true); });
  connect(cancel, &Button::clicked, this, [this] { finish(false); });
  connect(m_delete, &Button::clicked, this, [this] {
    m_edit->clear();
    finish(true);
  });
}

void NoteEditor::openAt(const QPoint& point, const QString& title, const QString& text,
                        std::function<void(const QString&)> keep) {
  const Theme& theme = Theme::instance();
  m_keep = std::move(keep);
  m_before = window()->focusWidget();
  m_title->setText(title);
  m_edit->setFont(theme.uiFont(12));
  m_edit->setPlainText(text);
  m_edit->moveCursor(QTextCursor::End);
  m_delete->setVisible(!text.isEmpty());
  resize(std::max(theme.px(320), sizeHint().width()), theme.px(164));
  // Beside the point, inside the parent, and not over the point itself.
  const int gap = theme.px(16);
  const QRect room = parentWidget()->rect();
  QPoint at = point + QPoint(gap, gap);
  if (at.x() + width() > room.right()) at.setX(point.x() - gap - width());
  if (at.y() + height() > room.bottom()) at.setY(point.y() - gap - height());
  move(std::clamp(at.x(), 0, std::max(0, room.width() - width())),
       std::clamp(at.y(), 0, std::max(0, room.height() - height())));
  show();
  raise();
  m_edit->setFocus(Qt::PopupFocusReason);
}

void NoteEditor::finish(bool keep) {
  if (!isVisible()) return;
  const auto done = std::exchange(m_keep, nullptr);
  const QString text = m_edit->toPlainText();
  hide();
  if (m_before != nullptr) m_before->setFocus();
  if (keep && done) done(text);
}

bool NoteEditor::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (enter && key->modifiers() & Qt::ControlModifier) {
      finish(true);
      return true;
    }
    if (key->key() == Qt::Key_Escape) {
      finish(false);
      return true;
    }
  }
  return QFrame::eventFilter(object, event);
}

void NoteEditor::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) finish(false);
  event->accept();  // letters typed here are no commands of the chart below
}

void NoteEditor::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme.chrome().ctl, 1));
  painter.setBrush(theme.chrome().raised);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(8), theme.px(8));
}

}  // namespace lane
