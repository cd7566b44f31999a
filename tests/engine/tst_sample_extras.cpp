// What a case gives beside its times: figures per sample, single events, curves over time. From
// its batches into the session, and across processes.
#define QT_NO_KEYWORDS  // a visit emits, too
#include <QtTest>
#include <algorithm>
#include <chrono>
#include <thread>

#include "run/group_run.h"
#include "run/session_join.h"

using namespace lane;

namespace {

const MetricRecord kNumber{"number", "Number of the batch", "1", MetricKind::count, false};
const MetricRecord kHalf{"half", "Half of it", "1", MetricKind::count, false};
const MetricRecord kEvent{"event", "An event", "s", MetricKind::time, false};
const MetricRecord kLevel{"level", "A level", "B", MetricKind::bytes, false};

/// Counts its timed batches over all visits.
class CountingCase final : public PreparedCase {
 public:
  CountingCase(double& batches, CaseTrace& trace) : m_batches(batches), m_trace(trace) {}
  bool oneByOne() const override { return true; }
  void run(std::uint64_t) override {
    const Clock& clock = Clock::instance();
    std::this_thread::sleep_for(std::chrono::microseconds(100));
    m_values = {++m_batches, m_batches / 2};
    const double t = clock.seconds(clock.now());
    m_trace.moments.push_back({t, "work"});
    if (m_trace.curves.empty()) m_trace.curves.push_back({kLevel, {}, {}});
    m_trace.curves.front().t.push_back(t);
    m_trace.curves.front().value.push_back(m_batches);
  }
  std::span<const double> observations() const override { return m_values; }

 private:
  double& m_batches;
  CaseTrace& m_trace;
  std::array<double, 2> m_values{};
};

class CountingGroup final : public PreparedGroup {
 public:
  explicit CountingGroup(double& batches) : m_batches(batches) {}
  std::unique_ptr<PreparedCase> prepare(const std::string&, std::uint32_t) override {
    return std::make_unique<CountingCase>(m_batches, m_trace);
  }
  Result<CheckResult> check(const std::string&, std::uint32_t) override {
    return CheckResult{.passed = true};
  }
  std::vector<MetricRecord> observed() const override { return {kNumber, kHalf}; }
  std::vector<CaseHistogram> histograms(const std::string&, std::uint32_t) override {
    return {{kEvent, {{1e-6, 3}, {2e-6, 1}}}};
  }
  CaseTrace takeTrace(const std::string&, std::uint32_t) override {
    return std::exchange(m_trace, {});
  }

 private:
  double& m_batches;
  CaseTrace m_trace;
};

class CountingBenchmark final : public Benchmark {
 public:
  CountingBenchmark() {
    m_info.suite = "test";
    m_info.name = "counting";
    m_info.dtypes = {Dtype::none};
    m_info.ways = {{"way", "the only one"}};
    m_info.inMemory = false;
  }
  const BenchmarkInfo& info() const override { return m_info; }
  std::vector<VariantOffer> variants(Dtype) const override { return {{"way", {}}}; }
  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record;
    record.suite = m_info.suite;
    record.benchmark = m_info.name;
    record.size = point.size;
    record.variant = variant;
    record.threads = threads;
    record.key = makeKey(record);
    return record;
  }
  std::string whyNot(const GroupPoint&) const override { return {}; }
  std::size_t arenaBytes(const GroupPoint&) const override { return 0; }
  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint&, Arena&, Team&) const override {
    return std::make_unique<CountingGroup>(m_batches);
  }

 private:
  BenchmarkInfo m_info;
  mutable double m_batches = 0;
};

/// A session of one case, measured in two visits of `rounds` rounds.
struct Measured {
  CountingBenchmark benchmark;
  Session session;
  Plan plan;

  explicit Measured(std::uint32_t rounds) {
    plan.precision = 1e-9;
    const GroupPoint point{.size = 8, .dtype = Dtype::none};
    session.cases = {benchmark.describe(point, "way", 1)};
    const auto emit = [&](const RunEvent& event) { applyEvent(session, event); };
    GroupRun group({&benchmark, point, {0}}, session.cases, plan.precision);
    Arena arena;
    Team team;
    SystemTimer timer;
    std::mt19937_64 random(1);
    const double start = timer.seconds(timer.ticks());
    DisturbanceWatch watch(start, Team::cores().front(), emit);
    VisitContext context{
        .plan = plan,
        .arena = arena,
        .team = team,
        .timer = timer,
        .startSeconds = start,
        .random = random,
        .interrupted = [] { return false; },
        .watch = watch,
        .caseRecord = [&](std::uint32_t i) -> const CaseRecord& { return session.cases[i]; },
        .emit = emit,
        .announce = [](RunPhase, std::uint32_t) {}};
    group.visit(context, 0, rounds, 60);
    group.visit(context, 1, rounds, 60);
    group.close(context, StopReason::budget);
  }

  std::vector<double> observed(const MetricRecord& metric) const {
    std::vector<double> values;
    for (const Observation& one : session.observations)
      if (session.metrics[one.metric] == metric) values.push_back(one.value);
    return values;
  }
};

const ValueRecord* valueOf(const Session& session, const MetricRecord& metric) {
  const ValueRecord* found = nullptr;
  for (const ValueRecord& value : session.values)
    if (session.metrics[value.metric] == metric) {
      if (found) return nullptr;  // told twice
      found = &value;
    }
  return found;
}

std::uint64_t eventsIn(const Session& session, double low) {
  std::uint64_t count = 0;
  for (const HistogramBin& bin : session.histograms)
    if (bin.binLow == low) count += bin.count;
  return count;
}

}  // namespace

class TestSampleExtras : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everySampleHasItsFigures() {
    const Measured measured(10);
    const Session& session = measured.session;
    QCOMPARE(session.samples.size(), 20u);
    const auto numbers = measured.observed(kNumber);
    const auto halves = measured.observed(kHalf);
    QCOMPARE(numbers.size(), 20u);
    QCOMPARE(halves.size(), 20u);
    for (std::size_t i = 0; i < numbers.size(); ++i) QCOMPARE(halves[i], numbers[i] / 2);
    QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
    // Each belongs to the round of its sample.
    std::vector<std::uint32_t> rounds;
    for (const Observation& one : session.observations)
      if (session.metrics[one.metric] == kNumber) rounds.push_back(one.round);
    QCOMPARE(rounds, session.samples.round);

    const ValueRecord* value = valueOf(session, kNumber);
    QVERIFY(value);
    QCOMPARE(value->n, 20u);
    // Ten consecutive numbers per visit; the median of an even count is the mean of the middle two.
    QCOMPARE(value->value, (numbers[9] + numbers[10]) / 2);
    QVERIFY(value->low >= numbers.front() && value->low <= value->value);
    QVERIFY(value->high <= numbers.back() && value->high >= value->value);
  }

  void eventsAddUpOverVisits() {
    const Measured measured(4);
    QCOMPARE(measured.session.histograms.size(), 2u);
    QCOMPARE(eventsIn(measured.session, 1e-6), 6u);
    QCOMPARE(eventsIn(measured.session, 2e-6), 2u);
  }

  void curvesAndMomentsBelongToTheCase() {
    const Measured measured(4);
    const Session& session = measured.session;
    const auto series = std::find_if(session.series.begin(), session.series.end(),
                                     [](const SeriesRecord& one) { return one.caseIndex == 0; });
    QVERIFY(series != session.series.end());
    QCOMPARE(session.metrics[series->metric], kLevel);
    // A batch per round, all of them kept in order; calibration and its own batches come before.
    QVERIFY(series->t.size() >= 8u);
    QCOMPARE(series->t.size(), series->value.size());
    QVERIFY(std::is_sorted(series->t.begin(), series->t.end()));
    QVERIFY(series->t.front() >= 0 && series->t.back() < 60);
    const auto moments = std::count_if(
        session.marks.begin(), session.marks.end(),
        [](const MarkRecord& mark) { return mark.caseIndex == 0 && mark.text == "work"; });
    QCOMPARE(static_cast<std::size_t>(moments), series->t.size());
  }

  void processesAreJoined() {
    const Measured first(4), second(6);
    Session whole;
    whole.cases = first.session.cases;
    whole.cases[0].status = CaseStatus::pending;
    SessionJoin join(whole, first.plan, 0,
                     [&](const RunEvent& event) { applyEvent(whole, event); });
    join.join(first.session, 0, 0, true);
    join.join(second.session, 1, 100, true);
    join.finish();

    QCOMPARE(whole.samples.size(), 20u);
    QCOMPARE(whole.observations.size(), 40u);
    std::vector<double> numbers;
    for (const Observation& one : whole.observations)
      if (whole.metrics[one.metric] == kNumber) {
        numbers.push_back(one.value);
        QCOMPARE(one.process, numbers.size() <= 8 ? 0u : 1u);
      }
    std::sort(numbers.begin(), numbers.end());
    const ValueRecord* value = valueOf(whole, kNumber);
    QVERIFY(value);
    QCOMPARE(value->n, 20u);
    QCOMPARE(value->value, (numbers[9] + numbers[10]) / 2);
    QCOMPARE(eventsIn(whole, 1e-6), 12u);
    const auto series = std::find_if(whole.series.begin(), whole.series.end(),
                                     [](const SeriesRecord& one) { return one.caseIndex == 0; });
    QVERIFY(series != whole.series.end());
    QVERIFY(series->t.back() >= 100);
    QCOMPARE(static_cast<std::size_t>(
                 std::count_if(whole.marks.begin(), whole.marks.end(),
                               [](const MarkRecord& mark) { return mark.caseIndex == 0; })),
             series->t.size());
  }

  void aPlanKeepsItsCommands() {
    const auto plan = parsePlan(
        "version: 1\n"
        "track_allocations: true\n"
        "watch_memory: true\n"
        "commands:\n"
        "  - ls --version\n"
        "  - {line: \"grep x 'a b'\", name: search, shell: true, exit: 1}\n",
        "test");
    QVERIFY2(plan.has_value(), plan ? "" : plan.error().what.c_str());
    QCOMPARE(plan->commands.size(), 2u);
    QCOMPARE(plan->commands[0].line, std::string("ls --version"));
    const CommandSpec second{"grep x 'a b'", "search", true, 1};
    QVERIFY(plan->commands[1] == second);
    QVERIFY(plan->trackAllocations && plan->watchMemory);
    const auto again = parsePlan(toYaml(*plan), "again");
    QVERIFY(again.has_value());
    QVERIFY(*again == *plan);
  }

  void badCommandsAreRefusedWithTheirPlace() {
    for (const char* yaml : {"version: 1\ncommands: []\n", "version: 1\ncommands:\n  - ''\n",
                             "version: 1\ncommands:\n  - {line: x, exit: 300}\n",
                             "version: 1\ncommands:\n  - {line: x, colour: red}\n",
                             "version: 1\ncommands: [x]\nbenchmarks: [add]\n"}) {
      const auto plan = parsePlan(yaml, "bad.yaml");
      QVERIFY2(!plan.has_value(), yaml);
      QVERIFY2(plan.error().where.starts_with("bad.yaml, line"), plan.error().where.c_str());
    }
  }
};

QTEST_APPLESS_MAIN(TestSampleExtras)
#include "tst_sample_extras.moc"
