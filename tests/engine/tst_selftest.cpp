// The self-test's evaluation against sessions whose noise is known, and its record on disk.
#include <QTemporaryDir>
#include <QtTest>
#include <random>

#include "analysis/selftest_record.h"
#include "run/schedule.h"

using namespace lane;

namespace {

/// Pairs of cases in `processes` processes: medians of a process scatter with `between`, twins
/// differ from each other only by the samples' own noise `within`.
Session synthetic(int pairs, int processes, double between, double within) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  Session session;
  session.created = "2026-01-01T00:00:00Z";
  session.machine.cpuModel = "Synthetic";
  for (int i = 0; i < pairs; ++i) {
    CaseRecord record;
    record.suite = "vector";
    record.benchmark = "dot";
    record.size = static_cast<std::uint64_t>(i + 1);
    record.bytesRead = 8.0 * (i + 1);
    record.variant = "avx2";
    record.status = CaseStatus::measured;
    record.median = 1e-6;
    record.key = makeKey(record);
    session.cases.push_back(record);
    session.cases.push_back(twinOf(record));
  }
  for (int p = 0; p < processes; ++p)
    for (int i = 0; i < pairs; ++i) {
      const double luck = 1 + between * normal(random);
      for (int twin = 0; twin < 2; ++twin)
        for (int s = 0; s < 40; ++s) {
          session.samples.seconds.push_back(1e-6 * luck * (1 + within * normal(random)));
          session.samples.caseIndex.push_back(static_cast<std::uint32_t>(2 * i + twin));
          session.samples.process.push_back(static_cast<std::uint32_t>(p));
          session.samples.pass.push_back(static_cast<std::uint32_t>(s / 8));
        }
    }
  return session;
}

}  // namespace

class TestSelftest : public QObject {
  Q_OBJECT
 private slots:
  void findsTheComponents() {
    const auto record = evaluateSelftest(synthetic(60, 5, 0.02, 0.01));
    QVERIFY2(record.has_value(), record ? "" : toString(record.error()).c_str());
    QCOMPARE(record->processes, 5u);
    QCOMPARE(record->all.pairs, 60u);
    QVERIFY2(std::abs(record->all.betweenProcess - 0.02) < 0.003,
             qPrintable(QString::number(record->all.betweenProcess)));
    // Medians of 40 samples scatter by 1.2533 x 0.01 / sqrt(40); the difference of two by sqrt(2)
    // of that, 95 % of them below 1.96 times.
    const double floor = 1.96 * std::sqrt(2.0) * 1.2533 * 0.01 / std::sqrt(40.0);
    QVERIFY2(std::abs(record->all.noiseFloor / floor - 1) < 0.15,
             qPrintable(QString::number(record->all.noiseFloor)));
    // Two sessions of one process each: 1.96 sqrt(2 (between^2 + median's variance)).
    const double median = 1.2533 * 0.01 / std::sqrt(40.0);
    const double smallest = std::expm1(1.96 * std::sqrt(2 * (0.02 * 0.02 + median * median)));
    QVERIFY2(std::abs(record->all.smallestDifference / smallest - 1) < 0.15,
             qPrintable(QString::number(record->all.smallestDifference)));
    QVERIFY(!record->rows.empty());
    QCOMPARE(record->rows.front().benchmark, std::string("dot"));
  }

  void quietProcessesHaveNoComponent() {
    const auto record = evaluateSelftest(synthetic(60, 5, 0, 0.01));
    QVERIFY(record.has_value());
    QVERIFY(record->all.betweenProcess < 0.002);
  }

  void refusesWhatCannotTell() {
    QVERIFY(!evaluateSelftest(synthetic(3, 2, 0, 0.01)).has_value());
    Session single = synthetic(3, 3, 0, 0.01);
    for (CaseRecord& record : single.cases) record.key += "x";  // no twin is found any more
    QVERIFY(!evaluateSelftest(single).has_value());
  }

  void recordSurvivesTheDisk() {
    QTemporaryDir cache;
    qputenv("XDG_CACHE_HOME", cache.path().toLocal8Bit());
    MachineCard card;
    card.cpuModel = "Synthetic";
    QVERIFY(!loadSelftestRecord(card).has_value());
    const auto record = evaluateSelftest(synthetic(10, 3, 0.02, 0.01));
    QVERIFY(record.has_value());
    QVERIFY(saveSelftestRecord(*record, card).has_value());
    const auto again = loadSelftestRecord(card);
    QVERIFY2(again.has_value(), again ? "" : toString(again.error()).c_str());
    QCOMPARE(toJson(*again), toJson(*record));
    QFile file(QString::fromStdString(selftestFile(card).string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"format\":");
    file.close();
    const auto damaged = loadSelftestRecord(card);
    QVERIFY(!damaged.has_value());
    QCOMPARE(damaged.error().code, ErrorCode::format);
  }

  void plansScheduleTwins() {
    Plan plan;
    plan.benchmarks = {"add"};
    plan.sizes = {100};
    plan.variants = {"scalar"};
    plan.alignment = {Alignment::page64};
    plan.twins = true;
    const auto schedule = makeSchedule(plan);
    QVERIFY(schedule.has_value());
    QCOMPARE(schedule->cases.size(), 2u);
    QCOMPARE(schedule->groups.size(), 1u);  // side by side: one group
    QVERIFY(isTwin(schedule->cases[0]) != isTwin(schedule->cases[1]));
    QVERIFY(schedule->cases[0].key != schedule->cases[1].key);
  }
};

QTEST_APPLESS_MAIN(TestSelftest)
#include "tst_selftest.moc"
