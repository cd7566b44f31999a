#include "import_controller.h"

#include <QFileInfo>
#include <QGuiApplication>

#include "panels/csv_mapping_dialog.h"
#include "panels/import_names.h"
#include "support/file_prompt.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// A CSV file up to this size is read anew at every change in the dialog.
constexpr qint64 kTrialBytes = 4 << 20;

std::filesystem::path toPath(const QString& path) {
  return std::filesystem::path(path.toStdString());
}

std::optional<ImportOptions> askWithDialog(QWidget* window, const QString& path) {
  CsvMappingDialog::Trial trial;
  if (QFileInfo(path).size() <= kTrialBytes)
    trial = [file = toPath(path)](const ImportOptions& options) {
      return importResults(file, options);
    };
  CsvMappingDialog dialog(
      QFileInfo(path).fileName(),
      [file = toPath(path)](const CsvMapping& mapping) { return previewCsv(file, mapping); }, trial,
      window);
  if (dialog.exec() != QDialog::Accepted) return {};
  return dialog.options();
}

struct WaitCursor {
  WaitCursor() { QGuiApplication::setOverrideCursor(Qt::WaitCursor); }
  ~WaitCursor() { QGuiApplication::restoreOverrideCursor(); }
};

}  // namespace

ImportController::ImportController(Settings* settings, MessageBar* messages, QWidget* window)
    : QObject(window),
      askMapping(&askWithDialog),
      m_settings(settings),
      m_messages(messages),
      m_window(window) {}

bool ImportController::hasForeignName(const QString& path) {
  for (const char* ending : {".json", ".csv", ".tsv"})
    if (path.endsWith(QLatin1StringView(ending), Qt::CaseInsensitive)) return true;
  return QFileInfo(path).isDir();
}

bool ImportController::isForeign(const QString& path) {
  if (hasForeignName(path)) return true;
  for (const char* ending : {".h5", ".part", ".yaml", ".yml"})
    if (path.endsWith(QLatin1StringView(ending), Qt::CaseInsensitive)) return false;
  return recognise(toPath(path)).has_value();
}

std::optional<Session> ImportController::read(const QString& path) {
  const auto format = recognise(toPath(path));
  if (!format) {
    m_messages->showError(format.error());
    return {};
  }
  ImportOptions options;
  options.format = *format;
  if (*format == ImportFormat::csv) {
    // A file that is no CSV after all is said here, not in a dialog without columns.
    if (const auto preview = previewCsv(toPath(path)); !preview) {
      m_messages->showError(preview.error());
      return {};
    }
    const auto told = askMapping(m_window, path);
    if (!told) return {};
    options = *told;
  } else if (const QString pattern = m_patterns.value(path); !pattern.isEmpty()) {
    options.patterns.push_back({toStd(pattern)});
  }
  const WaitCursor waiting;
  auto import = importResults(toPath(path), options);
  if (!import) {
    m_messages->showError(import.error());
    return {};
  }
  tell(path, *import);
  if (import->session.cases.empty()) return {};
  return std::move(import->session);
}

void ImportController::tell(const QString& path, const Import& import) {
  const QString summary = toQString(import.summary());
  ImportReport::Content content{tr("%1: %2").arg(toQString(nameOf(import.format)), summary),
                                import.skipped,
                                import.remarks,
                                readingsOf(import.session.cases),
                                m_patterns.value(path),
                                import.format != ImportFormat::csv};
  const bool nothing = import.session.cases.empty();
  const Severity severity = nothing || !import.skipped.empty() ? Severity::warning : Severity::note;
  const QString head = nothing ? tr("Nothing could be read") : content.summary;
  const QString detail =
      nothing ? summary : tr("From %1; not saved yet.").arg(QFileInfo(path).fileName());
  m_messages->offer(severity, head, detail, tr("Details"),
                    [this, path, content = std::move(content)] { showReport(path, content); });
}

void ImportController::showReport(const QString& path, const ImportReport::Content& content) {
  auto* report = new ImportReport(content, m_window);
  connect(report, &ImportReport::patternChosen, this, [this, path](const QString& pattern) {
    m_patterns[path] = pattern;
    m_messages->dismissAll();
    emit againWanted(path);
  });
  report->show();
}

QString ImportController::askFile() {
  const QString path = filePrompt().openFile(
      m_window, {tr("Import results of another tool"),
                 m_settings->value(SettingKey::openDirectory).toString(),
                 {tr("Results (*.json *.csv *.tsv *.txt)"), tr("All files (*)")}});
  if (!path.isEmpty()) m_settings->set(SettingKey::openDirectory, QFileInfo(path).absolutePath());
  return path;
}

QString ImportController::askFolder() {
  const QString path =
      filePrompt().openFolder(m_window, {tr("Folder of Criterion.rs (target/criterion)"),
                                         m_settings->value(SettingKey::openDirectory).toString(),
                                         {}});
  if (!path.isEmpty()) m_settings->set(SettingKey::openDirectory, path);
  return path;
}

}  // namespace lane
