// Names, CSV files and everything that is not as it should be.
#include <QElapsedTimer>
#include <QTest>
#include <cmath>

#include "engine/store_support.h"
#include "exchange/export.h"
#include "exchange/import/csv_text.h"
#include "exchange/import/import.h"
#include "exchange/import/json_readers.h"
#include "exchange/import/json_text.h"
#include "exchange/import/name_reader.h"
#include "exchange/other_tools.h"

using namespace lane;
using namespace lane::test;

namespace {

const std::string kData = LANESCOPE_SOURCE_DIR "/tests/data/import/";

fs::path write(const Scratch& scratch, const char* name, const std::string& bytes) {
  std::ofstream(scratch / name, std::ios::binary) << bytes;
  return scratch / name;
}

std::string gbench(const std::string& rows) {
  return "{\"context\": {\"num_cpus\": 2}, \"benchmarks\": [" + rows + "]}";
}

QStringList reasons(const Import& import) {
  QStringList list;
  for (const SkippedRow& row : import.skipped)
    list << QString::fromStdString(row.what + ": " + row.why);
  return list;
}

}  // namespace

class TestImportText : public QObject {
  Q_OBJECT

 private slots:
  void names_data();
  void names();
  void ownPatterns();
  void wrongPatterns();
  void endlessPattern();
  void tidy_data();
  void tidy();
  void hostile();
  void sameAxesOtherName();
  void nestedBrackets();
  void damaged_data();
  void damaged();
  void cutOff();
  void everyPrefixIsSurvived();
  void dates();
  void csvNumbers();
  void separators();
  void semicolons();
  void repeatedRows();
  void csvMappings();
  void csvOfOurOwn();
  void formulasInCsv();
};

void TestImportText::names_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("axes");  // benchmark|variant|size|threads|dtype|params
  const auto row = [](const char* name, const char* axes) { QTest::newRow(name) << name << axes; };
  row("BM_add<float>/1024/threads:8/real_time", "BM_add||1024|8|f32|");
  row("sum/avx2/4096", "sum|avx2|4096|1|none|");
  row("sum/4096/avx2", "sum|avx2|4096|1|none|");
  row("dot_avx512/64", "dot|avx512|64|1|none|");
  row("dot-scalar", "dot|scalar|0|1|none|");
  row("BM_copy/64/128", "BM_copy||64|1|none|arg2=128");
  row("BM_copy/64/128/8", "BM_copy||64|1|none|arg2=128,arg3=8");
  row("BM_x/n:4096/m:3/iterations:5/manual_time", "BM_x||4096|1|none|m=3");
  row("BM_x/impl:neon/dtype:f64/size:10", "BM_x|neon|10|1|f64|");
  row("BM_map<std::pair<int, a/b>>/8", "BM_map<std::pair<int, a/b>>||8|1|none|");
  row("vector/add<f32>/avx2/4096/threads:2", "vector/add|avx2|4096|2|f32|");
  row("Fixture/Method", "Fixture|Method|0|1|none|");
  row("plain", "plain||0|1|none|");
  row("long/99999999999999999999", "long||0|1|none|size=99999999999999999999");
  row("a//b", "a//b||0|1|none|");
  row("/", "/||0|1|none|");
}

void TestImportText::names() {
  QFETCH(QString, name);
  QFETCH(QString, axes);
  auto reader = NameReader::make({});
  VERIFY_OK(reader);
  const NamedAxes read = reader->read(name.toStdString());
  QStringList params;
  for (const auto& [param, value] : read.params)
    params << QString::fromStdString(param + "=" + value);
  QCOMPARE(
      (QStringList{QString::fromStdString(read.benchmark), QString::fromStdString(read.variant),
                   QString::number(read.size), QString::number(read.threads),
                   QString::fromUtf8(toWord(read.dtype).data()), params.join(u',')})
          .join(u'|'),
      axes);
}

void TestImportText::ownPatterns() {
  auto reader = NameReader::make({{R"(^run (?<benchmark>\w+) x(?<size>\d+k?) (?<shape>\w+)$)"},
                                  {R"(_(?<size>\d+)_(?<variant>\w+)$)"}});
  VERIFY_OK(reader);
  NamedAxes axes = reader->read("run fft x64k planar");
  QCOMPARE(axes.benchmark, std::string("fft"));
  QCOMPARE(axes.size, std::uint64_t(64000));
  QCOMPARE(axes.params.at("shape"), std::string("planar"));
  // Without a benchmark group: what the pattern left over.
  axes = reader->read("add_1024_fast");
  QCOMPARE(axes.benchmark, std::string("add"));
  QCOMPARE(axes.size, std::uint64_t(1024));
  QCOMPARE(axes.variant, std::string("fast"));
  // None of them matches: the usual shapes.
  QCOMPARE(reader->read("sum/avx2/8").variant, std::string("avx2"));
}

void TestImportText::wrongPatterns() {
  ImportOptions options;
  options.patterns = {{"(?<size>\\d+"}};
  const fs::path file = kData + "hyperfine_plain.json";
  VERIFY_FAILS(importResults(file, options), ErrorCode::usage, "no regular expression");
  options.patterns = {{"\\d+"}};
  VERIFY_FAILS(importResults(file, options), ErrorCode::usage, "names no group");
}

void TestImportText::endlessPattern() {
  const Scratch scratch;
  std::string rows;
  for (int i = 0; i < 2000; ++i)
    rows += (i ? ",{\"name\":\"" : "{\"name\":\"") + std::string(40, 'a') + std::to_string(i) +
            "!\",\"real_time\":1,\"time_unit\":\"ns\"}";
  ImportOptions options;
  options.patterns = {{"^(?<benchmark>(a+)+)$"}};  // doubles its work with every letter
  QElapsedTimer timer;
  timer.start();
  const auto import = importResults(write(scratch, "a.json", gbench(rows)), options);
  VERIFY_OK(import);
  QVERIFY2(timer.elapsed() < 30000, "the bound on matching does not hold");
  QCOMPARE(import->read, std::size_t(2000));
  QVERIFY(std::any_of(import->remarks.begin(), import->remarks.end(), [](const auto& remark) {
    return remark.find("tried too much") != std::string::npos;
  }));
}

void TestImportText::tidy_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("json");
  const auto row = [](const char* name, const QByteArray& text, const QByteArray& json) {
    QTest::newRow(name) << text << json;
  };
  row("as it is", "{\"a\": [1, -2.5e-3, true, null]}", "{\"a\": [1, -2.5e-3, true, null]}");
  row("NaN", "{\"a\": NaN, \"b\": -NaN, \"c\": -nan}", "{\"a\": null, \"b\": null, \"c\": null}");
  row("Infinity", "[1,Infinity,-Infinity,inf,1e999,-1E+400,1e-999]",
      "[1,null,null,null,null,null,1e-999]");
  row("in strings", "{\"NaN\": \"NaN \\\" Infinity\"}", "{\"NaN\": \"NaN \\\" Infinity\"}");
  row("console text", "Run on (2 X 2300 MHz)\n{fmt} says hi\n  {\"a\": 1}\nbye\n", "{\"a\": 1}");
  row("byte order mark", "\xef\xbb\xbf{\"a\": 1}", "{\"a\": 1}");
  row("tab in a string", "{\"a\": \"x\ty\"}", "{\"a\": \"x y\"}");
  row("bad bytes", "{\"a\": \"\xff\"}", "{\"a\": \"\xef\xbf\xbd\"}");
}

void TestImportText::tidy() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, json);
  const auto tidied = tidyJson(text.toStdString(), "file");
  VERIFY_OK(tidied);
  QCOMPARE(QByteArray::fromStdString(tidied->json).trimmed(), json);
}

void TestImportText::hostile() {
  const auto import = importResults(kData + "hostile_google_benchmark.json");
  VERIFY_OK(import);
  // Fifteen entries, every one of them accounted for.
  QCOMPARE(import->read, std::size_t(4));
  QCOMPARE(reasons(*import),
           (QStringList{"no_time: no real_time", "text_time: real_time is string, not a number",
                        "no_unit: no time_unit", "strange_unit: unknown time_unit fortnights",
                        "negative: an impossible time", "nothing: a time of 0",
                        "huge: real_time is no finite number", "result 10: without a name",
                        "result 11: not an object", "result 12: not an object", "twice/1: twice"}));
  QVERIFY(import->summary().starts_with("4 results read, 11 skipped: 2 not an object, 1 "));
  const Session& session = import->session;
  QCOMPARE(session.cases[1].median, 1e300);
  QCOMPARE(session.cases[1].batchCalls, std::uint64_t(1000000));
  QCOMPARE(session.cases[2].median, 1e-6);
  QVERIFY(session.cases[3].benchmark.find("\xef\xbf\xbd") != std::string::npos);
  // Markup and formulas stay text in every export.
  const Scratch scratch;
  VERIFY_OK(saveSession(session, scratch / "a.h5"));
  QVERIFY(toHtml(session).find("<script>alert") == std::string::npos);
  QVERIFY(toCsv(session).find(",=HYPERLINK") == std::string::npos);
  QVERIFY(toLongCsv(session).find(",=HYPERLINK") == std::string::npos);
  QVERIFY(!toText(session).empty() && !toMarkdown(session).empty() && !toJson(session).empty());
}

void TestImportText::sameAxesOtherName() {
  const Scratch scratch;
  const auto import = importResults(
      write(scratch, "a.json",
            gbench(R"({"name": "f/8", "run_name": "f/8", "real_time": 1, "time_unit": "ns"},
                {"name": "f/8/real_time", "run_name": "f/8/real_time", "real_time": 2, "time_unit": "ns"},
                {"name": "f/n:8", "run_name": "f/n:8", "real_time": 3, "time_unit": "ns"})")));
  VERIFY_OK(import);
  QCOMPARE(import->session.cases.size(), std::size_t(2));
  QCOMPARE(import->session.cases[1].params, std::string(R"({"options":"real_time"})"));
  QCOMPARE(reasons(*import), QStringList{"f/n:8: its axes are those of another result"});
}

void TestImportText::nestedBrackets() {
  const Scratch scratch;
  for (const std::string& text :
       {std::string(1'000'000, '['), "{\"benchmarks\":" + std::string(1'000'000, '[')})
    VERIFY_FAILS(importResults(write(scratch, "deep.json", text)), ErrorCode::format,
                 "nested more than 100 deep");
}

void TestImportText::damaged_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("what");
  QTest::newRow("empty") << QByteArray() << "no result file";
  QTest::newRow("other JSON") << QByteArray("{\"a\": 1}") << "no result file";
  QTest::newRow("prose") << QByteArray("Nothing to see here.\nReally.\n") << "no result file";
  QTest::newRow("UTF-16") << QByteArray("\xff\xfe{\0\"\0", 6) << "UTF-16";
  QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00", 4) << "compressed";
  QTest::newRow("HDF5") << QByteArray("\x89HDF\r\n\x1a\n") << "HDF5";
  QTest::newRow("binary") << QByteArray(
                                 "\x7f"
                                 "ELF\0\0",
                                 6)
                          << "not a text file";
}

void TestImportText::damaged() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, what);
  const Scratch scratch;
  VERIFY_FAILS(importResults(write(scratch, "x.json", bytes.toStdString())), ErrorCode::format,
               what.toStdString());
  VERIFY_FAILS(importResults(scratch / "missing.json"), ErrorCode::io, "No such file");
}

void TestImportText::cutOff() {
  const Scratch scratch;
  const std::string whole = bytesOf(kData + "google_benchmark_console.json");
  const std::size_t at = whole.find("BM_sum<double>");
  const auto import = importResults(write(scratch, "cut.json", whole.substr(0, at)));
  VERIFY_OK(import);
  QCOMPARE(import->read, std::size_t(4));
  QCOMPARE(reasons(*import), QStringList{"everything behind result 4: the file is cut off"});
}

void TestImportText::everyPrefixIsSurvived() {
  const Scratch scratch;
  for (const char* file :
       {"hostile_google_benchmark.json", "pyperf.json", "hyperfine_plain.json", "semicolons.csv"}) {
    const std::string whole = bytesOf(kData + file);
    for (std::size_t length = 0; length < whole.size(); length += 7) {
      const auto import = importResults(write(scratch, "part", whole.substr(0, length)));
      if (!import) QVERIFY(!import.error().what.empty());
    }
  }
}

void TestImportText::dates() {
  QCOMPARE(utcDate("2026-11-21T14:28:45+00:00"), std::string("2026-11-21T14:28:45Z"));
  QCOMPARE(utcDate("2024-03-01T00:30:00+02:00"), std::string("2024-02-29T22:30:00Z"));
  QCOMPARE(utcDate("2017-03-04 05:06:07"), std::string("2017-03-04T05:06:07Z"));
  QCOMPARE(utcDate("2023/01/02 03:04"), std::string("2023-01-02T03:04:00Z"));
  for (const char* none : {"", "yesterday", "2024-13-01", "20240301", "2024-03-01T25"})
    QCOMPARE(utcDate(none), std::string());
}

void TestImportText::csvNumbers() {
  QCOMPARE(*cellNumber("1.5", false), 1.5);
  QCOMPARE(*cellNumber("1,5", true), 1.5);
  QCOMPARE(*cellNumber("1,234,567.5", false), 1234567.5);
  QCOMPARE(*cellNumber("-1.234,5", true), -1234.5);
  QCOMPARE(*cellNumber("+2e-9", false), 2e-9);
  for (const char* none : {"", "-", "1,23,4", "nan", "inf", "1e999", "12 ns", "0x10", "1.5.2"})
    QVERIFY2(!cellNumber(none, false), none);
  QVERIFY(usesDecimalComma({"1,5", "2"}));
  QVERIFY(usesDecimalComma({"1.234,5"}));
  QVERIFY(!usesDecimalComma({"1.5", "2,5"}));
  QVERIFY(!usesDecimalComma({"1,234.5"}));
}

void TestImportText::separators() {
  QCOMPARE(findSeparator("a,b,c\n1,2,3\n"), ',');
  QCOMPARE(findSeparator("a;b;c\n1,5;2,5;3,5\n"), ';');
  QCOMPARE(findSeparator("a\tb\n1,5\t2\n"), '\t');
  QCOMPARE(findSeparator("\"x,y\"|b\n\"z,w\"|2\n"), '|');
  QCOMPARE(findSeparator("one column\n1\n"), char(0));
  CsvRows rows("\"a \"\"b\"\"\nc\",d\r\n\r\ne,\"f", ',');
  std::vector<std::string> cells;
  QVERIFY(rows.next(cells));
  QCOMPARE(cells, (std::vector<std::string>{"a \"b\"\nc", "d"}));
  QVERIFY(rows.next(cells));
  QCOMPARE(rows.line(), std::size_t(4));
  QCOMPARE(cells, (std::vector<std::string>{"e", "f"}));
  QVERIFY(rows.problem().find("line 4") != std::string::npos);
}

void TestImportText::semicolons() {
  const auto preview = previewCsv(kData + "semicolons.csv");
  VERIFY_OK(preview);
  QCOMPARE(preview->columns.size(), std::size_t(6));
  QCOMPARE(preview->rows.size(), std::size_t(6));
  QCOMPARE(preview->suggestion.separator, ';');
  QCOMPARE(preview->suggestion.time, std::string("Median [µs]"));
  QCOMPARE(preview->suggestion.timeUnit, std::string("us"));
  QCOMPARE(preview->suggestion.size, std::string("Size"));
  const auto import = importResults(kData + "semicolons.csv");
  VERIFY_OK(import);
  QCOMPARE(import->session.cases.size(), std::size_t(2));
  const CaseRecord& fast = import->session.cases[0];
  QCOMPARE(fast.benchmark, std::string("sum; \"fast\""));
  QCOMPARE(fast.size, std::uint64_t(1024));
  QVERIFY(std::abs(fast.median - 1.25e-6) < 1e-20);
  QVERIFY(std::abs(fast.ciHigh - 1.3e-6) < 1e-20);
  QCOMPARE(fast.sampleCount, std::uint64_t(30));
  QCOMPARE(import->session.cases[1].benchmark, std::string("=cmd|x"));
  QCOMPARE(reasons(*import),
           (QStringList{"line 4: a size that is no number", "line 5: without a time",
                        "line 6: a time that is no number", "line 7: a time of 0 or less"}));
}

void TestImportText::repeatedRows() {
  ImportOptions options;
  options.csv.benchmark = "1";
  options.csv.variant = "2";
  options.csv.size = "3";
  options.csv.time = "4";
  options.csv.timeUnit = "ns";
  const auto import = importResults(kData + "plain_repeated.csv", options);
  VERIFY_OK(import);
  QCOMPARE(import->read, std::size_t(4));
  QCOMPARE(import->session.cases.size(), std::size_t(2));
  QCOMPARE(import->session.cases[0].sampleCount, std::uint64_t(3));
  QVERIFY(std::abs(import->session.cases[0].median - 12.5e-9) < 1e-20);
  QCOMPARE(import->session.cases[1].variant, std::string("scalar"));
}

void TestImportText::csvMappings() {
  const fs::path file = kData + "plain_repeated.csv";
  VERIFY_FAILS(importResults(file), ErrorCode::usage, "no column is told");
  ImportOptions options;
  options.csv.benchmark = "1";
  options.csv.time = "nine";
  VERIFY_FAILS(importResults(file, options), ErrorCode::usage, "no column \"nine\"");
  options.csv.time = "4";
  options.csv.timeUnit = "parsecs";
  VERIFY_FAILS(importResults(file, options), ErrorCode::usage, "no unit of time");
  // Google Benchmark's CSV says the unit in a column; its complexity rows have none.
  const auto gb = importResults(kData + "google_benchmark.csv");
  VERIFY_OK(gb);
  QCOMPARE(gb->read, std::size_t(3));
  QCOMPARE(gb->skipped.size(), std::size_t(2));
  QCOMPARE(gb->session.cases[0].dtype, Dtype::f32);
  QCOMPARE(gb->session.cases[2].threads, 2u);
  QVERIFY(gb->session.cases[2].median < 1e-4 && gb->session.cases[2].median > 1e-7);
}

void TestImportText::csvOfOurOwn() {
  const Scratch scratch;
  auto original = importResults(kData + "criterion");
  VERIFY_OK(original);
  const auto import = importResults(write(scratch, "a.csv", toCsv(original->session)));
  VERIFY_OK(import);
  QCOMPARE(import->skipped.size(), std::size_t(0));
  QCOMPARE(import->session.cases.size(), original->session.cases.size());
  for (std::size_t i = 0; i < import->session.cases.size(); ++i) {
    const CaseRecord& a = original->session.cases[i];
    const CaseRecord& b = import->session.cases[i];
    QCOMPARE(b.benchmark, a.benchmark);
    QCOMPARE(b.variant, a.variant);
    QCOMPARE(b.size, a.size);
    QCOMPARE(b.median, a.median);
    QCOMPARE(b.ciLow, a.ciLow);
    QCOMPARE(b.sampleCount, a.sampleCount);
  }
}

void TestImportText::formulasInCsv() {
  Session session;
  CaseRecord& record = session.cases.emplace_back();
  session.samples.sortedByCase = true;
  record.benchmark = "@sum(\"1,2\")";
  record.variant = "-x";
  record.median = 1.5;
  record.status = CaseStatus::measured;
  const std::string text = toLongCsv(session);
  QVERIFY(text.find("\"'@sum(\"\"1,2\"\")\"") != std::string::npos);
  QVERIFY(text.find(",'-x,") != std::string::npos);
  QVERIFY(text.find(",time,s,median,,,,0,1.5,,\r\n") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestImportText)
#include "tst_import_text.moc"
