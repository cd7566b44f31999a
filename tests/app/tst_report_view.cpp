// The Report view: what is saved from the window is what the command line writes, sections come and
// go, the PDF holds the text, and no failure is silent.
#include <QCheckBox>
#include <QClipboard>
#include <QPainter>
#include <QProcess>
#include <QRegularExpression>
#include <QTextBrowser>
#include <QTextDocument>

#include "app/window_fixture.h"
#include "exchange/export.h"
#include "panels/buttons.h"
#include "panels/report_panel.h"
#include "panels/report_text.h"
#include "report_controller.h"
#include "support/qt_units.h"

using namespace lane;
using namespace lane::test;

class TestReportView : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { useTestFolders(); }
  void filesAreWhatTheCommandLineWrites();
  void previewFollowsTheSections();
  void pdfHoldsTheReport();
  void chartsDrawWithoutVariables();
  void failuresAreTold();
  void nothingWithoutASession();
  void copiesMarkdown();
};

namespace {

SampleOptions small() {
  SampleOptions options;
  options.kernels = {"dot", "exp"};
  options.lastSize = 1024;
  return options;
}

QByteArray contents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void openReport(WindowFixture& f) {
  QVERIFY(f.window.files().openSessionFile(f.write("a.lanescope.h5", small())));
  f.trigger(Act::viewReport);
  QCOMPARE(f.window.view(), View::report);
  QTRY_VERIFY(f.window.reports().isCurrent());
}

QByteArray bytes(const std::string& text) {
  return QByteArray::fromStdString(text);
}

}  // namespace

void TestReportView::filesAreWhatTheCommandLineWrites() {
  WindowFixture f;
  openReport(f);
  // The session as the command line reads it.
  const auto opened = openSession(f.file("a.lanescope.h5").toStdString());
  QVERIFY(opened.has_value());
  const Session& session = opened->session;
  const std::pair<ReportFile, QByteArray> files[] = {
      {ReportFile::html, bytes(toHtml(session))},
      {ReportFile::markdown, bytes(toMarkdown(session))},
      {ReportFile::json, bytes(toJson(session))},
      {ReportFile::csv, bytes(toCsv(session))}};
  for (const auto& [file, expected] : files) {
    const char* const names[] = {"r.html", "r.md", "r.pdf", "r.json", "r.csv"};
    f.nextSave = f.file(names[int(file)]);
    f.window.reportPanel().saveButton(file)->click();
    QTRY_VERIFY(QFile::exists(f.nextSave));
    QVERIFY2(contents(f.nextSave) == expected, names[int(file)]);
  }
  // With a section left out, as --without does.
  f.window.reportPanel().box(ReportSection::machine)->click();
  ReportOptions options;
  options.sections = *chooseSections("", "machine");
  f.nextSave = f.file("less.html");
  f.trigger(Act::exportReport);
  QTRY_VERIFY(QFile::exists(f.nextSave));
  QVERIFY(contents(f.nextSave) == bytes(toHtml(session, options)));
}

void TestReportView::previewFollowsTheSections() {
  WindowFixture f;
  openReport(f);
  ReportPanel& panel = f.window.reportPanel();
  const auto shown = [&] { return panel.preview()->document()->toPlainText(); };
  QVERIFY(shown().contains(QStringLiteral("\nMethod\n")));
  QVERIFY(shown().contains(QStringLiteral("Every variant of every case is first compared")));
  panel.box(ReportSection::method)->click();
  QTRY_VERIFY(f.window.reports().isCurrent());
  QVERIFY(!shown().contains(QStringLiteral("\nMethod\n")));
  QVERIFY(shown().contains(QStringLiteral("\nReproduce\n")));
  for (std::size_t i = 0; i < kReportSections; ++i)
    panel.box(static_cast<ReportSection>(i))->setChecked(false);
  QVERIFY(!panel.saveButton(ReportFile::html)->isEnabled());
}

void TestReportView::pdfHoldsTheReport() {
  WindowFixture f;
  openReport(f);
  f.nextSave = f.file("report.pdf");
  f.window.reportPanel().saveButton(ReportFile::pdf)->click();
  QTRY_VERIFY_WITH_TIMEOUT(!f.window.reports().isSaving(), 30000);
  const QByteArray pdf = contents(f.nextSave);
  QVERIFY(pdf.startsWith("%PDF-1."));
  QVERIFY(pdf.trimmed().endsWith("%%EOF"));
  const QString reader = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
  if (reader.isEmpty()) QSKIP("pdftotext is not installed: only the frame of the PDF was checked");
  QProcess process;
  process.start(reader, {QStringLiteral("-layout"), f.nextSave, QStringLiteral("-")});
  QVERIFY(process.waitForFinished());
  // Blanks are the reader's guess: compared without.
  static const QRegularExpression blank(QStringLiteral("\\s"));
  const QString text = QString::fromUtf8(process.readAllStandardOutput()).remove(blank);
  const Session& session = f.window.document().session();
  for (const QString& word :
       {toQString(session.title), QStringLiteral("Crossovers"), QStringLiteral("Results"),
        QStringLiteral("lanescope-cli run plan.yaml")})
    QVERIFY2(text.contains(QString(word).remove(blank)), qPrintable(word));
  QVERIFY(text.contains(QRegularExpression(QStringLiteral("1\\s*/\\s*\\d+"))));  // page number
  // The median of a measured case, as the report writes it.
  const std::string markdown = toMarkdown(session);
  static const QRegularExpression figure(QStringLiteral("\\*\\*([0-9.]+) ±"));
  const auto match = figure.match(toQString(markdown));
  QVERIFY(match.hasMatch());
  QVERIFY(text.contains(match.captured(1)));
}

void TestReportView::chartsDrawWithoutVariables() {
  Session session = storable(small());
  const Report report = makeReport(session, {}, ReportForm::paper);
  ReportDocument document(report, {SvgColours::light, QStringLiteral("DejaVu Sans"),
                                   QStringLiteral("DejaVu Sans Mono"), 10});
  QCOMPARE(document.chartCount(), std::size_t(3));  // two kernels and resident memory
  document.setTextWidth(900);
  QTextImageFormat format;
  format.setName(QStringLiteral("chart:0"));
  const QSizeF size = document.intrinsicSize(&document, 0, format);
  QVERIFY(size.width() > 600 && size.height() > 200);
  QImage image(size.toSize(), QImage::Format_RGB32);
  image.fill(Qt::magenta);
  QPainter painter(&image);
  document.drawObject(&painter, QRectF({}, size), &document, 0, format);
  painter.end();
  // AVX-512's amber as a line and the plot's white: the classes were resolved.
  int amber = 0, white = 0;
  const QRgb line = QColor(QStringLiteral("#BF7A0A")).rgb();
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) {
      amber += image.pixel(x, y) == line;
      white += image.pixel(x, y) == qRgb(255, 255, 255);
    }
  QVERIFY2(amber > 50, qPrintable(QString::number(amber)));
  QVERIFY2(white > image.width() * image.height() / 4, qPrintable(QString::number(white)));
}

void TestReportView::failuresAreTold() {
  WindowFixture f;
  openReport(f);
  for (const char* name : {"no/such/folder/r.html", "no/such/folder/r.pdf", "report.docx"}) {
    f.window.messages().dismissAll();
    f.nextSave = f.file(name);
    f.trigger(Act::exportReport);
    QTRY_VERIFY2(f.window.messages().count() > 0, name);
    QVERIFY2(f.window.messages().currentText().contains(QStringLiteral("written")), name);
    QVERIFY(!QFile::exists(f.nextSave));
  }
}

void TestReportView::nothingWithoutASession() {
  WindowFixture f;
  QVERIFY(!f.window.actions()[Act::exportReport]->isEnabled());
  QVERIFY(!f.window.reportPanel().saveButton(ReportFile::html)->isEnabled());
}

void TestReportView::copiesMarkdown() {
  WindowFixture f;
  openReport(f);
  f.window.reports().copy();
  QCOMPARE(QGuiApplication::clipboard()->text().toUtf8(),
           bytes(toMarkdown(f.window.document().session())));
}

QTEST_MAIN(TestReportView)
#include "tst_report_view.moc"
