// Narrowing one crossover of a session that was measured already. What is measured is made up: a
// case spins until its time is over, so the true crossover is known. This test is its own measuring
// child.
#include <QtTest>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>

#include "run/append.h"
#include "run/benchmark.h"
#include "run/process_run.h"
#include "run/refinement.h"
#include "support/recording_sink.h"

using namespace lane;

namespace {

/// Nanoseconds per call: the sides cross at n = 500.
double callTime(const std::string& variant, double n) {
  return variant == "scalar" ? 100 + n : 500 + 0.2 * n;
}
constexpr double kTruth = 500;

class Spin final : public PreparedCase {
 public:
  explicit Spin(double nanoseconds) : m_nanoseconds(nanoseconds) {}
  void run(std::uint64_t calls) override {
    using Clock = std::chrono::steady_clock;
    const auto end =
        Clock::now() + std::chrono::nanoseconds(std::llround(m_nanoseconds * double(calls)));
    while (Clock::now() < end) {
    }
  }

 private:
  double m_nanoseconds;
};

class SpinGroup final : public PreparedGroup {
 public:
  explicit SpinGroup(double n) : m_n(n) {}
  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    return std::make_unique<Spin>(callTime(variant, m_n));
  }
  Result<CheckResult> check(const std::string&, std::uint32_t) override {
    CheckResult result;
    result.passed = true;
    return result;
  }

 private:
  double m_n;
};

class Spinning final : public Benchmark {
 public:
  Spinning() {
    m_info.suite = "made-up";
    m_info.name = "spin";
    m_info.title = "Spin";
    m_info.dtypes = {Dtype::f32};
    m_info.operands = 1;
  }
  const BenchmarkInfo& info() const override { return m_info; }
  std::vector<VariantOffer> variants(Dtype) const override {
    return {{"scalar", {}}, {"sse4", {}}};
  }
  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record;
    record.suite = m_info.suite;
    record.benchmark = m_info.name;
    record.dtype = point.dtype;
    record.size = point.size;
    record.variant = variant;
    record.threads = threads;
    record.items = double(point.size);
    record.key = makeKey(record);
    return record;
  }
  std::string whyNot(const GroupPoint&) const override { return {}; }
  std::size_t arenaBytes(const GroupPoint&) const override { return Arena::roomFor(64, 1); }
  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena& arena,
                                               Team&) const override {
    if (auto room = arena.reserve(arenaBytes(point)); !room) return tl::unexpected(room.error());
    return std::make_unique<SpinGroup>(double(point.size));
  }

 private:
  BenchmarkInfo m_info;
};

/// Measured at powers of four only: the crossover lies somewhere between 256 and 1024.
Session coarse() {
  Plan plan;
  plan.title = "Coarse";
  plan.benchmarks = {"spin"};
  plan.sizes = {16, 64, 256, 1024, 4096, 16384};
  plan.precision = 0.2;
  plan.placements = 0;
  plan.refine = false;
  RecordingSink sink;
  auto session = runPlan(plan, sink, {});
  if (!session) qFatal("%s", toString(session.error()).c_str());
  return std::move(*session);
}

/// The same without measuring: what a plan is made of.
Session exact() {
  Session session;
  Plan plan;
  plan.benchmarks = {"spin"};
  plan.variants = {"scalar", "sse4"};
  plan.budgetSeconds = 20;
  for (std::uint64_t n = 16; n <= 16384; n *= 4) {
    plan.sizes.push_back(n);
    for (const char* variant : {"scalar", "sse4"}) {
      GroupPoint point;
      point.size = n;
      CaseRecord record = Spinning().describe(point, variant, 1);
      record.median = callTime(variant, double(n)) * 1e-9;
      record.ciLow = record.median * 0.99;
      record.ciHigh = record.median * 1.01;
      record.sampleCount = 32;
      record.status = CaseStatus::measured;
      session.cases.push_back(record);
    }
  }
  session.planYaml = toYaml(plan);
  CrossoverRecord crossover;
  crossover.benchmark = "spin";
  crossover.dtype = Dtype::f32;
  crossover.from = "scalar";
  crossover.to = "sse4";
  crossover.kind = CrossoverKind::at;
  crossover.size = 512;
  crossover.sizeLow = 300;
  crossover.sizeHigh = 900;
  session.crossovers = {crossover};
  return session;
}

}  // namespace

namespace lane {

const std::vector<std::unique_ptr<const Benchmark>>& allBenchmarks() {
  static const auto all = [] {
    std::vector<std::unique_ptr<const Benchmark>> list;
    list.push_back(std::make_unique<Spinning>());
    return list;
  }();
  return all;
}

}  // namespace lane

class TestRefinePlan : public QObject {
  Q_OBJECT
 private slots:
  void bothSidesAroundTheCut() {
    const Session session = exact();
    const auto plan = planRefined(session, 0);
    QVERIFY2(plan.has_value(), plan ? "" : toString(plan.error()).c_str());
    // The neighbours 256 and 1024, and one an octave off on either side.
    QCOMPARE(plan->sizes, (std::vector<std::uint64_t>{64, 256, 1024, 4096}));
    QCOMPARE(plan->variants, (std::vector<std::string>{"scalar", "sse4"}));
    QCOMPARE(plan->only.size(), 8u);
    QVERIFY(plan->refine);
    QCOMPARE(plan->processes, 1u);
    QCOMPARE(plan->placements, 0u);
    QVERIFY(plan->budgetSeconds >= 4 * 3 && plan->budgetSeconds <= 4 * 30);
  }

  void aWideIntervalIsSpanned() {
    Session session = exact();
    session.crossovers[0].sizeLow = 40;
    const auto plan = planRefined(session, 0);
    QVERIFY(plan.has_value());
    QCOMPARE(plan->sizes, (std::vector<std::uint64_t>{16, 256, 1024, 4096}));
  }

  void saysWhyNot_data() {
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("reason");
    QTest::newRow("always") << "always"
                            << "always";
    QTest::newRow("narrow") << "narrow"
                            << "narrow";
    QTest::newRow("peer") << "peer"
                          << "numpy";
    QTest::newRow("no plan") << "no plan"
                             << "plan";
#if defined(__x86_64__)
    QTest::newRow("not here") << "not here"
                              << "neon";
#endif
  }
  void saysWhyNot() {
    QFETCH(QString, change);
    QFETCH(QString, reason);
    Session session = exact();
    CrossoverRecord& crossover = session.crossovers[0];
    if (change == "always") {
      crossover.kind = CrossoverKind::always;
      crossover.size = crossover.sizeLow = crossover.sizeHigh = kUnknown;
    }
    if (change == "narrow") {
      // Measured at every 4th element around 500: less than 3 % apart.
      for (CaseRecord record : std::vector(session.cases.begin(), session.cases.begin() + 2))
        for (std::uint64_t n = 480; n <= 520; n += 4) {
          record.size = n;
          record.median = callTime(record.variant, double(n)) * 1e-9;
          record.key = makeKey(record);
          session.cases.push_back(record);
        }
      crossover.size = 501;
      crossover.sizeLow = 497;
      crossover.sizeHigh = 505;
    }
    if (change == "peer") crossover.to = "numpy";
    if (change == "not here") crossover.to = "neon";
    if (change == "no plan") session.planYaml = "version: 99";
    const auto plan = planRefined(session, 0);
    QVERIFY(!plan.has_value());
    const QString text = QString::fromStdString(toString(plan.error()));
    QVERIFY2(text.contains(reason), qPrintable(text));
  }

  /// Measured: the bracket of a factor of four becomes as narrow as a run would have made it.
  void narrowsTheInterval() {
    const Session before = coarse();
    QCOMPARE(before.crossovers.size(), 1u);
    const CrossoverRecord wide = before.crossovers[0];
    QCOMPARE(wide.kind, CrossoverKind::at);
    const auto plan = planRefined(before, 0);
    QVERIFY2(plan.has_value(), plan ? "" : toString(plan.error()).c_str());
    RecordingSink sink;
    const auto after = appendToSession(before, *plan, sink, {});
    QVERIFY2(after.has_value(), after ? "" : toString(after.error()).c_str());
    QVERIFY(after->cases.size() > before.cases.size());
    for (std::size_t i = 0; i < before.cases.size(); ++i)
      QCOMPARE(after->cases[i].key, before.cases[i].key);
    const CrossoverRecord* narrow = sameCrossover(*after, wide);
    QVERIFY(narrow != nullptr);
    QCOMPARE(narrow->kind, CrossoverKind::at);
    // Others share this machine: some room, though far less than the bracket of 768.
    QVERIFY2(std::abs(narrow->size - kTruth) < 0.1 * kTruth,
             qPrintable(QString::number(narrow->size)));
    QVERIFY(narrow->sizeHigh - narrow->sizeLow < 0.15 * kTruth);
    // Nothing to bisect is left: the sizes next to the cut are as close as a run asks for.
    const auto cases = casesOf(*after, *narrow);
    const auto above = std::find_if(cases.begin(), cases.end(), [&](const CrossoverCases& c) {
      return double(c.size) >= narrow->size;
    });
    QVERIFY(above != cases.begin() && above != cases.end());
    QVERIFY(double(above->size - std::prev(above)->size) <=
            wantedWidth(narrow->size, vectorItems(*narrow), kRefinementTolerance));
  }

  void findsTheSameCrossoverAgain() {
    Session session = exact();
    const CrossoverRecord asked = session.crossovers[0];
    CrossoverRecord other = asked;
    other.to = "avx2";
    CrossoverRecord part = asked;
    part.kind = CrossoverKind::several;
    part.size = 4000;
    CrossoverRecord nearer = part;
    nearer.size = 600;
    session.crossovers = {other, part, nearer};
    QCOMPARE(sameCrossover(session, asked), &session.crossovers[2]);
    session.crossovers = {other};
    QCOMPARE(sameCrossover(session, asked), static_cast<const CrossoverRecord*>(nullptr));
    part.kind = CrossoverKind::always;
    part.size = kUnknown;
    session.crossovers = {other, part};
    QCOMPARE(sameCrossover(session, asked), &session.crossovers[1]);
  }
};

int main(int argc, char** argv) {
  if (const auto measured = runAsChild(argc, argv)) return *measured;
  TestRefinePlan test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_refine_plan.moc"
