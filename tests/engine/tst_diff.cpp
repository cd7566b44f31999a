#include <QtTest>
#include <cmath>

#include "analysis/diff.h"

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
