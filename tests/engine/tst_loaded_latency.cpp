// The walk under load: that the load runs when it should and only then, on cores of its own, and
// that a machine with one core gets a reason.
#include <QTest>
#include <chrono>
#include <cmath>
#include <set>
#include <thread>

#include "analysis/loaded_latencies.h"
#include "measure/team.h"
#include "run/benchmark.h"
#include "workloads/loaded_latency.h"
#include "workloads/memory_load.h"

using namespace lane;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

GroupPoint at(std::uint64_t bytes) {
  GroupPoint point;
  point.size = bytes;
  return point;
}

/// Moved in that time.
std::uint64_t movedIn(const MemoryLoad& load, std::chrono::milliseconds time) {
  const std::uint64_t before = load.bytesMoved();
  std::this_thread::sleep_for(time);
  return load.bytesMoved() - before;
}

}  // namespace

class TestLoadedLatency : public QObject {
  Q_OBJECT
 private slots:
  void everyWayIsOfferedOrHasAReason() {
    const auto benchmark = loadedLatencyBenchmark();
    QCOMPARE(benchmark->info().suite, std::string("memory"));
    std::set<std::string> names;
    for (const VariantOffer& offer : benchmark->variants(Dtype::f32)) {
      names.insert(offer.name);
      QCOMPARE(offer.reason.empty(), Team::cores().size() > 1);
    }
    QCOMPARE(names, (std::set<std::string>{"idle", "read-half", "read", "copy-half", "copy"}));
    QCOMPARE(benchmark->describe(at(kMiB), "read", 1).items, 64.0);
    // Two areas of a walk are small beside what the load streams over.
    QVERIFY(benchmark->memoryBytes(at(kMiB)) >= kMiB + (Team::cores().size() - 1) * 64 * kMiB);
  }

  void theLoadRunsOnlyBetweenBeginAndEnd() {
    auto load = MemoryLoad::make(2 * kMiB);
    if (!load) QSKIP(load.error().what.c_str());
    QCOMPARE((*load)->threads(), Team::cores().size() - 1);
    QCOMPARE((*load)->pinned(), (*load)->threads());
    QCOMPARE(movedIn(**load, 20ms), std::uint64_t{0});
    (*load)->begin({WalkKind::read, 1});
    QVERIFY((*load)->bytesMoved() > 0);
    QVERIFY(movedIn(**load, 50ms) > 10 * kMiB);
    (*load)->end();
    std::this_thread::sleep_for(20ms);
    QCOMPARE(movedIn(**load, 20ms), std::uint64_t{0});
    (*load)->begin({WalkKind::copy, 0});
    QCOMPARE(movedIn(**load, 20ms), std::uint64_t{0});
    for (int i = 0; i < 200; ++i) {
      (*load)->begin({i % 2 == 0 ? WalkKind::read : WalkKind::copy, i % 3 == 0 ? 0.5 : 1.0});
      (*load)->end();
    }
  }

  void aHalfLoadMovesAboutHalf() {
    auto load = MemoryLoad::make(2 * kMiB);
    if (!load) QSKIP(load.error().what.c_str());
    // Taken in turns: other programs share these cores.
    double full = 0, half = 0;
    for (int i = 0; i < 8; ++i) {
      (*load)->begin({WalkKind::read, 1});
      full += double(movedIn(**load, 15ms));
      (*load)->begin({WalkKind::read, 0.5});
      half += double(movedIn(**load, 15ms));
    }
    (*load)->end();
    QVERIFY2(half < 0.85 * full && half > 0.15 * full, qPrintable(QString::number(half / full)));
  }

  void rowsAreThoseOfTheLargestWorkingSet() {
    Session session;
    const std::uint32_t rate =
        session.metricIndex({"load_bandwidth", "Load", "B/s", MetricKind::rate, true});
    const auto benchmark = loadedLatencyBenchmark();
    for (const std::uint64_t bytes : {kMiB, 8 * kMiB, 64 * kMiB})
      for (const char* load : {"idle", "copy"}) {
        CaseRecord record = benchmark->describe(at(bytes), load, 1);
        if (bytes == 64 * kMiB) {
          record.status = CaseStatus::skipped;
          record.reason = "too large";
        } else {
          record.status = CaseStatus::measured;
          record.median = 64e-9 * double(bytes / kMiB) * (record.variant == "copy" ? 3 : 1);
          session.values.push_back({.caseIndex = std::uint32_t(session.cases.size()),
                                    .metric = rate,
                                    .value = record.variant == "copy" ? 9e9 : 0,
                                    .reason = {}});
        }
        session.cases.push_back(std::move(record));
      }
    const auto rows = loadedLatencies(session);
    QCOMPARE(rows.size(), std::size_t{2});
    QCOMPARE(rows[0].load, std::string("idle"));
    QCOMPARE(rows[0].bytes, 8 * kMiB);
    QVERIFY(std::abs(rows[0].seconds - 8e-9) < 1e-15);
    QVERIFY(std::abs(rows[1].overIdle - 3) < 1e-12);
    QCOMPARE(rows[1].loadRate, 9e9);
    std::erase_if(session.cases, [](const CaseRecord& record) { return record.hasTime(); });
    const auto none = loadedLatencies(session);
    QCOMPARE(none.size(), std::size_t{2});
    QCOMPARE(none[0].reason, std::string("too large"));
    QVERIFY(loadedLatencies({}).empty());
  }

  void aCaseTellsItsLoad() {
    if (Team::cores().size() < 2) QSKIP("one core");
    Arena arena;
    Team team;
    const PinnedThread pinned(Team::cores().front());
    const auto benchmark = loadedLatencyBenchmark(4 * kMiB);
    auto group = benchmark->place(at(8 * kMiB), arena, team);
    QVERIFY2(group, group ? "" : group.error().what.c_str());
    QCOMPARE((*group)->observed().size(), std::size_t{2});
    for (const VariantOffer& offer : benchmark->variants(Dtype::f32)) {
      const auto checked = (*group)->check(offer.name, 1);
      QVERIFY2(checked && checked->passed, offer.name.c_str());
      const auto one = (*group)->prepare(offer.name, 1);
      QVERIFY(one);
      one->beforeBatch();
      one->run(2000);
      const auto told = one->observations();
      QCOMPARE(told.size(), std::size_t{2});
      QCOMPARE(told[0] > 0, offer.name != "idle");
      QVERIFY2(told[1] > 0.2e-9 && told[1] < 20e-6, qPrintable(QString::number(told[1])));
    }
    QVERIFY(!(*group)->prepare("w64", 1));
    QVERIFY(!(*group)->prepare("read", 2));
  }
};

QTEST_APPLESS_MAIN(TestLoadedLatency)
#include "tst_loaded_latency.moc"
