#include "panels/notes_panel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/labels.h"
#include "support/qt_units.h"

namespace lane {

QString noteSubject(const Session& session, std::uint32_t caseIndex) {
  if (caseIndex >= session.cases.size()) return NotesPanel::tr("The whole session");
  const CaseRecord& record = session.cases[caseIndex];
  return NotesPanel::tr("%1, %2 at n = %3")
      .arg(Theme::instance().series(toQString(record.variant)).label, toQString(record.benchmark),
           sizeText(record.size));
}

NotesPanel::NotesPanel(SessionDocument* document, NoteBook* book, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_book(book),
      m_list(new QListWidget),
      m_empty(new Text(tr("No notes. Select a point and press Ctrl+M to write one."),
                       {12, 400, false, Tone::hint})),
      m_edit(new Button(tr("Edit"), Button::Kind::quiet)),
      m_delete(new Button(tr("Delete"), Button::Kind::quiet)) {
  setObjectName(QStringLiteral("notesPanel"));
  m_list->setAccessibleName(tr("Notes"));
  m_list->setWordWrap(true);
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_list->setSpacing(4);
  m_list->installEventFilter(this);
  m_empty->setAlignment(Qt::AlignCenter);
  m_empty->setWordWrap(true);
  auto* session = new Button(tr("Note on the session…"), Button::Kind::plain);
  session->setObjectName(QStringLiteral("sessionNote"));
  auto* row = new QHBoxLayout;
  row->setContentsMargins(16, 8, 16, 12);
  row->setSpacing(8);
  row->addWidget(session);
  row->addStretch(1);
  row->addWidget(m_edit);
  row->addWidget(m_delete);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 8, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_list, 1);
  column->addWidget(m_empty, 1);
  column->addLayout(row);
  connect(session, &Button::clicked, this, [this] { emit editRequested(kNoCase); });
  connect(m_edit, &Button::clicked, this, [this] { emit editRequested(current()); });
  connect(m_delete, &Button::clicked, this, &NotesPanel::removeCurrent);
  connect(m_list, &QListWidget::itemActivated, this, [this] { emit editRequested(current()); });
  connect(m_list, &QListWidget::currentRowChanged, this, [this](int note) {
    m_edit->setEnabled(note >= 0);
    m_delete->setEnabled(note >= 0);
    if (note >= 0 && current() != kNoCase && m_list->hasFocus()) emit caseActivated(current());
  });
  connect(m_list, &QListWidget::itemClicked, this, [this] {
    if (current() != kNoCase) emit caseActivated(current());
  });
  connect(book, &NoteBook::changed, this, &NotesPanel::refresh);
  const auto restyle = [this] { m_list->setFont(Theme::instance().uiFont(12)); };
  connect(&Theme::instance(), &Theme::changed, this, restyle);
  restyle();
  refresh();
}

std::uint32_t NotesPanel::current() const {
  const QListWidgetItem* item = m_list->currentItem();
  return item == nullptr ? kNoCase : item->data(Qt::UserRole).toUInt();
}

void NotesPanel::refresh() {
  const Session& session = m_document->session();
  const int row = m_list->currentRow();
  std::vector<const NoteRecord*> notes;
  for (const NoteRecord& note : m_book->notes()) notes.push_back(&note);
  std::stable_partition(notes.begin(), notes.end(),
                        [](const NoteRecord* note) { return note->caseIndex == kNoCase; });
  QStringList texts;
  for (const NoteRecord* note : notes)
    texts << noteSubject(session, note->caseIndex) + u'\n' + toQString(note->text);
  QStringList old;
  for (int i = 0; i < m_list->count(); ++i) old << m_list->item(i)->text();
  if (texts != old) {  // a run changes cases all the time, notes hardly ever
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (std::size_t i = 0; i < notes.size(); ++i) {
      auto* item = new QListWidgetItem(texts[int(i)], m_list);
      item->setData(Qt::UserRole, notes[i]->caseIndex);
      item->setToolTip(tr("Written %1").arg(toQString(notes[i]->created)));
    }
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    emit countChanged(m_list->count());
  }
  m_list->setVisible(!notes.empty());
  m_empty->setVisible(notes.empty());
  m_edit->setEnabled(m_list->currentRow() >= 0);
  m_delete->setEnabled(m_list->currentRow() >= 0);
  setEnabled(!m_document->isEmpty());
}

void NotesPanel::removeCurrent() {
  if (m_list->currentItem() != nullptr) m_book->remove(m_book->noteOn(current()));
}

bool NotesPanel::eventFilter(QObject* object, QEvent* event) {
  if (object == m_list && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace) {
      removeCurrent();
      return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {  // not itemActivated on every platform
      if (m_list->currentItem() != nullptr) emit editRequested(current());
      return true;
    }
  }
  return QWidget::eventFilter(object, event);
}

}  // namespace lane
