// The notes of the open session: what people write beside points and about the whole. Every change
// goes through an undo stack and marks the document as modified; no figure ever changes. GUI
// thread; document and stack are not owned.
#pragma once

#include <QObject>
#include <QString>
#include <optional>
#include <vector>

#include "session/session.h"

class QUndoStack;

namespace lane {

class SessionDocument;

class NoteBook : public QObject {
  Q_OBJECT
 public:
  NoteBook(SessionDocument* document, QUndoStack* undo, QObject* parent = nullptr);

  const std::vector<NoteRecord>& notes() const;
  /// Position of the note about a case (kNoCase: about the session); -1 without one.
  int noteOn(std::uint32_t caseIndex) const;
  QString textOn(std::uint32_t caseIndex) const;
  /// What is said about a case from now on; an empty text takes the note away.
  void write(std::uint32_t caseIndex, const QString& text);
  void remove(int note);

 signals:
  void changed();

 private:
  class Change;
  void apply(const std::optional<NoteRecord>& before, const std::optional<NoteRecord>& after);
  SessionDocument* m_document;
  QUndoStack* m_undo;
};

}  // namespace lane
