// Roof, bound and physics check on a machine made up for the purpose, where every expected figure
// can be worked out by hand.
#include <QtTest>
#include <cmath>
#include <random>

#include "analysis/roofline.h"
#include "support/made_ceilings.h"

using namespace lane;

namespace {

using test::about;
const auto machine = test::madeCeilings;
const auto makeCase = test::madeCase;

bool near(double a, double b) {
  return std::abs(a / b - 1) < 1e-9;
}

}  // namespace

class TestRoofline : public QObject {
  Q_OBJECT
 private slots:
  // dot, 1,000 elements: 2,000 FLOP, 8,000 bytes read, in L1: memory takes 40 ns at 200 GB/s,
  // arithmetic 20.8 ns at 96 GFLOP/s.
  void boundByL1() {
    const RooflinePoint point =
        rooflinePoint(makeCase("avx2", 1000, 2000, 8000, 0, 50e-9), machine(), 0);
    QVERIFY(near(point.intensity, 0.25));
    QVERIFY(near(point.bandwidthCeiling, 200e9));
    QVERIFY(near(point.computeCeiling, 96e9));
    QVERIFY(near(point.attainable, 1 / 40e-9));
    QVERIFY(near(point.efficiency, 0.8));
    QCOMPARE(point.bound, Bound::l1);
    QCOMPARE(point.level, std::string("L1"));
    QVERIFY(!point.impossible);
  }
  void boundByEveryLevel_data() {
    QTest::addColumn<double>("bytes");
    QTest::addColumn<double>("rate");
    QTest::addColumn<int>("bound");
    QTest::newRow("L1") << 16384.0 << 200e9 << int(Bound::l1);
    QTest::newRow("L2") << 262144.0 << 100e9 << int(Bound::l2);
    QTest::newRow("L3") << 8e6 << 50e9 << int(Bound::l3);
    QTest::newRow("memory") << 256e6 << 20e9 << int(Bound::memory);
  }
  void boundByEveryLevel() {
    QFETCH(double, bytes);
    QFETCH(double, rate);
    QFETCH(int, bound);
    const double seconds = bytes / rate / 0.9;
    const RooflinePoint point =
        rooflinePoint(makeCase("avx2", bytes / 4, bytes / 4, bytes, 0, seconds), machine(), 0);
    QVERIFY(near(point.efficiency, 0.9));
    QCOMPARE(int(point.bound), bound);
    QVERIFY(!point.impossible);
  }
  // Many operations per byte: 100 FLOP per element.
  void boundByCompute() {
    const CaseRecord record = makeCase("avx2", 1000, 100e3, 4000, 4000, 1.25e-6);
    const RooflinePoint point = rooflinePoint(record, machine(), 0);
    QCOMPARE(point.bound, Bound::compute);
    QVERIFY(near(point.attainable, 96e9 / 100e3));
    QVERIFY(near(point.efficiency, 100e3 / 96e9 / 1.25e-6));
  }
  void boundByTheCall() {
    // Eight elements: the roof lies far below what calling costs.
    const CaseRecord record = makeCase("avx2", 8, 8, 64, 32, 2e-9);
    QCOMPARE(rooflinePoint(record, machine(), 1.2e-9).bound, Bound::overhead);
  }
  void boundByLatency() {
    // A tenth of the roof: a chain of dependent operations, for instance.
    const CaseRecord record = makeCase("avx2", 1000, 1000, 4000, 0, 200e-9);
    QCOMPARE(rooflinePoint(record, machine(), 1e-9).bound, Bound::overhead);
  }

  // Share of writes between the measured mixes: a quarter lies 3/4 of the way from read to triad.
  void mixOfReadsAndWrites() {
    const Ceilings ceilings = machine();
    QVERIFY(near(bandwidthFor(ceilings, "L2", 0, 32, 1), 100e9));
    QVERIFY(near(bandwidthFor(ceilings, "L2", 1.0 / 3, 32, 1), 80e9));
    QVERIFY(near(bandwidthFor(ceilings, "L2", 0.5, 32, 1), 70e9));
    QVERIFY(near(bandwidthFor(ceilings, "L2", 1, 32, 1), 60e9));
    QVERIFY(near(bandwidthFor(ceilings, "L2", 0.25, 32, 1), 1 / (0.25 / 100e9 + 0.75 / 80e9)));
    QVERIFY(near(bandwidthFor(ceilings, "L2", 0.75, 32, 1), 1 / (0.5 / 70e9 + 0.5 / 60e9)));
    // The widest measured not above the one asked for.
    QVERIFY(near(bandwidthFor(ceilings, "L1", 0, 16, 1), 50e9));
    QVERIFY(near(bandwidthFor(ceilings, "L1", 0, 64, 1), 200e9));
    QVERIFY(std::isnan(bandwidthFor(ceilings, "L1", 0, 2, 1)));
    QVERIFY(std::isnan(bandwidthFor(ceilings, "L9", 0, 32, 1)));
  }
  // Between 1 and 4 MiB the curve falls from L2's rate to L3's: at 2 MiB it has done half of that,
  // in logarithms, and so have narrower vectors, which never get beyond what L2 gives them.
  void roofFollowsTheCurveNearALevelsStart() {
    Ceilings ceilings = machine();
    constexpr double kMebi = 1 << 20;
    WalkCurve curve{{WalkKind::read, 32, false, 1, PageKind::huge}, {}};
    for (const auto& [mebi, rate] : {std::pair(1, 100e9), std::pair(4, 50e9), std::pair(16, 50e9)})
      curve.points.push_back({static_cast<std::uint64_t>(mebi * kMebi), about(rate), 0});
    ceilings.curves.push_back(curve);
    const auto at = [&](std::string_view level, int width, double mebi) {
      return bandwidthFor(ceilings, level, 0, width, 1, mebi * kMebi);
    };
    QVERIFY(near(at("L3", 32, 2), 100e9 / std::sqrt(2.0)));
    QVERIFY(near(at("L3", 4, 2), 25e9 / std::sqrt(2.0)));
    QVERIFY(near(at("L3", 32, 8), 50e9));
    QVERIFY(near(at("L3", 32, 1), 100e9));
    QVERIFY(near(bandwidthFor(ceilings, "L3", 0, 32, 1), 50e9));  // the plateau
    // Below the plateau the curve does not pull the roof down; without a curve nothing changes.
    ceilings.curves[0].points[2].value = about(40e9);
    QVERIFY(near(at("L3", 32, 16), 50e9));
    QVERIFY(near(bandwidthFor(ceilings, "L3", 1, 32, 1, 2 * kMebi), 30e9));
  }
  void variantsHaveTheirOwnCeilings() {
    const Ceilings ceilings = machine();
    const auto compute = [&](const char* variant) {
      return rooflinePoint(makeCase(variant, 100, 1e5, 400, 400, 1e-3), ceilings, 0).computeCeiling;
    };
    QVERIFY(near(compute("scalar"), 6e9));
    QVERIFY(near(compute("omp-sse2"), 24e9));
    QVERIFY(near(compute("ssse3"), 24e9));
    QVERIFY(near(compute("avx2"), 96e9));
    QVERIFY(near(compute("avx3"), 96e9));      // this machine has no wider one
    QVERIFY(near(compute("openblas"), 96e9));  // peers: the widest there is
  }
  void threads() {
    const Ceilings ceilings = machine();
    CaseRecord record = makeCase("avx2", 1000, 2000, 8000, 0, 50e-9);
    record.threads = 2;
    QVERIFY(near(rooflinePoint(record, ceilings, 0).bandwidthCeiling, 400e9));
    // Twice 24 KiB fit two private L1 caches of 32 KiB.
    record.bytesRead = 48 * 1024;
    QCOMPARE(rooflinePoint(record, ceilings, 0).level, std::string("L1"));
    record.threads = 1;
    QCOMPARE(rooflinePoint(record, ceilings, 0).level, std::string("L2"));
    // Not measured on three: arithmetic scales, memory is shared and does not.
    record.threads = 3;
    record.bytesRead = 256e6;
    const RooflinePoint point = rooflinePoint(record, ceilings, 0);
    QVERIFY(near(point.computeCeiling, 3 * 96e9));
    QVERIFY(near(point.bandwidthCeiling, 20e9));
  }
  void coldLivesInMemory() {
    CaseRecord record = makeCase("avx2", 1000, 1000, 4000, 0, 1e-6);
    record.cache = CacheState::cold;
    const RooflinePoint point = rooflinePoint(record, machine(), 0);
    QCOMPARE(point.level, std::string("memory"));
    QVERIFY(near(point.efficiency, 4000 / 20e9 / 1e-6));
  }
  void inPlaceTakesHalfTheRoom() {
    CaseRecord record = makeCase("avx2", 6000, 6000, 24000, 24000, 1e-6);
    QCOMPARE(rooflinePoint(record, machine(), 0).level, std::string("L2"));
    record.mode = Mode::inplace;
    QCOMPARE(rooflinePoint(record, machine(), 0).level, std::string("L1"));
  }
  void withoutACeilingThereIsAReason() {
    Ceilings nothing;
    nothing.levels = machine().levels;
    const RooflinePoint point =
        rooflinePoint(makeCase("avx2", 1000, 2000, 8000, 0, 50e-9), nothing, 0);
    QVERIFY(!point.reason.empty());
    QVERIFY(std::isnan(point.efficiency));
    QVERIFY(!point.impossible);
    QVERIFY(!rooflinePoint(makeCase("avx2", 1, 0, 0, 0, 1e-9), machine(), 0).reason.empty());
  }

  // Faults as they happen: the rate goes up, the cost does not.
  void faultsAreCaught_data() {
    QTest::addColumn<double>("bytes");
    QTest::addColumn<double>("flopsPerByte");
    QTest::addColumn<double>("factor");  // true time divided by measured time
    QTest::newRow("dead code, L1") << 16e3 << 0.25 << 50.0;
    QTest::newRow("half the work, L2") << 400e3 << 0.25 << 2.0;
    QTest::newRow("half the work, memory") << 400e6 << 0.25 << 2.0;
    QTest::newRow("wrong unit, L3") << 8e6 << 0.25 << 1000.0;
    QTest::newRow("skipped tail of half, compute") << 16e3 << 50.0 << 2.0;
    QTest::newRow("only the first page, memory") << 400e6 << 0.25 << 1e5;
  }
  void faultsAreCaught() {
    QFETCH(double, bytes);
    QFETCH(double, flopsPerByte);
    QFETCH(double, factor);
    const Ceilings ceilings = machine();
    CaseRecord record = makeCase("avx2", bytes / 4, bytes * flopsPerByte, bytes, 0, 1);
    const RooflinePoint honest = rooflinePoint(record, ceilings, 0);
    record.median = 1 / honest.attainable / 0.9 / factor;  // at 90 % of the roof, then the fault
    record.ciLow = 0.99 * record.median;
    record.ciHigh = 1.01 * record.median;
    const RooflinePoint point = rooflinePoint(record, ceilings, 0);
    QVERIFY(point.impossible);
    QVERIFY(!point.cause.empty());
  }

  // Honest cases of every size reach at most what ideal caches allow, with noise of 3 %; none may
  // be flagged. The intervals are honest too: half of the noise.
  void honestCasesPass() {
    const Ceilings ceilings = machine();
    std::mt19937_64 random(1);
    std::normal_distribution<double> noise(0, 0.03);
    std::uniform_real_distribution<double> exponent(std::log2(64.0), std::log2(1e9));
    std::uniform_real_distribution<double> unit(0, 1);
    const std::array<double, 4> capacities = {32768, 1 << 20, 32 << 20, 1e18};
    const std::array<double, 4> fastest = {240e9, 100e9, 50e9, 20e9};
    int flagged = 0;
    for (int i = 0; i < 2000; ++i) {
      const double bytes = std::exp2(exponent(random));
      const double flops = bytes * std::exp2(8 * unit(random) - 6);
      // As much of every level as fits, at the level's best rate.
      double seconds = 0, before = 0;
      for (std::size_t level = 0; level < capacities.size(); ++level) {
        const double here = std::min(bytes, capacities[level]);
        seconds += std::max(0.0, here - before) / fastest[level];
        before = std::max(before, here);
      }
      seconds = std::max(seconds, flops / 96e9) * std::exp(noise(random));
      const double writeShare = 0.02 + 0.98 * unit(random);  // readers have a limit of their own
      CaseRecord record =
          makeCase("avx2", bytes / 4, flops, bytes * (1 - writeShare), bytes * writeShare, seconds);
      record.ciLow = 0.985 * seconds;
      record.ciHigh = 1.015 * seconds;
      flagged += rooflinePoint(record, ceilings, 0).impossible;
    }
    QCOMPARE(flagged, 0);
  }

  void busyCeilingsAccuseNobody() {
    Session session;
    session.cases.push_back(makeCase("avx2", 1000, 2000, 8000, 0, 1e-9));
    Ceilings ceilings = machine();
    ceilings.disturbedShare = 0.4;
    QVERIFY(checkPhysics(session, ceilings).empty());
    QCOMPARE(session.cases[0].status, CaseStatus::measured);
  }
  // Triads reach 240 GB/s in L1, reads 200: 300 GB/s of reads alone cannot be.
  void readersAreHeldAgainstReads() {
    const CaseRecord reads = makeCase("avx2", 4000, 4000, 16000, 4, 16004 / 260e9);
    QVERIFY(rooflinePoint(reads, machine(), 0).impossible);
    const CaseRecord mix = makeCase("avx2", 4000, 4000, 12000, 4004, 16004 / 260e9);
    QVERIFY(!rooflinePoint(mix, machine(), 0).impossible);
  }
  void ceilingsAndPhysicsInOne() {
    Session session;
    session.cases.push_back(makeCase("avx2", 1000, 2000, 8000, 0, 50e-9));
    session.cases.push_back(makeCase("avx2", 2000, 4000, 16000, 0, 1e-9));
    QCOMPARE(applyCeilings(session, machine()), std::vector<std::uint32_t>{1});
    const auto held = ceilingsOf(session);
    QVERIFY(held.has_value());
    QCOMPARE(held->rates.size(), machine().rates.size());
    // Every copy comes to the same, and a second time changes nothing.
    const std::size_t values = session.values.size(), findings = session.findings.size();
    QVERIFY(applyCeilings(session, machine()).empty());
    QCOMPARE(session.values.size(), values);
    QCOMPARE(session.findings.size(), findings);
  }

  void marksCasesOfASession() {
    Session session;
    session.cases.push_back(makeCase("avx2", 1000, 2000, 8000, 0, 50e-9));
    session.cases.push_back(makeCase("avx2", 1000, 2000, 8000, 0, 1e-9));
    session.cases.push_back(makeCase("avx2", 1000, 2000, 8000, 0, kUnknown));
    session.cases.back().status = CaseStatus::skipped;
    const std::uint32_t metric =
        session.metricIndex({"empty_call", "", "s", MetricKind::time, false});
    session.values.push_back({kNoCase, metric, 1.5e-9, kUnknown, kUnknown, 0, {}});
    QCOMPARE(roofline(session, machine()).size(), std::size_t{2});
    QCOMPARE(checkPhysics(session, machine()), std::vector<std::uint32_t>{1});
    QCOMPARE(session.cases[0].status, CaseStatus::measured);
    QCOMPARE(session.cases[1].status, CaseStatus::impossible);
    QVERIFY(!session.cases[1].reason.empty());
    QCOMPARE(session.findings.size(), std::size_t{1});
    QCOMPARE(session.findings[0].evidence, session.cases[1].key);
    // A second look changes nothing.
    QVERIFY(checkPhysics(session, machine()).empty());
    QCOMPARE(session.findings.size(), std::size_t{1});
  }
};

QTEST_APPLESS_MAIN(TestRoofline)
#include "tst_roofline.moc"
