#include "report_controller.h"

#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPrintDialog>
#include <QPrinter>
#include <QRegularExpression>
#include <QSaveFile>

#include "exchange/export.h"
#include "exchange/report.h"
#include "panels/report_text.h"
#include "support/file_prompt.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

constexpr std::size_t kAtOnce = 2000;      ///< cases that are written before anyone waits
constexpr std::size_t kPreviewRows = 600;  ///< rich text is slower than a page
constexpr std::size_t kPreviewCharts = 24;

struct Format {
  ReportFile file;
  const char* ending;
  const char* filter;
};
constexpr Format kFormats[] = {
    {ReportFile::html, "html", QT_TRANSLATE_NOOP("lane::ReportController", "HTML report (*.html)")},
    {ReportFile::markdown, "md", QT_TRANSLATE_NOOP("lane::ReportController", "Markdown (*.md)")},
    {ReportFile::pdf, "pdf", QT_TRANSLATE_NOOP("lane::ReportController", "PDF document (*.pdf)")},
    {ReportFile::json, "json", QT_TRANSLATE_NOOP("lane::ReportController", "JSON (*.json)")},
    {ReportFile::csv, "csv", QT_TRANSLATE_NOOP("lane::ReportController", "Data as CSV (*.csv)")},
};

ReportLook look(bool dark, double points) {
  const Theme& theme = Theme::instance();
  return {dark ? SvgColours::dark : SvgColours::light, theme.uiFont().families().join(u','),
          theme.monoFont().families().join(u','), points};
}
constexpr double kPaperPoints = 9;

QString fileName(const Session& session) {
  static const QRegularExpression others(QStringLiteral("[^A-Za-z0-9.]+"));
  static const QRegularExpression edges(QStringLiteral("^-+|-+$"));
  const QString name = toQString(session.title).replace(others, QStringLiteral("-")).remove(edges);
  return name.isEmpty() ? QStringLiteral("report") : name;
}

Result<void> writeText(const QString& path, const std::string& text) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) ||
      file.write(text.data(), qint64(text.size())) != qint64(text.size()) || !file.commit())
    return fail(ErrorCode::io, "the report could not be written: " + toStd(file.errorString()),
                toStd(path), "Choose another folder or free some space.");
  return {};
}

}  // namespace

ReportController::ReportController(SessionDocument* document, ReportPanel* panel,
                                   Settings* settings, MessageBar* messages, QWidget* window)
    : QObject(window),
      askPrinter([](QPrinter* printer, QWidget* parent) {
        return QPrintDialog(printer, parent).exec() == QDialog::Accepted;
      }),
      m_document(document),
      m_panel(panel),
      m_settings(settings),
      m_messages(messages),
      m_window(window) {
  m_previews.setMaxThreadCount(1);
  m_saves.setMaxThreadCount(1);
  m_wait.setSingleShot(true);
  connect(&m_wait, &QTimer::timeout, this, &ReportController::makePreview);
  connect(document, &SessionDocument::sessionReset, this, &ReportController::invalidate);
  connect(document, &SessionDocument::casesChanged, this, &ReportController::invalidate);
  connect(document, &SessionDocument::stateChanged, this, &ReportController::invalidate);
  connect(&Theme::instance(), &Theme::changed, this, &ReportController::invalidate);
  connect(panel, &ReportPanel::sectionsEdited, this, &ReportController::invalidate);
  connect(panel, &ReportPanel::saveRequested, this, &ReportController::saveWithDialog);
  connect(panel, &ReportPanel::printRequested, this, &ReportController::print);
  connect(panel, &ReportPanel::copyRequested, this, &ReportController::copy);
  panel->setUsable(false);
}

ReportController::~ReportController() {
  m_previews.clear();
  m_previews.waitForDone();  // its work posts here
  m_saves.waitForDone();
}

void ReportController::setShown(bool shown) {
  m_shown = shown;
  if (shown && m_shownTurn != m_turn) invalidate();
}

void ReportController::invalidate() {
  ++m_turn;
  const bool some = !m_document->isEmpty() && !(m_panel->sections() == ReportSections::none());
  m_panel->setUsable(some);
  if (!m_shown) return;
  // While a run goes the preview would be made again and again.
  if (!m_wait.isActive()) m_wait.start(m_document->isRunning() ? 3000 : 60);
}

void ReportController::makePreview() {
  const quint64 turn = m_turn;
  m_panel->setState(tr("making the preview"));
  const auto session = std::make_shared<const Session>(m_document->session());
  ReportOptions options;
  options.sections = m_panel->sections();
  options.mostRows = kPreviewRows;
  options.mostCharts = kPreviewCharts;
  const ReportLook as = look(Theme::instance().isDark(), 10 * Theme::instance().textScale());
  QThread* home = thread();
  m_previews.clear();
  m_previews.start([this, turn, session, options, as, home] {
    const Report report = makeReport(*session, options, ReportForm::paper);
    auto made = std::make_shared<std::unique_ptr<ReportDocument>>(
        std::make_unique<ReportDocument>(report, as));
    (*made)->moveToThread(home);
    QMetaObject::invokeMethod(this, [this, turn, made, cases = session->cases.size()] {
      if (turn != m_turn) return;  // another is under way
      m_shownTurn = turn;
      m_panel->show(std::move(*made));
      m_panel->setState(cases > kAtOnce ? tr("preview shortened; files hold more") : QString());
    });
  });
}

std::string ReportController::text(const Session& session, ReportFile file,
                                   const ReportSections& sections) {
  ReportOptions options;
  options.sections = sections;
  switch (file) {
    case ReportFile::html:
      return toHtml(session, options);
    case ReportFile::markdown:
      return toMarkdown(session, options);
    case ReportFile::json:
      return toJson(session);
    case ReportFile::csv:
      return toCsv(session);
    case ReportFile::pdf:
      break;  // has no text
  }
  return {};
}

bool ReportController::saveWithDialog(ReportFile file) {
  QStringList filters;
  for (const Format& format : kFormats) filters << tr(format.filter);
  filters.move(int(file), 0);
  QString folder = m_settings->value(SettingKey::exportDirectory).toString();
  if (folder.isEmpty()) folder = QDir::homePath();
  const QString proposed =
      fileName(m_document->session()) + u'.' + QLatin1StringView(kFormats[int(file)].ending);
  QString path = filePrompt().saveFile(
      m_window, {tr("Save report"), QDir(folder).filePath(proposed), filters});
  if (path.isEmpty()) return false;
  m_settings->set(SettingKey::exportDirectory, QFileInfo(path).absolutePath());
  if (QFileInfo(path).suffix().isEmpty())
    path += u'.' + QLatin1StringView(kFormats[int(file)].ending);
  QString ending = QFileInfo(path).suffix().toLower();
  if (ending == u"htm") ending = QStringLiteral("html");
  for (const Format& format : kFormats)
    if (ending == QLatin1StringView(format.ending)) {
      save(format.file, path);
      return true;
    }
  m_messages->showError({ErrorCode::usage, "a report cannot be written as ." + toStd(ending),
                         toStd(path), "Use a name that ends in .html, .md, .pdf, .json or .csv."});
  return false;
}

void ReportController::save(ReportFile file, const QString& path) {
  const ReportSections sections = m_panel->sections();
  if (file != ReportFile::pdf && m_document->session().cases.size() <= kAtOnce)
    return finish(writeText(path, text(m_document->session(), file, sections)), path);
  ++m_saving;
  m_panel->setState(tr("writing %1").arg(QFileInfo(path).fileName()));
  const auto session = std::make_shared<const Session>(m_document->session());
  const auto work = [this, session, file, sections, path, paper = look(false, kPaperPoints)] {
    ReportOptions options;
    options.sections = sections;
    const Result<void> result =
        file == ReportFile::pdf
            ? writePdf(makeReport(*session, options, ReportForm::paper), paper, path)
            : writeText(path, text(*session, file, sections));
    QMetaObject::invokeMethod(this, [this, result, path] {
      --m_saving;
      if (m_saving == 0) m_panel->setState({});
      finish(result, path);
    });
  };
  m_saves.start(work);
}

void ReportController::finish(const Result<void>& result, const QString& path) {
  if (result)
    m_messages->show(Severity::note, tr("Report written"), path);
  else
    m_messages->showError(result.error());
}

void ReportController::print() {
  QPrinter printer(QPrinter::HighResolution);
  printer.setPageLayout(reportPage());
  printer.setDocName(toQString(m_document->session().title));
  if (!askPrinter(&printer, m_window)) return;
  ReportOptions options;
  options.sections = m_panel->sections();
  const Report report = makeReport(m_document->session(), options, ReportForm::paper);
  ReportDocument document(report, look(false, kPaperPoints));
  if (const auto painted = paintPages(document, printer); !painted)
    m_messages->showError(painted.error());
}

void ReportController::copy() {
  QGuiApplication::clipboard()->setText(
      toQString(text(m_document->session(), ReportFile::markdown, m_panel->sections())));
  m_messages->show(Severity::note, tr("Report copied as Markdown"), {});
}

}  // namespace lane
