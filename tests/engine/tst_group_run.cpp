// One group over several visits: who takes part in them.
#define QT_NO_KEYWORDS  // a visit emits, too
#include <QtTest>

#include "analysis/curves.h"
#include "run/group_run.h"

using namespace lane;

class TestGroupRun : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  /// A visit for the sides of a crossover is for them alone, though others still want rounds.
  void aReopenedVisitIsForThePointAlone() {
    Plan plan;
    plan.benchmarks = {"add"};
    plan.sizes = {64};
    plan.variants = {"scalar", "omp-sse2"};
    plan.twins = true;  // four cases in one group on every machine
    plan.precision = 1e-9;
    const auto schedule = makeSchedule(plan);
    QVERIFY(schedule.has_value());
    QCOMPARE(schedule->groups.size(), 1u);
    Session session;
    session.cases = schedule->cases;
    QCOMPARE(session.cases.size(), 4u);

    const auto emit = [&](const RunEvent& event) { applyEvent(session, event); };
    GroupRun group(schedule->groups.front(), session.cases, plan.precision);
    Arena arena;
    Team team;
    SystemTimer timer;
    std::mt19937_64 random(1);
    const double start = timer.seconds(timer.ticks());
    DisturbanceWatch watch(start, Team::cores().front(), emit);
    VisitContext context{
        .plan = plan,
        .arena = arena,
        .team = team,
        .timer = timer,
        .startSeconds = start,
        .random = random,
        .interrupted = [] { return false; },
        .watch = watch,
        .caseRecord = [&](std::uint32_t i) -> const CaseRecord& { return session.cases[i]; },
        .emit = emit,
        .announce = [](RunPhase, std::uint32_t) {}};
    const auto counts = [&] {
      std::vector<std::size_t> list(session.cases.size());
      for (const std::uint32_t index : session.samples.caseIndex) ++list[index];
      return list;
    };

    group.visit(context, 0, 16, 60);
    QCOMPARE(counts(), (std::vector<std::size_t>{16, 16, 16, 16}));
    QCOMPARE(group.openCases(), 4u);

    const auto wanted =
        std::find_if(session.cases.begin(), session.cases.end(), [](const CaseRecord& record) {
          return record.variant == "omp-sse2" && record.params.empty();
        });
    QVERIFY(wanted != session.cases.end());
    RefinementPoint point{curveKey(*wanted), 64, {"omp-sse2"}};
    QVERIFY(group.reopen(point, session.cases));
    group.visit(context, 1, 16, 60);
    std::vector<std::size_t> expected(4, 16);
    expected[static_cast<std::size_t>(wanted - session.cases.begin())] = 32;
    QCOMPARE(counts(), expected);

    // The next visit is for all that are open once more.
    group.visit(context, 2, 8, 60);
    for (std::size_t& count : expected) count += 8;
    QCOMPARE(counts(), expected);

    point.size = 65;
    QVERIFY(!group.reopen(point, session.cases));
  }
};

QTEST_APPLESS_MAIN(TestGroupRun)
#include "tst_group_run.moc"
