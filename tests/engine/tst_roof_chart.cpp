// What a roofline chart shows, against a machine made up so that every line can be worked out by
// hand.
#include <QtTest>
#include <cmath>

#include "analysis/roof_chart.h"
#include "support/made_ceilings.h"

using namespace lane;

namespace {

/// dot at three sizes (L1, L2, memory) with two variants, and a kernel that counts no FLOPs.
Session session() {
  Session session;
  addCeilings(session, test::madeCeilings());
  const auto add = [&](const char* benchmark, const char* variant, double n, double flops,
                       double gigaBytes) {
    CaseRecord record = test::madeCase(variant, n, flops * n, 8 * n, 0, 8 * n / (gigaBytes * 1e9));
    record.benchmark = benchmark;
    record.key = makeKey(record);
    session.cases.push_back(record);
  };
  add("dot", "avx2", 1 << 20, 2, 18);
  add("dot", "avx2", 1 << 16, 2, 80);
  add("dot", "avx2", 1 << 10, 2, 150);
  add("dot", "scalar", 1 << 10, 2, 20);
  add("copy", "avx2", 1 << 10, 0, 100);
  return session;
}

bool near(double a, double b) {
  return std::abs(a / b - 1) < 1e-9;
}

}  // namespace

class TestRoofChart : public QObject {
  Q_OBJECT
 private slots:
  void slopesFromTheCoreOutwards() {
    const RoofChart chart = roofChart(session(), {Dtype::f32, 1});
    QCOMPARE(chart.slopes.size(), std::size_t(4));
    const double expected[] = {200e9, 100e9, 50e9, 20e9};
    const char* levels[] = {"L1", "L2", "L3", "memory"};
    for (std::size_t i = 0; i < 4; ++i) {
      QCOMPARE(chart.slopes[i].level, std::string(levels[i]));
      QVERIFY(near(chart.slopes[i].rate.value, expected[i]));
      QCOMPARE(chart.slopes[i].how, std::string("read, 256-bit"));
    }
  }
  void twoThreadsHaveTheirOwnLines() {
    Session two = session();
    for (CaseRecord& record : two.cases) record.threads = 2;
    const RoofChart chart = roofChart(two, {Dtype::f32, 2});
    QVERIFY(near(chart.slopes[0].rate.value, 400e9));
    QVERIFY(near(chart.slopes[3].rate.value, 20e9));
    QVERIFY(near(chart.peaks[0].rate.value, 192e9));
  }
  void peaksHighestFirst() {
    const RoofChart chart = roofChart(session(), {Dtype::f32, 1});
    QCOMPARE(chart.peaks.size(), std::size_t(3));  // fused 128-bit and scalar belong to no variant
    QCOMPARE(chart.peaks[0].form, std::string("fma256"));
    QCOMPARE(chart.peaks[0].variants, std::vector<std::string>{"avx2"});
    QCOMPARE(chart.peaks[2].variants, std::vector<std::string>{"scalar"});
    QVERIFY(near(chart.peaks[0].rate.value, 96e9));
    QVERIFY(near(chart.peaks[1].rate.value, 24e9));
    QVERIFY(near(chart.peaks[2].rate.value, 6e9));
    QVERIFY(near(ridge(chart.slopes[0], chart.peaks[0]), 0.48));  // 96 GFLOP/s over 200 GB/s
  }
  void variantsShareAPeak() {
    Session both = session();
    both.cases[3].variant = "omp-avx2";
    const RoofChart chart = roofChart(both, {Dtype::f32, 1});
    QCOMPARE(chart.peaks[0].variants, (std::vector<std::string>{"avx2", "omp-avx2"}));
  }
  void trailsBySize() {
    const RoofChart chart = roofChart(session(), {Dtype::f32, 1});
    QCOMPARE(chart.withoutPlace, std::size_t(1));
    QCOMPARE(chart.trails.size(), std::size_t(2));
    const RoofTrail& trail = chart.trails[0];
    QCOMPARE(trail.variant, std::string("avx2"));
    QCOMPARE(trail.points.size(), std::size_t(3));
    QVERIFY(trail.points[0].size < trail.points[1].size &&
            trail.points[1].size < trail.points[2].size);
    for (const RoofTrailPoint& point : trail.points) {
      QVERIFY(near(point.point.intensity, 0.25));
      QVERIFY(point.low < point.point.flopRate && point.point.flopRate < point.high);
    }
    QVERIFY(near(trail.points[0].point.flopRate, 150e9 / 4));
  }
  void fastestMostOften() {
    QCOMPARE(fastestVariant(roofChart(session(), {Dtype::f32, 1})), std::string("avx2"));
    QVERIFY(fastestVariant(RoofChart()).empty());
  }
  void bestPointPerLevel() {
    const RoofChart chart = roofChart(session(), {Dtype::f32, 1});
    const RoofTrail& trail = chart.trails[0];
    QVERIFY(near(bestIn(trail, "L1")->point.efficiency, 0.75));
    QVERIFY(bestIn(trail, "L3") == nullptr || bestIn(trail, "L3")->point.level == "L3");
    const RoofTrailPoint* best = bestOf(trail);
    for (const RoofTrailPoint& point : trail.points)
      QVERIFY(point.point.efficiency <= best->point.efficiency);
  }
  void withoutCeilingsTrailsStay() {
    Session bare = session();
    bare.values.clear();
    bare.series.clear();
    bare.metrics.clear();
    const RoofChart chart = roofChart(bare, {Dtype::f32, 1});
    QVERIFY(chart.measured.empty());
    QVERIFY(chart.slopes.empty() && chart.peaks.empty());
    QCOMPARE(chart.trails.size(), std::size_t(2));
    QVERIFY(bestOf(chart.trails[0]) == nullptr);
  }
  void pagesOfTypesAndThreads() {
    Session mixed = session();
    mixed.cases[3].threads = 2;
    mixed.cases[4].dtype = Dtype::f64;  // has no place: no page for it
    const auto pages = roofPages(mixed);
    QCOMPARE(pages.size(), std::size_t(2));
    QVERIFY((pages[0] == RoofPage{Dtype::f32, 1}));
    QVERIFY((pages[1] == RoofPage{Dtype::f32, 2}));
  }
};

QTEST_APPLESS_MAIN(TestRoofChart)
#include "tst_roof_chart.moc"
