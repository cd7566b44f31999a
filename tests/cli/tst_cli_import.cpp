// import and export as a script uses them: files in, one session out, the count of what was read
// and skipped at the end, and forms that other tools read.
#include <QTest>

#include "cli/cli_process.h"

namespace {

QString data(const char* name) {
  return QStringLiteral(LANESCOPE_SOURCE_DIR "/tests/data/import/") + QLatin1StringView(name);
}

}  // namespace

class TestCliImport : public QObject {
  Q_OBJECT

 private slots:
  void oneFile();
  void severalFiles();
  void severalWithTheSameCases();
  void patterns();
  void csvWithMapping();
  void wrongUsage_data();
  void wrongUsage();
  void nothingToRead();
  void existingOutput();
  void diffOfImports();
  void exportForms();
  void googleBenchmarkThereAndBack();

 private:
  QTemporaryDir m_folder;
  QString file(const char* name) const { return m_folder.filePath(QLatin1StringView(name)); }
};

void TestCliImport::oneFile() {
  const CliResult done =
      runCli({"import", data("google_benchmark_repetitions.json"), "-o", file("a.h5")});
  QCOMPARE(done.code, 0);
  QVERIFY(done.out.isEmpty());
  const QStringList lines = done.err.trimmed().split(u'\n');
  QCOMPARE(lines.last(), QStringLiteral("Wrote %1: 17 results read, 16 skipped: 16 computed anew "
                                        "from the repetitions")
                             .arg(file("a.h5")));
  QVERIFY(done.err.contains(u"skipped BM_sum<float>/64_mean"));
  const CliResult shown = runCli({"show", file("a.h5")});
  QCOMPARE(shown.code, 0);
  QVERIFY2(shown.out.contains(u"google_benchmark/BM_sum f32"), qPrintable(shown.out));
  QVERIFY(shown.out.contains(u"no device"));
  QVERIFY(!shown.out.contains(u"GB/s"));
}

void TestCliImport::severalFiles() {
  const CliResult done = runCli({"import", data("hyperfine_plain.json"), data("criterion"),
                                 data("pytest_benchmark_data.json"), "-o", file("several.h5")});
  QCOMPARE(done.code, 0);
  QVERIFY2(done.err.contains(u"several.h5: 12 results read, 0 skipped"), qPrintable(done.err));
  QVERIFY(done.err.contains(u"Criterion.rs, 5 results read"));
  QVERIFY(runCli({"show", file("several.h5"), "--json"}).out.contains(u"\"tool\": \"hyperfine\""));
}

void TestCliImport::severalWithTheSameCases() {
  const CliResult done = runCli({"import", data("google_benchmark_repetitions.json"),
                                 data("google_benchmark_console.json"), "-o", file("none.h5")});
  QCOMPARE(done.code, 2);
  QVERIFY2(done.err.contains(u"both hold the case"), qPrintable(done.err));
  QVERIFY(!QFile::exists(file("none.h5")));
}

void TestCliImport::patterns() {
  const CliResult done =
      runCli({"import", data("google_benchmark_console.json"), "--pattern",
              "^BM_(?<benchmark>\\w+)<(?<variant>\\w+)>/(?<size>\\d+)", "-o", file("p.h5")});
  QCOMPARE(done.code, 0);
  const QString json = runCli({"show", file("p.h5"), "--json"}).out;
  QVERIFY2(json.contains(u"\"key\": \"google_benchmark/sum/none/n=64/float/t=1/hot/reuse\""),
           qPrintable(json.left(4000)));
}

void TestCliImport::csvWithMapping() {
  const CliResult done =
      runCli({"import", data("plain_repeated.csv"), "--map", "benchmark=1,variant=2,size=3,time=4",
              "--time-unit", "ns", "-o", file("c.h5")});
  QCOMPARE(done.code, 0);
  QVERIFY2(done.err.contains(u"c.h5: 4 results read, 0 skipped"), qPrintable(done.err));
  QVERIFY(runCli({"show", file("c.h5")}).out.contains(u"12.5 ns"));
}

void TestCliImport::wrongUsage_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<int>("code");
  QTest::addColumn<QString>("says");
  const auto row = [](const char* name, const QStringList& arguments, int code, const char* says) {
    QTest::newRow(name) << arguments << code << says;
  };
  row("no output", {data("criterion")}, 2, "--output is required");
  row("no file", {"-o", "x.h5"}, 2, "FILE is required");
  row("missing", {"/nonexistent.json", "-o", "x.h5"}, 3, "No such file");
  row("a plan", {LANESCOPE_SOURCE_DIR "/resources/plans/quick.yaml", "-o", "x.h5"}, 3,
      "no result file");
  row("bad pattern", {data("criterion"), "--pattern", "(?<size>", "-o", "x.h5"}, 2,
      "no regular expression");
  row("bad map", {data("semicolons.csv"), "--map", "colour=red", "-o", "x.h5"}, 2,
      "\"colour=red\" is not right");
  row("no columns told", {data("plain_repeated.csv"), "-o", "x.h5"}, 2, "The columns are: 1 1");
  row("separator", {data("semicolons.csv"), "--separator", "::", "-o", "x.h5"}, 2, "one character");
  row("format", {data("criterion"), "--format", "junit", "-o", "x.h5"}, 2, "junit");
}

void TestCliImport::wrongUsage() {
  QFETCH(QStringList, arguments);
  QFETCH(int, code);
  QFETCH(QString, says);
  const CliResult done = runCli(QStringList{"import"} + arguments, m_folder.path());
  QCOMPARE(done.code, code);
  QVERIFY2(done.err.contains(says), qPrintable(done.err));
  QVERIFY(!QFile::exists(file("x.h5")));
}

void TestCliImport::nothingToRead() {
  QVERIFY(
      writeBytes(file("none.json"),
                 "{\"context\": {}, \"benchmarks\": [{\"name\": \"x\", \"real_time\": \"1\"}]}"));
  const CliResult done = runCli({"import", file("none.json"), "-o", file("none.h5")});
  QCOMPARE(done.code, 3);
  QVERIFY2(done.err.contains(u"0 results read, 1 skipped"), qPrintable(done.err));
  QVERIFY(!QFile::exists(file("none.h5")));
}

void TestCliImport::existingOutput() {
  QVERIFY(writeBytes(file("kept.h5"), "mine"));
  const QStringList import{"import", data("criterion"), "-o", file("kept.h5")};
  const CliResult refused = runCli(import);
  QCOMPARE(refused.code, 3);
  QCOMPARE(fileBytes(file("kept.h5")), QByteArray("mine"));
  QCOMPARE(runCli(import + QStringList{"--overwrite"}).code, 0);
  QVERIFY(fileBytes(file("kept.h5")).startsWith("\x89HDF"));
}

void TestCliImport::diffOfImports() {
  QCOMPARE(runCli({"import", data("google_benchmark_repetitions.json"), "-o", file("d1.h5")}).code,
           0);
  QCOMPARE(runCli({"import", data("google_benchmark_console.json"), "-o", file("d2.h5")}).code, 0);
  const CliResult diff = runCli({"diff", file("d1.h5"), file("d2.h5"), "--format", "json"});
  QCOMPARE(diff.code, 0);
  // The second file holds single runs: whatever their ratio, nothing can be decided.
  QCOMPARE(diff.out.count(u"\"verdict\": \"unsure\""), 4);
  QCOMPARE(diff.out.count(u"\"verdict\": \"regressed\""), 0);
}

void TestCliImport::exportForms() {
  QCOMPARE(runCli({"import", data("criterion"), "-o", file("e.h5")}).code, 0);
  const CliResult wide = runCli({"export", file("e.h5"), "--format", "csv"});
  QCOMPARE(wide.out.trimmed().count(u'\n'), 5);
  const CliResult rows = runCli({"export", file("e.h5"), "--format", "csv-long"});
  // Ten samples and a median for each of five cases, behind the headings.
  QCOMPARE(rows.out.trimmed().count(u'\n'), 55);
  QVERIFY(rows.out.startsWith(u"key,suite,benchmark,"));
  const CliResult written =
      runCli({"export", file("e.h5"), "--format", "gbench", "-o", file("e.json")});
  QCOMPARE(written.code, 0);
  QCOMPARE(runCli({"export", file("e.h5"), "--format", "gbench", "-o", file("e.json")}).code, 3);
}

void TestCliImport::googleBenchmarkThereAndBack() {
  QCOMPARE(runCli({"import", data("google_benchmark_repetitions.json"), "-o", file("g1.h5")}).code,
           0);
  QCOMPARE(runCli({"export", file("g1.h5"), "--format", "gbench", "-o", file("g.json")}).code, 0);
  QCOMPARE(runCli({"import", file("g.json"), "-o", file("g2.h5")}).code, 0);
  const CliResult diff = runCli({"diff", file("g1.h5"), file("g2.h5"), "--format", "json"});
  QVERIFY2(diff.out.contains(u"\"unmatched\": 1"), qPrintable(diff.out.left(600)));
  QCOMPARE(diff.out.count(u"\"key\": \"google_benchmark/"), 5);
}

QTEST_APPLESS_MAIN(TestCliImport)
#include "tst_cli_import.moc"
