// Opening, saving and dropping files: sessions into the document or the diff, plans into the plan
// model. Every failure becomes a message and leaves what is open untouched. GUI thread; owns
// nothing it is given.
#pragma once

#include <QObject>
#include <QStringList>
#include <functional>
#include <optional>

#include "models/diff_document.h"
#include "models/plan_model.h"
#include "models/session_document.h"
#include "panels/message_bar.h"
#include "settings.h"

class QMimeData;

namespace lane {

class FileController : public QObject {
  Q_OBJECT
 public:
  FileController(SessionDocument* document, DiffDocument* diff, PlanModel* plan, Settings* settings,
                 MessageBar* messages, QWidget* window);

  /// Sessions and plans by what they are: one session opens, two compare (older = A).
  void open(const QStringList& paths);
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
  void closeSession();

  bool loadPlanFile(const QString& path);
  void loadPlanWithDialog();
  bool savePlanWithDialog();

  /// A run was written there; it is saved already, under a name of the program's choosing.
  void noteAutosave(const QString& path);
  bool isAutosave(const QString& path) const;
  static bool canDrop(const QMimeData* mime);

 signals:
  void sessionOpened();
  void imported();
  void diffOpened();
  void planOpened();
  void recentChanged();

 private:
  bool isFree(const QString& path);  ///< no run; says so otherwise
  std::optional<Session> read(const QString& path);
  QString ask(SettingKey directory, const QString& title, const QStringList& filters);
  bool writeTo(const QString& path);
  void remember(const QString& path);

  SessionDocument* m_document;
  DiffDocument* m_diff;
  PlanModel* m_plan;
  Settings* m_settings;
  MessageBar* m_messages;
  QWidget* m_window;
  Importer m_importer;
};

}  // namespace lane
