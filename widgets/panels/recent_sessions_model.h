// Session files for lists: the recent ones and those of a folder, with what reading them said. The
// folder is watched; listing and reading happen on a thread of the model's own, and a file is read
// again only when its time or size has changed. A file that cannot be read is a row with a reason.
// GUI thread.
#pragma once

#include <QAbstractListModel>
#include <QDateTime>
#include <QHash>
#include <QThreadPool>
#include <QTimer>
#include <atomic>
#include <functional>
#include <vector>

#include "models/session_facts.h"

class QFileSystemWatcher;

namespace lane {

class RecentSessionsModel : public QAbstractListModel {
  Q_OBJECT
 public:
  using Read = std::function<Result<SessionFacts>(const std::filesystem::path&)>;
  enum Role {
    PathRole = Qt::UserRole + 1,
    TitleRole,    ///< name of the file
    CaptionRole,  ///< the session's own title where it says more
    MachineRole,
    DetailRole,
    KnownRole,
    ErrorRole,
    MomentRole,  ///< QDateTime: measured, or the file's when that is not known
    PartialRole,
    RecentRole,  ///< it is among the recent ones, wherever it lies
  };

  explicit RecentSessionsModel(Read read = &readSessionFacts, QObject* parent = nullptr);
  ~RecentSessionsModel() override;
  void setPaths(const QStringList& paths);  ///< the recent ones; rows fill in as answers come
  void setFolder(const QString& folder);
  QString folder() const { return m_folder; }
  /// While on, the folder is not looked at: a run has the machine.
  void setHeld(bool held);
  void refresh();             ///< looks at the folder and all files again
  QStringList paths() const;  ///< the recent ones
  int rowOf(const QString& path) const;
  const SessionFacts& facts(int row) const { return m_rows[std::size_t(row)].facts; }

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  /// Asks for another file name; the row follows when it has one.
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QModelIndexList& indexes) const override;
  Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

 signals:
  void renameRequested(const QString& path, const QString& name);
  void settled();  ///< everything asked for has been read

 private:
  struct Stamp {
    QDateTime time;
    qint64 size = -1;
    bool operator==(const Stamp&) const = default;
  };
  struct Row {
    QString path;
    Stamp stamp = {};
    bool known = false;
    SessionFacts facts = {};
    QString error = {};
  };
  void look();
  void rebuild();
  void take(const QString& path, const Stamp& stamp, const Result<SessionFacts>& facts);
  void watch();

  Read m_read;
  QStringList m_recent;
  QStringList m_inFolder;
  QString m_folder;
  std::vector<Row> m_rows;
  QFileSystemWatcher* m_watcher;
  QTimer m_debounce;
  bool m_held = false, m_missed = false;
  std::atomic<quint64> m_turn{0};  ///< an older look gives up
  QThreadPool m_pool;
};

}  // namespace lane
