#include "session_files.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include "models/session_facts.h"
#include "support/qt_units.h"

namespace lane {
namespace {

const QString kPart = QStringLiteral(".part");

Error refusal(ErrorCode code, const QString& what, const QString& path, const QString& advice) {
  return {code, toStd(what), toStd(path), toStd(advice)};
}

/// QFile::rename() takes no name that is in use, even if it comes into use at that moment.
Result<void> moveFile(const QString& from, const QString& to) {
  QFile file(from);
  if (file.rename(to)) return {};
  if (QFileInfo::exists(to))
    return tl::unexpected(refusal(ErrorCode::exists,
                                  QObject::tr("there is already a file of that name"), to,
                                  QObject::tr("Choose another name; nothing was changed.")));
  return tl::unexpected(
      refusal(ErrorCode::io, QObject::tr("the file could not be moved: %1").arg(file.errorString()),
              from, QObject::tr("It is still where it was.")));
}

}  // namespace

Result<QString> renamedPath(const QString& path, const QString& name) {
  const QString ending = sessionFileEnding(path);
  QString plain = name.trimmed();
  plain.chop(sessionFileEnding(plain).size());
  if (plain.isEmpty() || plain.startsWith(u'.') || plain.contains(u'/') ||
      plain.contains(QChar(u'\0')) || (plain + ending).toUtf8().size() > 250)
    return tl::unexpected(
        refusal(ErrorCode::usage, QObject::tr("“%1” cannot be the name of a file").arg(name), path,
                QObject::tr("A name has no slash, no point in front and is not too long.")));
  return QFileInfo(path).absoluteDir().filePath(plain + ending);
}

Result<QString> renameSessionFile(const QString& path, const QString& name) {
  const auto target = renamedPath(path, name);
  if (!target || *target == path) return target;
  const bool whole = QFileInfo::exists(path), part = QFileInfo::exists(path + kPart);
  if (part && QFileInfo::exists(*target + kPart))
    return tl::unexpected(
        refusal(ErrorCode::exists, QObject::tr("another run's checkpoint has that name"),
                *target + kPart, QObject::tr("Choose another name; nothing was changed.")));
  if (whole || !part)
    if (const auto moved = moveFile(path, *target); !moved) return tl::unexpected(moved.error());
  if (part)
    if (const auto moved = moveFile(path + kPart, *target + kPart); !moved) {
      if (whole) QFile::rename(*target, path);  // both or none
      return tl::unexpected(moved.error());
    }
  return *target;
}

Result<QString> moveToBin(const QString& path) {
  QString inBin;
  if (QFile::moveToTrash(path, &inBin)) return inBin;
  return tl::unexpected(refusal(ErrorCode::io,
                                QObject::tr("the file could not be moved to the bin"), path,
                                QObject::tr("It is still where it was. Some disks have no bin.")));
}

Result<void> takeFromBin(const QString& inBin, const QString& path) {
  if (const auto moved = moveFile(inBin, path); !moved) return moved;
  // The bin's own note of where the file came from.
  const QFileInfo file(inBin);
  QFile::remove(file.absolutePath() + QStringLiteral("/../info/") + file.fileName() +
                QStringLiteral(".trashinfo"));
  return {};
}

bool hasSessionBus() {
  if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS")) return true;
  const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
  return !runtime.isEmpty() && QFileInfo::exists(runtime + QStringLiteral("/bus"));
}

void revealFile(const QString& path) {
  const QUrl folder = QUrl::fromLocalFile(QFileInfo(path).absolutePath());
  if (!hasSessionBus()) {
    QDesktopServices::openUrl(folder);
    return;
  }
  QDBusMessage ask = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.FileManager1"),
                                                    QStringLiteral("/org/freedesktop/FileManager1"),
                                                    QStringLiteral("org.freedesktop.FileManager1"),
                                                    QStringLiteral("ShowItems"));
  ask << QStringList{QUrl::fromLocalFile(path).toString()} << QString();
  auto* answer = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(ask));
  QObject::connect(answer, &QDBusPendingCallWatcher::finished, answer, [answer, folder] {
    if (answer->isError()) QDesktopServices::openUrl(folder);
    answer->deleteLater();
  });
}

}  // namespace lane
