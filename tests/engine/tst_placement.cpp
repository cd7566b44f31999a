// Where the arena puts operands, and the probe that tries other places.
#include <QtTest>
#include <set>

#include "base/buffer.h"
#include "run/runner.h"

using namespace lane;

namespace {

std::size_t pageOffset(const std::byte* p) {
  return reinterpret_cast<std::uintptr_t>(p) % 4096;
}

class NullSink final : public EventSink {
 public:
  void onEvent(RunEvent) override {}
};

}  // namespace

class TestPlacement : public QObject {
  Q_OBJECT
 private slots:
  void usualPlacesAreLinesApart() {
    Arena arena;
    QVERIFY(arena.reserve(Arena::roomFor(1000, 3)).has_value());
    std::set<std::size_t> offsets;
    for (int i = 0; i < 3; ++i) {
      const std::byte* data = arena.take(1000);
      QVERIFY(data);
      QCOMPARE(pageOffset(data) % 64, 0u);
      offsets.insert(pageOffset(data));
    }
    QCOMPARE(offsets.size(), 3u);  // no two share their low address bits
  }

  void alignmentsAreWhatTheySay() {
    Arena arena;
    QVERIFY(arena.reserve(Arena::roomFor(1000, 6)).has_value());
    for (int i = 0; i < 3; ++i)
      QCOMPARE(pageOffset(arena.take(1000, {Alignment::plus4, 0})) % 64, 4u);
    for (int i = 0; i < 3; ++i) QCOMPARE(pageOffset(arena.take(1000, {Alignment::page64, 0})), 64u);
  }

  void shiftsAreOtherPlacesAndTheSameEveryTime() {
    std::set<std::size_t> places;
    for (std::uint32_t shift = 0; shift <= 8; ++shift) {
      Arena first, second;
      QVERIFY(first.reserve(Arena::roomFor(5000, 2)).has_value());
      QVERIFY(second.reserve(Arena::roomFor(5000, 2)).has_value());
      const std::byte* a = first.take(5000, {Alignment::line, shift});
      const std::byte* b = second.take(5000, {Alignment::line, shift});
      // Relative to the arena, whose start is 2 MiB-aligned.
      const auto relative = [](const std::byte* p) {
        return reinterpret_cast<std::uintptr_t>(p) % (std::uintptr_t{2} << 20);
      };
      QCOMPARE(relative(a), relative(b));
      QCOMPARE(relative(a) % 64, 0u);
      places.insert(relative(a));
      QVERIFY(first.take(5000, {Alignment::line, shift}));  // roomFor() covers every shift
    }
    QVERIFY2(places.size() >= 8, "shifts should hardly ever fall together");
  }

  void roomCoversTheWorstShift() {
    for (std::uint32_t shift = 0; shift <= 64; ++shift)
      for (const Alignment alignment : {Alignment::line, Alignment::plus4, Alignment::page64}) {
        Arena arena;
        QVERIFY(arena.reserve(Arena::roomFor(4096 * 511, 4)).has_value());
        for (int i = 0; i < 4; ++i) QVERIFY(arena.take(4096 * 511, {alignment, shift}));
      }
  }

  void aRunGivesEveryTimedCaseItsSensitivity() {
    Plan plan;
    plan.benchmarks = {"add"};
    plan.sizes = {100};
    plan.variants = {"scalar", "omp-sse2"};
    plan.precision = 0.5;
    plan.placements = 3;
    NullSink sink;
    const auto session = runPlan(plan, sink, {});
    QVERIFY(session.has_value());
    std::size_t found = 0;
    for (const ValueRecord& value : session->values) {
      if (session->metrics[value.metric].id != "placement_sensitivity") continue;
      ++found;
      QVERIFY(value.caseIndex < session->cases.size());
      QCOMPARE(value.n, 3u);
      QVERIFY(value.value >= value.low);  // the slowest is not faster than the fastest
      QVERIFY(value.value > -0.9 && value.value < 100);
    }
    QCOMPARE(found, session->cases.size());
    // Beside the samples, never among them.
    for (const std::uint32_t placement : session->samples.placement) QCOMPARE(placement, 0u);
  }

  void noPlacementsNoProbe() {
    Plan plan;
    plan.benchmarks = {"add"};
    plan.sizes = {100};
    plan.variants = {"scalar"};
    plan.precision = 0.5;
    plan.placements = 0;
    NullSink sink;
    const auto session = runPlan(plan, sink, {});
    QVERIFY(session.has_value());
    for (const MetricRecord& metric : session->metrics)
      QVERIFY(metric.id != "placement_sensitivity");
  }
};

QTEST_APPLESS_MAIN(TestPlacement)
#include "tst_placement.moc"
