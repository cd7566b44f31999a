// The session files of a folder and the recent ones: searched, sorted, opened, compared, renamed,
// dragged, put in the bin. It only shows and asks; who owns the files acts. GUI thread.
#pragma once

#include <QWidget>

#include "panels/recent_sessions_model.h"

class QLineEdit;
class QListView;

namespace lane {

class Button;
class Text;

class SessionsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit SessionsPanel(RecentSessionsModel* model, QWidget* parent = nullptr);
  ~SessionsPanel() override;
  QLineEdit* filterField() { return m_filter; }
  QListView* list() { return m_list; }
  Button* compareButton() { return m_compare; }
  Button* sortButton() { return m_sort; }
  void setFolderText(const QString& folder);
  /// Marks that file once its row is there.
  void select(const QString& path);
  QStringList selectedPaths() const;

 signals:
  void openRequested(const QString& path);
  void compareRequested(const QString& path);  ///< with the open session
  void comparePairRequested(const QString& first, const QString& second);
  void forgetRequested(const QString& path);
  void revealRequested(const QString& path);
  void binRequested(const QStringList& paths);
  void folderRequested();

 private:
  class List;
  class Filter;
  void openCurrent();
  void showMenu(const QPoint& at);
  void refresh();
  QString currentPath() const;

  RecentSessionsModel* m_model;
  Filter* m_proxy;
  QLineEdit* m_filter;
  Button* m_sort;
  Text* m_folder;
  List* m_view;
  QListView* m_list;
  Text* m_nothing;
  Button* m_compare;
  QString m_wanted;  ///< to be marked when it appears
};

}  // namespace lane
