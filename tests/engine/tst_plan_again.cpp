// Plans for cases of a session once more.
#include <QtTest>
#include <set>

#include "run/append.h"
#include "support/small_plan.h"

using namespace lane;
using test::kDot64;
using test::measured;
using test::smallPlan;

class TestPlanAgain : public QObject {
  Q_OBJECT
 private slots:
  void planAgainNarrows() {
    Plan plan = smallPlan();
    plan.budgetSeconds = 16;
    const Session session = measured(plan);
    const auto again = planAgain(session, {kDot64}, 3);
    QVERIFY(again.has_value());
    QCOMPARE(again->only, (std::vector<std::string>{kDot64}));
    QCOMPARE(again->processes, 3u);
    QCOMPARE(again->placements, 0u);
    QVERIFY(!again->refine);
    QCOMPARE(again->precision, plan.precision);
    QCOMPARE(again->budgetSeconds, 3 * 16.0 / 8);  // its share of 8 cases, in each process
    const auto preview = previewPlan(*again);
    QVERIFY(preview.has_value());
    QCOMPARE(preview->cases.size(), 1u);
    QCOMPARE(preview->cases[0].key, kDot64);
    const auto unknown =
        planAgain(session, {kDot64, "vector/dot/f32/n=65/scalar/t=1/hot/reuse"}, 1);
    QVERIFY(!unknown.has_value());
    QCOMPARE(unknown.error().code, ErrorCode::usage);
    QVERIFY(unknown.error().where.find("n=65") != std::string::npos);
    QVERIFY(!planAgain(session, {}, 1).has_value());
  }

  /// Every axis comes back from the keys: threads, modes, cache state, alignment, twins.
  void planAgainGivesEveryKey() {
    Plan plan;
    plan.benchmarks = {"add", "norm_.*|softmax"};
    plan.sizes = {100, 1000};
    plan.dtypes = {Dtype::f32, Dtype::f64};
    plan.variants = {"scalar", "omp-sse2"};
    plan.modes = {Mode::reuse, Mode::allocate};
    plan.cache = {CacheState::hot, CacheState::cold};
    plan.alignment = {Alignment::line, Alignment::plus4, Alignment::page64};
    plan.twins = true;
    const auto preview = previewPlan(plan);
    QVERIFY2(preview.has_value(), preview ? "" : toString(preview.error()).c_str());
    Session session;
    session.planYaml = toYaml(plan);
    std::vector<std::string> keys;
    for (const CaseRecord& record : preview->cases) {
      session.cases.push_back(record);
      if (record.status == CaseStatus::pending && session.cases.size() % 5 < 2)
        keys.push_back(record.key);
      if (keys.size() > 60) break;
    }
    QVERIFY(keys.size() > 10);
    const auto again = planAgain(session, keys, 1);
    QVERIFY2(again.has_value(), again ? "" : toString(again.error()).c_str());
    const auto back = parsePlan(toYaml(*again), "round trip");
    QVERIFY2(back.has_value(), back ? "" : toString(back.error()).c_str());
    QCOMPARE(*back, *again);
    const auto narrowed = previewPlan(*back);
    QVERIFY2(narrowed.has_value(), narrowed ? "" : toString(narrowed.error()).c_str());
    std::set<std::string> got;
    for (const CaseRecord& record : narrowed->cases) got.insert(record.key);
    QCOMPARE(got, std::set<std::string>(keys.begin(), keys.end()));
  }

  void keysTheAxesDoNotGive() {
    Plan plan = smallPlan();
    plan.only = {kDot64, "vector/dot/f32/n=65/scalar/t=1/hot/reuse", "nonsense"};
    const auto preview = previewPlan(plan);
    QVERIFY(!preview.has_value());
    QCOMPARE(preview.error().code, ErrorCode::usage);
    QVERIFY2(preview.error().what.find("n=65") != std::string::npos, preview.error().what.c_str());
    plan.only = {kDot64};
    QCOMPARE(previewPlan(plan)->runnable, 1u);
  }
};

QTEST_APPLESS_MAIN(TestPlanAgain)
#include "tst_plan_again.moc"
