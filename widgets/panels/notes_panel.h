// The inspector's Notes page: every note of the session, that of the whole first. A click goes to
// the point it belongs to; Return edits, Delete takes away (Undo brings back). GUI thread; keeps
// pointers to document and book.
#pragma once

#include <QWidget>

#include "models/note_book.h"

class QListWidget;

namespace lane {

class Button;
class SessionDocument;
class Text;

/// "AVX2, dot at n = 4 Ki"; of the whole session its title.
QString noteSubject(const Session& session, std::uint32_t caseIndex);

class NotesPanel : public QWidget {
  Q_OBJECT
 public:
  NotesPanel(SessionDocument* document, NoteBook* book, QWidget* parent = nullptr);
  QListWidget* list() { return m_list; }

 signals:
  void countChanged(int count);
  void caseActivated(quint32 caseIndex);
  void editRequested(quint32 caseIndex);  ///< kNoCase: the note about the session

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void refresh();
  std::uint32_t current() const;
  void removeCurrent();
  SessionDocument* m_document;
  NoteBook* m_book;
  QListWidget* m_list;
  Text* m_empty;
  Button* m_edit;
  Button* m_delete;
};

}  // namespace lane
