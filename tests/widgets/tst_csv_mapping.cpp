// The dialog that asks what the columns of a CSV file mean, driven with keys and combo boxes, and
// the report of what an import left out.
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableWidget>
#include <QTest>

#include "panels/buttons.h"
#include "panels/csv_mapping_dialog.h"
#include "panels/import_report.h"
#include "support/theme.h"

using namespace lane;

namespace {

const std::filesystem::path kData = LANESCOPE_SOURCE_DIR "/tests/data/import";

CsvMappingDialog* dialogFor(const char* file) {
  const auto path = kData / file;
  auto* dialog = new CsvMappingDialog(
      QString::fromUtf8(file),
      [path](const CsvMapping& mapping) { return previewCsv(path, mapping); },
      [path](const ImportOptions& options) { return importResults(path, options); });
  dialog->show();
  (void)QTest::qWaitForWindowExposed(dialog);
  return dialog;
}

void choose(QComboBox* box, const QString& data) {
  box->setCurrentIndex(box->findData(data));
  emit box->activated(box->currentIndex());
}

}  // namespace

class tst_csv_mapping : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { Theme::instance().apply(); }
  void suggestionIsReady();
  void withoutHeadings();
  void patternIsTried();
  void separatorChangesTheColumns();
  void reportListsEverything();
};

void tst_csv_mapping::suggestionIsReady() {
  const std::unique_ptr<CsvMappingDialog> dialog(dialogFor("semicolons.csv"));
  QCOMPARE(dialog->roleBox(QStringLiteral("benchmark"))->currentText(), QStringLiteral("Name"));
  QCOMPARE(dialog->roleBox(QStringLiteral("time"))->currentText(), QStringLiteral("Median [µs]"));
  QVERIFY(dialog->canImport());
  QVERIFY2(dialog->resultText().startsWith(u"2 results read, 4 skipped"),
           qPrintable(dialog->resultText()));
  const auto* table = dialog->findChild<QTableWidget*>(QStringLiteral("csvPreview"));
  QCOMPARE(table->columnCount(), 6);
  QCOMPARE(table->item(0, 0)->text(), QStringLiteral("sum; \"fast\""));
  const ImportOptions options = dialog->options();
  QCOMPARE(options.csv.timeUnit, std::string("us"));
  QCOMPARE(options.csv.samples, std::string("Samples"));
}

void tst_csv_mapping::withoutHeadings() {
  const std::unique_ptr<CsvMappingDialog> dialog(dialogFor("plain_repeated.csv"));
  QVERIFY(!dialog->canImport());
  QVERIFY(!dialog->resultText().isEmpty());
  choose(dialog->roleBox(QStringLiteral("benchmark")), QStringLiteral("1"));
  choose(dialog->roleBox(QStringLiteral("variant")), QStringLiteral("2"));
  choose(dialog->roleBox(QStringLiteral("size")), QStringLiteral("3"));
  choose(dialog->roleBox(QStringLiteral("time")), QStringLiteral("4"));
  QTRY_VERIFY(dialog->canImport());
  QVERIFY2(dialog->resultText().startsWith(u"4 results read, 0 skipped; 2 cases"),
           qPrintable(dialog->resultText()));
  const auto import = importResults(kData / "plain_repeated.csv", dialog->options());
  QVERIFY(import.has_value());
  QCOMPARE(import->session.cases.size(), std::size_t(2));
}

void tst_csv_mapping::patternIsTried() {
  const std::unique_ptr<CsvMappingDialog> dialog(dialogFor("google_benchmark.csv"));
  QVERIFY(dialog->canImport());
  QTest::keyClicks(dialog->patternField(), QStringLiteral("(?<benchmark"));
  QTRY_VERIFY(!dialog->canImport());
  QVERIFY2(dialog->resultText().contains(u"no regular expression"),
           qPrintable(dialog->resultText()));
  QTest::keyClicks(dialog->patternField(), QStringLiteral(">BM_\\w+)<"));
  QTRY_VERIFY(dialog->canImport());
  QVERIFY(!dialog->options().patterns.empty());
}

void tst_csv_mapping::separatorChangesTheColumns() {
  const std::unique_ptr<CsvMappingDialog> dialog(dialogFor("semicolons.csv"));
  const auto boxes = dialog->findChildren<QComboBox*>();
  const auto separator = std::find_if(boxes.begin(), boxes.end(), [](QComboBox* box) {
    return box->findText(QStringLiteral("semicolon")) >= 0;
  });
  QVERIFY(separator != boxes.end());
  (*separator)->setCurrentIndex((*separator)->findText(QStringLiteral("bar")));
  emit(*separator)->activated((*separator)->currentIndex());
  QVERIFY(!dialog->canImport());
  (*separator)->setCurrentIndex((*separator)->findText(QStringLiteral("semicolon")));
  emit(*separator)->activated((*separator)->currentIndex());
  QVERIFY(dialog->canImport());
  for (const QComboBox* box : boxes) QVERIFY(!box->accessibleName().isEmpty());
}

void tst_csv_mapping::reportListsEverything() {
  auto* report = new ImportReport({QStringLiteral("2 results read, 1 skipped"),
                                   {{"line 3", "without a time"}},
                                   {"The date is that of the file."},
                                   QStringLiteral("sum, size 64"),
                                   QString()});
  report->show();
  const auto lists = report->findChildren<QPlainTextEdit*>();
  QCOMPARE(lists.size(), qsizetype(2));
  QCOMPARE(lists[0]->toPlainText(), QStringLiteral("line 3: without a time"));
  QCOMPARE(lists[1]->toPlainText(), QStringLiteral("The date is that of the file."));
  report->close();
}

QTEST_MAIN(tst_csv_mapping)
#include "tst_csv_mapping.moc"
