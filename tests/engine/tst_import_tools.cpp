// Files that the tools wrote, read back and compared with what Python's json and statistics make of
// them; and our own Google Benchmark JSON, read by its compare.py and by us.
#include <QFileInfo>
#include <QTest>
#include <cmath>

#include "engine/store_support.h"
#include "exchange/import/import.h"
#include "exchange/other_tools.h"
#include "support/sample_session.h"

using namespace lane;
using namespace lane::test;

namespace {

const std::string kData = LANESCOPE_SOURCE_DIR "/tests/data/import/";

struct Expected {
  QString name;
  double count, median, mean, stddev;
};

std::vector<Expected> expected(const QString& tool, const QString& file) {
  const Finished python =
      run(kPython, {QStringLiteral(LANESCOPE_SOURCE_DIR "/tests/engine/expect_import.py"), tool,
                    QString::fromStdString(kData) + file});
  if (python.exitCode != 0) qFatal("%s", python.output.constData());
  std::vector<Expected> list;
  for (const QByteArray& line : python.output.split('\n')) {
    const auto cells = line.split('\t');
    if (cells.size() == 5)
      list.push_back({QString::fromUtf8(cells[0]), cells[1].toDouble(), cells[2].toDouble(),
                      cells[3].toDouble(), cells[4] == "-" ? kUnknown : cells[4].toDouble()});
  }
  return list;
}

bool near(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-12 * std::abs(b);
}

std::vector<CaseRecord> timed(const Session& session) {
  std::vector<CaseRecord> list;
  for (const CaseRecord& record : session.cases)
    if (record.hasTime()) list.push_back(record);
  return list;
}

double valueOf(const Session& session, std::uint32_t caseIndex, const std::string& metric) {
  for (const ValueRecord& value : session.values)
    if (value.caseIndex == caseIndex && session.metrics[value.metric].id == metric)
      return value.value;
  return kUnknown;
}

const CaseRecord* find(const Session& session, const std::string& key) {
  const std::uint32_t index = session.caseByKey(key);
  return index == kNoCase ? nullptr : &session.cases[index];
}

bool says(const Import& import, const std::string& words) {
  return std::any_of(import.remarks.begin(), import.remarks.end(), [&](const std::string& remark) {
    return remark.find(words) != std::string::npos;
  });
}

}  // namespace

class TestImportTools : public QObject {
  Q_OBJECT

 private slots:
  void recognised_data();
  void recognised();
  void againstPython_data();
  void againstPython();
  void statedFigures();
  void googleBenchmarkDetails();
  void oldGoogleBenchmark();
  void hyperfineDetails();
  void pytestDetails();
  void criterionDetails();
  void criterionWithMissingFiles();
  void processesOfPyperf();
  void nanobenchPerIteration();
  void savedAndOpened();
  void joined();
  void roundTrip();
  void readByCompare();
};

void TestImportTools::recognised_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("word");
  for (const auto& [file, word] :
       {std::pair{"google_benchmark_repetitions.json", "google-benchmark"},
        {"google_benchmark_aggregates.json", "google-benchmark"},
        {"google_benchmark_console.json", "google-benchmark"},
        {"google_benchmark_old.json", "google-benchmark"},
        {"hostile_google_benchmark.json", "google-benchmark"},
        {"hyperfine_parameters.json", "hyperfine"},
        {"hyperfine_plain.json", "hyperfine"},
        {"pytest_benchmark_data.json", "pytest-benchmark"},
        {"pytest_benchmark_stats.json", "pytest-benchmark"},
        {"criterion", "criterion"},
        {"criterion_old", "criterion"},
        {"criterion/sum/four/64/new/estimates.json", "criterion"},
        {"nanobench.json", "nanobench"},
        {"pyperf.json", "pyperf"},
        {"semicolons.csv", "csv"},
        {"google_benchmark.csv", "csv"}})
    QTest::newRow(file) << file << word;
}

void TestImportTools::recognised() {
  QFETCH(QString, file);
  QFETCH(QString, word);
  const auto format = recognise(kData + file.toStdString());
  VERIFY_OK(format);
  QCOMPARE(QString::fromUtf8(wordOf(*format).data()), word);
}

void TestImportTools::againstPython_data() {
  QTest::addColumn<QString>("tool");
  QTest::addColumn<QString>("file");
  QTest::newRow("repetitions") << "google_benchmark"
                               << "google_benchmark_repetitions.json";
  QTest::newRow("one run, console") << "google_benchmark"
                                    << "google_benchmark_console.json";
  QTest::newRow("hyperfine") << "hyperfine"
                             << "hyperfine_parameters.json";
  QTest::newRow("hyperfine, plain") << "hyperfine"
                                    << "hyperfine_plain.json";
  QTest::newRow("pytest") << "pytest_benchmark"
                          << "pytest_benchmark_data.json";
  QTest::newRow("criterion") << "criterion"
                             << "criterion";
  QTest::newRow("criterion 0.2") << "criterion"
                                 << "criterion_old";
}

void TestImportTools::againstPython() {
  QFETCH(QString, tool);
  QFETCH(QString, file);
  const auto truth = expected(tool, file);
  const auto import = importResults(kData + file.toStdString());
  VERIFY_OK(import);
  const auto cases = timed(import->session);
  QCOMPARE(cases.size(), truth.size());
  QVERIFY(!truth.empty());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const CaseRecord& read = cases[i];
    const QByteArray name = truth[i].name.toUtf8();
    QVERIFY2(near(read.median, truth[i].median), name);
    QVERIFY2(near(read.mean, truth[i].mean), name);
    QVERIFY2(near(read.stddev, truth[i].stddev), name);
    QCOMPARE(double(read.sampleCount), truth[i].count);
    if (read.sampleCount == 1) {
      QVERIFY(std::isnan(read.ciLow) && std::isnan(read.ciHigh));
      QVERIFY(!read.reason.empty());
    } else {
      QVERIFY(read.ciLow > 0 && read.ciLow <= read.median && read.median <= read.ciHigh);
    }
  }
  QVERIFY(import->session.samples.sortedByCase);
  QCOMPARE(import->session.sources.front().kind, SourceKind::import);
}

void TestImportTools::statedFigures() {
  const auto truth =
      expected(QStringLiteral("aggregates"), QStringLiteral("google_benchmark_aggregates.json"));
  const auto import = importResults(kData + "google_benchmark_aggregates.json");
  VERIFY_OK(import);
  const auto cases = timed(import->session);
  QCOMPARE(cases.size(), truth.size());
  QCOMPARE(import->session.samples.size(), std::size_t(0));
  for (std::size_t i = 0; i < truth.size(); ++i) {
    QVERIFY(near(cases[i].median, truth[i].median));
    QVERIFY(near(cases[i].mean, truth[i].mean));
    QVERIFY(near(cases[i].stddev, truth[i].stddev));
    QCOMPARE(double(cases[i].sampleCount), truth[i].count);
    QVERIFY(cases[i].ciLow > 0 && cases[i].ciLow < cases[i].median);
  }
  // The interval by hand: Student's t of 4 degrees of freedom at 97.5 % is 2.776445105.
  const CaseRecord& first = cases.front();
  const double reach = 2.7764451051977987 * std::sqrt(std::acos(-1.0) / 2) * first.stddev /
                       first.mean / std::sqrt(5.0);
  QVERIFY(std::abs(std::log(first.ciHigh / first.median) - reach) < 1e-9);
}

void TestImportTools::googleBenchmarkDetails() {
  const auto import = importResults(kData + "google_benchmark_repetitions.json");
  VERIFY_OK(import);
  const Session& session = import->session;
  // 3 runs of 4 benchmarks and 3 of the refused one, of which all are read, two complexity rows;
  // 4 aggregates of each of the four are skipped.
  QCOMPARE(import->read + import->skipped.size(), std::size_t(33));
  QCOMPARE(import->skipped.size(), std::size_t(16));
  QCOMPARE(QString::fromStdString(import->summary()),
           QStringLiteral("17 results read, 16 skipped: 16 computed anew from the repetitions"));
  const std::string key = "google_benchmark/BM_sum/f64/n=4096/default/t=2/hot/reuse";
  const std::uint32_t index = session.caseByKey(key);
  QVERIFY(index != kNoCase);
  QCOMPARE(session.cases[index].batchCalls, std::uint64_t(2410));
  QVERIFY(valueOf(session, index, "bytes_per_second") > 1e9);
  QVERIFY(valueOf(session, index, "cpu_time") > 1e-7);
  const std::uint32_t counters =
      session.caseByKey("google_benchmark/counters/none/n=8,m=3/default/t=1/hot/reuse");
  QVERIFY(counters != kNoCase);
  QCOMPARE(valueOf(session, counters, "hits"), 12.5);
  for (const ValueRecord& value : session.values)
    if (session.metrics[value.metric].id == "nothing" ||
        session.metrics[value.metric].id == "endless") {
      QVERIFY(std::isnan(value.value));
      QVERIFY(!value.reason.empty());
    }
  QCOMPARE(session.notes.size(), std::size_t(1));
  QCOMPARE(session.notes[0].text, std::string("<b>label</b> & \"quotes\""));
  const CaseRecord* refused =
      find(session, "google_benchmark/refused/none/n=0/default/t=1/hot/reuse");
  QVERIFY(refused);
  QCOMPARE(refused->status, CaseStatus::failed);
  QCOMPARE(refused->reason, std::string("no device"));
  QVERIFY(std::abs(valueOf(session, kNoCase, "complexity_rms/BM_sum<float>") -
                   2.4000419123700521e-02) < 1e-15);
  QCOMPARE(session.created, std::string("2026-11-21T14:28:45Z"));
  QCOMPARE(session.machine.logicalCores, 2);
  QCOMPARE(session.machine.dataCache(1)->bytes, std::uint64_t(49152));
  QCOMPARE(session.machine.find("host")->value, std::string("vm"));
  QVERIFY(!session.machine.find("cpu_model")->reason.empty());
  QVERIFY(session.machine.cpuModel.empty());
  QVERIFY(says(*import, "built for debugging"));
  QVERIFY(says(*import, "not finite"));
}

void TestImportTools::oldGoogleBenchmark() {
  const auto import = importResults(kData + "google_benchmark_old.json");
  VERIFY_OK(import);
  QCOMPARE(import->session.cases.size(), std::size_t(2));
  const CaseRecord& copy = import->session.cases[0];
  QCOMPARE(copy.benchmark, std::string("copy"));
  QCOMPARE(copy.sampleCount, std::uint64_t(3));
  QVERIFY(near(copy.median, 11e-9));
  // "total_mean" is no aggregate: nothing called "total" stands before it.
  QCOMPARE(import->session.cases[1].benchmark, std::string("total_mean"));
  QVERIFY(near(import->session.cases[1].median, 2.5e-6));
  QCOMPARE(
      QString::fromStdString(import->summary()),
      QStringLiteral("4 results read, 3 skipped: 2 computed anew from the repetitions, 1 twice"));
}

void TestImportTools::hyperfineDetails() {
  auto import = importResults(kData + "hyperfine_parameters.json");
  VERIFY_OK(import);
  const CaseRecord& first = import->session.cases.front();
  QCOMPARE(first.benchmark, std::string("seq {n}"));
  QCOMPARE(first.size, std::uint64_t(1));
  QCOMPARE(valueOf(import->session, 0, "user_time"), 0.0009725);
  import = importResults(kData + "hyperfine_plain.json");
  VERIFY_OK(import);
  QCOMPARE(valueOf(import->session, 0, "exit_code"), 1.0);
  QVERIFY(std::isnan(valueOf(import->session, 1, "exit_code")));
  QVERIFY(says(*import, "did not end with exit code 0"));
}

void TestImportTools::pytestDetails() {
  auto import = importResults(kData + "pytest_benchmark_data.json");
  VERIFY_OK(import);
  const Session& session = import->session;
  const CaseRecord& loop = session.cases.front();
  QCOMPARE(loop.benchmark, std::string("test_sums.py::test_sum"));
  QCOMPARE(loop.variant, std::string("loop"));
  QCOMPARE(loop.size, std::uint64_t(16));
  QCOMPARE(loop.batchCalls, std::uint64_t(100));
  QCOMPARE(session.machine.cpuModel, std::string("Intel(R) Xeon(R) Processor"));
  QVERIFY(session.sources.front().environment.find(
              "\"commit\":{\"id\":\"acc93002c66ba83b57c2f8a276aaccf634e5ac5e\"") !=
          std::string::npos);
  QCOMPARE(session.sources.front().tool, std::string("pytest-benchmark 3.2.2"));
  QCOMPARE(valueOf(session, 4, "comparisons"), 15.0);
  QCOMPARE(session.notes.front().text, std::string("order: reversed"));
  import = importResults(kData + "pytest_benchmark_stats.json");
  VERIFY_OK(import);
  QCOMPARE(import->session.samples.size(), std::size_t(0));
  QCOMPARE(import->session.cases.front().sampleCount, std::uint64_t(32));
  QVERIFY(says(*import, "stated figures"));
}

void TestImportTools::criterionDetails() {
  const auto import = importResults(kData + "criterion");
  VERIFY_OK(import);
  const CaseRecord* four = find(import->session, "criterion/sum/none/n=64/four/t=1/hot/reuse");
  QVERIFY(four);
  QCOMPARE(four->bytesRead, 256.0);
  QVERIFY(find(import->session,
               "criterion/sum%20of%20%22nothing%22%20%3Cb%3E/none/n=0/default/t=1/hot/reuse"));
  QVERIFY(says(*import, "stand as read"));
  // One folder, one file of it, and a trailing slash say the same.
  for (const char* part : {"criterion/sum/four/64", "criterion/sum/four/64/",
                           "criterion/sum/four/64/new/sample.json"}) {
    const auto one = importResults(kData + part);
    VERIFY_OK(one);
    QCOMPARE(one->session.cases.size(), std::size_t(1));
    QCOMPARE(one->session.cases.front().median, four->median);
  }
}

void TestImportTools::criterionWithMissingFiles() {
  const Scratch scratch;
  fs::copy(kData + "criterion", scratch.path(), fs::copy_options::recursive);
  fs::remove(scratch / "sum/four/64/new/sample.json");
  fs::remove(scratch / "sum/four/1024/new/benchmark.json");
  fs::remove(scratch / "sum/plain/64/new/sample.json");
  fs::remove(scratch / "sum/plain/64/new/estimates.json");
  std::ofstream(scratch / "sum/plain/1024/new/benchmark.json") << "{\"group_id\": ";
  fs::create_directories(scratch / "sum/plain/1024/change");
  fs::copy_file(scratch / "sum/plain/1024/new/estimates.json",
                scratch / "sum/plain/1024/change/estimates.json");
  fs::create_directories(scratch / "sum/four/64/main");
  fs::copy(scratch / "sum/four/64/base", scratch / "sum/four/64/main");
  const auto import = importResults(scratch.path());
  VERIFY_OK(import);
  QCOMPARE(import->read, std::size_t(2));
  const CaseRecord* four = find(import->session, "criterion/sum/none/n=64/four/t=1/hot/reuse");
  QVERIFY(four);
  // Criterion's own median and interval, in nanoseconds.
  QVERIFY(near(four->median, 7.398753725444217e-9));
  QVERIFY(near(four->ciLow, 6.39699793613212e-9));
  QVERIFY(near(four->ciHigh, 8.482944273406002e-9));
  QStringList why;
  for (const SkippedRow& row : import->skipped)
    why << QString::fromStdString(row.what + ": " + row.why);
  why.sort();
  QCOMPARE(why,
           (QStringList{"sum/four/1024/new: benchmark.json is missing",
                        "sum/plain/1024/new: benchmark.json is damaged",
                        "sum/plain/64/new: sample.json is missing, estimates.json is missing"}));
  QVERIFY(says(*import, "The baseline \"main\" is not read."));
}

void TestImportTools::processesOfPyperf() {
  const auto import = importResults(kData + "pyperf.json");
  VERIFY_OK(import);
  QCOMPARE(import->session.cases.size(), std::size_t(1));
  QCOMPARE(import->session.cases[0].sampleCount, std::uint64_t(9));
  QVERIFY(near(import->session.cases[0].median, 0.0016));
  QCOMPARE(import->session.samples.process,
           (std::vector<std::uint32_t>{0, 0, 0, 1, 1, 1, 2, 2, 2}));
  QCOMPARE(import->session.machine.cpuModel, std::string("Example CPU"));
  QCOMPARE(import->skipped.size(), std::size_t(1));
  QVERIFY(import->skipped[0].why.find("byte") != std::string::npos);
}

void TestImportTools::nanobenchPerIteration() {
  const auto import = importResults(kData + "nanobench.json");
  VERIFY_OK(import);
  const CaseRecord& record = import->session.cases.front();
  QVERIFY(near(record.median, 2.5e-9));
  QCOMPARE(record.items, 2.0);
  QCOMPARE(record.itemName, std::string("uint64_t"));
  QCOMPARE(valueOf(import->session, 0, "instructions"), 9.0);
  QVERIFY(std::isnan(valueOf(import->session, 0, "cpucycles")));
}

void TestImportTools::savedAndOpened() {
  const Scratch scratch;
  // Samples of one file and stated counts of another in one session.
  std::vector<Import> parts;
  for (const char* file : {"pytest_benchmark_stats.json", "criterion", "hyperfine_plain.json"}) {
    auto import = importResults(kData + file);
    VERIFY_OK(import);
    parts.push_back(std::move(*import));
  }
  const auto joined = joinImports(std::move(parts));
  VERIFY_OK(joined);
  VERIFY_OK(saveSession(joined->session, scratch / "all.h5"));
  const auto opened = openSession(scratch / "all.h5");
  VERIFY_OK(opened);
  const Session& session = opened->session;
  QCOMPARE(session.cases.size(), joined->session.cases.size());
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    QVERIFY(sameCase(session.cases[i], joined->session.cases[i]));
    QCOMPARE(session.samplesOf(i).size(),
             session.cases[i].suite == "pytest_benchmark" ? 0 : session.cases[i].sampleCount);
    for (const std::size_t at : session.samplesOf(i)) QCOMPARE(session.samples.caseIndex[at], i);
  }
  QCOMPARE(session.cases.front().sampleCount, std::uint64_t(32));
  QCOMPARE(session.sources.size(), std::size_t(3));
  QCOMPARE(session.sources[session.cases.back().source].id, std::string("hyperfine"));
}

void TestImportTools::joined() {
  const auto two = [](const char* a, const char* b) {
    std::vector<Import> parts;
    parts.push_back(*importResults(kData + a));
    parts.push_back(*importResults(kData + b));
    return joinImports(std::move(parts));
  };
  VERIFY_FAILS(two("google_benchmark_repetitions.json", "google_benchmark_console.json"),
               ErrorCode::usage, "both hold the case google_benchmark/BM_sum");
  const auto both = two("hyperfine_plain.json", "pytest_benchmark_data.json");
  VERIFY_OK(both);
  QCOMPARE(both->read, std::size_t(7));
  QCOMPARE(valueOf(both->session, 6, "comparisons"), 15.0);
  QCOMPARE(both->session.notes.back().caseIndex, 6u);
}

void TestImportTools::roundTrip() {
  const Scratch scratch;
  SampleOptions options;
  options.kernels = {"dot", "exp"};
  options.lastSize = 4096;
  Session original = sampleSession(options);
  sortSamples(original);
  std::ofstream(scratch / "a.json") << toGoogleBenchmark(original);
  const auto import = importResults(scratch / "a.json");
  VERIFY_OK(import);
  std::size_t compared = 0;
  for (const CaseRecord& record : original.cases) {
    if (!record.hasTime()) continue;
    const auto match = std::find_if(
        import->session.cases.begin(), import->session.cases.end(), [&](const CaseRecord& read) {
          return read.benchmark == record.suite + "/" + record.benchmark &&
                 read.variant == record.variant && read.size == record.size &&
                 read.dtype == record.dtype && read.threads == record.threads;
        });
    QVERIFY2(match != import->session.cases.end(), record.key.c_str());
    QVERIFY2(std::abs(match->median - record.median) <= 1e-9 * record.median, record.key.c_str());
    ++compared;
  }
  QVERIFY(compared > 20);
}

void TestImportTools::readByCompare() {
  const QString compare = QStringLiteral("/usr/share/benchmark/compare.py");
  const bool scipy =
      run(kPython, {QStringLiteral("-c"), QStringLiteral("import scipy")}).exitCode == 0;
  if (!QFileInfo::exists(compare) || !scipy)
    QSKIP("Google Benchmark's compare.py (libbenchmark-tools) or scipy is not installed");
  const Scratch scratch;
  SampleOptions options;
  options.kernels = {"dot"};
  options.lastSize = 256;
  options.seed = 3;
  Session base = sampleSession(options);
  sortSamples(base);
  Session twice = base;
  for (double& seconds : twice.samples.seconds) seconds *= 2;
  for (CaseRecord& record : twice.cases) {
    record.median *= 2;
    record.mean *= 2;
  }
  std::ofstream(scratch / "a.json") << toGoogleBenchmark(base);
  std::ofstream(scratch / "b.json") << toGoogleBenchmark(twice);
  const Finished done =
      run(kPython, {compare, QStringLiteral("--no-color"), QStringLiteral("benchmarks"),
                    text(scratch / "a.json"), text(scratch / "b.json")});
  QVERIFY2(done.exitCode == 0, done.output.constData());
  QVERIFY2(done.output.contains("vector/dot<f32>/"), done.output.constData());
  QVERIFY2(done.output.contains("+1.0000"), done.output.constData());
  QVERIFY2(done.output.contains("_pvalue"), done.output.constData());
}

QTEST_APPLESS_MAIN(TestImportTools)
#include "tst_import_tools.moc"
