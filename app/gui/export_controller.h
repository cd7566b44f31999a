// Charts and reports as files, and charts on the clipboard. GUI thread; owns nothing it is given.
#pragma once

#include <QObject>
#include <functional>

#include "charts/chart_export.h"
#include "models/diff_document.h"
#include "panels/message_bar.h"
#include "settings.h"

namespace lane {

class ExportController : public QObject {
  Q_OBJECT
 public:
  ExportController(DiffDocument* diff, Settings* settings, MessageBar* messages, QWidget* window);

  /// PNG, SVG, PDF or CSV, by the name chosen. `format` proposes one.
  bool exportChartWithDialog(const ChartSource& chart, ChartFormat format = ChartFormat::png);
  void copyChart(const ChartSource& chart);
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
