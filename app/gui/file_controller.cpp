#include "file_controller.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QSaveFile>
#include <QUrl>

#include "import_controller.h"
#include "session/store.h"
#include "support/file_prompt.h"
#include "support/qt_units.h"

namespace lane {
namespace {

std::filesystem::path toPath(const QString& path) {
  return std::filesystem::path(path.toStdString());
}

bool isPlanName(const QString& path) {
  return path.endsWith(QStringLiteral(".yaml"), Qt::CaseInsensitive) ||
         path.endsWith(QStringLiteral(".yml"), Qt::CaseInsensitive);
}

bool isSessionName(const QString& path) {
  return path.endsWith(QStringLiteral(".h5"), Qt::CaseInsensitive) ||
         path.endsWith(QStringLiteral(".part"), Qt::CaseInsensitive);
}

const QString kSessionFilter = QStringLiteral("Lanescope sessions (*.h5)");
const QString kPlanFilter = QStringLiteral("Plans (*.yaml *.yml)");

}  // namespace

FileController::FileController(SessionDocument* document, DiffDocument* diff, PlanModel* plan,
                               Settings* settings, MessageBar* messages, QWidget* window)
    : QObject(window),
      m_document(document),
      m_diff(diff),
      m_plan(plan),
      m_settings(settings),
      m_messages(messages),
      m_window(window) {}

bool FileController::canDrop(const QMimeData* mime) {
  if (!mime->hasUrls()) return false;
  for (const QUrl& url : mime->urls())
    if (!url.isLocalFile() || !(isPlanName(url.toLocalFile()) || isSessionName(url.toLocalFile()) ||
                                ImportController::hasForeignName(url.toLocalFile())))
      return false;
  return true;
}

void FileController::open(const QStringList& paths) {
  QStringList sessions;
  for (const QString& path : paths) {
    if (isPlanName(path))
      loadPlanFile(path);
    else
      sessions << path;
  }
  if (sessions.size() == 1)
    openSessionFile(sessions.first());
  else if (sessions.size() == 2)
    compareFiles(sessions[0], sessions[1]);
  else if (sessions.size() > 2)
    m_messages->show(Severity::warning, tr("%1 sessions at once").arg(sessions.size()),
                     tr("Open one, or two to compare them."));
}

std::optional<Session> FileController::read(const QString& path) {
  if (m_importer && ImportController::isForeign(path)) return m_importer(path);
  auto opened = openSession(toPath(path));
  if (!opened) {
    m_messages->showError(opened.error());
    return {};
  }
  if (opened->fromPartial)
    m_messages->show(Severity::warning, tr("This session was interrupted"),
                     tr("%1 holds what was measured until then.").arg(QFileInfo(path).fileName()));
  if (opened->newerMinor)
    m_messages->show(Severity::warning, tr("Written by a newer version"),
                     tr("Parts this version does not know are not shown; saving keeps them."));
  return std::move(opened->session);
}

bool FileController::isFree(const QString& path) {
  if (!m_document->isRunning()) return true;
  m_messages->show(
      Severity::warning, tr("A run is going"),
      tr("Stop it before opening %1, or compare with it.").arg(QFileInfo(path).fileName()));
  return false;
}

bool FileController::openSessionFile(const QString& path) {
  if (!isFree(path)) return false;
  if (m_importer && ImportController::isForeign(path)) return importFile(path);
  auto session = read(path);
  if (!session) return false;
  m_document->setSession(std::move(*session), path);
  remember(path);
  emit sessionOpened();
  return true;
}

bool FileController::importFile(const QString& path) {
  if (!m_importer || !isFree(path)) return false;
  auto session = m_importer(path);
  if (!session) return false;
  // Saving must never write over the file it came from.
  m_document->setSession(std::move(*session), {});
  emit imported();
  return true;
}

bool FileController::compareFiles(const QString& base, const QString& now) {
  auto a = read(base);
  if (!a) return false;
  auto b = read(now);
  if (!b) return false;
  const bool swapped = b->created < a->created;
  m_diff->clear();
  m_diff->setBase(swapped ? std::move(*b) : std::move(*a), swapped ? now : base);
  m_diff->setNow(swapped ? std::move(*a) : std::move(*b), swapped ? base : now);
  remember(base);
  remember(now);
  emit diffOpened();
  return true;
}

bool FileController::compareWith(const QString& basePath) {
  auto base = read(basePath);
  if (!base) return false;
  m_diff->clear();
  m_diff->setBase(std::move(*base), basePath);
  if (!m_document->isEmpty()) m_diff->setNow(m_document->session(), m_document->path());
  remember(basePath);
  emit diffOpened();
  return true;
}

bool FileController::setDiffSide(bool base, const QString& path) {
  auto session = read(path);
  if (!session) return false;
  if (base)
    m_diff->setBase(std::move(*session), path);
  else
    m_diff->setNow(std::move(*session), path);
  remember(path);
  emit diffOpened();
  return true;
}

QString FileController::ask(SettingKey directory, const QString& title,
                            const QStringList& filters) {
  QString folder = m_settings->value(directory).toString();
  if (folder.isEmpty() && QDir(sessionsDirectory()).exists()) folder = sessionsDirectory();
  const QString path = filePrompt().openFile(m_window, {title, folder, filters});
  if (!path.isEmpty()) m_settings->set(directory, QFileInfo(path).absolutePath());
  return path;
}

void FileController::openWithDialog() {
  const QString path = ask(SettingKey::openDirectory, tr("Open a session or plan"),
                           {kSessionFilter, kPlanFilter, tr("All files (*)")});
  if (!path.isEmpty()) open({path});
}

void FileController::compareWithDialog() {
  const QString path =
      ask(SettingKey::openDirectory, tr("Compare with (becomes A, the base)"), {kSessionFilter});
  if (!path.isEmpty()) compareWith(path);
}

void FileController::chooseDiffSide(bool base) {
  const QString path =
      ask(SettingKey::openDirectory,
          base ? tr("Session A, the base") : tr("Session B, the new one"), {kSessionFilter});
  if (!path.isEmpty()) setDiffSide(base, path);
}

bool FileController::isAutosave(const QString& path) const {
  return !path.isEmpty() &&
         QFileInfo(path).absolutePath() == QFileInfo(sessionsDirectory()).absoluteFilePath();
}

bool FileController::save() {
  if (m_document->isEmpty() || m_document->isRunning()) return false;
  if (m_document->path().isEmpty() || isAutosave(m_document->path())) return saveAs();
  return writeTo(m_document->path());
}

bool FileController::saveAs() {
  if (m_document->isEmpty() || m_document->isRunning()) return false;
  QString folder = m_settings->value(SettingKey::saveDirectory).toString();
  if (folder.isEmpty()) folder = QDir::homePath();
  QString name = QFileInfo(m_document->path()).fileName();
  if (name.isEmpty())
    name = toQString(m_document->session().title) + QStringLiteral(".lanescope.h5");
  QString path = filePrompt().saveFile(
      m_window, {tr("Save session"), QDir(folder).filePath(name), {kSessionFilter}});
  if (path.isEmpty()) return false;
  if (!path.endsWith(QStringLiteral(".h5"))) path += QStringLiteral(".lanescope.h5");
  m_settings->set(SettingKey::saveDirectory, QFileInfo(path).absolutePath());
  return writeTo(path);
}

bool FileController::writeTo(const QString& path) {
  // The dialog has asked about an existing file; saving to the session's own file is meant to.
  if (const auto saved = saveSession(m_document->session(), toPath(path), Overwrite::yes); !saved) {
    m_messages->showError(saved.error());
    return false;
  }
  m_document->setSaved(path);
  remember(path);
  return true;
}

void FileController::closeSession() {
  if (!m_document->isRunning()) m_document->clear();
}

bool FileController::loadPlanFile(const QString& path) {
  auto plan = loadPlan(path.toStdString());
  if (!plan) {
    m_messages->showError(plan.error());
    return false;
  }
  m_plan->load(*plan);
  emit planOpened();
  return true;
}

void FileController::loadPlanWithDialog() {
  const QString path = ask(SettingKey::openDirectory, tr("Load a plan"), {kPlanFilter});
  if (!path.isEmpty()) loadPlanFile(path);
}

bool FileController::savePlanWithDialog() {
  // Where it stands in the menu of plans from then on, unless another folder is chosen.
  const QDir folder(plansDirectory());
  folder.mkpath(QStringLiteral("."));
  QString name = toQString(m_plan->plan().title);
  if (name.isEmpty()) name = tr("plan");
  name.replace(u'/', u'-');
  QString path = filePrompt().saveFile(
      m_window, {tr("Save plan"), folder.filePath(name + QStringLiteral(".yaml")), {kPlanFilter}});
  if (path.isEmpty()) return false;
  if (!isPlanName(path)) path += QStringLiteral(".yaml");
  Plan plan = m_plan->plan();
  plan.title = toStd(QFileInfo(path).completeBaseName());
  QSaveFile file(path);
  const QByteArray yaml = QByteArray::fromStdString(toYaml(plan));
  if (!file.open(QIODevice::WriteOnly) || file.write(yaml) != yaml.size() || !file.commit()) {
    m_messages->showError({ErrorCode::io,
                           "the plan could not be written: " + toStd(file.errorString()),
                           toStd(path), "Choose another folder."});
    return false;
  }
  m_plan->edit(tr("name"), plan);
  return true;
}

void FileController::remember(const QString& path) {
  if (ImportController::isForeign(path)) return;  // the list shows sessions
  m_settings->addRecentFile(path);
  emit recentChanged();
}

void FileController::noteAutosave(const QString& path) {
  if (!path.isEmpty()) remember(path);
}

}  // namespace lane
