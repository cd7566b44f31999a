// What the window remembers between starts. Every key, its place in the file and its default stand
// in one table; nothing else touches QSettings. GUI thread.
#pragma once

#include <QSettings>
#include <QStringList>
#include <QVariant>
#include <string>

namespace lane {

enum class SettingKey {
  windowGeometry,
  windowState,
  theme,  ///< "system", "dark", "light"
  textScale,
  reduceMotion,
  recentFiles,
  lastPlanYaml,  ///< the plan as it was edited
  startWithLastPlan,
  planPrecision,  ///< interval goal of built-in plans; 0: their own
  chartMetric,    ///< shown first in Curves: "byteRate"
  linkAxes,       ///< size axes of all charts zoom together
  openDirectory,
  saveDirectory,
  exportDirectory,
  exportPage,  ///< size and resolution of pictures: "1120x720@192"
  diffThreshold,
  trendFolder,
  scoreboardAgainst,    ///< opponent of the scoreboard; empty: the session's first
  scoreboardCriterion,  ///< "80%@20%"
  tableColumns,         ///< of the Table, in order: TablePanel::columnLayout()
  tableGrouping,        ///< of the Table, a TableField; -1: none
  leftPage,
  lastView,  ///< name of the view in front: "curves"
  startWithLastLayout,
  notifyAtEnd,     ///< of a run that took a while and nobody looked
  listedFolder,    ///< whose sessions are listed; empty: where runs are kept
  sessionsFolder,  ///< where runs are kept; empty: the program's own place
};

class Settings {
 public:
  Settings();
  /// A file of its own: tests and --render never touch the user's.
  explicit Settings(const QString& file);

  QVariant value(SettingKey key) const;
  void set(SettingKey key, const QVariant& value);
  void reset();
  void reset(SettingKey key);

  QStringList recentFiles() const { return value(SettingKey::recentFiles).toStringList(); }
  void addRecentFile(const QString& path);
  void forgetRecentFile(const QString& path);

 private:
  QSettings m_store;
};

/// Where runs are kept while and after they go.
QString sessionsDirectory();
/// Another place for them; empty: the program's own.
void setSessionsDirectory(const QString& folder);
/// Plans the user saved; those in it stand in the menu of plans.
QString plansDirectory();
/// A new file name there, from the time and the title; makes the folder.
QString newAutosave(const std::string& title);

}  // namespace lane
