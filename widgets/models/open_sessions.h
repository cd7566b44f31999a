// The sessions that are open at once. One of them is shown: it lives in the document all views
// read. The others are parked in documents of their own, moved there and back, never copied; a run
// goes on in a parked one. GUI thread; owns the parked documents, not the shown one.
#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <vector>

#include "models/session_document.h"

namespace lane {

class OpenSessions : public QObject {
  Q_OBJECT
 public:
  explicit OpenSessions(SessionDocument* shown, QObject* parent = nullptr);
  ~OpenSessions() override;

  /// There is always one; it may be empty.
  int count() const { return int(m_entries.size()); }
  int current() const { return m_current; }
  const SessionDocument& at(int index) const { return *document(index); }
  /// Of an entry, whatever becomes of its place in the row.
  int id(int index) const { return m_entries[std::size_t(index)].id; }
  int indexOfId(int id) const;
  int indexOfPath(const QString& path) const;      ///< -1: not open
  int indexOfUuid(const std::string& uuid) const;  ///< of copies of one file the shown one
  int indexOf(const SessionDocument& document) const;
  std::vector<int> filled() const;  ///< entries with a session in them

  /// What a run is at work on must stay, even while it is empty.
  void setBusy(std::function<bool(const SessionDocument*)> busy) { m_busy = std::move(busy); }
  bool isBusy(int index) const { return isBusy(document(index)); }

  /// Opens it beside the others and shows it; an empty document takes it in.
  void add(Session session, const QString& path);
  void show(int index);
  void step(int by);      ///< to the next or the one before, round the corner
  void close(int index);  ///< without a question; shows the next
  /// A file was given another name: whoever has it follows.
  void follow(const QString& oldPath, const QString& newPath);
  SessionDocument* documentOf(int index) { return document(index); }

 signals:
  void leaving(int id);  ///< it is still shown
  void arrived(int id);  ///< it is shown, and everyone has heard
  void closed(int id);
  /// All a document held is in another one now.
  void moved(lane::SessionDocument* from, lane::SessionDocument* to);
  void changed();     ///< the row, a name or a state
  void progressed();  ///< of a parked session's run

 private:
  struct Entry {
    int id = 0;
    std::unique_ptr<SessionDocument> parked;  ///< null: the shown one
  };
  SessionDocument* document(int index) const;
  std::unique_ptr<SessionDocument> makeParked();
  void park();  ///< the shown one; leaves an empty document behind
  void keepBeforeReplacing(SessionDocument* document);
  bool isBusy(const SessionDocument* document) const { return m_busy && m_busy(document); }

  SessionDocument* m_shown;
  std::vector<Entry> m_entries;
  int m_current = 0;
  int m_lastId = 0;
  std::function<bool(const SessionDocument*)> m_busy;
};

}  // namespace lane
