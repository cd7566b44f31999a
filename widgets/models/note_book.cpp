#include "models/note_book.h"

#include <QUndoStack>
#include <algorithm>
#include <utility>

#include "models/session_document.h"
#include "support/qt_units.h"

namespace lane {
namespace {

QString keyOf(const Session& session, std::uint32_t caseIndex) {
  return caseIndex < session.cases.size() ? toQString(session.cases[caseIndex].key) : QString();
}

}  // namespace

/// From one note to another; none before adds, none after removes. Finds the note by what it says
/// and its case by key, so that others may change meanwhile.
class NoteBook::Change : public QUndoCommand {
 public:
  Change(NoteBook* book, std::optional<NoteRecord> before, std::optional<NoteRecord> after)
      : m_book(book), m_before(std::move(before)), m_after(std::move(after)) {
    const Session& session = book->m_document->session();
    m_session = session.uuid;
    m_key = keyOf(session, (m_after ? *m_after : *m_before).caseIndex);
    setText(!m_before  ? NoteBook::tr("add note")
            : !m_after ? NoteBook::tr("delete note")
                       : NoteBook::tr("edit note"));
  }
  void undo() override { apply(m_after, m_before); }
  void redo() override { apply(m_before, m_after); }

 private:
  void apply(std::optional<NoteRecord> from, std::optional<NoteRecord> to) {
    const Session& session = m_book->m_document->session();
    if (session.uuid != m_session) {  // another session is open: nothing to change in it
      setObsolete(true);
      return;
    }
    const std::uint32_t at = m_key.isEmpty() ? kNoCase : session.caseByKey(toStd(m_key));
    for (auto* note : {&from, &to})
      if (*note) (*note)->caseIndex = at;
    m_book->apply(from, to);
  }

  NoteBook* m_book;
  std::string m_session;
  QString m_key;
  std::optional<NoteRecord> m_before, m_after;
};

NoteBook::NoteBook(SessionDocument* document, QUndoStack* undo, QObject* parent)
    : QObject(parent), m_document(document), m_undo(undo) {
  connect(document, &SessionDocument::notesChanged, this, &NoteBook::changed);
  connect(document, &SessionDocument::sessionReset, this, &NoteBook::changed);
  connect(document, &SessionDocument::casesChanged, this, &NoteBook::changed);
}

const std::vector<NoteRecord>& NoteBook::notes() const {
  return m_document->session().notes;
}

int NoteBook::noteOn(std::uint32_t caseIndex) const {
  const auto found = std::find_if(notes().begin(), notes().end(), [&](const NoteRecord& note) {
    return note.caseIndex == caseIndex;
  });
  return found == notes().end() ? -1 : static_cast<int>(found - notes().begin());
}

QString NoteBook::textOn(std::uint32_t caseIndex) const {
  const int note = noteOn(caseIndex);
  return note < 0 ? QString() : toQString(notes()[static_cast<std::size_t>(note)].text);
}

void NoteBook::write(std::uint32_t caseIndex, const QString& text) {
  if (m_document->isEmpty()) return;
  const QString wanted = text.trimmed();
  const int note = noteOn(caseIndex);
  if (note < 0) {
    if (!wanted.isEmpty())
      m_undo->push(
          new Change(this, std::nullopt, NoteRecord{caseIndex, nowIso8601(), toStd(wanted)}));
    return;
  }
  const NoteRecord before = notes()[static_cast<std::size_t>(note)];
  if (toQString(before.text) == wanted) return;
  if (wanted.isEmpty()) return remove(note);
  NoteRecord after = before;
  after.text = toStd(wanted);
  m_undo->push(new Change(this, before, after));
}

void NoteBook::remove(int note) {
  if (note < 0 || static_cast<std::size_t>(note) >= notes().size()) return;
  m_undo->push(new Change(this, notes()[static_cast<std::size_t>(note)], std::nullopt));
}

void NoteBook::apply(const std::optional<NoteRecord>& before,
                     const std::optional<NoteRecord>& after) {
  std::vector<NoteRecord> next = notes();
  const auto place = before ? std::find(next.begin(), next.end(), *before) : next.end();
  if (place == next.end()) {
    if (after) next.push_back(*after);
  } else if (after) {
    *place = *after;
  } else {
    next.erase(place);
  }
  if (next != notes()) m_document->setNotes(std::move(next));
}

}  // namespace lane
