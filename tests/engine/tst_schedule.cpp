#include <QtTest>
#include <set>

#include "machine/variant.h"
#include "run/schedule.h"

using namespace lane;

class TestSchedule : public QObject {
  Q_OBJECT
 private slots:
  void crossesTheAxes() {
    Plan plan;
    plan.benchmarks = {"add", "dot"};
    plan.sizes = {8, 1000};
    plan.dtypes = {Dtype::f32, Dtype::f64};
    plan.variants = {"scalar", "omp-sse2"};
    const auto schedule = makeSchedule(plan);
    QVERIFY(schedule.has_value());
    QCOMPARE(schedule->groups.size(), 2u * 2 * 2);
    QCOMPARE(schedule->cases.size(), 2u * 2 * 2 * 2);
    std::set<std::string> keys;
    for (const CaseRecord& record : schedule->cases) keys.insert(record.key);
    QCOMPARE(keys.size(), schedule->cases.size());
    QVERIFY(keys.count("vector/dot/f64/n=1000/omp-sse2/t=1/hot/reuse") == 1);
  }

  void costsAreThoseOfTheOperation() {
    Plan plan;
    plan.benchmarks = {"add"};
    plan.sizes = {1000};
    plan.variants = {"scalar"};
    const auto schedule = makeSchedule(plan);
    QVERIFY(schedule.has_value());
    const CaseRecord& add = schedule->cases.front();
    QCOMPARE(add.flops, 1000.0);
    QCOMPARE(add.bytesRead, 8000.0);
    QCOMPARE(add.bytesWritten, 4000.0);
  }

  void patternsMatchWholeNames() {
    Plan plan;
    plan.sizes = {8};
    plan.variants = {"scalar"};
    plan.benchmarks = {"max"};
    const auto schedule = makeSchedule(plan);
    QVERIFY(schedule.has_value());
    for (const CaseRecord& record : schedule->cases) QCOMPARE(record.benchmark, std::string("max"));
  }

  void whatIsUnsupportedIsSkippedWithAReason() {
    Plan plan;
    plan.benchmarks = {"add"};
    plan.sizes = {8};
    plan.variants = {"scalar", "neon", "avx2"};
    plan.threads = {1, 3000};
    const auto schedule = makeSchedule(plan);
    QVERIFY(schedule.has_value());
    QCOMPARE(schedule->cases.size(), 6u);
    for (const CaseRecord& record : schedule->cases) {
      const bool canRun = record.threads == 1 && support(*variantByName(record.variant)).supported;
      QCOMPARE(record.status, canRun ? CaseStatus::pending : CaseStatus::skipped);
      QCOMPARE(record.reason.empty(), canRun);
    }
  }

  void refusesNonsense() {
    Plan plan;
    plan.sizes = {8};
    plan.benchmarks = {"no_such_kernel"};
    QCOMPARE(makeSchedule(plan).error().code, ErrorCode::usage);
    plan.benchmarks = {"add"};
    plan.threads = {0};
    QCOMPARE(makeSchedule(plan).error().code, ErrorCode::usage);
    plan.threads = {1};
    plan.variants = {"mmx"};
    QCOMPARE(makeSchedule(plan).error().code, ErrorCode::usage);
    plan.variants.clear();
    plan.sizes.clear();
    QCOMPARE(makeSchedule(plan).error().code, ErrorCode::usage);
    plan.sizes = {1000};
    plan.threads = {3000};
    const auto none = makeSchedule(plan);
    QCOMPARE(none.error().code, ErrorCode::unsupported);
    QVERIFY(none.error().what.find("3000 threads") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestSchedule)
#include "tst_schedule.moc"
