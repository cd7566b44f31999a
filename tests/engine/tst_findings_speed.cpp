// The rules about what decides a kernel's speed, on sessions made by hand.
#include <QtTest>

#include "analysis/findings/wording.h"
#include "findings_fixture.h"
#include "workloads/ceilings.h"

using namespace lane;
using namespace lane::test;

namespace {

CrossoverRecord crossover(const char* from, const char* to, CrossoverKind kind, double size = 0) {
  CrossoverRecord record;
  record.benchmark = "add";
  record.from = from;
  record.to = to;
  record.kind = kind;
  if (size > 0) {
    record.size = size;
    record.sizeLow = size / 2;
    record.sizeHigh = size * 2;
  }
  return record;
}

/// Bandwidth of 100 GB/s from a first cache and 10 GB/s from memory, 50 GFLOP/s of AVX2 and 100 of
/// AVX-512, one thread.
Ceilings madeUpCeilings(double cacheBytes, double reportedBytes) {
  Ceilings ceilings;
  ceilings.cpuModel = "made up";
  MemoryLevel level;
  level.name = "L1";
  level.measuredBytes = cacheBytes;
  level.reportedBytes = reportedBytes;
  ceilings.levels = {level};
  level.name = "memory";
  level.measuredBytes = level.reportedBytes = kUnknown;
  ceilings.levels.push_back(level);
  for (const WalkKind kind : {WalkKind::read, WalkKind::write, WalkKind::copy, WalkKind::triad})
    for (const auto& [name, rate] : {std::pair{"L1", 100e9}, std::pair{"memory", 10e9}})
      ceilings.rates.push_back({{kind, 32, false, 1, PageKind::huge},
                                name,
                                16 << 10,
                                {rate, 0.99 * rate, 1.01 * rate, 20},
                                ""});
  for (const auto& [form, rate] : {std::pair{"fma256", 50e9}, std::pair{"fma512", 100e9}}) {
    PeakRate peak;
    peak.form = form;
    peak.dtype = Dtype::f32;
    peak.threads = 1;
    peak.rate = {rate, 0.99 * rate, 1.01 * rate, 20};
    ceilings.peaks.push_back(peak);
  }
  return ceilings;
}

/// The same cases with outputs allocated anew, `extra` seconds dearer.
void addAllocating(Session& session, const std::string& benchmark, double extra) {
  const std::vector<CaseRecord> reuse = session.cases;
  for (CaseRecord record : reuse) {
    if (record.benchmark != benchmark) continue;
    record.mode = Mode::allocate;
    record.median += extra;
    record.ciLow = 0.998 * record.median;
    record.ciHigh = 1.002 * record.median;
    record.key = makeKey(record);
    session.cases.push_back(record);
  }
}

}  // namespace

class TestFindingsSpeed : public QObject {
  Q_OBJECT
 private slots:
  void memoryBoundByTheRoof() {
    // 12 bytes an element: 4 Ki elements leave a cache of 40 KiB, and 10 GB/s bind them.
    Session session;
    for (std::uint64_t size = 1024; size <= 65536; size *= 2) {
      const double rate = size < 4096 ? 80e9 : 9.5e9;
      addCase(session, "add", "avx2", size, 12.0 * double(size) / rate);
    }
    QVERIFY(ofRule(session, "memory_bound").empty());  // nothing is known of the machine
    addCeilings(session, madeUpCeilings(40 << 10, 40 << 10));
    const auto found = ofRule(session, "memory_bound");
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(says(found[0], "Memory decides, not arithmetic: add f32 from 4 Ki (9.50 GB/s)."));
    QCOMPARE(found[0].evidence, session.cases[2].key);
  }

  void oneSizeIsNoStretch() {
    Session session;
    for (std::uint64_t size = 512; size <= 4096; size *= 2)
      addCase(session, "add", "avx2", size, 12.0 * double(size) / (size < 4096 ? 80e9 : 9.5e9));
    addCeilings(session, madeUpCeilings(40 << 10, 40 << 10));
    QVERIFY(ofRule(session, "memory_bound").empty());
  }

  void memoryBoundByAPlateau() {
    Session session;
    session.machine.caches = {{3, "unified", 1 << 20, 64, 16, 2, 1}};
    const auto fill = [&](double end) {
      session.cases.clear();
      for (std::uint64_t size = 1024; size <= (1 << 20); size *= 2)
        addCase(session, "add", "avx2", size,
                12.0 * double(size) / (size < (1 << 18) ? 80e9 : end));
    };
    fill(12e9);  // at 256 Ki, 512 Ki and 1 Mi
    const auto found = ofRule(session, "memory_bound");
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(says(found[0], "Probably bound by memory"));
    QVERIFY(says(found[0], "add f32 from 256 Ki (12.0 GB/s)"));
    fill(70e9);  // hardly lower
    QVERIFY(ofRule(session, "memory_bound").empty());
    session.machine.caches[0].bytes = 64 << 20;  // all of it fits
    fill(12e9);
    QVERIFY(ofRule(session, "memory_bound").empty());
  }

  void emptyCall() {
    Session session = cleanSession();  // 64 elements take 6.4 ns with the widest, 128 12.8 ns
    addValue(session, "empty_call", kNoCase, 2e-9, "s");
    QVERIFY(ofRule(session, "call_overhead").empty());
    addValue(session, "empty_call", kNoCase, 6.4e-9, "s");
    const auto found = ofRule(session, "call_overhead");
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(says(found[0], "An empty call (6.40 ns) is at least half"));
    QVERIFY(says(found[0], "add f32 up to 128 and dot f32 up to 128"));
  }

  void flatPeer() {
    Session session = cleanSession();
    for (const std::uint64_t size : {64, 128, 256, 512, 1024, 2048})
      addCase(session, "add", "numpy", size, 500e-9 + 0.1e-9 * double(size));
    const auto found = ofRule(session, "call_overhead");
    QCOMPARE(found.size(), std::size_t{1});
    // 506.4 ns against 6.4 ns; 704.8 ns at 2,048 is within half as much again.
    QVERIFY(says(found[0], "add f32: numpy takes about 506 ns whatever the size up to 2 Ki"));
    QVERIFY(says(found[0], "avx3 is 79 times faster"));
  }

  void scalarWinsByAllocation() {
    Session session = cleanSession();
    addAllocating(session, "add", 0.05e-9);
    QVERIFY(ofRule(session, "allocation").empty());
    session = cleanSession();
    addAllocating(session, "add", 10e-6);
    const auto found = ofRule(session, "allocation");
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].severity, Severity::warning);
    // 10.064 µs against 10.0064 µs: scalar within 2 % at 64 and 128; 64 of 2,048 are 20 % apart.
    QVERIFY(says(found[0], "add f32: scalar is as fast as avx3 when outputs are allocated anew"));
    QVERIFY(says(found[0], "at 2 sizes (10.1 µs against 10.0 µs at 64)"));
    QVERIFY(says(found[0], "on outputs used again avx3 needs 6.40 ns"));
    QVERIFY(says(found[1], "costs the fastest variant up to: add f32"));
  }

  void hiddenThreads() {
    Session session = cleanSession();
    addValue(session, "cpu_time", 0, session.cases[0].median, "s");
    addValue(session, "cpu_time", 1, 1.1 * session.cases[1].median, "s");
    QVERIFY(ofRule(session, "hidden_threads").empty());
    addValue(session, "cpu_time", 1, 3.9 * session.cases[1].median, "s");
    addValue(session, "user_time", 2, 0.2 * session.cases[2].median, "s");
    addValue(session, "system_time", 2, 0.1 * session.cases[2].median, "s");
    auto found = ofRule(session, "hidden_threads");
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].severity, Severity::warning);
    QVERIFY(says(found[0], "1 case of one thread used up to 3.90 times as much processor time"));
    QCOMPARE(found[0].evidence, session.cases[1].key);
    QVERIFY(says(found[1], "less processor time than wall time, down to 30 %"));
    session.cases[1].threads = 4;  // then it is what was asked for
    session.values.pop_back();
    session.values.pop_back();
    QVERIFY(ofRule(session, "hidden_threads").empty());
  }

  void cacheSizes() {
    // The clean session works on 768 B to 24 KiB.
    Session session = cleanSession();
    addCeilings(session, madeUpCeilings(10 << 10, 12 << 10));
    QVERIFY(ofRule(session, "cache_size").empty());  // close enough
    addCeilings(session, madeUpCeilings(10 << 10, 20 << 10));
    const auto found = ofRule(session, "cache_size");
    QCOMPARE(found.size(), std::size_t{1});
    // 1,024 elements are 12 KiB: three variants of two kernels.
    QVERIFY(says(found[0], "L1 holds 10.0 KiB by measurement, 20.0 KiB by the system's word") ||
            says(found[0], "L1 holds 10 KiB by measurement, 20 KiB by the system's word"));
    QVERIFY(says(found[0], "6 cases between the two count as beyond it"));
    addCeilings(session, madeUpCeilings(1 << 20, 4 << 20));
    QVERIFY(ofRule(session, "cache_size").empty());  // of no case's concern
  }

  void farBelowTheRoof() {
    Session session = cleanSession();  // 0.1 ns an element of 12 bytes: 120 GB/s with avx3
    QVERIFY(ofRule(session, "efficiency").empty());
    addCeilings(session, madeUpCeilings(1 << 20, 1 << 20));
    QVERIFY(ofRule(session, "efficiency").empty());
    for (CaseRecord& record : session.cases)
      if (record.benchmark == "dot") record.median *= 10;
    const auto found = ofRule(session, "efficiency");
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(says(found[0], "dot f32 (12 % with avx3"));
    QVERIFY(!says(found[0], "add"));
  }

  void widthThatNeverWins() {
    Session session = cleanSession();
    for (CaseRecord& record : session.cases)
      if (record.variant == "avx3" && record.benchmark == "dot") {
        for (double* time : {&record.median, &record.ciLow, &record.ciHigh}) *time *= 2.1;
      }
    auto found = ofRule(session, "width");
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(says(found[0], "avx3 is never clearly faster than avx2 in dot f32: over 6 pairs"));
    QVERIFY(says(found[0], "×1.05"));
    for (CaseRecord& record : session.cases)
      if (record.variant == "avx3" && record.benchmark == "add")
        for (double* time : {&record.median, &record.ciLow, &record.ciHigh}) *time *= 2.1;
    found = ofRule(session, "width");
    QVERIFY(says(found[0], "avx3 is never clearly faster than avx2 here: over 12 pairs"));
    // One clear win is enough to keep it.
    session.cases[2].median = session.cases[2].ciHigh = 1e-9;
    found = ofRule(session, "width");
    QVERIFY(says(found[0], "in dot f32"));
  }

  void fewSizesSayNothingOfAWidth() {
    Session session;
    for (const std::uint64_t size : {64, 128, 256})
      for (const char* variant : {"avx2", "avx3"}) addCase(session, "add", variant, size, 1e-8);
    QVERIFY(ofRule(session, "width").empty());
  }

  void crossoversOfAKernelInOneSentence() {
    Session session = cleanSession();
    session.crossovers = {crossover("scalar", "avx2", CrossoverKind::always),
                          crossover("avx2", "avx3", CrossoverKind::at, 200),
                          crossover("sse4", "avx2", CrossoverKind::never),
                          crossover("omp-avx2", "avx2", CrossoverKind::tie),
                          crossover("ssse3", "avx2", CrossoverKind::unresolved)};
    const auto found = ofRule(session, "crossover");
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].severity, Severity::note);
    QCOMPARE(
        found[0].text,
        std::string("add f32: avx2 → avx3 from 200 (100 … 400) on; always scalar → avx2; never "
                    "sse4 → avx2; no difference omp-avx2 → avx2; could not tell ssse3 → avx2."));
    // The first avx3 case beyond the cut.
    QCOMPARE(found[0].evidence, session.cases[8].key);
    QVERIFY(found[0].advice.find("--from avx2 --to avx3") != std::string::npos);
  }

  void crossoversInParts() {
    Session session = cleanSession();
    CrossoverRecord one = crossover("avx2", "avx3", CrossoverKind::several, 100);
    CrossoverRecord two = crossover("avx2", "avx3", CrossoverKind::several, 300);
    one.parts = two.parts = 2;
    two.part = 1;
    CrossoverRecord below = crossover("scalar", "avx2", CrossoverKind::several, 40);
    session.crossovers = {one, two, below};
    QCOMPARE(ofRule(session, "crossover").at(0).text,
             std::string("add f32: avx2 → avx3 changes sides at 100 (50 … 200), 300 (150 … 600); "
                         "scalar → avx2 only below 40 (20 … 80)."));
  }

  void manyKernelsEndInACount() {
    Session session;
    for (int i = 0; i < 55; ++i) {
      session.crossovers.push_back(crossover("scalar", "avx2", CrossoverKind::at, 64));
      session.crossovers.back().benchmark = "kernel" + std::to_string(i);
    }
    const auto found = ofRule(session, "crossover");
    QCOMPARE(found.size(), std::size_t{41});
    QVERIFY(says(found.back(), "Crossovers of 15 kernels more"));
  }

  void leaks() {
    Session session = cleanSession();
    addValue(session, "live_bytes", 0, 0, "B");
    addValue(session, "net_heap_growth", 3, -64, "B");
    QVERIFY(ofRule(session, "leak").empty());
    addValue(session, "live_bytes", 1, 2048, "B");
    addValue(session, "live_bytes", 2, 1 << 20, "B");
    const auto found = ofRule(session, "leak");
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].severity, Severity::problem);
    QVERIFY(says(found[0], "at the end of 2 cases: add f32, avx3, n = 64 (1"));
    QCOMPARE(found[0].evidence, session.cases[2].key + "\n" + session.cases[1].key);
  }

  void peakMemory() {
    Session session = cleanSession();
    addValue(session, "peak_over_input", 0, 1.05);
    QVERIFY(ofRule(session, "peak_memory").empty());
    addValue(session, "peak_over_input", 1, 1.5);
    QCOMPARE(ofRule(session, "peak_memory").at(0).severity, Severity::note);
    addValue(session, "peak_over_input", 1, 3.01);
    const auto found = ofRule(session, "peak_memory");
    QCOMPARE(found.at(0).severity, Severity::warning);
    QVERIFY(says(found[0], "add f32, avx2, n = 64 (×3.01)"));
  }

  void pageCacheReads() {
    Session session = cleanSession();
    session.cases[0].params = R"({"io":"page_cache"})";
    addValue(session, "page_cache_share", 1, 0.2);
    auto found = ofRule(session, "page_cache");
    QCOMPARE(found.size(), std::size_t{1});
    // 512 bytes in 64 ns.
    QVERIFY(says(found[0], "in 1 case, up to 8.00 GB/s"));
    addValue(session, "page_cache_share", 1, 0.9);
    found = ofRule(session, "page_cache");
    QVERIFY(says(found[0], "in 2 cases"));
    session.cases[0].params = R"({"io":"cold"})";
    session.values.clear();
    QVERIFY(ofRule(session, "page_cache").empty());
  }

  void listsEnd() {
    QCOMPARE(listed({}), std::string());
    QCOMPARE(listed({"a"}), std::string("a"));
    QCOMPARE(listed({"a", "b"}), std::string("a and b"));
    QCOMPARE(listed({"a", "b", "c"}), std::string("a, b and c"));
    QCOMPARE(listed({"a", "b", "c", "d"}, 2), std::string("a, b and 2 more"));
    const auto letter = [](std::size_t i) { return std::string(1, char('a' + i)); };
    QCOMPARE(listed(2, letter, 3), std::string("a; and b"));
    QCOMPARE(listed(5, letter, 2), std::string("a; b; and 3 more"));
    Session session;
    for (int i = 0; i < 250; ++i) addCase(session, "add", "v" + std::to_string(i), 8, 1e-9);
    std::vector<std::uint32_t> all(250);
    for (std::uint32_t i = 0; i < 250; ++i) all[i] = i;
    const std::string evidence = evidenceOf(session, all);
    QCOMPARE(std::size_t(std::count(evidence.begin(), evidence.end(), '\n')), kMostEvidence - 1);
  }
};

QTEST_APPLESS_MAIN(TestFindingsSpeed)
#include "tst_findings_speed.moc"
