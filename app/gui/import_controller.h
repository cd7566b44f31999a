// Results of other tools in the window: recognises and reads them, asks what the columns of a CSV
// file mean, and says what was left out. Reading blocks: 50 MB take about a second. GUI thread;
// owns nothing it is given.
#pragma once

#include <QHash>
#include <QObject>
#include <functional>
#include <optional>

#include "exchange/import/import.h"
#include "panels/import_report.h"
#include "panels/message_bar.h"
#include "settings.h"

namespace lane {

class ImportController : public QObject {
  Q_OBJECT
 public:
  /// What the columns of a CSV file mean; nothing when the user cancelled.
  using AskMapping = std::function<std::optional<ImportOptions>(QWidget*, const QString& path)>;

  ImportController(Settings* settings, MessageBar* messages, QWidget* window);

  /// Whether the path looks like results of another tool: by its ending or, without one that is
  /// known, by what it holds. A plan or a session does not.
  static bool isForeign(const QString& path);
  /// The endings a drop is accepted by, without looking inside.
  static bool hasForeignName(const QString& path);

  /// Nothing when it failed or was cancelled; messages tell.
  std::optional<Session> read(const QString& path);
  QString askFile();
  QString askFolder();

  AskMapping askMapping;  ///< tests replace it

 signals:
  void againWanted(const QString& path);  ///< its names are to be read otherwise

 private:
  void tell(const QString& path, const Import& import);
  void showReport(const QString& path, const ImportReport::Content& content);

  Settings* m_settings;
  MessageBar* m_messages;
  QWidget* m_window;
  QHash<QString, QString> m_patterns;  ///< of names, by the file they were chosen for
};

}  // namespace lane
