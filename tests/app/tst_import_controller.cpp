// Results of other tools in the real window: opened, dropped, compared, refused; a CSV file asks
// what its columns mean.
#include <QAbstractButton>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QUrl>

#include "app/window_fixture.h"
#include "charts/curves_view.h"
#include "import_controller.h"
#include "panels/import_report.h"

using namespace lane;
using namespace lane::test;

namespace {

QString data(const char* name) {
  return QStringLiteral(LANESCOPE_SOURCE_DIR "/tests/data/import/") + QLatin1StringView(name);
}

}  // namespace

class tst_import_controller : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { useTestFolders(); }
  void opensAsUnsavedSession();
  void detailsAreListed();
  void namesAreReadAgain();
  void withoutSizesTheTableIsShown();
  void folderOfCriterion();
  void csvAsksForItsColumns();
  void cancelledCsvChangesNothing();
  void twoAreCompared();
  void foreignFilesAreRefused();
  void drops();
};

void tst_import_controller::opensAsUnsavedSession() {
  WindowFixture f;
  f.nextOpen = data("google_benchmark_repetitions.json");
  f.trigger(Act::importResults);
  const SessionDocument& document = f.window.document();
  QCOMPARE(document.session().cases.size(), std::size_t(5));
  // Saving must ask for a name: never over the file it came from.
  QVERIFY(document.path().isEmpty());
  QCOMPARE(f.window.view(), View::curves);
  // No bytes per call, so no throughput: what there is is shown at once.
  QCOMPARE(f.window.curvesView().metric(), CurveMetric::timePerCall);
  QVERIFY2(f.window.messages().currentText().contains(u"17 results read, 16 skipped"),
           qPrintable(f.window.messages().currentText()));
  f.nextSave = f.file("kept.lanescope.h5");
  f.trigger(Act::save);
  QVERIFY(QFile::exists(f.nextSave));
  const auto opened = openSession(f.nextSave.toStdString());
  QVERIFY(opened.has_value());
  QCOMPARE(opened->session.cases.size(), std::size_t(5));
}

void tst_import_controller::detailsAreListed() {
  WindowFixture f;
  f.window.files().open({data("hostile_google_benchmark.json")});
  QCOMPARE(f.window.document().session().cases.size(), std::size_t(4));
  QAbstractButton* details = nullptr;
  for (QAbstractButton* button : f.window.messages().findChildren<QAbstractButton*>())
    if (button->text() == u"Details") details = button;
  QVERIFY(details);
  details->click();
  const auto* report = f.window.findChild<ImportReport*>();
  QVERIFY(report);
  QVERIFY(
      report->findChildren<QPlainTextEdit*>().first()->toPlainText().contains(u"twice/1: twice"));
}

void tst_import_controller::namesAreReadAgain() {
  WindowFixture f;
  const QString file = data("google_benchmark_repetitions.json");
  f.window.files().open({file});
  const auto details = [&] {
    QAbstractButton* found = nullptr;
    for (QAbstractButton* button : f.window.messages().findChildren<QAbstractButton*>())
      if (button->text() == u"Details") found = button;
    if (found) found->click();
    const auto reports = f.window.findChildren<ImportReport*>();
    return reports.isEmpty() ? nullptr : reports.last();
  };
  const auto variantOf = [&] { return f.window.document().session().cases.front().variant; };
  const std::string before = variantOf();
  ImportReport* report = details();
  QVERIFY(report);
  QTest::keyClicks(report->patternField(),
                   QStringLiteral("(?<variant>BM)_(?<benchmark>[A-Za-z]+).*?(?<size>\\d+).*"));
  QTest::keyClick(report->patternField(), Qt::Key_Return);
  QCOMPARE(variantOf(), std::string("BM"));
  QVERIFY(before != "BM");
  // A pattern that is none says so and leaves the session alone.
  report = details();
  QVERIFY(report);
  QCOMPARE(report->patternField()->text().left(15), QStringLiteral("(?<variant>BM)_"));
  report->patternField()->setText(QStringLiteral("(?<size>"));
  QTest::keyClick(report->patternField(), Qt::Key_Return);
  QCOMPARE(variantOf(), std::string("BM"));
  QVERIFY(f.window.messages().currentText().contains(u"(?<size>"));
}

void tst_import_controller::withoutSizesTheTableIsShown() {
  WindowFixture f;
  f.window.files().open({data("hyperfine_plain.json")});
  QCOMPARE(f.window.document().session().cases.size(), std::size_t(2));
  QCOMPARE(f.window.view(), View::table);
}

void tst_import_controller::folderOfCriterion() {
  WindowFixture f;
  filePrompt().openFolder = [](QWidget*, const FileQuestion&) { return data("criterion"); };
  f.trigger(Act::importFolder);
  QCOMPARE(f.window.document().session().cases.size(), std::size_t(5));
  QCOMPARE(f.window.document().session().sources.front().tool, std::string("Criterion.rs"));
}

void tst_import_controller::csvAsksForItsColumns() {
  WindowFixture f;
  QString asked;
  f.window.imports().askMapping = [&](QWidget*, const QString& path) {
    asked = path;
    ImportOptions options;
    options.csv.benchmark = "1";
    options.csv.variant = "2";
    options.csv.size = "3";
    options.csv.time = "4";
    options.csv.timeUnit = "ns";
    return std::optional(options);
  };
  f.window.files().open({data("plain_repeated.csv")});
  QCOMPARE(asked, data("plain_repeated.csv"));
  QCOMPARE(f.window.document().session().cases.size(), std::size_t(2));
  QVERIFY(f.window.messages().currentText().contains(u"4 results read, 0 skipped"));
}

void tst_import_controller::cancelledCsvChangesNothing() {
  WindowFixture f;
  f.window.imports().askMapping = [](QWidget*, const QString&) {
    return std::optional<ImportOptions>();
  };
  f.window.files().open({data("plain_repeated.csv")});
  QVERIFY(f.window.document().isEmpty());
  QCOMPARE(f.window.messages().count(), 0);
}

void tst_import_controller::twoAreCompared() {
  WindowFixture f;
  f.window.files().open(
      {data("google_benchmark_repetitions.json"), data("google_benchmark_console.json")});
  QCOMPARE(f.window.view(), View::diff);
  QTRY_VERIFY(f.window.diffDocument().isReady());
}

void tst_import_controller::foreignFilesAreRefused() {
  WindowFixture f;
  const QString other = f.file("other.json");
  QFile file(other);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{\"a\": 1}") == 8);
  file.close();
  f.window.files().open({other});
  QVERIFY(f.window.document().isEmpty());
  QVERIFY2(f.window.messages().currentText().contains(u"no result file"),
           qPrintable(f.window.messages().currentText()));
}

void tst_import_controller::drops() {
  const auto accepts = [](const QString& path) {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(path)});
    return FileController::canDrop(&mime);
  };
  QVERIFY(accepts(data("hyperfine_plain.json")));
  QVERIFY(accepts(data("semicolons.csv")));
  QVERIFY(accepts(data("criterion")));
  QVERIFY(accepts(QStringLiteral("/x/plan.yaml")));
  QVERIFY(!accepts(QStringLiteral("/x/picture.png")));
}

QTEST_MAIN(tst_import_controller)
#include "tst_import_controller.moc"
