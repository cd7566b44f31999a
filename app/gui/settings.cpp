#include "settings.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace lane {
namespace {

constexpr int kRecentFiles = 12;

struct Entry {
  SettingKey key;
  const char* name;
  QVariant initial;
};

const std::vector<Entry>& table() {
  static const std::vector<Entry> entries{
      {SettingKey::windowGeometry, "window/geometry", {}},
      {SettingKey::windowState, "window/state", {}},
      {SettingKey::theme, "look/theme", QStringLiteral("system")},
      {SettingKey::textScale, "look/text_scale", 1.0},
      {SettingKey::reduceMotion, "look/reduce_motion", false},
      {SettingKey::recentFiles, "files/recent", QStringList()},
      {SettingKey::lastPlanYaml, "plan/last", QString()},
      {SettingKey::startWithLastPlan, "plan/start_with_last", true},
      {SettingKey::planPrecision, "plan/precision", 0.0},
      {SettingKey::chartMetric, "charts/metric", QStringLiteral("byteRate")},
      {SettingKey::linkAxes, "charts/link_axes", true},
      {SettingKey::openDirectory, "files/open_directory", QString()},
      {SettingKey::saveDirectory, "files/save_directory", QString()},
      {SettingKey::exportDirectory, "files/export_directory", QString()},
      {SettingKey::exportPage, "files/export_page", QString()},
      {SettingKey::diffThreshold, "diff/threshold", 0.05},
      {SettingKey::trendFolder, "trend/folder", QString()},
      {SettingKey::scoreboardAgainst, "scoreboard/against", QString()},
      {SettingKey::scoreboardCriterion, "scoreboard/criterion", QStringLiteral("80%@20%")},
      {SettingKey::tableColumns, "table/columns", QStringList()},
      {SettingKey::tableGrouping, "table/grouping", -1},
      {SettingKey::leftPage, "window/left_page", 0},
      {SettingKey::lastView, "window/view", QStringLiteral("curves")},
      {SettingKey::startWithLastLayout, "window/start_with_last", true},
      {SettingKey::notifyAtEnd, "run/notify_at_end", true},
      {SettingKey::listedFolder, "files/listed_folder", QString()},
      {SettingKey::sessionsFolder, "files/sessions_folder", QString()},
  };
  return entries;
}

const Entry& entry(SettingKey key) {
  for (const Entry& each : table())
    if (each.key == key) return each;
  Q_UNREACHABLE();
}

QString ownFolder;  ///< for kept sessions; GUI thread

QString inDataFolder(const QString& name) {
  return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).filePath(name);
}

}  // namespace

Settings::Settings() : m_store(QStringLiteral("lanescope"), QStringLiteral("lanescope")) {}

Settings::Settings(const QString& file) : m_store(file, QSettings::IniFormat) {}

QVariant Settings::value(SettingKey key) const {
  const Entry& e = entry(key);
  return m_store.value(QLatin1StringView(e.name), e.initial);
}

void Settings::set(SettingKey key, const QVariant& value) {
  m_store.setValue(QLatin1StringView(entry(key).name), value);
}

void Settings::reset() {
  m_store.clear();
}

void Settings::reset(SettingKey key) {
  m_store.remove(QLatin1StringView(entry(key).name));
}

void Settings::addRecentFile(const QString& path) {
  QStringList files = recentFiles();
  const QString absolute = QFileInfo(path).absoluteFilePath();
  files.removeAll(absolute);
  files.prepend(absolute);
  set(SettingKey::recentFiles, QStringList(files.mid(0, kRecentFiles)));
}

void Settings::forgetRecentFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  set(SettingKey::recentFiles, files);
}

QString sessionsDirectory() {
  return ownFolder.isEmpty() ? inDataFolder(QStringLiteral("sessions")) : ownFolder;
}

void setSessionsDirectory(const QString& folder) {
  ownFolder = folder;
}

QString plansDirectory() {
  return inDataFolder(QStringLiteral("plans"));
}

QString newAutosave(const std::string& title) {
  const QDir folder(sessionsDirectory());
  folder.mkpath(QStringLiteral("."));
  QString name = QString::fromStdString(title).simplified().toLower();
  for (QChar& c : name)
    if (!c.isLetterOrNumber()) c = u'-';
  if (name.isEmpty()) name = QStringLiteral("run");
  const QString stamp = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-HHmmss"));
  QString path;
  for (int i = 1; path.isEmpty() || QFileInfo::exists(path); ++i)
    path =
        folder.filePath(i == 1 ? QStringLiteral("%1-%2.lanescope.h5").arg(stamp, name)
                               : QStringLiteral("%1-%2-%3.lanescope.h5").arg(stamp, name).arg(i));
  return path;
}

}  // namespace lane
