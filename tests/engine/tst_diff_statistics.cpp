// The statistics behind verdicts, against scipy 1.10 (values in the tables) and closed forms.
#include <QtTest>
#include <cmath>
#include <ctime>

#include "analysis/diff.h"
#include "analysis/diff_error.h"
#include "analysis/diff_host.h"
#include "analysis/diff_verdict.h"
#include "diff_sessions.h"
#include "measure/ratio.h"

using namespace lane;

namespace {

bool near(double value, double expected, double relative) {
  return std::abs(value - expected) <= relative * std::abs(expected);
}

MedianError standardError(double within, double component) {
  MedianError error;
  error.within = within / 2;
  error.component = component;
  error.between = component * component;
  return error;
}

/// Cases with three processes each, at 1 µs times exp(luck).
Session threeProcesses(const std::vector<std::array<double, 3>>& logs) {
  Session session;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    session.cases.push_back(measuredCase("k" + std::to_string(i), 1e-6));
    session.cases.back().median = 1e-6 * std::exp(logs[i][1]);
    for (std::uint32_t process = 0; process < 3; ++process)
      for (int round = 0; round < 5; ++round) {
        session.samples.seconds.push_back(1e-6 * std::exp(logs[i][process]));
        session.samples.caseIndex.push_back(static_cast<std::uint32_t>(i));
        session.samples.process.push_back(process);
        session.samples.pass.push_back(0);
        session.samples.flags.push_back(0);
      }
  }
  return session;
}

}  // namespace

class TestDiffStatistics : public QObject {
  Q_OBJECT
 private slots:
  // scipy.integrate.quad over norm.pdf(z) * t.sf((x - w z) / s, 2), both sides; s such that the
  // 95 % point is that of a normal error.
  void tailsOfUnseenLuck_data() {
    QTest::addColumn<double>("distance");
    QTest::addColumn<double>("within");
    QTest::addColumn<double>("component");
    QTest::addColumn<double>("expected");
    QTest::newRow("no samples' error") << 0.05 << 0.0 << 0.015 << 0.03538017191428188;
    QTest::newRow("little") << 0.05 << 1e-4 << 0.015 << 0.03990277028363437;
    QTest::newRow("much") << 0.2 << 0.0025 << 0.015 << 0.0031049555828507225;
    QTest::newRow("more") << 0.5 << 0.01 << 0.015 << 0.0004319973382139025;
    QTest::newRow("far out") << 1.0 << 4e-4 << 0.015 << 9.347532746766024e-05;
    QTest::newRow("several threads") << 0.3 << 0.01 << 0.1 << 0.06469411122106386;
  }
  void tailsOfUnseenLuck() {
    QFETCH(double, distance);
    QFETCH(double, within);
    QFETCH(double, component);
    QFETCH(double, expected);
    const RatioError error(standardError(within, component), standardError(within, component));
    QVERIFY2(near(error.pValue(distance), expected, 0.005),
             qPrintable(QString::number(error.pValue(distance), 'g', 10)));
    QVERIFY(near(error.variance(), within + 2 * component * component, 1e-12));
  }

  void intervalAndTailMeetAt95() {
    const RatioError error(standardError(0, 0.015), standardError(0, 0.015));
    QVERIFY(near(error.pValue(error.reach(0.95)), 0.05, 1e-6));
    QVERIFY(near(error.reach(0.95), 1.959963984540054 * 0.015 * std::sqrt(2.0), 1e-9));
  }

  // Moments of log s² matched with scipy's digamma, polygamma and brentq.
  void commonVarianceOfManyCases() {
    const std::vector<double> variances{6.821e-05, 9.151e-05, 7.152e-05, 6.73e-06,
                                        0.0001695, 3.16e-07,  0.000214,  0.00011,
                                        5.183e-05, 0.0001256, 0.0001528, 4.569e-05};
    const CommonVariance common =
        commonVariance(variances, std::vector<double>(variances.size(), 2.0));
    QVERIFY(near(common.freedom, 1.971132743961606, 1e-6));
    QVERIFY(near(common.variance, 4.8108398726154715e-05, 1e-6));
    // Less scatter than two degrees of freedom alone would make: all of one variance.
    std::vector<double> alike;
    for (const double v : {.9, .95, 1., 1.05, 1.1, 1., .98, 1.02, .97, 1.03})
      alike.push_back(1e-4 * v);
    const CommonVariance one = commonVariance(alike, std::vector<double>(alike.size(), 2.0));
    QVERIFY(std::isinf(one.freedom));
    QVERIFY(near(one.variance, 0.00017786066373643317, 1e-6));
    // Too few, or none above zero: nothing to borrow.
    QCOMPARE(commonVariance(std::vector<double>(9, 1e-4), std::vector<double>(9, 2.0)).freedom,
             0.0);
    QCOMPARE(commonVariance(std::vector<double>(20, 0.0), std::vector<double>(20, 2.0)).freedom,
             0.0);
  }

  // Twenty cases whose processes scatter alike: intervals are the normal ones of their common
  // spread, narrower than the 2.78 of Student's t with four degrees of freedom.
  void casesLendEachOtherFreedom() {
    std::vector<std::array<double, 3>> logs;
    for (int i = 0; i < 20; ++i) logs.push_back({-0.004, 0.0, 0.004});
    const Session session = threeProcesses(logs);
    const DiffPair pair = diffSessions(session, session).pairs.at(0);
    // s² = 1.6e-5 for all; its mean logarithm overstates by exp(-digamma(1)) = 1.781072418.
    const double half = 1.959963984540054 * std::sqrt(2.0 / 3 * 1.6e-5 * 1.781072418);
    QVERIFY2(near(std::log(pair.ratioHigh), half, 1e-5),
             qPrintable(QString::number(std::log(pair.ratioHigh))));
  }

  // A noisy case whose three medians agree by luck keeps the error of its samples: five, 10 %
  // apart, of a median absolute deviation of 10 %.
  void noisyCaseAmongCalmOnes() {
    std::vector<std::array<double, 3>> logs;
    for (int i = 0; i < 20; ++i) logs.push_back({-0.001, 0.0, 0.001});
    logs[5] = {0, 0, 0};
    Session session = threeProcesses(logs);
    for (std::size_t i = 0; i < session.samples.size(); ++i)
      if (session.samples.caseIndex[i] == 5)
        session.samples.seconds[i] *= 0.8 + 0.1 * static_cast<double>(i % 5);
    const Diff diff = diffSessions(session, session);
    const auto noisy = std::find_if(diff.pairs.begin(), diff.pairs.end(),
                                    [](const DiffPair& pair) { return pair.baseCase == 5; });
    const double ofOneMedian = 1.4826 * 1.2533 * 0.1 / std::sqrt(5.0);
    const double half = 1.959963984540054 * ofOneMedian * std::sqrt(2.0 / 3);
    QVERIFY2(near(std::log(noisy->ratioHigh), half, 1e-6),
             qPrintable(QString::number(std::log(noisy->ratioHigh))));
  }

  void holmAgreesWithTheStepDown() {
    // Holm's own order of steps: 4 p1, 3 p2, 2 p3, p4, never falling.
    const std::vector<double> p{0.03, 0.005, 0.04, 0.01};
    const std::vector<double> adjusted = holmAdjusted(p);
    const std::vector<double> expected{0.06, 0.02, 0.06, 0.03};
    for (std::size_t i = 0; i < p.size(); ++i) QVERIFY(near(adjusted[i], expected[i], 1e-12));
    for (const double alpha : {0.01, 0.025, 0.05, 0.07}) {
      const auto tests = holm(p, alpha);
      for (std::size_t i = 0; i < p.size(); ++i) QCOMPARE(tests[i].rejected, adjusted[i] <= alpha);
    }
  }

  void hostExplainsWhatItCan() {
    const auto seen = [](double clockBefore, double clockAfter) {
      return hostChange({.clockHz = clockBefore}, {.clockHz = clockAfter});
    };
    const std::vector<RatioError> errors(
        21, RatioError(standardError(0, 0.01), standardError(0, 0.01)));
    std::vector<double> logs;
    for (int i = 0; i < 21; ++i) logs.push_back(0.05 + 0.0001 * (i - 10));
    // 4 % less clock, everything 5 % slower: all of it.
    QVERIFY(near(hostEffect(logs, errors, seen(3e9, 2.88e9)).shift, 0.05, 1e-9));
    // 1 %: twice that at most.
    QVERIFY(near(hostEffect(logs, errors, seen(3e9, 2.97e9)).shift, 2 * std::log(3 / 2.97), 1e-9));
    // A higher clock explains no slow-down, an unknown one nothing.
    QCOMPARE(hostEffect(logs, errors, seen(3e9, 3.2e9)).shift, 0.0);
    QCOMPARE(hostEffect(logs, errors, seen(3e9, kUnknown)).shift, 0.0);
    // The clock of the run is not held against that of a machine card.
    HostState base{.clockHz = 3e9, .cardClockHz = 3.1e9}, now{.cardClockHz = 2.9e9};
    QVERIFY(near(hostChange(base, now).clock, std::log(3.1 / 2.9), 1e-12));
    now.clockHz = 2e9;
    QVERIFY(near(hostChange(base, now).clock, std::log(1.5), 1e-12));
    QCOMPARE(hostEffect(logs, errors, seen(3e9, 2.88e9)).spread, 0.0);
  }

  // All but a few pairs lie 4 % off: that is to be 0.6745 standard deviations, of which the pairs'
  // own error is a part. Granted up to 1.5 %, more where the host was seen to change.
  void scatterIsGranted() {
    std::vector<double> logs;
    for (int i = 0; i < 200; ++i) logs.push_back((i % 2 ? 1 : -1) * (i < 90 ? 0.02 : 0.04));
    const MedianError own = standardError(0, 0.01 / std::sqrt(2.0));
    const std::vector<RatioError> errors(logs.size(), RatioError(own, own));
    const double needed = std::sqrt(std::pow(0.04 / 0.6744898, 2) - 1e-4);
    QVERIFY(near(hostEffect(logs, errors, {0, 0, 0.05}).spread, needed, 1e-3));
    QVERIFY(near(hostEffect(logs, errors, {0, 0, 0}).spread, 0.015, 1e-9));
    QCOMPARE(hostEffect(std::vector<double>(logs.begin(), logs.begin() + 9),
                        std::vector<RatioError>(errors.begin(), errors.begin() + 9), {0, 0, 1})
                 .spread,
             0.0);
  }

  void slowClockIsNoRegression() {
    Session base = manyCases(40, [](int) { return 0.0; });
    Session now = manyCases(40, [](int i) { return 0.12 + (i == 7 ? 0.6 : 0.0); });
    // Nothing explains it: every interval lies above 1, and the cause is to be looked for.
    Diff diff = diffSessions(base, now);
    for (const DiffPair& pair : diff.pairs) QVERIFY(pair.ratioLow > 1);
    QVERIFY(diff.remarks.at(0).find("look for one cause") != std::string::npos);
    addClock(base, 3.5e9);
    addClock(now, 3.1e9);
    diff = diffSessions(base, now);
    QCOMPARE(diff.summary.regressed, 1u);
    QCOMPARE(diff.pairs[0].key, now.cases[7].key);
    QCOMPARE(diff.pairs[0].verdict, Verdict::regressed);
    QVERIFY(diff.pairs[5].ratioLow < 1 && diff.pairs[5].ratioHigh > 1.12);
    QVERIFY(QString::fromStdString(diff.remarks.at(0)).contains(QLatin1String("clock")));
    QCOMPARE(diff.environment.at(0).label, std::string("Clock of the core"));
    // Of another processor the clock is part of what is compared.
    now.machine.cpuModel = "another";
    QVERIFY(diffSessions(base, now).pairs[5].ratioLow > 1);
  }

  // One in 200 is 12 % off: enough alone, not among 200 cases of single processes.
  void verdictsHoldForTheFamily() {
    Session base = manyCases(200, [](int) { return 0.0; });
    Session now = manyCases(200, [](int i) { return i == 3 ? std::log(1.12) : 0.0; });
    DiffPair pair = diffSessions(base, now).pairs.at(0);
    QVERIFY(pair.ratioLow > 1.05);
    QCOMPARE(pair.verdict, Verdict::unsure);
    QVERIFY(QString::fromStdString(pair.reason).contains(QLatin1String("one of 200")));
    base.cases = {base.cases[3]};
    now.cases = {now.cases[3]};
    pair = diffSessions(base, now).pairs.at(0);
    QCOMPARE(pair.verdict, Verdict::regressed);
    // Three times as slow is told among 200.
    base = manyCases(200, [](int) { return 0.0; });
    now = manyCases(200, [](int i) {
      return i == 3 ? std::log(3.0) : i == 4 ? -std::log(3.0) : 0.0;
    });
    const Diff diff = diffSessions(base, now);
    QCOMPARE(diff.summary.regressed, 1u);
    QCOMPARE(diff.summary.improved, 1u);
  }

  // 10,000 cases of three processes: not a matter of seconds, even while others use the machine.
  void tenThousandCases() {
    std::vector<std::array<double, 3>> logs;
    for (int i = 0; i < 10000; ++i) {
      const double luck = 0.001 * ((i * 7919) % 11);
      logs.push_back({-luck, 0.0, luck});
    }
    const Session base = threeProcesses(logs), now = threeProcesses(logs);
    const std::clock_t start = std::clock();  // of this process: others may keep the cores busy
    QCOMPARE(diffSessions(base, now).pairs.size(), std::size_t(10000));
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    qInfo("10,000 cases in %.0f ms", 1e3 * seconds);
    QVERIFY(seconds < 1);
  }
};

QTEST_APPLESS_MAIN(TestDiffStatistics)
#include "tst_diff_statistics.moc"
