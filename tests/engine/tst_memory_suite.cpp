// Walks over memory as benchmarks: what they are called, what they count, that they run and are
// checked, and that the Memory view reads them.
#include <QtTest>
#include <cmath>

#include "analysis/memory_chart.h"
#include "run/benchmark.h"
#include "run/runner.h"
#include "support/recording_sink.h"
#include "workloads/memory_benchmark.h"

using namespace lane;

namespace {

const Benchmark* find(std::string_view name) {
  for (const auto& benchmark : allBenchmarks())
    if (benchmark->info().suite == "memory" && benchmark->info().name == name)
      return benchmark.get();
  return nullptr;
}

}  // namespace

class TestMemorySuite : public QObject {
  Q_OBJECT
 private slots:
  void fiveThatRunOnRequest() {
    for (const char* name : {"read", "write", "copy", "triad", "latency"}) {
      QVERIFY2(find(name), name);
      QVERIFY(find(name)->info().onRequest);
    }
    QCOMPARE(find("read")->variants(Dtype::f32).size() >= 3, true);
    QCOMPARE(find("latency")->variants(Dtype::f32).size(), std::size_t(2));
  }
  void bytesAreThoseNamed() {
    GroupPoint point;
    point.size = 6144;  // 3072 bytes for two arrays, 2048 for three
    const CaseRecord copy = find("copy")->describe(point, "w16", 2);
    QCOMPARE(copy.bytesRead, 2 * 3072.0);
    QCOMPARE(copy.bytesWritten, 2 * 3072.0);
    QCOMPARE(copy.items, 4 * 3072.0);
    const CaseRecord triad = find("triad")->describe(point, "w16", 1);
    QCOMPARE(triad.bytesRead, 2 * 2048.0);
    QCOMPARE(triad.bytesWritten, 2048.0);
    QCOMPARE(triad.flops, 2 * 512.0);
    const CaseRecord read = find("read")->describe(point, "w16", 1);
    QCOMPARE(read.bytesRead, 6144.0);
    QCOMPARE(read.bytesWritten, 0.0);
    QCOMPARE(find("latency")->describe(point, "2M", 1).items, 64.0);
    QCOMPARE(QString::fromStdString(read.key),
             QStringLiteral("memory/read/f32/n=6144/w16/t=1/hot/reuse"));
  }
  void variantsSpellTheWalk() {
    for (const WalkStyle& style :
         {WalkStyle{WalkKind::copy, 32, true, 2}, WalkStyle{WalkKind::read, 4, false, 1},
          WalkStyle{WalkKind::latency, 8, false, 1, PageKind::small}}) {
      CaseRecord record;
      record.suite = "memory";
      record.benchmark = toWord(style.kind);
      record.variant = walkVariant(style);
      record.threads = style.threads;
      QVERIFY(walkStyleOf(record) == style);
      record.suite = "vector";
      QVERIFY(!walkStyleOf(record));
    }
  }
  void reasonsForWhatSaysNothing() {
    GroupPoint point;
    point.size = 100;
    QVERIFY(!find("read")->whyNot(point).empty());
    point.size = 4096;
    QVERIFY(find("read")->whyNot(point).empty());
    point.cache = CacheState::cold;
    QVERIFY(!find("read")->whyNot(point).empty());
    point.cache = CacheState::hot;
    point.mode = Mode::allocate;
    QVERIFY(!find("copy")->whyNot(point).empty());
  }
  void everyKernelIsChecked() {
    Arena arena;
    Team team;
    GroupPoint point;
    point.size = 16384;
    for (const char* name : {"read", "write", "copy", "triad", "latency"}) {
      auto group = find(name)->place(point, arena, team);
      QVERIFY(group);
      for (const VariantOffer& offer : find(name)->variants(Dtype::f32)) {
        if (!offer.reason.empty()) continue;
        const auto result = (*group)->check(offer.name, 1);
        QVERIFY2(result && result->passed, (std::string(name) + " " + offer.name).c_str());
        QVERIFY((*group)->prepare(offer.name, 1));
      }
      QVERIFY(!(*group)->prepare("w5", 1));
    }
  }
  void aRunGivesCurves() {
    auto plan = loadPlan("memory");
    QVERIFY(plan);
    plan->sizes = {4096, 65536};
    plan->variants = {"w16", "2M", "4K"};
    plan->budgetSeconds = 0.5;
    plan->precision = 0.2;
    RecordingSink sink;
    const auto session = runPlan(*plan, sink, {});
    QVERIFY2(session, session ? "" : toString(session.error()).c_str());
    const auto curves = memoryCurves(*session);
    QCOMPARE(curves.size(), std::size_t(6));  // four operations, latency on two kinds of pages
    for (const MemoryCurve& curve : curves) {
      QCOMPARE(curve.points.size(), std::size_t(2));
      for (const MemoryPoint& point : curve.points) {
        const CaseRecord& record = session->cases[point.caseIndex];
        const bool latency = curve.style.kind == WalkKind::latency;
        const double expected =
            latency ? record.median / 64 : (record.bytesRead + record.bytesWritten) / record.median;
        QVERIFY(std::abs(point.value.value / expected - 1) < 1e-12);
        QVERIFY(point.value.low <= point.value.value && point.value.value <= point.value.high);
        QVERIFY(point.value.value > (latency ? 0.1e-9 : 0.1e9));
        QVERIFY(point.value.value < (latency ? 1e-6 : 10e12));
      }
    }
    const MemoryPage page{16, 1, false, PageKind::huge};
    QVERIFY(memoryPages(curves) == std::vector<MemoryPage>{page});
    QCOMPARE(memoryChart(curves, nullptr, session->machine, page).bandwidth.size(), std::size_t(4));
  }
};

QTEST_GUILESS_MAIN(TestMemorySuite)
#include "tst_memory_suite.moc"
