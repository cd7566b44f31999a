// Charts and reports as files, on paper and on the clipboard. GUI thread; owns nothing it is given.
#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "charts/chart_export.h"
#include "models/diff_document.h"
#include "panels/message_bar.h"
#include "settings.h"

class QPrinter;

namespace lane {

class ExportController : public QObject {
  Q_OBJECT
 public:
  ExportController(DiffDocument* diff, Settings* settings, MessageBar* messages, QWidget* window);

  /// PNG, SVG, PDF or CSV, by the name chosen. `format` proposes one.
  bool exportChartWithDialog(const ChartSource& chart, ChartFormat format = ChartFormat::png);
  void copyChart(const ChartSource& chart);
  void copyData(const ChartSource& chart);  ///< as tab-separated text
  /// Every chart as a file of its own in a folder that is asked for.
  struct NamedChart {
    QString name;  ///< "curves"
    const ChartSource* chart;
  };
  bool exportAllWithDialog(const std::vector<NamedChart>& charts, const QString& session,
                           ChartFormat format);
  bool printChartWithDialog(const ChartSource& chart);
  /// Chooses a printer; false: cancelled. Tests replace it.
  std::function<bool(QPrinter& printer, QWidget* window)> askPrinter;

  /// Size and resolution of pictures, kept with the settings.
  ChartExportOptions options() const;
  void setOptions(const ChartExportOptions& options);
  /// HTML, Markdown, JSON or text of the diff; of the session: ReportController.
  bool exportDiffWithDialog();

 private:
  QString ask(const QString& title, const QString& name, const QStringList& filters);
  bool writeText(const QString& path, const std::string& text);

  DiffDocument* m_diff;
  Settings* m_settings;
  MessageBar* m_messages;
  QWidget* m_window;
};

}  // namespace lane
