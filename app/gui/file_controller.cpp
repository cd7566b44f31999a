#include "file_controller.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
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

UnsavedChoice askWithDialog(QWidget* window, const QStringList& names) {
  const bool one = names.size() == 1;
  QMessageBox box(QMessageBox::Question, FileController::tr("Unsaved changes"),
                  one ? FileController::tr("Save the changes to “%1”?").arg(names.first())
                      : FileController::tr("Save the changes to %1 sessions?").arg(names.size()),
                  QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, window);
  box.setInformativeText(one ? FileController::tr("They are lost otherwise.") : names.join(u'\n'));
  box.setDefaultButton(QMessageBox::Save);
  switch (box.exec()) {
    case QMessageBox::Save:
      return UnsavedChoice::save;
    case QMessageBox::Discard:
      return UnsavedChoice::discard;
    default:
      return UnsavedChoice::cancel;
  }
}

}  // namespace

FileController::FileController(SessionDocument* document, DiffDocument* diff, PlanModel* plan,
                               Settings* settings, MessageBar* messages, QWidget* window)
    : QObject(window),
      askUnsaved(&askWithDialog),
      m_document(document),
      m_sessions(new OpenSessions(document, this)),
      m_diff(diff),
      m_plan(plan),
      m_settings(settings),
      m_messages(messages),
      m_window(window) {}

QString FileController::dropSentence(const QMimeData* mime) {
  if (!mime->hasUrls()) return {};
  int sessions = 0, plans = 0, results = 0;
  const auto urls = mime->urls();
  for (const QUrl& url : urls) {
    const QString path = url.toLocalFile();
    if (!url.isLocalFile()) return {};
    if (isPlanName(path))
      ++plans;
    else if (isSessionName(path))
      ++sessions;
    else if (ImportController::hasForeignName(path))
      ++results;
    else
      return {};
  }
  if (urls.size() > 2) return tr("Open %1 files").arg(urls.size());
  if (sessions + results == 2) return tr("Compare these two sessions");
  QString name = urls.isEmpty() ? QString() : urls.first().fileName();
  if (name.isEmpty() && !urls.isEmpty()) name = urls.first().toLocalFile();
  if (plans > 0) return tr("Load the plan %1").arg(name);
  if (results > 0) return tr("Import %1").arg(name);
  return sessions > 0 ? tr("Open %1").arg(name) : QString();
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
  else
    for (const QString& path : sessions) openSessionFile(path);
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

FileController::Stamp FileController::stampOf(const QString& path) {
  const QFileInfo file(path);
  return {file.lastModified(), file.exists() ? file.size() : -1};
}

void FileController::noteStamp(const QString& path) {
  m_stamps[path] = stampOf(path);
}

bool FileController::openSessionFile(const QString& path) {
  if (m_importer && ImportController::isForeign(path)) return importFile(path);
  const int open = m_sessions->indexOfPath(path);
  if (open >= 0) {
    const SessionDocument& there = m_sessions->at(open);
    const bool same = !QFileInfo::exists(path) || m_stamps.value(there.path()) == stampOf(path);
    if (same || there.isModified() || there.isRunning()) {
      m_sessions->show(open);
      if (!same && !m_document->isRunning())
        m_messages->show(Severity::warning, tr("%1 has changed on disk").arg(m_document->name()),
                         tr("It was not read again, because this session has unsaved changes."));
      remember(path);
      emit sessionOpened();
      return true;
    }
  }
  auto session = read(path);
  if (!session) return false;
  if (open >= 0) {
    m_sessions->show(open);
    m_document->setSession(std::move(*session), path);
  } else {
    m_sessions->add(std::move(*session), path);
  }
  noteStamp(path);
  remember(path);
  emit sessionOpened();
  return true;
}

bool FileController::importFile(const QString& path) {
  if (!m_importer) return false;
  auto session = m_importer(path);
  if (!session) return false;
  const std::string before = std::exchange(m_importedAs[path], session->uuid);
  // Saving must never write over the file it came from.
  if (!before.empty() && before == m_document->session().uuid && !m_document->isModified())
    m_document->setSession(std::move(*session), {});  // the same once more, read otherwise
  else
    m_sessions->add(std::move(*session), {});
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
  return writeTo(m_document, m_document->path());
}

bool FileController::saveAs() {
  if (m_document->isEmpty() || m_document->isRunning()) return false;
  const QString path = askName(*m_document);
  return !path.isEmpty() && writeTo(m_document, path);
}

bool FileController::saveAt(int index) {
  SessionDocument* document = m_sessions->documentOf(index);
  const QString path = document->path().isEmpty() ? askName(*document) : document->path();
  return !path.isEmpty() && writeTo(document, path);
}

QString FileController::askName(const SessionDocument& document) {
  QString folder = m_settings->value(SettingKey::saveDirectory).toString();
  if (folder.isEmpty()) folder = QDir::homePath();
  QString name = QFileInfo(document.path()).fileName();
  if (name.isEmpty()) name = toQString(document.session().title) + QStringLiteral(".lanescope.h5");
  QString path = filePrompt().saveFile(
      m_window, {tr("Save session"), QDir(folder).filePath(name), {kSessionFilter}});
  if (path.isEmpty()) return {};
  if (!path.endsWith(QStringLiteral(".h5"))) path += QStringLiteral(".lanescope.h5");
  m_settings->set(SettingKey::saveDirectory, QFileInfo(path).absolutePath());
  return path;
}

bool FileController::writeTo(SessionDocument* document, const QString& path) {
  // The dialog has asked about an existing file; saving to the session's own file is meant to.
  if (const auto saved = saveSession(document->session(), toPath(path), Overwrite::yes); !saved) {
    m_messages->showError(saved.error());
    return false;
  }
  noteStamp(path);
  document->setSaved(path);
  remember(path);
  return true;
}

bool FileController::settle(const std::vector<int>& indices) {
  std::vector<int> unsaved;
  QStringList names;
  for (const int index : indices) {
    if (!m_sessions->at(index).isModified() || m_sessions->isBusy(index)) continue;
    unsaved.push_back(index);
    names << m_sessions->at(index).name();
  }
  if (unsaved.empty()) return true;
  switch (askUnsaved(m_window, names)) {
    case UnsavedChoice::cancel:
      return false;
    case UnsavedChoice::discard:
      return true;
    case UnsavedChoice::save:
      break;
  }
  for (const int index : unsaved)
    if (!saveAt(index)) return false;
  return true;
}

bool FileController::closeSession(int index) {
  if (m_sessions->isBusy(index)) {
    m_messages->show(Severity::warning,
                     tr("A run is going in %1").arg(m_sessions->at(index).name()),
                     tr("Stop it before closing the session; what it measured is kept."));
    return false;
  }
  if (!settle({index})) return false;
  m_sessions->close(index);
  return true;
}

bool FileController::closeAll() {
  const auto all = m_sessions->filled();
  if (!settle(all)) return false;
  for (auto index = all.rbegin(); index != all.rend(); ++index)
    if (!m_sessions->isBusy(*index)) m_sessions->close(*index);
  return true;
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

void FileController::fileMoved(const QString& from, const QString& to) {
  m_sessions->follow(from, to);
  m_stamps.remove(from);
  noteStamp(to);
  emit recentChanged();
}

void FileController::remember(const QString& path) {
  if (ImportController::isForeign(path)) return;  // the list shows sessions
  m_settings->addRecentFile(path);
  emit recentChanged();
}

void FileController::noteAutosave(const QString& path) {
  if (path.isEmpty()) return;
  noteStamp(path);
  remember(path);
}

}  // namespace lane
