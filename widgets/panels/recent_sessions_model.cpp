#include "panels/recent_sessions_model.h"

#include <QDir>
#include <QFileInfo>
#include <QFileSystemWatcher>
#include <QLocale>
#include <QMimeData>
#include <QUrl>
#include <algorithm>

#include "panels/labels.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// Of a folder that a program writes to again and again.
constexpr int kQuietMilliseconds = 300;

QString dayAndTime(const QDateTime& time) {
  return time.isValid() ? QLocale().toString(time, QStringLiteral("d MMM yyyy, HH:mm")) : QString();
}

/// Newest first, as their times say.
QStringList sessionsIn(const QString& folder) {
  QStringList found;
  if (folder.isEmpty()) return found;
  for (const QFileInfo& file :
       QDir(folder).entryInfoList({QStringLiteral("*.h5")}, QDir::Files, QDir::Time))
    found << file.absoluteFilePath();
  return found;
}

}  // namespace

RecentSessionsModel::RecentSessionsModel(Read read, QObject* parent)
    : QAbstractListModel(parent), m_read(std::move(read)), m_watcher(new QFileSystemWatcher(this)) {
  m_pool.setMaxThreadCount(1);
  m_debounce.setSingleShot(true);
  m_debounce.setInterval(kQuietMilliseconds);
  connect(&m_debounce, &QTimer::timeout, this, &RecentSessionsModel::look);
  connect(m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] {
    m_missed = true;
    if (!m_held && !m_debounce.isActive()) m_debounce.start();
  });
}

RecentSessionsModel::~RecentSessionsModel() {
  ++m_turn;
  m_pool.clear();
  m_pool.waitForDone();  // its jobs post to this object
}

void RecentSessionsModel::setPaths(const QStringList& paths) {
  m_recent = paths;
  rebuild();
  look();
}

void RecentSessionsModel::setFolder(const QString& folder) {
  if (folder == m_folder) return;
  m_folder = folder;
  m_inFolder.clear();
  rebuild();
  look();
}

void RecentSessionsModel::setHeld(bool held) {
  m_held = held;
  if (!held && m_missed) look();
}

void RecentSessionsModel::refresh() {
  look();
}

QStringList RecentSessionsModel::paths() const {
  return m_recent;
}

int RecentSessionsModel::rowOf(const QString& path) const {
  for (std::size_t i = 0; i < m_rows.size(); ++i)
    if (m_rows[i].path == path) return int(i);
  return -1;
}

void RecentSessionsModel::watch() {
  const QStringList watched = m_watcher->directories();
  if (watched == QStringList{m_folder}) return;
  if (!watched.isEmpty()) m_watcher->removePaths(watched);
  if (!m_folder.isEmpty() && QFileInfo(m_folder).isDir()) m_watcher->addPath(m_folder);
}

void RecentSessionsModel::look() {
  watch();  // the folder may have come into being
  m_missed = false;
  QHash<QString, Stamp> read;
  for (const Row& row : m_rows)
    if (row.known || !row.error.isEmpty()) read.insert(row.path, row.stamp);
  const quint64 turn = ++m_turn;
  m_pool.start([this, turn, read, recent = m_recent, folder = m_folder, how = m_read] {
    const QStringList inFolder = sessionsIn(folder);
    QMetaObject::invokeMethod(this, [this, turn, inFolder] {
      if (turn != m_turn || inFolder == m_inFolder) return;
      m_inFolder = inFolder;
      rebuild();
    });
    QStringList all = recent;
    for (const QString& path : inFolder)
      if (!recent.contains(path)) all << path;
    for (const QString& path : all) {
      if (turn != m_turn) return;
      const QFileInfo file(path);
      const Stamp stamp{file.lastModified(), file.exists() ? file.size() : -1};
      const auto before = read.constFind(path);
      if (before != read.constEnd() && *before == stamp) continue;
      auto facts = how(path.toStdString());
      QMetaObject::invokeMethod(
          this, [this, path, stamp, facts = std::move(facts)] { take(path, stamp, facts); });
    }
    QMetaObject::invokeMethod(this, [this, turn] {
      if (turn == m_turn) emit settled();
    });
  });
}

void RecentSessionsModel::take(const QString& path, const Stamp& stamp,
                               const Result<SessionFacts>& facts) {
  const int at = rowOf(path);
  if (at < 0) return;
  Row& row = m_rows[std::size_t(at)];
  row.stamp = stamp;
  row.known = facts.has_value();
  row.error = facts ? QString() : toQString(facts.error().what);
  row.facts = facts ? *facts : SessionFacts();
  emit dataChanged(index(at), index(at));
}

void RecentSessionsModel::rebuild() {
  QStringList wanted = m_recent;
  for (const QString& path : m_inFolder)
    if (!wanted.contains(path)) wanted << path;
  for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
    if (wanted.contains(m_rows[std::size_t(i)].path)) continue;
    beginRemoveRows({}, i, i);
    m_rows.erase(m_rows.begin() + i);
    endRemoveRows();
  }
  for (const QString& path : wanted) {
    if (rowOf(path) >= 0) continue;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size()));
    m_rows.push_back({path});
    endInsertRows();
  }
  const auto place = [&](const Row& row) { return wanted.indexOf(row.path); };
  const auto before = [&](const Row& a, const Row& b) { return place(a) < place(b); };
  if (!std::is_sorted(m_rows.begin(), m_rows.end(), before)) {
    emit layoutAboutToBeChanged();
    const QModelIndexList held = persistentIndexList();
    QStringList heldPaths;
    for (const QModelIndex& each : held) heldPaths << m_rows[std::size_t(each.row())].path;
    std::sort(m_rows.begin(), m_rows.end(), before);
    for (int i = 0; i < held.size(); ++i)
      changePersistentIndex(held[i], index(rowOf(heldPaths[i])));
    emit layoutChanged();
  }
  if (m_rows.empty()) {
    beginResetModel();
    endResetModel();
  } else {
    emit dataChanged(index(0), index(int(m_rows.size()) - 1));
  }
}

int RecentSessionsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant RecentSessionsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const Row& row = m_rows[std::size_t(index.row())];
  const SessionSummary& summary = row.facts.summary;
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
    case TitleRole:
      return sessionFileName(row.path);
    case PathRole:
      return row.path;
    case CaptionRole: {
      const QString title = toQString(summary.title);
      return sessionFileName(row.path).contains(title, Qt::CaseInsensitive) ? QString() : title;
    }
    case Qt::ToolTipRole:
      return row.error.isEmpty() ? row.path : row.path + u'\n' + row.error;
    case MomentRole: {
      const QDateTime created = QDateTime::fromString(toQString(summary.created), Qt::ISODate);
      return created.isValid() ? created.toLocalTime() : row.stamp.time;
    }
    case MachineRole: {
      const QString date = row.known ? dayAndTime(data(index, MomentRole).toDateTime()) : QString();
      const QString cpu = toQString(summary.cpuModel);
      return date.isEmpty() ? cpu : date + QStringLiteral(", ") + cpu;
    }
    case DetailRole: {
      if (!row.known) return QString();
      const QString points = counted(summary.cases, tr("point"), tr("points"));
      return summary.complete ? points : tr("%1, partial").arg(points);
    }
    case PartialRole:
      return row.known && !summary.complete;
    case KnownRole:
      return row.known;
    case ErrorRole:
      return row.error;
    case RecentRole:
      return m_recent.contains(row.path);
    case Qt::AccessibleTextRole:
      return tr("%1, %2, %3")
          .arg(sessionFileName(row.path), data(index, MachineRole).toString(),
               row.error.isEmpty() ? data(index, DetailRole).toString() : row.error);
    default:
      return {};
  }
}

Qt::ItemFlags RecentSessionsModel::flags(const QModelIndex& index) const {
  return QAbstractListModel::flags(index) | Qt::ItemIsEditable | Qt::ItemIsDragEnabled;
}

bool RecentSessionsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !index.isValid()) return false;
  const QString name = value.toString().trimmed();
  if (name != index.data(TitleRole).toString())
    emit renameRequested(index.data(PathRole).toString(), name);
  return true;
}

QStringList RecentSessionsModel::mimeTypes() const {
  return {QStringLiteral("text/uri-list")};
}

QMimeData* RecentSessionsModel::mimeData(const QModelIndexList& indexes) const {
  QList<QUrl> urls;
  for (const QModelIndex& each : indexes)
    urls << QUrl::fromLocalFile(each.data(PathRole).toString());
  auto* mime = new QMimeData;
  mime->setUrls(urls);
  return mime;
}

}  // namespace lane
