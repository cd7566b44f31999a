// Charts and reports as files, and charts on the clipboard. GUI thread; owns nothing it is given.
#pragma once

#include <QObject>
#include <functional>

#include "charts/chart_export.h"
#include "models/diff_document.h"
#include "models/session_document.h"
#include "panels/message_bar.h"
#include "settings.h"

namespace lane {

class ExportController : public QObject {
  Q_OBJECT
 public:
  ExportController(SessionDocument* document, DiffDocument* diff, Settings* settings,
                   MessageBar* messages, QWidget* window);

  /// PNG, SVG, PDF or CSV, by the name chosen. `format` proposes one.
  bool exportChartWithDialog(const ChartSource& chart, ChartFormat format = ChartFormat::png);
  void copyChart(const ChartSource& chart);
  /// HTML, Markdown, JSON or CSV of the session, or of the diff.
  bool exportReportWithDialog(bool ofDiff);

 private:
  QString ask(const QString& title, const QString& name, const QStringList& filters);
  bool writeText(const QString& path, const std::string& text);

  SessionDocument* m_document;
  DiffDocument* m_diff;
  Settings* m_settings;
  MessageBar* m_messages;
  QWidget* m_window;
};

}  // namespace lane
