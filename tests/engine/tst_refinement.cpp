#include <QtTest>
#include <cmath>
#include <set>

#include "analysis/crossover.h"
#include "run/refinement.h"

using namespace lane;

namespace {

/// Two variants that cross at `truth`, measured at `sizes` without noise.
void measure(Session& session, std::uint64_t size, double truth) {
  const auto add = [&](const char* variant, double seconds) {
    CaseRecord r;
    r.suite = "vector";
    r.benchmark = "dot";
    r.dtype = Dtype::f32;
    r.size = size;
    r.variant = variant;
    r.median = seconds;
    r.ciLow = r.ciHigh = seconds;
    r.sampleCount = 16;
    r.status = CaseStatus::measured;
    r.key = makeKey(r);
    for (std::uint32_t round = 0; round < 16; ++round) {
      session.samples.seconds.push_back(seconds);
      session.samples.caseIndex.push_back(static_cast<std::uint32_t>(session.cases.size()));
      session.samples.process.push_back(0);
      session.samples.pass.push_back(0);
      session.samples.round.push_back(round);
    }
    session.cases.push_back(r);
  };
  const double n = double(size);
  add("scalar", (10 + n) * 1e-9);
  add("avx2", (10 + 0.8 * truth + 0.2 * n) * 1e-9);
}

}  // namespace

class TestRefinement : public QObject {
  Q_OBJECT
 private slots:
  void bisectsUntilTheBracketIsNarrow_data() {
    QTest::addColumn<double>("truth");
    QTest::newRow("small") << 23.0;
    QTest::newRow("middle") << 437.0;
    QTest::newRow("large") << 150000.0;
  }
  void bisectsUntilTheBracketIsNarrow() {
    QFETCH(double, truth);
    Session session;
    for (std::uint64_t size = 8; size <= (1u << 20); size *= 2) measure(session, size, truth);
    int steps = 0;
    for (;; ++steps) {
      session.crossovers = findCrossovers(session, {"scalar"}, {"avx2"});
      const auto points = refinementPoints(session);
      if (points.empty()) break;
      QCOMPARE(points.size(), 1u);
      QCOMPARE(points[0].variants, (std::vector<std::string>{"scalar", "avx2"}));
      measure(session, points[0].size, truth);
      QVERIFY(steps < 24);
    }
    QVERIFY(steps >= 1);
    const CrossoverRecord found = session.crossovers.at(0);
    QCOMPARE(found.kind, CrossoverKind::at);
    QVERIFY2(std::abs(found.size - truth) <= std::max(1.0, 0.03 * truth),
             qPrintable(QString::number(found.size)));
    QVERIFY(found.sizeHigh - found.sizeLow <= wantedWidth(truth, 8, 0.03));
  }

  /// No case twice, sizes around the cut with different remainders by the vector's length.
  void visitsRemainders() {
    Session session;
    for (std::uint64_t size = 8; size <= (1u << 20); size *= 2) measure(session, size, 3000);
    std::set<std::uint64_t> seen, remainders;
    for (;;) {
      session.crossovers = findCrossovers(session, {"scalar"}, {"avx2"});
      const auto points = refinementPoints(session);
      if (points.empty()) break;
      QVERIFY(seen.insert(points[0].size).second);
      remainders.insert(points[0].size % 8);
      measure(session, points[0].size, 3000);
    }
    QVERIFY2(remainders.size() >= 4, qPrintable(QString::number(remainders.size())));
  }

  /// A size that gave no time is not asked for again.
  void doesNotInsistOnWhatFailed() {
    Session session;
    for (std::uint64_t size = 8; size <= (1u << 20); size *= 2) measure(session, size, 437);
    session.crossovers = findCrossovers(session, {"scalar"}, {"avx2"});
    const auto points = refinementPoints(session);
    QCOMPARE(points.size(), 1u);
    measure(session, points[0].size, 437);
    session.cases[session.cases.size() - 1].status = CaseStatus::wrong;
    session.crossovers = findCrossovers(session, {"scalar"}, {"avx2"});
    QVERIFY(refinementPoints(session).empty());
  }

  /// Enough sizes, few rounds: more rounds where they are fewest, until there are enough.
  void asksForRounds() {
    Session session;
    for (std::uint64_t size = 8; size <= (1u << 20); size *= 2) measure(session, size, 437);
    for (;;) {
      session.crossovers = findCrossovers(session, {"scalar"}, {"avx2"});
      const auto points = refinementPoints(session);
      QVERIFY(points.empty() || repetitionPoints(session).empty());
      if (points.empty()) break;
      measure(session, points[0].size, 437);
    }
    const auto again = repetitionPoints(session);
    QVERIFY(again.size() >= 8);
    for (const RefinementPoint& point : again) {
      QVERIFY(std::abs(double(point.size) - 437) <= 0.15 * 437);
      for (CaseRecord& record : session.cases)
        if (record.size == point.size) record.sampleCount = 48;
    }
    // The times have no noise: three visits are enough.
    QVERIFY(repetitionPoints(session).empty());
    session.crossovers[0].sizeHigh = session.crossovers[0].size * 1.2;
    QVERIFY(!repetitionPoints(session).empty());
  }

  /// Sides with different threads are other charts: each is asked for by itself.
  void threadsGetAPointEach() {
    Session session;
    for (std::uint64_t size = 8; size <= (1u << 20); size *= 2) measure(session, size, 437);
    for (CaseRecord& record : session.cases)
      if (record.variant == "scalar") {
        record.variant = "avx2";
      } else {
        record.threads = 2;
      }
    session.crossovers = findCrossovers(session, {"avx2", 1}, {"avx2", 2});
    const auto points = refinementPoints(session);
    QCOMPARE(points.size(), 2u);
    QCOMPARE(points[0].key.threads, 1u);
    QCOMPARE(points[1].key.threads, 2u);
    QCOMPARE(points[0].size, points[1].size);
    QCOMPARE(points[1].variants, (std::vector<std::string>{"avx2"}));
  }

  void nothingToRefine() {
    Session session;
    QVERIFY(refinementPoints(session).empty());
    for (std::uint64_t size = 8; size <= 1024; size *= 2) measure(session, size, 1.0);
    session.crossovers = findCrossovers(session, {"scalar"}, {"avx2"});
    QCOMPARE(session.crossovers.at(0).kind, CrossoverKind::always);
    QVERIFY(refinementPoints(session).empty());
  }
};

QTEST_APPLESS_MAIN(TestRefinement)
#include "tst_refinement.moc"
