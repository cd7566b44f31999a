// The open session as the window sees it: the value, where it came from, whether it has unsaved
// changes, and which parts changed. Fed by run events or by opening a file. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <vector>

#include "run/events.h"
#include "session/session.h"

namespace lane {

class SessionDocument : public QObject {
  Q_OBJECT
 public:
  explicit SessionDocument(QObject* parent = nullptr);

  const Session& session() const { return m_session; }
  bool isEmpty() const { return m_session.cases.empty(); }
  QString path() const { return m_path; }  ///< empty: never saved
  /// What it is called in lists: by its file, else by its title.
  QString name() const;
  bool isModified() const { return m_modified; }
  const Progress& progress() const { return m_progress; }
  bool isRunning() const { return m_running; }

  void setSession(Session session, const QString& path);
  /// What the runner returned, in place of what its events built up; views keep their place.
  void adoptResult(Session session, const QString& path);
  /// The same session with something added; unsaved from now on.
  void replace(Session session);
  void setSaved(const QString& path);
  void setModified();  ///< it holds what its file does not
  void setTitle(const QString& title);
  /// What people wrote beside the figures; never touches a figure.
  void setNotes(std::vector<NoteRecord> notes);
  void setPath(const QString& path);  ///< its file was given another name
  /// The first note that belongs to no case; an empty text removes it.
  QString note() const;
  void setNote(const QString& text);
  void setPaused(bool paused);  ///< at once, before the runner says so
  void clear();
  /// Applies a batch of events with one notification at the end. A run that begins with all this
  /// session holds adds to it: views and path stay.
  void applyEvents(const std::vector<RunEvent>& events);

  /// Swaps all there is with another document, without a word and without copying a sample.
  void exchange(SessionDocument& other);
  void announce();  ///< tells everyone that everything is new

 signals:
  void aboutToBeReplaced();  ///< by a run of its own; what is held now is lost afterwards
  void sessionReset();       ///< another session; everything is new
  void casesChanged();       ///< statistics of some cases, samples, crossovers, series
  void progressChanged();
  void runFinished(lane::RunFinished result);
  void notesChanged();
  void stateChanged();  ///< path, modified, running

 private:
  Session m_session;
  Progress m_progress;
  QString m_path;
  bool m_modified = false;
  bool m_running = false;
};

}  // namespace lane
