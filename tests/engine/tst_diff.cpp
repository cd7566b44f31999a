#include <QtTest>
#include <cmath>

#include "analysis/diff.h"
#include "analysis/pair_ratio.h"

using namespace lane;

namespace {

CaseRecord measured(const char* benchmark, double seconds, double halfWidth = 0.002) {
  CaseRecord r;
  r.suite = "vector";
  r.benchmark = benchmark;
  r.dtype = Dtype::f32;
  r.size = 1000;
  r.variant = "avx2";
  r.median = seconds;
  r.ciLow = seconds * (1 - halfWidth);
  r.ciHigh = seconds * (1 + halfWidth);
  r.sampleCount = 32;
  r.status = CaseStatus::measured;
  r.key = makeKey(r);
  return r;
}

void addSample(Session& session, std::uint32_t index, std::uint32_t process, std::uint32_t round,
               double seconds) {
  Samples& s = session.samples;
  s.seconds.push_back(seconds);
  s.caseIndex.push_back(index);
  s.process.push_back(process);
  s.pass.push_back(round / 8);
  s.round.push_back(round);
  s.t.push_back(0);
  s.calls.push_back(1);
  s.placement.push_back(0);
  s.flags.push_back(0);
}

/// One case, 16 equal samples in each process, at exp(log) µs.
Session withProcesses(const std::vector<double>& logs) {
  Session session;
  session.cases = {measured("dot", std::exp(logs[logs.size() / 2]) * 1e-6, 1e-5)};
  for (std::uint32_t p = 0; p < logs.size(); ++p)
    for (std::uint32_t round = 0; round < 16; ++round)
      addSample(session, 0, p, round, std::exp(logs[p]) * 1e-6);
  return session;
}

const DiffPair* pairOf(const Diff& diff, const CaseRecord& record) {
  for (const DiffPair& pair : diff.pairs)
    if (pair.key == record.key) return &pair;
  return nullptr;
}

}  // namespace

class TestDiff : public QObject {
  Q_OBJECT
 private slots:
  void verdicts_data() {
    QTest::addColumn<double>("ratio");
    QTest::addColumn<double>("halfWidth");
    QTest::addColumn<int>("verdict");
    QTest::newRow("twice as slow") << 2.0 << 0.002 << int(Verdict::regressed);
    QTest::newRow("twice as fast") << 0.5 << 0.002 << int(Verdict::improved);
    QTest::newRow("equal and tight") << 1.0 << 0.002 << int(Verdict::same);
    QTest::newRow("at the edge") << 1.05 << 0.002 << int(Verdict::unsure);
    QTest::newRow("equal but wide") << 1.0 << 0.2 << int(Verdict::unsure);
  }
  void verdicts() {
    QFETCH(double, ratio);
    QFETCH(double, halfWidth);
    QFETCH(int, verdict);
    Session base, now;
    base.cases = {measured("dot", 1e-6, halfWidth)};
    now.cases = {measured("dot", ratio * 1e-6, halfWidth)};
    const Diff diff = diffSessions(base, now);
    QCOMPARE(diff.pairs.size(), 1u);
    QCOMPARE(diff.pairs[0].ratio, ratio);
    QCOMPARE(int(diff.pairs[0].verdict), verdict);
    QVERIFY(diff.pairs[0].ratioLow < ratio && ratio < diff.pairs[0].ratioHigh);
  }

  // The interval by hand: two standard errors of the medians and the component between processes.
  void intervalAddsVariances() {
    Session base, now;
    base.cases = {measured("dot", 1e-6, 0.01)};
    now.cases = {measured("dot", 1.1e-6, 0.02)};
    const DiffPair pair = diffSessions(base, now).pairs.at(0);
    const double z = 1.959964;
    const double a = std::log(1.01 / 0.99) / (2 * z), b = std::log(1.02 / 0.98) / (2 * z);
    const double error = std::sqrt(a * a + b * b + 2 * 0.015 * 0.015);
    QVERIFY(std::abs(std::log(pair.ratioHigh / pair.ratio) / (z * error) - 1) < 1e-4);
  }

  // An interval down to below zero is a wide one, not none: its upper half counts.
  void intervalBelowZero() {
    Session base, now;
    base.cases = now.cases = {measured("dot", 1e-6)};
    now.cases[0].ciLow = -1e-6;
    now.cases[0].ciHigh = 3e-6;
    const DiffPair pair = diffSessions(base, now).pairs.at(0);
    QCOMPARE(pair.verdict, Verdict::unsure);
    QVERIFY(pair.reason.find("without spread") == std::string::npos);
    const double z = 1.959964, own = std::log(1.002 / 0.998) / (2 * z), wide = std::log(3.0) / z;
    const double half = z * std::sqrt(own * own + wide * wide + 2 * 0.015 * 0.015);
    QVERIFY(std::abs(std::log(pair.ratioHigh) / half - 1) < 1e-5);
  }

  // Welch's interval by hand. Process medians exp(0, 0.02, 0.04) and exp(0.1, 0.12, 0.14): standard
  // errors 0.02 / sqrt(3) each, 4 degrees of freedom, t(97.5 %) = 2.776445.
  void processesOfTheSessionsCount() {
    Session base = withProcesses({0.0, 0.02, 0.04}), now = withProcesses({0.1, 0.12, 0.14});
    const Diff diff = diffSessions(base, now);
    const DiffPair& pair = diff.pairs.at(0);
    const double half = 2.776445 * 0.02 * std::sqrt(2.0 / 3);
    QVERIFY(std::abs(std::log(pair.ratioLow) - (0.1 - half)) < 1e-6);
    QVERIFY(std::abs(std::log(pair.ratioHigh) - (0.1 + half)) < 1e-6);
    QVERIFY(std::abs(diff.betweenProcess - 0.02) < 1e-6);
    QVERIFY(diff.betweenProcessSource.find("fresh processes") != std::string::npos);
    // A session of one process borrows the other's component: 0.02 sqrt(1 + 1/3), t(2) = 4.302653.
    now = withProcesses({0.12});
    const DiffPair borrowed = diffSessions(base, now).pairs.at(0);
    const double wide = 4.302653 * 0.02 * std::sqrt(4.0 / 3);
    QVERIFY(std::abs(std::log(borrowed.ratioHigh / borrowed.ratio) - wide) < 1e-4);
    // Not from another processor.
    now.machine.cpuModel = "another";
    QVERIFY(diffSessions(base, now).pairs.at(0).ratioHigh < borrowed.ratioHigh);
  }

  void selftestRecordComesBeforeTheDefault() {
    Session base, now;
    base.cases = {measured("dot", 1e-6)};
    now.cases = {measured("dot", 1e-6)};
    const auto widthWith = [&](double session, double ofCase) {
      Session copy = now;
      const std::uint32_t metric = copy.metricIndex(
          {"between_process", "Spread between processes", "1", MetricKind::ratio, false});
      copy.values.push_back({kNoCase, metric, session, kUnknown, kUnknown, 3, {}});
      if (ofCase > 0) copy.values.push_back({0, metric, ofCase, kUnknown, kUnknown, 3, {}});
      const Diff diff = diffSessions(base, copy);
      if (!diff.betweenProcessSource.starts_with("from the selftest")) return 0.0;
      return std::log(diff.pairs[0].ratioHigh);
    };
    const double z = 1.959964, own = std::log(1.002 / 0.998) / (2 * z);
    const auto expected = [&](double component) {
      return z * std::sqrt(2 * own * own + 2 * component * component);
    };
    QVERIFY(std::abs(widthWith(0.04, 0) - expected(0.04)) < 1e-6);
    QVERIFY(std::abs(widthWith(0.04, 0.06) - expected(0.06)) < 1e-6);
    QVERIFY(std::abs(widthWith(0.04, 0.001) - expected(0.04)) < 1e-6);
    // Processes of one minute promise nothing: a record below the default changes nothing.
    QCOMPARE(widthWith(0.004, 0), 0.0);
    Session small = now;
    small.values.push_back(
        {kNoCase,
         small.metricIndex({"between_process", "", "1", MetricKind::ratio, false}),
         0.004,
         kUnknown,
         kUnknown,
         3,
         {}});
    QVERIFY(std::abs(std::log(diffSessions(base, small).pairs[0].ratioHigh) - expected(0.015)) <
            1e-6);
  }

  // An unsure pair says what would decide it, and that many samples do decide it.
  void whatItWouldTake() {
    Session base, now;
    base.cases = {measured("dot", 1e-6, 0.04)};
    now.cases = {measured("dot", 1.1e-6, 0.04)};
    const std::uint32_t metric = now.metricIndex(
        {"between_process", "Spread between processes", "1", MetricKind::ratio, false});
    now.values.push_back({kNoCase, metric, 0.01, kUnknown, kUnknown, 3, {}});
    const DiffPair pair = diffSessions(base, now).pairs.at(0);
    QCOMPARE(pair.verdict, Verdict::unsure);
    QVERIFY(pair.moreSamples > 0);
    QVERIFY(pair.reason.find("more samples") != std::string::npos);
    const double narrower = std::sqrt(32 / (32 + 1.05 * pair.moreSamples));
    base.cases = {measured("dot", 1e-6, 0.04 * narrower)};
    now.cases = {measured("dot", 1.1e-6, 0.04 * narrower)};
    QCOMPARE(diffSessions(base, now).pairs.at(0).verdict, Verdict::regressed);
    // Where the processes differ too much, samples do not help.
    now.values[0].value = 0.05;
    const DiffPair hopeless = diffSessions(base, now).pairs.at(0);
    QVERIFY(std::isnan(hopeless.moreSamples));
    QVERIFY(hopeless.reason.find("fresh processes") != std::string::npos);
  }

  // Two variants whose rounds share a drift of 40 %: their ratio is told to a fraction of that.
  void ratiosInOneSession() {
    Session session;
    for (const char* variant : {"scalar", "avx2", "sse4"}) {
      CaseRecord record = measured("dot", 1e-6);
      record.variant = variant;
      record.key = makeKey(record);
      session.cases.push_back(record);
    }
    const double factor[] = {1, 0.5, 1};
    for (std::uint32_t round = 0; round < 40; ++round)
      for (std::uint32_t i = 0; i < 3; ++i) {
        const double jitter = 1 + 0.002 * ((round * 7 + i * 3) % 11 - 5.0) / 5;
        addSample(session, i, 0, round, factor[i] * (1 + 0.01 * round) * jitter * 1e-6);
      }
    const PairedRatio pair = pairRatio(session, 0, 1);
    QCOMPARE(pair.rounds, std::size_t(40));
    QVERIFY(std::abs(pair.ratio - 0.5) < 0.002);
    QVERIFY(pair.low > 0.49 && pair.high < 0.51);
    const auto all = variantRatios(session, curveKey(session.cases[0]));
    QCOMPARE(all.size(), std::size_t(2));
    QVERIFY(all[0].differs && all[0].other == 1);
    QVERIFY(!all[1].differs && all[1].ratio.low <= 1 && 1 <= all[1].ratio.high);
    QVERIFY(variantRatios(session, curveKey(session.cases[0]), "neon").empty());
    // Rounds only one of them has do not count.
    addSample(session, 1, 0, 99, 1.0);
    QCOMPARE(pairRatio(session, 0, 1).rounds, std::size_t(40));
  }

  void holmIsStricterThanSingleTests() {
    // One borderline change among 100 equal pairs: significant alone, not in the family.
    Session base, now;
    for (int i = 0; i < 100; ++i) {
      const std::string name = "k" + std::to_string(i);
      base.cases.push_back(measured(name.c_str(), 1e-6));
      now.cases.push_back(measured(name.c_str(), i == 0 ? 1.055e-6 : 1e-6));
    }
    QCOMPARE(diffSessions(base, now).summary.changed, 0u);
    base.cases.resize(1);
    now.cases.resize(1);
    QCOMPARE(diffSessions(base, now).summary.changed, 1u);
    now.cases[0] = measured("k0", 1.5e-6);
    QVERIFY(diffSessions(base, now).pairs[0].changed);
  }

  void nothingIsDroppedSilently() {
    Session base, now;
    base.cases = {measured("gone", 1e-6), measured("wrong", 1e-6), measured("revised", 1e-6),
                  measured("kept", 1e-6)};
    now.cases = {measured("wrong", 1e-6), measured("revised", 1e-6), measured("kept", 1e-6),
                 measured("fresh", 1e-6)};
    now.cases[0].status = CaseStatus::wrong;
    now.cases[0].reason = "item 3 is off";
    now.cases[1].revision = 2;
    const Diff diff = diffSessions(base, now);
    QCOMPARE(diff.pairs.size(), 1u);
    QVERIFY(pairOf(diff, base.cases[3]));
    QCOMPARE(diff.summary.unmatched, 4u);
    QString reasons;
    for (const DiffUnmatched& one : diff.unmatched) {
      QVERIFY(!one.reason.empty());
      reasons += QString::fromStdString(one.reason) + QLatin1Char('\n');
    }
    QVERIFY(reasons.contains(QLatin1String("item 3 is off")));
    QVERIFY(reasons.contains(QLatin1String("revision 1 against 2")));
  }

  void sameSessionTwice() {
    Session base;
    for (int i = 0; i < 20; ++i)
      base.cases.push_back(measured(("k" + std::to_string(i)).c_str(), (i + 1) * 1e-7));
    const Diff diff = diffSessions(base, base);
    QCOMPARE(diff.summary.same, 20u);
    QCOMPARE(diff.summary.changed, 0u);
    QCOMPARE(diff.summary.geomean, 1.0);
  }

  void geomeanOfRatios() {
    Session base, now;
    base.cases = {measured("a", 1e-6), measured("b", 1e-6)};
    now.cases = {measured("a", 2e-6), measured("b", 8e-6)};
    const DiffSummary summary = diffSessions(base, now).summary;
    QVERIFY(std::abs(summary.geomean - 4) < 1e-12);
    QVERIFY(summary.geomeanLow < 4 && summary.geomeanHigh > 4);
  }

  void environmentDifferencesAreListed() {
    Session base, now;
    base.machine.fields = {{"governor", "system", "Governor", "performance", ""},
                           {"kernel", "system", "Kernel", "6.1", ""}};
    now.machine.fields = {{"governor", "system", "Governor", "powersave", ""},
                          {"kernel", "system", "Kernel", "6.1", ""}};
    const Diff diff = diffSessions(base, now);
    QCOMPARE(diff.environment.size(), 1u);
    QCOMPARE(diff.environment[0].now, std::string("powersave"));
  }
};

QTEST_APPLESS_MAIN(TestDiff)
#include "tst_diff.moc"
