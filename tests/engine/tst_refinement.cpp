#include <QtTest>
#include <cmath>

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
    r.status = CaseStatus::measured;
    r.key = makeKey(r);
    for (std::uint32_t round = 0; round < 16; ++round) {
      session.samples.seconds.push_back(seconds);
      session.samples.caseIndex.push_back(static_cast<std::uint32_t>(session.cases.size()));
      session.samples.process.push_back(0);
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
      session.crossovers = findCrossovers(session, "scalar", "avx2");
      const auto points = refinementPoints(session);
      if (points.empty()) break;
      QCOMPARE(points.size(), 1u);
      QCOMPARE(points[0].variants, (std::vector<std::string>{"scalar", "avx2"}));
      measure(session, points[0].size, truth);
      QVERIFY(steps < 12);
    }
    QVERIFY(steps >= 1);
    const CrossoverRecord found = session.crossovers.at(0);
    QCOMPARE(found.kind, CrossoverKind::at);
    QVERIFY2(std::abs(found.size - truth) <= std::max(8.0, 0.03 * truth),
             qPrintable(QString::number(found.size)));
    QVERIFY(found.sizeHigh - found.sizeLow <= std::max(16.0, 0.07 * truth));
  }

  void nothingToRefine() {
    Session session;
    QVERIFY(refinementPoints(session).empty());
    for (std::uint64_t size = 8; size <= 1024; size *= 2) measure(session, size, 1.0);
    session.crossovers = findCrossovers(session, "scalar", "avx2");
    QCOMPARE(session.crossovers.at(0).kind, CrossoverKind::always);
    QVERIFY(refinementPoints(session).empty());
  }
};

QTEST_APPLESS_MAIN(TestRefinement)
#include "tst_refinement.moc"
