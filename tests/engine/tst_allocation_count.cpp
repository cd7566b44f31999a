// What a case allocates, counted by untimed calls, and the finding that names a leak.
#include <QTest>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <vector>

#include "analysis/findings.h"
#include "exchange/export.h"
#include "measure/allocation_tracker.h"
#include "run/allocation_count.h"
#include "run/runner.h"
#include "support/recording_sink.h"
#include "support/sample_session.h"

using namespace lane;
using lane::test::sampleSession;

namespace {

void* kept(void* memory) {
  asm volatile("" : "+r"(memory) : : "memory");
  return memory;
}

class Made final : public PreparedCase {
 public:
  explicit Made(std::function<void()> call) : m_call(std::move(call)) {}
  void run(std::uint64_t calls) override {
    for (; calls > 0; --calls) m_call();
  }
  std::string_view failure() const override { return why; }
  std::string why;

 private:
  std::function<void()> m_call;
};

std::map<std::string, ValueRecord> countsOf(PreparedCase& prepared) {
  Team team;
  std::map<std::string, ValueRecord> counts;
  for (auto& [metric, value] : countAllocations(7, prepared, team, 1)) counts[metric.id] = value;
  return counts;
}

}  // namespace

class TestAllocationCount : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    if (const std::string why = AllocationTracker::whyNot(); !why.empty()) QSKIP(why.c_str());
  }

  void aCallThatFreesWhatItTakes() {
    Made one([] {
      void* a = kept(std::malloc(10000));
      void* b = kept(std::malloc(10000));
      std::free(a);
      std::free(b);
    });
    const auto counts = countsOf(one);
    QCOMPARE(counts.size(), std::size_t{4});
    QCOMPARE(counts.at("allocations").value, 2.0);
    QVERIFY(counts.at("allocated_bytes").value >= 20000);
    QVERIFY(counts.at("allocated_bytes").value < 20100);
    QCOMPARE(counts.at("allocation_peak").value, counts.at("allocated_bytes").value);
    QCOMPARE(counts.at("allocation_live").value, 0.0);
    QCOMPARE(counts.at("allocation_live").caseIndex, 7u);
    QVERIFY(counts.at("allocations").n == 2 && counts.at("allocations").reason.empty());
  }

  void whatIsMadeOnceIsNoLeak() {
    void* once = nullptr;
    Made one([&] {
      if (once == nullptr) once = kept(std::malloc(5000));
    });
    const auto counts = countsOf(one);
    QCOMPARE(counts.at("allocations").value, 0.0);
    QCOMPARE(counts.at("allocation_live").value, 0.0);
    std::free(once);
  }

  void whatGrowsNowAndThenIsNoLeak() {
    std::vector<void*> blocks;
    blocks.reserve(10);
    int calls = 0;
    Made one([&] {
      if (++calls % 2 == 0) blocks.push_back(kept(std::malloc(5000)));
    });
    QCOMPARE(countsOf(one).at("allocation_live").value, 0.0);
    for (void* block : blocks) std::free(block);
  }

  void whatEveryCallLeavesIsALeak() {
    std::vector<void*> blocks;
    blocks.reserve(10);
    Made one([&] { blocks.push_back(kept(std::malloc(3000))); });
    const double left = countsOf(one).at("allocation_live").value;
    QVERIFY(left >= 3000 && left < 3100);
    for (void* block : blocks) std::free(block);
  }

  void aFailureIsAReason() {
    Made one([] {});
    one.why = "the file is gone";
    const auto counts = countsOf(one);
    QVERIFY(std::isnan(counts.at("allocations").value));
    QCOMPARE(counts.at("allocations").reason, std::string("the file is gone"));
  }

  void aPlanThatAsksGetsFiguresAndOneThatDoesNotGetsNone() {
    auto plan = parsePlan(
        "version: 1\nbenchmarks: [dot, add]\nsizes: 1000\nvariants: [scalar]\n"
        "modes: [reuse, allocate]\nbudget: 200ms\nprecision: 50%\nplacements: 0\n"
        "track_allocations: true\n",
        "test");
    QVERIFY2(plan, plan ? "" : toString(plan.error()).c_str());
    RecordingSink sink;
    auto session = runPlan(*plan, sink, {});
    QVERIFY2(session, session ? "" : toString(session.error()).c_str());
    std::map<std::string, double> allocations;
    for (const ValueRecord& value : session->values)
      if (session->metrics[value.metric].id == "allocations")
        allocations[session->cases[value.caseIndex].key] = value.value;
    // Into a result that is there nothing is allocated; else the result, once.
    QCOMPARE(allocations,
             (std::map<std::string, double>{{"vector/add/f32/n=1000/scalar/t=1/hot/allocate", 1},
                                            {"vector/add/f32/n=1000/scalar/t=1/hot/reuse", 0},
                                            {"vector/dot/f32/n=1000/scalar/t=1/hot/reuse", 0}}));
    const std::string shown = toText(*session);
    QVERIFY2(shown.find("Allocations of a call") != std::string::npos, shown.c_str());
    QVERIFY(shown.find("vector/add/f32/n=1000/scalar/t=1/hot/allocate") != std::string::npos);
    plan->trackAllocations = false;
    session = runPlan(*plan, sink, {});
    QVERIFY(session);
    for (const MetricRecord& metric : session->metrics) QVERIFY(metric.id != "allocations");
    QVERIFY(toText(*session).find("Allocations of a call") == std::string::npos);
  }

  void aLeakIsNamedWithItsCase() {
    Session session = sampleSession();
    const std::uint32_t metric = session.metricIndex(
        {"allocation_live", "Still allocated after a call", "B", MetricKind::bytes, false});
    const auto leak = [](const Session& of) {
      for (const Finding& finding : findFindings(of))
        if (finding.rule == "leak") return finding;
      return Finding{};
    };
    session.values.push_back({.caseIndex = 0, .metric = metric, .value = 0, .n = 2, .reason = {}});
    QVERIFY(leak(session).text.empty());
    session.values.back().value = -64;
    QVERIFY(leak(session).text.empty());
    session.values.back().value = 2048;
    const Finding found = leak(session);
    QVERIFY2(found.text.find(session.cases[0].benchmark) != std::string::npos, found.text.c_str());
    QVERIFY2(found.text.find("2") != std::string::npos, found.text.c_str());
    QCOMPARE(found.evidence, session.cases[0].key);
  }
};

QTEST_APPLESS_MAIN(TestAllocationCount)
#include "tst_allocation_count.moc"
