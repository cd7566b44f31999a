#include "export_controller.h"

#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QImage>
#include <QPrintDialog>
#include <QPrinter>
#include <QRegularExpression>
#include <QSaveFile>

#include "exchange/csv_text.h"
#include "exchange/export.h"
#include "support/file_prompt.h"
#include "support/qt_units.h"

namespace lane {
namespace {

QString fileName(QString title) {
  static const QRegularExpression others(QStringLiteral("[^A-Za-z0-9.]+"));
  return title.replace(others, QStringLiteral("-"))
      .remove(QRegularExpression(QStringLiteral("^-+|-+$")));
}

QString endingOf(ChartFormat format) {
  static const char* const kEndings[] = {"png", "svg", "pdf", "csv"};
  return QLatin1StringView(kEndings[int(format)]);
}

}  // namespace

ExportController::ExportController(DiffDocument* diff, Settings* settings, MessageBar* messages,
                                   QWidget* window)
    : QObject(window),
      askPrinter([](QPrinter& printer, QWidget* over) {
        QPrintDialog dialog(&printer, over);
        dialog.setWindowTitle(tr("Print chart"));
        return dialog.exec() == QDialog::Accepted;
      }),
      m_diff(diff),
      m_settings(settings),
      m_messages(messages),
      m_window(window) {}

QString ExportController::ask(const QString& title, const QString& name,
                              const QStringList& filters) {
  QString folder = m_settings->value(SettingKey::exportDirectory).toString();
  if (folder.isEmpty()) folder = QDir::homePath();
  const QString path =
      filePrompt().saveFile(m_window, {title, QDir(folder).filePath(name), filters});
  if (!path.isEmpty()) m_settings->set(SettingKey::exportDirectory, QFileInfo(path).absolutePath());
  return path;
}

bool ExportController::exportChartWithDialog(const ChartSource& chart, ChartFormat format) {
  const QString ending = endingOf(format);
  QStringList filters{tr("PNG image (*.png)"), tr("SVG drawing (*.svg)"),
                      tr("PDF document (*.pdf)"), tr("Data as CSV (*.csv)")};
  filters.move(int(format), 0);
  QString path = ask(tr("Export chart"), fileName(chart.chartTitle()) + u'.' + ending, filters);
  if (path.isEmpty()) return false;
  if (QFileInfo(path).suffix().isEmpty()) path += u'.' + ending;
  const auto chosen = chartFormat(path);
  if (!chosen) {
    m_messages->showError(chosen.error());
    return false;
  }
  if (const auto written = exportChart(chart, path, *chosen, options()); !written) {
    m_messages->showError(written.error());
    return false;
  }
  m_messages->show(Severity::note, tr("Chart written"), path);
  return true;
}

void ExportController::copyChart(const ChartSource& chart) {
  QGuiApplication::clipboard()->setImage(chartImage(chart, options()));
}

void ExportController::copyData(const ChartSource& chart) {
  QGuiApplication::clipboard()->setText(toQString(csvToTsv(toStd(chart.chartCsv()))));
}

ChartExportOptions ExportController::options() const {
  return chartOptions(m_settings->value(SettingKey::exportPage).toString());
}

void ExportController::setOptions(const ChartExportOptions& options) {
  m_settings->set(SettingKey::exportPage, toText(options));
}

bool ExportController::exportAllWithDialog(const std::vector<NamedChart>& charts,
                                           const QString& session, ChartFormat format) {
  QString proposed = m_settings->value(SettingKey::exportDirectory).toString();
  if (proposed.isEmpty()) proposed = QDir::homePath();
  const QString folder =
      filePrompt().openFolder(m_window, {tr("Export all views to"), proposed, {}});
  if (folder.isEmpty()) return false;
  m_settings->set(SettingKey::exportDirectory, folder);
  QStringList written;
  for (const NamedChart& each : charts) {
    const QString stem = fileName(session.isEmpty() ? each.name : session + u'-' + each.name);
    QString path = QDir(folder).filePath(stem + u'.' + endingOf(format));
    for (int i = 2; QFileInfo::exists(path); ++i)  // what is there stays
      path =
          QDir(folder).filePath(QStringLiteral("%1-%2.%3").arg(stem).arg(i).arg(endingOf(format)));
    if (const auto done = exportChart(*each.chart, path, format, options()); !done) {
      m_messages->showError(done.error());
      return false;
    }
    written << QFileInfo(path).fileName();
  }
  m_messages->show(
      Severity::note,
      written.size() == 1 ? tr("One view written") : tr("%1 views written").arg(written.size()),
      tr("%1: %2").arg(folder, written.join(QStringLiteral(", "))));
  return true;
}

bool ExportController::printChartWithDialog(const ChartSource& chart) {
  QPrinter printer(QPrinter::ScreenResolution);
  printer.setPageOrientation(QPageLayout::Landscape);
  if (!askPrinter(printer, m_window)) return false;
  if (printChart(chart, printer, options())) {
    m_messages->show(Severity::note, tr("Chart printed"), chart.chartTitle());
    return true;
  }
  m_messages->showError({ErrorCode::io, "the printer took nothing", toStd(printer.printerName()),
                         "Choose another printer, or print to a PDF file."});
  return false;
}

bool ExportController::exportDiffWithDialog() {
  const QString name = m_diff->base().name + QStringLiteral("-against-") + m_diff->now().name;
  QString path = ask(
      tr("Export report"), fileName(name) + QStringLiteral(".html"),
      {tr("HTML report (*.html)"), tr("Markdown (*.md)"), tr("JSON (*.json)"), tr("Text (*.txt)")});
  if (path.isEmpty()) return false;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".html");
  const QString ending = QFileInfo(path).suffix().toLower();
  if (ending == u"html" || ending == u"htm")
    return writeText(path, toHtml(m_diff->diff(), *m_diff->base().session, *m_diff->now().session));
  if (ending == u"md") return writeText(path, toMarkdown(m_diff->diff()));
  if (ending == u"json") return writeText(path, toJson(m_diff->diff()));
  if (ending == u"txt") return writeText(path, toText(m_diff->diff()));
  m_messages->showError({ErrorCode::usage, "a report cannot be written as ." + toStd(ending),
                         toStd(path), "Use a name that ends in .html, .md, .json or .txt."});
  return false;
}

bool ExportController::writeText(const QString& path, const std::string& text) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) ||
      file.write(text.data(), qint64(text.size())) != qint64(text.size()) || !file.commit()) {
    m_messages->showError({ErrorCode::io,
                           "the report could not be written: " + toStd(file.errorString()),
                           toStd(path), "Choose another folder or free some space."});
    return false;
  }
  m_messages->show(Severity::note, tr("Report written"), path);
  return true;
}

}  // namespace lane
