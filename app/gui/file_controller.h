// Opening, saving, closing and dropping files: sessions beside those that are open or into the
// diff, plans into the plan model. Every failure becomes a message and leaves what is open
// untouched. GUI thread; owns the row of open sessions and nothing it is given.
#pragma once

#include <QDateTime>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <functional>
#include <optional>

#include "models/diff_document.h"
#include "models/open_sessions.h"
#include "models/plan_model.h"
#include "models/session_document.h"
#include "panels/message_bar.h"
#include "settings.h"

class QMimeData;

namespace lane {

/// What becomes of unsaved changes.
enum class UnsavedChoice { save, discard, cancel };

class FileController : public QObject {
  Q_OBJECT
 public:
  FileController(SessionDocument* document, DiffDocument* diff, PlanModel* plan, Settings* settings,
                 MessageBar* messages, QWidget* window);

  OpenSessions& sessions() { return *m_sessions; }

  /// Sessions and plans by what they are: one session opens, two compare (older = A), more open.
  void open(const QStringList& paths);
  /// Beside those that are open; one that is open already is shown, and read again when its file
  /// has changed and nothing is lost by it.
  bool openSessionFile(const QString& path);
  /// Results of another tool become a session that is not saved yet.
  bool importFile(const QString& path);
  /// Who reads results of other tools; without one they are refused as sessions are.
  using Importer = std::function<std::optional<Session>(const QString& path)>;
  void setImporter(Importer importer) { m_importer = std::move(importer); }
  bool compareFiles(const QString& base, const QString& now);
  /// The open session against a file, which becomes A.
  bool compareWith(const QString& basePath);
  bool setDiffSide(bool base, const QString& path);

  void openWithDialog();
  void compareWithDialog();
  void chooseDiffSide(bool base);
  bool save();
  bool saveAs();
  /// Both ask about unsaved changes, with one question; false: the user thought better of it.
  bool closeSession(int index);
  bool closeAll();
  /// Saves or gives up what is unsaved among them, as the user says; false: cancelled.
  bool settle(const std::vector<int>& indices);
  std::function<UnsavedChoice(QWidget*, const QStringList& names)>
      askUnsaved;  ///< tests replace it

  bool loadPlanFile(const QString& path);
  void loadPlanWithDialog();
  bool savePlanWithDialog();

  /// A run was written there; it is saved already, under a name of the program's choosing.
  void noteAutosave(const QString& path);
  bool isAutosave(const QString& path) const;
  /// A file has another name now; an open session follows it.
  void fileMoved(const QString& from, const QString& to);
  static bool canDrop(const QMimeData* mime) { return !dropSentence(mime).isEmpty(); }
  /// What dropping that would do; empty: nothing.
  static QString dropSentence(const QMimeData* mime);

 signals:
  void sessionOpened();
  void imported();
  void diffOpened();
  void planOpened();
  void recentChanged();

 private:
  std::optional<Session> read(const QString& path);
  QString ask(SettingKey directory, const QString& title, const QStringList& filters);
  QString askName(const SessionDocument& document);
  bool saveAt(int index);  ///< where it belongs; asks only where that is nowhere
  bool writeTo(SessionDocument* document, const QString& path);
  void remember(const QString& path);
  void noteStamp(const QString& path);

  struct Stamp {
    QDateTime time;
    qint64 size = -1;
    bool operator==(const Stamp&) const = default;
  };
  static Stamp stampOf(const QString& path);

  SessionDocument* m_document;
  OpenSessions* m_sessions;
  QHash<QString, Stamp> m_stamps;            ///< of files as they were read or written here
  QHash<QString, std::string> m_importedAs;  ///< uuid, by the file results came from
  DiffDocument* m_diff;
  PlanModel* m_plan;
  Settings* m_settings;
  MessageBar* m_messages;
  QWidget* m_window;
  Importer m_importer;
};

}  // namespace lane
