// Recent session files with their machine and number of cases, a filter, and a place to drop
// files. The summaries are read on a thread of their own. GUI thread.
#pragma once

#include <QAbstractListModel>
#include <QThreadPool>
#include <QWidget>
#include <functional>
#include <vector>

#include "session/store.h"

class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace lane {

/// Session files and what peeking at them said.
class RecentSessionsModel : public QAbstractListModel {
  Q_OBJECT
 public:
  using Peek = std::function<Result<SessionSummary>(const std::filesystem::path&)>;
  enum Role {
    PathRole = Qt::UserRole + 1,
    TitleRole,
    MachineRole,
    DetailRole,
    KnownRole,
    ErrorRole
  };

  explicit RecentSessionsModel(Peek peek = &peekSession, QObject* parent = nullptr);
  ~RecentSessionsModel() override;
  void setPaths(const QStringList& paths);  ///< starts peeking; rows fill in as answers come
  void refresh();                           ///< peeks at all of them again
  QStringList paths() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 private:
  struct Row {
    QString path;
    bool known = false;
    SessionSummary summary;
    QString error;
  };
  void peekAt(const QString& path);

  Peek m_peek;
  std::vector<Row> m_rows;
  QThreadPool m_pool;
};

class SessionsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit SessionsPanel(RecentSessionsModel* model, QWidget* parent = nullptr);

 signals:
  void openRequested(const QString& path);
  void compareRequested(const QString& path);  ///< with the open session
  void forgetRequested(const QString& path);

 private:
  QString currentPath() const;
  QSortFilterProxyModel* m_proxy;
  QLineEdit* m_filter;
  QListView* m_list;
};

}  // namespace lane
