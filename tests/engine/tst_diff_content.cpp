// What a comparison holds besides times: any metric, groups, what moved, what else differs, and
// why cases stand alone.
#include <QtTest>
#include <cmath>

#include "analysis/diff.h"
#include "diff_sessions.h"
#include "workloads/ceilings.h"

using namespace lane;

namespace {

const MetricRecord kRate{"throughput", "Throughput", "B/s", MetricKind::rate, true};
const MetricRecord kPeak{"peak", "Peak memory", "B", MetricKind::bytes, false};
const MetricRecord kAllocations{"allocations", "Allocations", "1", MetricKind::count, false};

bool near(double value, double expected) {
  return std::abs(value - expected) <= 1e-9 * std::abs(expected);
}

/// One case with one value of a metric.
Session withValue(const MetricRecord& metric, double value, double low = kUnknown,
                  double high = kUnknown) {
  Session session;
  session.cases = {measuredCase("dot", 1e-6)};
  addValue(session, 0, metric, value, low, high);
  return session;
}

Diff byMetric(const Session& base, const Session& now, const MetricRecord& metric) {
  return diffSessions(base, now, {.metric = metric.id});
}

bool mentions(const std::vector<std::string>& texts, const char* part) {
  for (const std::string& text : texts)
    if (text.find(part) != std::string::npos) return true;
  return false;
}

CrossoverRecord crossover(const char* to, double size, double low, double high) {
  CrossoverRecord record;
  record.benchmark = "dot";
  record.from = "scalar";
  record.to = to;
  record.kind = CrossoverKind::at;
  record.size = size;
  record.sizeLow = low;
  record.sizeHigh = high;
  return record;
}

Ceilings ceilings(double peak, double bandwidth) {
  Ceilings one;
  PeakRate rate;
  rate.form = "fma256";
  rate.rate = {peak, 0.99 * peak, 1.01 * peak, 9};
  one.peaks.push_back(rate);
  LevelRate level;
  level.level = "L2";
  level.style.width = 32;
  level.value = {bandwidth, 0.98 * bandwidth, 1.02 * bandwidth, 9};
  one.rates.push_back(level);
  return one;
}

}  // namespace

class TestDiffContent : public QObject {
  Q_OBJECT
 private slots:
  void higherIsBetter() {
    const Session base = withValue(kRate, 100e9, 99.9e9, 100.1e9);
    const Session now = withValue(kRate, 200e9, 199.8e9, 200.2e9);
    const Diff diff = byMetric(base, now, kRate);
    QCOMPARE(diff.metric.id, kRate.id);
    QCOMPARE(diff.pairs.at(0).ratio, 2.0);
    QCOMPARE(diff.pairs[0].verdict, Verdict::improved);
    QCOMPARE(byMetric(now, base, kRate).pairs.at(0).verdict, Verdict::regressed);
    // The time of both is the same.
    QCOMPARE(diffSessions(base, now).pairs.at(0).verdict, Verdict::same);
  }

  // Bytes bring their own interval and nothing else: half-widths 1 and 2 %, in quadrature.
  void intervalOfAMetric() {
    const auto around = [](double value, double half) {
      return withValue(kPeak, value, value * std::exp(-half), value * std::exp(half));
    };
    const DiffPair pair = byMetric(around(1e6, 0.01), around(1.2e6, 0.02), kPeak).pairs.at(0);
    QVERIFY(near(std::log(pair.ratioHigh / 1.2), std::sqrt(5e-4)));
    QVERIFY(near(std::log(1.2 / pair.ratioLow), std::sqrt(5e-4)));
    QCOMPARE(pair.verdict, Verdict::regressed);
  }

  void valuesWithoutSpread() {
    const DiffPair pair = byMetric(withValue(kPeak, 1e6), withValue(kPeak, 2e6), kPeak).pairs.at(0);
    QCOMPARE(pair.verdict, Verdict::unsure);
    QCOMPARE(pair.reason, std::string("a result without spread"));
    QVERIFY(std::isnan(pair.ratioLow));
    QCOMPARE(byMetric(withValue(kPeak, 1e6), withValue(kPeak, 1e6), kPeak).pairs.at(0).verdict,
             Verdict::same);
  }

  void counts_data() {
    QTest::addColumn<double>("base");
    QTest::addColumn<double>("now");
    QTest::addColumn<int>("verdict");
    QTest::newRow("equal") << 12.0 << 12.0 << int(Verdict::same);
    QTest::newRow("more") << 12.0 << 18.0 << int(Verdict::regressed);
    QTest::newRow("fewer") << 12.0 << 1.0 << int(Verdict::improved);
    QTest::newRow("1 in 100 more") << 100.0 << 101.0 << int(Verdict::same);
    QTest::newRow("none") << 0.0 << 0.0 << int(Verdict::same);
    QTest::newRow("from none") << 0.0 << 5.0 << int(Verdict::regressed);
    QTest::newRow("to none") << 5.0 << 0.0 << int(Verdict::improved);
    QTest::newRow("not whole: a mean, which scatters") << 3.5 << 7.0 << int(Verdict::unsure);
  }
  void counts() {
    QFETCH(double, base);
    QFETCH(double, now);
    QFETCH(int, verdict);
    const Diff diff =
        byMetric(withValue(kAllocations, base), withValue(kAllocations, now), kAllocations);
    QCOMPARE(int(diff.pairs.at(0).verdict), verdict);
    if (base > 0 && now > 0) QVERIFY(near(diff.pairs[0].ratio, now / base));
    if (base == 0 && now > 0) QVERIFY(std::isnan(diff.pairs[0].ratio));
    QCOMPARE(
        diff.summary.improved + diff.summary.regressed + diff.summary.same + diff.summary.unsure,
        std::size_t(1));
  }

  void observationsServeWhereNoValueWasDrawn() {
    const auto observed = [](double center) {
      Session session;
      session.cases = {measuredCase("dot", 1e-6)};
      const std::uint32_t metric = session.metricIndex(kPeak);
      for (int i = 0; i < 31; ++i)
        session.observations.push_back(
            {0, 0, static_cast<std::uint32_t>(i), metric, center * (1 + 0.0001 * (i - 15))});
      return session;
    };
    const Diff diff = byMetric(observed(1e6), observed(2e6), kPeak);
    QVERIFY(near(diff.pairs.at(0).ratio, 2));
    QCOMPARE(diff.pairs[0].verdict, Verdict::regressed);
    QCOMPARE(comparableMetrics(observed(1), observed(2)).size(), std::size_t(2));
  }

  void metricsThatDoNotFit() {
    const Session base = withValue(kPeak, 1e6);
    MetricRecord other = kPeak;
    other.unit = "page";
    const Diff units = byMetric(base, withValue(other, 250), kPeak);
    QVERIFY(units.pairs.empty());
    QVERIFY(units.unmatched.at(0).reason.find("B against page") != std::string::npos);
    other = kPeak;
    other.higherIsBetter = true;
    QVERIFY(byMetric(base, withValue(other, 1e6), kPeak).pairs.empty());
    QCOMPARE(comparableMetrics(base, withValue(other, 1e6)).size(), std::size_t(1));
    const Diff unknown = diffSessions(base, base, {.metric = "joules"});
    QVERIFY(unknown.unmatched.at(0).reason.find("joules") != std::string::npos);
    QVERIFY(!unknown.remarks.empty());
    const auto metrics = comparableMetrics(base, base);
    QCOMPARE(metrics.size(), std::size_t(2));
    QCOMPARE(metrics[0].kind, MetricKind::time);
    QCOMPARE(metrics[1].id, kPeak.id);
    QCOMPARE(diffSessions(base, base, {.metric = metrics[0].id}).pairs.size(), std::size_t(1));
  }

  void groupsInTheOrderOfTheBase() {
    Session base, now;
    const auto add = [&](const char* suite, const char* variant, const char* kernel, double ratio) {
      CaseRecord record = measuredCase(kernel, 1e-6);
      record.suite = suite;
      record.variant = variant;
      record.key = makeKey(record);
      base.cases.push_back(record);
      record.median *= ratio;
      record.ciLow *= ratio;
      record.ciHigh *= ratio;
      now.cases.insert(now.cases.begin(), record);  // another order
    };
    add("vector", "avx2", "dot", 2);
    add("vector", "scalar", "dot", 8);
    add("memory", "avx2", "copy", 0.25);
    const Diff diff = diffSessions(base, now);
    std::vector<std::string> names;
    for (const DiffGroup& group : diff.groups) names.push_back(group.name);
    QCOMPARE(names,
             (std::vector<std::string>{"vector", "memory", "avx2", "scalar", "dot", "copy"}));
    QVERIFY(near(diff.groups[0].summary.geomean, 4));               // sqrt(2 · 8)
    QVERIFY(near(diff.groups[2].summary.geomean, std::sqrt(0.5)));  // sqrt(2 · 0.25)
    QVERIFY(near(diff.summary.geomean, std::cbrt(4.0)));
    QCOMPARE(diff.groups[0].summary.regressed, std::size_t(2));
    QCOMPARE(diff.groups[1].summary.improved, std::size_t(1));
    // A group of one has the interval of its pair.
    QVERIFY(std::abs(diff.groups[1].summary.geomeanHigh - diff.pairs.back().ratioHigh) < 1e-9 ||
            std::abs(diff.groups[1].summary.geomeanHigh - diff.pairs[1].ratioHigh) < 1e-9);
  }

  void crossoversThatMoved() {
    Session base, now;
    base.cases = now.cases = {measuredCase("dot", 1e-6)};
    base.crossovers = {crossover("sse4", 40, 32, 48), crossover("avx2", 100, 90, 110),
                       crossover("avx3", 64, 60, 70), crossover("neon", 8, 8, 8)};
    now.crossovers = {crossover("avx2", 400, 380, 420), crossover("sse4", 44, 40, 50),
                      crossover("avx3", 64, 60, 70)};
    now.crossovers[2].kind = CrossoverKind::always;
    const Diff diff = diffSessions(base, now);
    QCOMPARE(diff.crossovers.size(), std::size_t(3));
    QVERIFY(diff.crossovers[0].moved && diff.crossovers[0].base.to == "avx2");
    QVERIFY(diff.crossovers[1].moved && diff.crossovers[1].base.to == "avx3");
    QVERIFY(!diff.crossovers[2].moved && diff.crossovers[2].base.to == "sse4");
    now.crossovers[2].kind = CrossoverKind::unresolved;  // says nothing
    QVERIFY(!diffSessions(base, now).crossovers[1].moved);
  }

  // Half-widths of 2 % on both sides: log reach sqrt(2) ln(1/0.98) below, sqrt(2) ln 1.02 above,
  // each side from the end of the interval it needs.
  void ceilingsThatMoved() {
    Session base, now;
    addCeilings(base, ceilings(100e9, 50e9));
    QVERIFY(diffSessions(base, now).ceilings.empty());
    addCeilings(now, ceilings(101e9, 40e9));
    const Diff diff = diffSessions(base, now);
    QCOMPARE(diff.ceilings.size(), std::size_t(2));
    const MovedCeiling& bandwidth = diff.ceilings[0];
    QVERIFY(bandwidth.moved);
    QCOMPARE(bandwidth.unit, std::string("B/s"));
    QVERIFY(bandwidth.name.find("L2 read") == 0);
    QVERIFY(near(bandwidth.ratio, 0.8));
    const double above = std::log(1.02), below = -std::log(0.98);
    QVERIFY(near(bandwidth.ratioHigh, 0.8 * std::exp(std::hypot(above, below))));
    QVERIFY(near(bandwidth.ratioLow, 0.8 * std::exp(-std::hypot(below, above))));
    QVERIFY(!diff.ceilings[1].moved);
    QCOMPARE(diff.ceilings[1].unit, std::string("FLOP/s"));
  }

  void likeliestExplanationFirst() {
    const auto field = [](const char* id, const char* value) {
      return MachineField{id, "system", id, value, ""};
    };
    Session base = manyCases(12, [](int) { return 0.0; });
    Session now = manyCases(12, [](int) { return 0.12; });
    base.machine.fields = {field("kernel", "6.1"), field("compiler", "GCC 12"),
                           field("date", "monday"), field("hdf5", "1.10"),
                           field("governor", "performance")};
    now.machine.fields = {field("kernel", "6.2"), field("compiler", "GCC 12"),
                          field("date", "tuesday"), field("hdf5", "1.14"),
                          field("governor", "powersave")};
    addClock(base, 3.5e9);
    addClock(now, 3.1e9);
    Diff diff = diffSessions(base, now);
    std::vector<std::string> labels;
    for (const EnvironmentDifference& one : diff.environment) labels.push_back(one.label);
    QCOMPARE(labels, (std::vector<std::string>{"Clock of the core", "governor", "kernel", "hdf5"}));
    const std::string& why = diff.environment[0].why;
    QVERIFY2(
        why.find("11 % lower") != std::string::npos && why.find("13 % slower") != std::string::npos,
        why.c_str());
    // The clock went the other way: it explains nothing.
    now.series.clear();
    addClock(now, 3.6e9);
    diff = diffSessions(base, now);
    QCOMPARE(diff.environment.at(0).label, std::string("governor"));
    // Another compiler comes before a governor.
    now.machine.fields[1].value = "GCC 13";
    QCOMPARE(diffSessions(base, now).environment.at(0).label, std::string("compiler"));
  }

  void nothingInCommon() {
    Session base = manyCases(3, [](int) { return 0.0; });
    Session now = base;
    for (CaseRecord& record : now.cases) {
      record.mode = Mode::allocate;
      record.key = makeKey(record);
    }
    Diff diff = diffSessions(base, now);
    QVERIFY(diff.pairs.empty());
    QCOMPARE(diff.summary.unmatched, std::size_t(6));
    QVERIFY2(mentions(diff.remarks, "Every key differs in mode: reuse against allocate"),
             diff.remarks.at(0).c_str());
    QVERIFY(diff.unmatched[0].lost);
    QVERIFY(diff.unmatched[0].reason.find("mode allocate") != std::string::npos);
    QVERIFY(std::isnan(diff.summary.geomean));
    // Two axes at once: the first in which no value is shared.
    for (CaseRecord& record : now.cases) {
      record.suite = "memory";
      record.key = makeKey(record);
    }
    QVERIFY(
        mentions(diffSessions(base, now).remarks, "No suite is in both: vector against memory"));
    // One other size among many shared ones is told at the case.
    now = base;
    now.cases[1].size = 2000;
    now.cases[1].key = makeKey(now.cases[1]);
    diff = diffSessions(base, now);
    QCOMPARE(diff.pairs.size(), std::size_t(2));
    QVERIFY(diff.unmatched[0].reason.find("size n=2000") != std::string::npos);
    QVERIFY(diff.remarks.empty());
  }

  void whatIsLost() {
    Session base = manyCases(4, [](int) { return 0.0; }), now = base;
    now.cases[0].status = CaseStatus::wrong;
    now.cases[1].status = CaseStatus::skipped;
    base.cases[2].status = CaseStatus::skipped;
    now.cases.pop_back();
    const Diff diff = diffSessions(base, now);
    QVERIFY(diff.pairs.empty());
    std::map<std::string, bool> lost;
    for (const DiffUnmatched& one : diff.unmatched) lost[one.key] = one.lost;
    QVERIFY(lost[base.cases[0].key] && lost[base.cases[1].key] && lost[base.cases[3].key]);
    QVERIFY(!lost[base.cases[2].key]);
  }

  void theSameFileTwice() {
    Session session = manyCases(3, [](int) { return 0.0; });
    session.uuid = "d9c1";
    QVERIFY(mentions(diffSessions(session, session).remarks, "the same session"));
    Session other = session;
    other.uuid = "d9c2";
    QVERIFY(!mentions(diffSessions(session, other).remarks, "the same session"));
  }

  void doubledKeys() {
    Session base = manyCases(2, [](int) { return 0.0; }), now = base;
    base.cases.push_back(base.cases[0]);
    now.cases.push_back(now.cases[1]);
    const Diff diff = diffSessions(base, now);
    QCOMPARE(diff.pairs.size(), std::size_t(2));
    QCOMPARE(diff.unmatched.size(), std::size_t(2));
    QVERIFY(diff.unmatched[0].reason.find("twice in the base") != std::string::npos);
    QVERIFY(diff.unmatched[1].reason.find("twice in the new") != std::string::npos);
  }

  void emptySessions() {
    const Diff diff = diffSessions({}, {});
    QVERIFY(diff.pairs.empty() && diff.unmatched.empty() && diff.groups.empty());
  }
};

QTEST_APPLESS_MAIN(TestDiffContent)
#include "tst_diff_content.moc"
