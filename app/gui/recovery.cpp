#include "recovery.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

#include "models/session_facts.h"
#include "support/qt_units.h"

namespace lane {
namespace {

const QString kPart = QStringLiteral(".part");

QString lockPath(const QString& output) {
  return output + QStringLiteral(".lock");
}

/// A run of the window holds a lock, which is stale once its process is dead.
bool isLocked(const QString& output) {
  if (!QFileInfo::exists(lockPath(output))) return false;
  QLockFile lock(lockPath(output));
  lock.setStaleLockTime(0);
  return !lock.tryLock(0);
}

/// A run of the command line names its file among its arguments.
bool isNamedByLiveRun(const QString& output) {
  const QByteArray name = QFile::encodeName(QFileInfo(output).fileName());
  const QByteArray self = QByteArray::number(QCoreApplication::applicationPid());
  for (const QString& entry : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
    if (entry.isEmpty() || !entry[0].isDigit() || entry.toLatin1() == self) continue;
    QFile file(QStringLiteral("/proc/%1/cmdline").arg(entry));
    if (!file.open(QIODevice::ReadOnly)) continue;
    const QList<QByteArray> words = file.readAll().split('\0');
    for (const QByteArray& word : words)
      if (word.endsWith(name)) return true;
  }
  return false;
}

LeftRun look(const QFileInfo& part) {
  LeftRun run;
  run.part = part.absoluteFilePath();
  run.path = run.part.chopped(kPart.size());
  const auto opened = openSession(toStd(run.part), OpenDetail::summary);
  if (!opened) {
    run.reason = toQString(opened.error().what);
    return run;
  }
  const Session& session = opened->session;
  run.isReadable = true;
  run.title = toQString(session.title);
  run.created = localMoment(session.created);
  run.cases = session.cases.size();
  run.measured = std::size_t(std::count_if(session.cases.begin(), session.cases.end(),
                                           [](const CaseRecord& r) { return r.hasTime(); }));
  return run;
}

}  // namespace

std::vector<LeftRun> findLeftRuns(const QStringList& folders) {
  std::vector<LeftRun> found;
  QStringList seen;
  for (const QString& folder : folders) {
    const QString canonical = QDir(folder).canonicalPath();
    if (folder.isEmpty() || canonical.isEmpty() || seen.contains(canonical)) continue;
    seen << canonical;
    for (const QFileInfo& part :
         QDir(folder).entryInfoList({QStringLiteral("*.h5.part")}, QDir::Files, QDir::Time)) {
      const QString output = part.absoluteFilePath().chopped(kPart.size());
      if (!isLocked(output) && !isNamedByLiveRun(output)) found.push_back(look(part));
    }
  }
  return found;
}

Result<QString> recoverRun(const LeftRun& run) {
  QString path = run.path;
  if (QFileInfo::exists(path)) {
    const QString ending = sessionFileEnding(path);
    const QString stem = path.chopped(ending.size()) + QStringLiteral("-recovered");
    for (int i = 1; QFileInfo::exists(path) || QFileInfo::exists(path + kPart); ++i)
      path = (i == 1 ? stem : stem + u'-' + QString::number(i)) + ending;
    if (!QFile::rename(run.part, path + kPart))
      return fail(ErrorCode::io, "the checkpoint could not be moved", toStd(run.part));
  }
  const auto session = recoverSession(toStd(path), Overwrite::no);
  if (!session) return tl::unexpected(session.error());
  QFile::remove(lockPath(run.path));
  return path;
}

RunLock::RunLock(const QString& output) : m_lock(lockPath(output)) {
  m_lock.setStaleLockTime(0);
  // Without it nothing is lost: only an offer may come too early.
  (void)m_lock.tryLock(0);
}

}  // namespace lane
