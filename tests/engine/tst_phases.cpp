// The phase workloads: what is resident in each phase follows from the sizes of the arrays, chunks
// stay bounded, files are right and gone, and what cannot be done says why.
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <fstream>
#include <map>

#include "machine/process_memory.h"
#include "run/benchmark.h"
#include "run/runner.h"
#include "support/measured.h"
#include "workloads/convert/conversion.h"
#include "workloads/convert/convert_benchmark.h"

using namespace lane;

namespace {

constexpr double kMiB = 1024 * 1024;

const SeriesRecord* seriesOf(const Session& session, std::uint32_t caseIndex, const char* metric) {
  for (const SeriesRecord& series : session.series)
    if (series.caseIndex == caseIndex && session.metrics[series.metric].id == metric)
      return &series;
  return nullptr;
}

}  // namespace

class TestPhases : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> m_folder;

  QStringList files() const {
    return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot);
  }

 private slots:
  void init() {
    m_folder =
        std::make_unique<QTemporaryDir>(QStringLiteral(LANESCOPE_BINARY_DIR "/phases-XXXXXX"));
    QVERIFY(m_folder->isValid());
    qputenv("LANESCOPE_FILES_DIR", m_folder->path().toUtf8());
  }

  void memoryFollowsTheArrays_data() {
    QTest::addColumn<QString>("benchmark");
    QTest::addColumn<double>("input");
    QTest::addColumn<double>("outputPerInput");
    // f32 is 4 bytes an item, f16 and bf16 2, mxfp4 17 bytes for 32 items, i8 36 bytes for 32.
    QTest::newRow("f32 to f16") << QStringLiteral("f32_to_f16") << 24e6 << 0.5;
    QTest::newRow("mxfp4 to f32") << QStringLiteral("mxfp4_to_f32") << 2e6 << 128.0 / 17;
    QTest::newRow("f32 to i8") << QStringLiteral("f32_to_i8") << 24e6 << 36.0 / 128;
  }
  void memoryFollowsTheArrays() {
    QFETCH(QString, benchmark);
    QFETCH(double, input);
    QFETCH(double, outputPerInput);
    const Session session =
        measured(suitePlan("Phases", {benchmark.toStdString()}, std::uint64_t(input)));
    QCOMPARE(session.cases.size(), std::size_t{4});
    for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
      const CaseRecord& record = session.cases[i];
      QVERIFY2(record.hasTime(), qPrintable(reasons(session)));
      QVERIFY(std::abs(record.bytesRead - input) < 1000);
      QVERIFY(std::abs(record.bytesWritten / record.bytesRead - outputPerInput) < 1e-3);
      const double output = record.bytesWritten;
      const double before = valueOf(session, i, kResidentBaseline.id);
      const double over = valueOf(session, i, kResidentPeak.id) - before;
      const double allocated = valueOf(session, i, kResidentAllocated.id) - before;
      const QString what = QStringLiteral("%1: %2 MiB over baseline, %3 after allocation")
                               .arg(QString::fromStdString(record.key))
                               .arg(over / kMiB)
                               .arg(allocated / kMiB);
      QVERIFY2(before > kMiB, qPrintable(what));
      if (record.variant.starts_with("whole")) {
        QVERIFY2(std::abs(over - input - output) < 3 * kMiB, qPrintable(what));
        QVERIFY2(std::abs(allocated - input - output) < 3 * kMiB, qPrintable(what));
        QVERIFY(std::abs(valueOf(session, i, kPeakPerArrays.id) - 1) < 0.05);
      } else if (record.variant == "stream") {
        const double margin = std::max(0.05 * input, 0.6 * kMiB);
        QVERIFY2(std::abs(over - input) <= margin, qPrintable(what));
        QVERIFY(std::abs(valueOf(session, i, kPeakPerInput.id) - 1) <= margin / input);
      } else {
        QVERIFY2(over <= 16 * kMiB, qPrintable(what));
      }
      QVERIFY2(std::abs(valueOf(session, i, kResidentCleaned.id) - before) < 2 * kMiB,
               qPrintable(what));
      QCOMPARE(valueOf(session, i, kPeakOverBaseline.id), over);
      // Every page that becomes resident is a fault, unless it comes with a huge one.
      if (valueOf(session, i, kHugePages.id) == 0 && record.variant == "whole")
        QVERIFY(valueOf(session, i, kMinorFaultsOfCall.id) >= 0.95 * (input + output) / 4096);
      const double phases = valueOf(session, i, kAllocateTime.id) +
                            valueOf(session, i, kProcessTime.id) +
                            valueOf(session, i, kCleanUpTime.id);
      QVERIFY(std::abs(phases / record.median - 1) < 0.3);
    }
    QVERIFY2(files().isEmpty(), qPrintable(files().join(u' ')));
  }

  void curvesAndMoments() {
    Plan plan = suitePlan("Phases", {"f32_to_f16"}, 24'000'000);
    plan.variants = {"whole"};
    const Session session = measured(plan);
    QVERIFY2(session.cases.at(0).hasTime(), qPrintable(reasons(session)));
    std::vector<MarkRecord> moments;
    for (const MarkRecord& mark : session.marks)
      if (mark.caseIndex == 0) moments.push_back(mark);
    const std::vector<std::string> order{"baseline", "allocate", "process", "clean up", "end"};
    QCOMPARE(moments.size(), order.size() * session.cases[0].sampleCount);
    for (std::size_t i = 0; i < moments.size(); ++i) {
      QCOMPARE(moments[i].text, order[i % order.size()]);
      if (i > 0) QVERIFY(moments[i].t >= moments[i - 1].t);
    }
    const SeriesRecord* resident = seriesOf(session, 0, "resident_memory");
    QVERIFY(resident != nullptr);
    QVERIFY(std::is_sorted(resident->t.begin(), resident->t.end()));
    QVERIFY(resident->t.front() >= 0 && resident->t.back() <= moments.back().t);
    // At least 200 readings a second of the time the phases took.
    double lasted = 0;
    for (std::size_t i = 4; i < moments.size(); i += 5) lasted += moments[i].t - moments[i - 4].t;
    QVERIFY2(double(resident->t.size()) / lasted >= 200,
             qPrintable(QStringLiteral("%1 in %2").arg(resident->t.size()).arg(lasted)));
    // While it processes both arrays are there, before it begins neither.
    const auto [low, high] = std::minmax_element(resident->value.begin(), resident->value.end());
    QVERIFY(std::abs(*high - *low - 36e6) < 3 * kMiB);
    for (const char* metric : {"heap_in_use", "minor_faults", "major_faults"}) {
      const SeriesRecord* series = seriesOf(session, 0, metric);
      QVERIFY2(series != nullptr, metric);
      QCOMPARE(series->t.size(), series->value.size());
    }
    // What is kept for each sample and what is told of all agree.
    std::vector<double> peaks;
    for (const Observation& one : session.observations)
      if (session.metrics[one.metric].id == kResidentPeak.id) peaks.push_back(one.value);
    QCOMPARE(peaks.size(), std::size_t(session.cases[0].sampleCount));
    std::sort(peaks.begin(), peaks.end());
    const double told = valueOf(session, 0, kResidentPeak.id);
    QVERIFY(told >= peaks.front() && told <= peaks.back());
  }

  /// Every pair by every way, the bytes against the definition.
  void everyPairIsRight() {
    for (const Dtype source : convertibleTypes())
      for (const Dtype target : convertibleTypes()) {
        if (source == target) continue;
        // More than one chunk, the last one short.
        const ConversionData data(source, target, kChunkItems + 96, 3);
        const std::filesystem::path folder = m_folder->path().toStdString();
        QVERIFY(data.writeInput(folder / "in").has_value());
        for (const ConversionWay way : {ConversionWay::whole, ConversionWay::wholeFile,
                                        ConversionWay::stream, ConversionWay::streamFile}) {
          const auto conversion = makeConversion(way, data, folder / "in", folder / "out");
          QVERIFY(conversion->allocate().has_value());
          QVERIFY(conversion->process().has_value());
          const auto right = conversion->isRight();
          QVERIFY2(
              right && *right,
              qPrintable(
                  QStringLiteral("%1 to %2 %3").arg(int(source)).arg(int(target)).arg(int(way))));
          conversion->cleanUp();
          if (way == ConversionWay::whole) continue;
          QCOMPARE(std::filesystem::file_size(folder / "out"), data.output().total());
          // A wrong byte is seen.
          std::fstream file(folder / "out", std::ios::in | std::ios::out | std::ios::binary);
          file.seekg(10'000);
          const char old = char(file.get());
          file.seekp(10'000);
          file.put(char(old ^ 1));
          file.close();
          const auto wrong =
              makeConversion(ConversionWay::streamFile, data, folder / "in", folder / "out");
          QCOMPARE(wrong->isRight().value_or(true), false);
        }
      }
  }

  void withoutADirectory() {
    if (::geteuid() == 0) {
      // Root may write anywhere: a file stands where the directory should be.
      std::ofstream(m_folder->filePath(QStringLiteral("no")).toStdString()) << "x";
    } else {
      QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("no")));
      ::chmod(m_folder->filePath(QStringLiteral("no")).toLocal8Bit(), 0500);
    }
    qputenv("LANESCOPE_FILES_DIR", m_folder->filePath(QStringLiteral("no/deep")).toUtf8());
    const Session session = measured(suitePlan("Phases", {"f32_to_f16"}, 1'000'000));
    for (const CaseRecord& record : session.cases) {
      // What needs no file goes on.
      QCOMPARE(record.hasTime(), record.variant == "whole");
      if (!record.hasTime()) QVERIFY(!record.reason.empty());
    }
  }

  /// As on a disk that fills up: files may not grow beyond half of what is written.
  void fullDisk() {
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit small{1'000'000, before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Session session = measured(suitePlan("Phases", {"f32_to_f16"}, 4'000'000));
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    for (const CaseRecord& record : session.cases) {
      QCOMPARE(record.hasTime(), record.variant == "whole");
      if (record.hasTime()) continue;
      QCOMPARE(record.status, CaseStatus::failed);
      QVERIFY2(record.reason.find("File too large") != std::string::npos, record.reason.c_str());
    }
    QVERIFY2(files().isEmpty(), qPrintable(files().join(u' ')));
  }

  /// Plan::watchMemory: a curve of the whole run, and what it cost.
  void wholeRunIsWatched() {
    Plan plan = suitePlan("Phases", {"f32_to_f16"}, 24'000'000);
    plan.variants = {"whole"};
    plan.watchMemory = true;
    const Session session = measured(plan);
    const auto ofRun = [&](const char* id) -> const SeriesRecord* {
      for (const SeriesRecord& series : session.series)
        if (series.id == id && series.caseIndex == kNoCase) return &series;
      return nullptr;
    };
    const SeriesRecord* resident = ofRun("resident_memory");
    QVERIFY(resident != nullptr);
    QVERIFY(std::is_sorted(resident->t.begin(), resident->t.end()));
    const double lasted = resident->t.back() - resident->t.front();
    QVERIFY2(lasted > 0.2, qPrintable(QString::number(lasted)));
    QVERIFY2(double(resident->t.size()) / lasted >= 200,
             qPrintable(QString::number(double(resident->t.size()) / lasted)));
    for (const char* id : {"heap_in_use", "minor_faults", "major_faults"})
      QVERIFY2(ofRun(id) != nullptr, id);
    QVERIFY(ofRun("heap_in_use")->t.size() < resident->t.size() / 10);
    const double share = valueOf(session, kNoCase, "memory_watch_share");
    QVERIFY2(share > 0 && share < 0.05, qPrintable(QString::number(share)));
    const double reading = valueOf(session, kNoCase, "memory_watch_reading");
    QVERIFY2(reading > 0 && reading < 1e-3, qPrintable(QString::number(reading)));
    plan.watchMemory = false;
    const Session without = measured(plan);
    QVERIFY(std::isnan(valueOf(without, kNoCase, "memory_watch_share")));
  }

  void whatCannotBeMeasured() {
    const auto all = previewPlan([] {
      Plan plan = suitePlan("Phases", {"convert/.*"}, 8);
      plan.sizes = {8, 1'000'000};
      return plan;
    }());
    QVERIFY(all.has_value());
    QCOMPARE(all->cases.size(), std::size_t{20 * 4 * 2});
    for (const CaseRecord& record : all->cases) {
      QCOMPARE(record.status == CaseStatus::skipped, record.size == 8);
      QCOMPARE(record.dtype, Dtype::none);
    }
    Plan without = suitePlan("Phases", {}, 1'000'000);
    const auto unasked = previewPlan(without);
    QVERIFY(unasked.has_value());
    for (const CaseRecord& record : unasked->cases) QVERIFY(record.suite != kConvertSuite);
  }

  void builtInPlan() {
    const auto plan = loadPlan("memory-phases");
    QVERIFY2(plan.has_value(), plan ? "" : toString(plan.error()).c_str());
    QCOMPARE(plan->sizes,
             (std::vector<std::uint64_t>{10'000'000, 50'000'000, 100'000'000, 200'000'000}));
    const auto preview = previewPlan(*plan);
    QVERIFY(preview.has_value());
    QCOMPARE(preview->cases.size(), std::size_t{4 * 4 * 3});
  }
};

QTEST_GUILESS_MAIN(TestPhases)
#include "tst_phases.moc"
