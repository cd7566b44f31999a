// Allocators as benchmarks: that blocks are whole, that what is told of them is true, that the
// bound of the refusals stays in the child, and that a run gives histograms and values.
#include <sys/resource.h>

#include <QTest>
#include <cmath>
#include <set>

#include "analysis/expectations.h"
#include "measure/histogram.h"
#include "run/benchmark.h"
#include "run/event_quantiles.h"
#include "run/runner.h"
#include "run/session_join.h"
#include "support/recording_sink.h"
#include "workloads/alloc/allocators.h"
#include "workloads/alloc/forked.h"
#include "workloads/alloc/long_run.h"
#include "workloads/alloc/patterns.h"
#include "workloads/alloc/pressure.h"

using namespace lane;

namespace {

const Benchmark* find(std::string_view name) {
  for (const auto& benchmark : allBenchmarks())
    if (benchmark->info().suite == "alloc" && benchmark->info().name == name)
      return benchmark.get();
  return nullptr;
}

GroupPoint at(std::uint64_t bytes) {
  GroupPoint point;
  point.size = bytes;
  point.dtype = Dtype::none;
  return point;
}

const ValueRecord* valueOf(const Session& session, std::uint32_t caseIndex, std::string_view id) {
  for (const ValueRecord& value : session.values)
    if (value.caseIndex == caseIndex && session.metrics[value.metric].id == id) return &value;
  return nullptr;
}

std::map<double, std::uint64_t> binsOf(const Session& session, std::uint32_t caseIndex,
                                       std::string_view id) {
  std::map<double, std::uint64_t> bins;
  for (const HistogramBin& bin : session.histograms)
    if (bin.caseIndex == caseIndex && session.metrics[bin.metric].id == id)
      bins[bin.binLow] = bin.count;
  return bins;
}

}  // namespace

class TestAllocSuite : public QObject {
  Q_OBJECT
 private slots:
  void onRequestAndWithoutType() {
    for (const char* name : {"sequential", "random", "mixed", "touched", "pressure", "tracking"}) {
      QVERIFY(find(name));
      QVERIFY(find(name)->info().onRequest);
      QCOMPARE(find(name)->info().dtypes, std::vector<Dtype>{Dtype::none});
    }
    const CaseRecord record = find("random")->describe(at(64), "mmap", 1);
    QCOMPARE(record.size, std::uint64_t{64});
    QVERIFY2(record.key.starts_with("alloc/random/none/n=64") &&
                 record.key.find("pattern=random") != std::string::npos &&
                 record.key.find("touch=none") != std::string::npos,
             record.key.c_str());
  }

  void reasonsForWhatSaysNothing() {
    QVERIFY(!find("sequential")->whyNot(at(8)).empty());
    QVERIFY(find("sequential")->whyNot(at(16)).empty());
    GroupPoint cold = at(64);
    cold.cache = CacheState::cold;
    QVERIFY(!find("mixed")->whyNot(cold).empty());
    Arena arena;
    Team team;
    auto group = find("sequential")->place(at(4096), arena, team);
    const auto refused = (*group)->check("mmap-2M", 1);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::unsupported);
  }

  void whatIsWrittenIsHeldAgainstFreeMemory() {
    const std::uint64_t gib = std::uint64_t{1} << 30;
    QCOMPARE(find("sequential")->memoryBytes(at(gib)), std::size_t{0});
    QCOMPARE(find("touched")->memoryBytes(at(gib)), std::size_t{gib});
    QCOMPARE(find("touched")->memoryBytes(at(4096)), std::size_t{512 * 4096});
  }

  void everyAllocatorAtEveryPattern_data() {
    QTest::addColumn<QString>("benchmark");
    QTest::addColumn<quint64>("bytes");
    for (const char* name : {"sequential", "random", "touched"})
      for (const quint64 bytes : {16ull, 100ull, 4096ull, 3ull << 20})
        QTest::newRow(qPrintable(QStringLiteral("%1 of %2").arg(name).arg(bytes)))
            << QString(name) << bytes;
  }
  void everyAllocatorAtEveryPattern() {
    QFETCH(QString, benchmark);
    QFETCH(quint64, bytes);
    Arena arena;
    Team team;
    auto group = find(benchmark.toStdString())->place(at(bytes), arena, team);
    QVERIFY(group);
    for (const AllocatorWord& way : kAllocators) {
      const auto result = (*group)->check(way.name, 1);
      if (!whyNotAllocator(way.name, bytes).empty()) {
        QVERIFY(!result);
        continue;
      }
      QVERIFY2(result && result->passed, way.name);
      const auto one = (*group)->prepare(way.name, 1);
      QVERIFY(one);
      for (const std::uint64_t calls : {1u, 3u, bytes > 4096 ? 30u : 700u}) {
        one->beforeBatch();
        one->run(calls);
        QVERIFY2(one->failure().empty(), way.name);
        const auto means = one->observations();
        QCOMPARE(means.size(), std::size_t{2});
        QVERIFY(means[0] > 0 && means[0] < 0.1);
        QVERIFY(means[1] > 0 && means[1] < 0.1);
      }
      const auto histograms = (*group)->histograms(way.name, 1);
      QCOMPARE(histograms.size(), std::size_t{2});
      // As many were freed as were allocated, one by one.
      QVERIFY(countOf(histograms[0].bins) > 0);
      QCOMPARE(countOf(histograms[0].bins), countOf(histograms[1].bins));
    }
  }

  void aRefusedBlockIsAFailureWithItsSize() {
    if (kMallocEndsProgram) QSKIP("a sanitizer's malloc");
    Arena arena;
    Team team;
    auto group = find("sequential")->place(at(std::uint64_t{1} << 50), arena, team);
    for (const char* way : {"malloc", "aligned_alloc", "mmap", "pmr-pool", "pmr-monotonic"}) {
      const auto result = (*group)->check(way, 1);
      QVERIFY2(!result, way);
      QVERIFY2(result.error().what.find("1024 TiB") != std::string::npos ||
                   result.error().what.find("refused") != std::string::npos,
               result.error().what.c_str());
    }
  }

  void sizesAreEvenlySpreadOverOctaves() {
    PatternRandom random(7);
    std::array<int, 8> octaves{};
    double sum = 0;
    constexpr int kDraws = 80000;
    for (int i = 0; i < kDraws; ++i) {
      const std::uint64_t size = random.sizeUpTo(4096);
      QVERIFY(size >= 16 && size <= 4096);
      sum += double(size);
      ++octaves[std::size_t(std::min(7.0, std::log2(double(size)) - 4))];
    }
    for (const int count : octaves) QVERIFY(std::abs(count - kDraws / 8) < kDraws / 80);
    QVERIFY(std::abs(sum / kDraws / PatternRandom::meanUpTo(4096) - 1) < 0.02);
    QCOMPARE(random.sizeUpTo(16), std::uint64_t{16});
  }

  void theLongRunKnowsWhatPagesAre() {
    // A mapping per block takes whole pages: what is resident can be counted beforehand.
    const auto mapped = runLong("mmap", 4096, 1);
    QVERIFY2(mapped, mapped ? "" : mapped.error().what.c_str());
    const double blocks = double(mapped->replaced) / 8;
    QVERIFY(std::abs(double(mapped->residentBytes) / (blocks * 4096) - 1) < 0.02);
    QVERIFY(std::abs(double(mapped->liveBytes) / (blocks * PatternRandom::meanUpTo(4096)) - 1) <
            0.05);
    const auto heap = runLong("malloc", 4096, 1);
    QVERIFY2(heap, heap ? "" : heap.error().what.c_str());
    QVERIFY(heap->residentBytes > heap->liveBytes * 9 / 10);
    QVERIFY(heap->residentBytes < heap->liveBytes * 3);
    QCOMPARE(heap->takenBytes, std::uint64_t{0});
    const auto pool = runLong("pmr-pool", 4096, 1);
    QVERIFY2(pool, pool ? "" : pool.error().what.c_str());
    QVERIFY(pool->takenBytes >= pool->liveBytes);
    const auto grown = runLong("pmr-monotonic", 4096, 1);
    QVERIFY(!grown && grown.error().code == ErrorCode::unsupported);
    QVERIFY(!runLong("malloc", std::uint64_t{1} << 30, 1));
  }

  void underPressureRequestsAreRefusedAndTheChildLives() {
    if (kMallocEndsProgram) QSKIP("a sanitizer's malloc");
    rlimit before{}, after{};
    ::getrlimit(RLIMIT_AS, &before);
    for (const AllocatorWord& way : kAllocators) {
      const std::uint64_t bytes = std::string_view(way.name) == "mmap-2M" ? 2 << 20 : 4096;
      auto one = makePressure(way.name, bytes);
      QVERIFY2(one, way.name);
      const PressureTold& told = (*one)->told();
      QVERIFY2(told.served > 0, way.name);
      // A heap may have had room before; a mapping of its own has not.
      if (std::string_view(way.name).starts_with("mmap"))
        QVERIFY2(told.served * bytes <= pressureHeadroom(), way.name);
      (*one)->beforeBatch();
      (*one)->run(1000);
      QVERIFY2((*one)->failure().empty(), std::string((*one)->failure()).c_str());
      QVERIFY2(told.refusals > 900 && told.refusals + told.grantedAfter >= 1000, way.name);
      QVERIFY(told.events.count() == 64);
      const double mean = (*one)->observations()[0];
      QVERIFY(std::abs(*(*one)->ownSeconds() / (1000 * mean) - 1) < 1e-9);
      QVERIFY2(mean > 1e-8 && mean < 1e-3, way.name);
      QVERIFY((*one)->recover());
      QVERIFY2(
          told.servedAgain * 2 >= told.served,
          qPrintable(
              QStringLiteral("%1: %2 of %3").arg(way.name).arg(told.servedAgain).arg(told.served)));
    }
    ::getrlimit(RLIMIT_AS, &after);
    QCOMPARE(after.rlim_cur, before.rlim_cur);
    void* here = std::malloc(64 << 20);
    QVERIFY(here != nullptr);
    std::free(here);
  }

  void aChildThatDiesIsAReason() {
    Forked child;
    QVERIFY(child.start([](std::uint64_t question) {
      if (question == 2) std::abort();
    }));
    QVERIFY(child.ask(1));
    const auto died = child.ask(2);
    QVERIFY(!died);
    QVERIFY2(died.error().what.find("signal 6") != std::string::npos, died.error().what.c_str());
    QVERIFY(!child.ask(1));
    Forked slow;
    QVERIFY(slow.start([](std::uint64_t) { ::sleep(20); }));
    QVERIFY(!slow.ask(1, 0.05));
    QVERIFY(!slow.running());
  }

  void singleEventsOfTwoProcessesAddUp() {
    // Of the first 3 events at 20 ns, of the second 97 at 5 us: together the median is 5 us.
    const auto process = [](int count, double seconds) {
      Session session;
      CaseRecord record;
      record.suite = "alloc";
      record.benchmark = "random";
      record.variant = "malloc";
      record.size = 64;
      record.key = makeKey(record);
      session.cases = {record};
      CaseHistogram histogram{{"allocate_event", "Allocate", "s", MetricKind::time, false}, {}};
      Histogram events;
      for (int i = 0; i < count; ++i) events.add(seconds);
      histogram.bins = events.bins();
      for (auto& [metric, value] : eventQuantiles(0, histogram))
        applyEvent(session, ValueMeasured{metric, value});
      applyEvent(session, HistogramMeasured{0, histogram.metric, histogram.bins});
      return session;
    };
    Session whole;
    Plan plan;
    SessionJoin join(whole, plan, 0, [&](const RunEvent& event) { applyEvent(whole, event); });
    join.join(process(3, 20e-9), 0, 0, true);
    join.join(process(97, 5e-6), 1, 10, true);
    join.finish();
    QCOMPARE(countOf(binsOf(whole, 0, "allocate_event")), std::uint64_t{100});
    QCOMPARE(whole.values.size(), std::size_t{3});
    const ValueRecord* median = valueOf(whole, 0, "allocate_event_p50");
    QVERIFY(median && median->n == 100);
    QVERIFY(std::abs(median->value / 5e-6 - 1) < Histogram::kBinWidth);
  }

  void aRunGivesHistogramsValuesAndVerdicts() {
    auto plan = loadPlan("allocators");
    QVERIFY2(plan, plan ? "" : plan.error().what.c_str());
    QVERIFY(plan->expect.size() >= 4);
    plan->benchmarks = {"alloc/sequential", "alloc/mixed", "alloc/pressure"};
    plan->variants = {"malloc", "pmr-pool"};
    plan->sizes = {4096};
    plan->budgetSeconds = 0.5;
    plan->precision = 0.3;
    RecordingSink sink;
    const auto session = runPlan(*plan, sink, {});
    QVERIFY2(session, session ? "" : toString(session.error()).c_str());
    std::set<std::string> seen;
    for (std::uint32_t i = 0; i < session->cases.size(); ++i) {
      const CaseRecord& record = session->cases[i];
      QVERIFY2(record.hasTime(), (record.key + ": " + record.reason).c_str());
      seen.insert(record.benchmark + " " + record.variant);
      const bool refused = record.benchmark == "pressure";
      const ValueRecord* mean = valueOf(*session, i, refused ? "refusal_time" : "allocate_time");
      QVERIFY(mean && mean->value > 0 && mean->low <= mean->value && mean->value <= mean->high);
      // The parts are within the whole.
      QVERIFY(mean->value <= record.median * 1.5);
      const auto bins = binsOf(*session, i, refused ? "refusal_event" : "allocate_event");
      QVERIFY(countOf(bins) >= 16);
      const std::string id = refused ? "refusal_event" : "allocate_event";
      for (const auto& [share, suffix] : {std::pair{0.5, "_p50"}, {0.99, "_p99"}, {1.0, "_max"}}) {
        const ValueRecord* quantile = valueOf(*session, i, id + suffix);
        QVERIFY2(quantile, suffix);
        QCOMPARE(quantile->value, quantileOf(bins, share).value);
        QCOMPARE(quantile->n, countOf(bins));
      }
      const ValueRecord* step = valueOf(*session, i, "clock_step");
      QVERIFY(step && step->value > 0 && step->value < 1e-5);
      QCOMPARE(valueOf(*session, i, "fragmentation") != nullptr, record.benchmark == "mixed");
      QCOMPARE(valueOf(*session, i, "pool_use") != nullptr,
               record.benchmark == "mixed" && record.variant == "pmr-pool");
    }
    QCOMPARE(seen.size(), std::size_t{6});
    for (const ExpectationResult& result : judgeExpectations(*session, plan->expect))
      if (result.expectation.where.find("size>=1Mi") == std::string::npos)
        QVERIFY2(result.fulfilment != Fulfilment::unknown, result.text.c_str());
  }
};

QTEST_APPLESS_MAIN(TestAllocSuite)
#include "tst_alloc_suite.moc"
