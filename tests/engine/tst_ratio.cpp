// Paired ratios against binomial tables and closed forms, Holm's correction against a worked
// example, and the coverage of both by simulation with known truth.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <random>

#include "measure/ratio.h"

using namespace lane;

namespace {

/// Rounds whose log-ratios are the given ones.
struct Rounds {
  std::vector<double> base, other;
  explicit Rounds(const std::vector<double>& logs) {
    for (std::size_t i = 0; i < logs.size(); ++i) {
      base.push_back(1e-6 * static_cast<double>(1 + i % 7));
      other.push_back(base.back() * std::exp(logs[i]));
    }
  }
  PairedRatio at(double confidence) const { return pairedRatio(base, other, {}, confidence); }
};

/// n values 0.01 apart, in an order whose neighbours are far apart.
std::vector<double> steps(int n, double first = 0.01) {
  std::vector<double> logs;
  for (int i = 0; i < n; ++i) logs.push_back(first + 0.01 * (i % 2 ? n - 1 - i / 2 : i / 2));
  return logs;
}

bool close(double a, double b, double tolerance = 1e-9) {
  return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

}  // namespace

class TestRatio : public QObject {
  Q_OBJECT
 private slots:
  // Ranks from sums of binomial coefficients in Python integers: the largest k with
  // 2 * sum(comb(n, i) for i in range(k)) / 2**n <= 1 - confidence.
  void ranksAtEveryCount_data() {
    QTest::addColumn<int>("n");
    QTest::addColumn<double>("confidence");
    QTest::addColumn<int>("rank");
    QTest::newRow("6") << 6 << 0.95 << 1;
    QTest::newRow("12, 95 %") << 12 << 0.95 << 3;
    QTest::newRow("12, 99 %") << 12 << 0.99 << 2;
    QTest::newRow("20") << 20 << 0.95 << 6;
    QTest::newRow("100, 98.75 %") << 100 << 0.9875 << 38;
    QTest::newRow("1000") << 1000 << 0.95 << 469;
    QTest::newRow("1001, 99 %") << 1001 << 0.99 << 460;
    QTest::newRow("5000, 98.75 %") << 5000 << 0.9875 << 2412;
  }
  void ranksAtEveryCount() {
    QFETCH(int, n);
    QFETCH(double, confidence);
    QFETCH(int, rank);
    const PairedRatio r = Rounds(steps(n)).at(confidence);
    QCOMPARE(r.rounds, std::size_t(n));
    QVERIFY2(close(std::log(r.low), 0.01 * rank), qPrintable(QString::number(std::log(r.low))));
    QVERIFY(close(std::log(r.high), 0.01 * (n + 1 - rank)));
    QVERIFY(close(std::log(r.ratio), 0.005 * (n + 1)));
    QVERIFY(r.enough);
    QCOMPARE(r.confidence, confidence);
  }

  void signTestIsExact() {
    // 2 of 12 below 1: 2 (1 + 12 + 66) / 4096.
    QVERIFY(close(Rounds(steps(12, -0.015)).at(0.95).pValue, 2 * 79.0 / 4096));
    // None of 6 below: 2 / 64. And a tie counts against a difference: 2 (1 + 6) / 64.
    QVERIFY(close(Rounds({0.2, 0.1, 0.3, 0.15, 0.25, 0.12}).at(0.95).pValue, 2.0 / 64));
    QVERIFY(close(Rounds({0.2, 0.1, 0.3, 0.0, 0.25, 0.12}).at(0.95).pValue, 14.0 / 64));
    QCOMPARE(Rounds({0, 0, 0, 0, 0, 0, 0}).at(0.95).pValue, 1.0);
  }

  void pValueAndIntervalAgree() {
    std::mt19937_64 random(8);
    std::normal_distribution<double> noise(0.0005, 0.001);
    int apart = 0;
    for (int trial = 0; trial < 400; ++trial) {
      std::vector<double> logs(static_cast<std::size_t>(10 + trial % 60));
      double state = 0;
      const double memory = trial % 2 ? 0.6 : 0.0;
      for (double& log : logs) log = state = memory * state + noise(random);
      const PairedRatio r = Rounds(logs).at(0.95);
      if (r.enough)
        QCOMPARE(r.low > 1 || r.high < 1, r.pValue <= 0.05);
      else
        QVERIFY(r.pValue >= 1 - r.confidence - 1e-9);
      apart += r.pValue <= 0.05;
    }
    QVERIFY2(apart > 40 && apart < 360, qPrintable(QString::number(apart)));
  }

  void tooFewRoundsSayWhatTheyCan() {
    const PairedRatio r = Rounds({0.1, 0.3, 0.2, 0.15}).at(0.95);
    QVERIFY(!r.enough);
    QCOMPARE(r.confidence, 1 - 2.0 / 16);  // missed when all four lie on one side
    QVERIFY(close(std::log(r.low), 0.1) && close(std::log(r.high), 0.3));
    QCOMPARE(Rounds({0.1}).at(0.95).confidence, 0.0);
    const PairedRatio none = pairedRatio({}, {}, {}, 0.95);
    QCOMPARE(none.rounds, std::size_t(0));
    QVERIFY(std::isnan(none.ratio));
    const std::vector<double> zero{0, 1}, one{1, 1};
    QCOMPARE(pairedRatio(zero, one, {}, 0.95).rounds, std::size_t(1));
  }

  void passesThatDifferWiden() {
    std::mt19937_64 random(4);
    std::normal_distribution<double> noise(0, 0.001);
    std::vector<double> logs;
    std::vector<std::uint32_t> pass;
    for (std::uint32_t p = 0; p < 6; ++p)
      for (int i = 0; i < 16; ++i) {
        logs.push_back(0.02 * p + noise(random));
        pass.push_back(p);
      }
    const Rounds rounds(logs);
    const PairedRatio aware = pairedRatio(rounds.base, rounds.other, pass, 0.95);
    QVERIFY(aware.effectiveRounds < 10);
    QVERIFY(aware.low <= std::exp(0.02 * 1.1) && aware.high >= std::exp(0.02 * 3.9));
  }

  // Drift common to both sides of a round leaves the ratio alone.
  void driftCancels() {
    std::mt19937_64 random(6);
    std::normal_distribution<double> noise(0, 0.01);
    int held = 0, above = 0, below = 0;
    const int trials = 1000;
    for (int trial = 0; trial < trials; ++trial) {
      std::vector<double> base, other;
      for (int i = 0; i < 40; ++i) {
        const double common = 1 + 0.01 * i;
        base.push_back(common * std::exp(noise(random)));
        other.push_back(1.03 * common * std::exp(noise(random)));
      }
      const PairedRatio r = pairedRatio(base, other, {}, 0.95);
      held += r.low <= 1.03 && 1.03 <= r.high;
      above += r.low > 1.03;
      below += r.high < 1.03;
    }
    QVERIFY2(held > 0.935 * trials && held < 0.985 * trials, qPrintable(QString::number(held)));
    QVERIFY(above > 0 && below > 0);
  }

  // Three processes 0.04 apart, by hand: mean ± t s / sqrt(3) with t(2 degrees, 97.5 %) = 4.302653
  // as printed in every table.
  void processesWiden() {
    std::vector<double> logs;
    std::vector<std::uint32_t> pass, process;
    for (std::uint32_t p = 0; p < 3; ++p)
      for (int i = 0; i < 16; ++i) {
        logs.push_back(0.04 * p + 1e-6 * (i % 4));
        pass.push_back(static_cast<std::uint32_t>(i / 8));
        process.push_back(p);
      }
    const Rounds rounds(logs);
    const PairedRatio r = pairedRatio(rounds.base, rounds.other, pass, process, 0.95);
    const double half = 4.302653 * 0.04 / std::sqrt(3.0);
    QVERIFY(std::abs(std::log(r.low) - (0.04 - half)) < 1e-5);
    QVERIFY(std::abs(std::log(r.high) - (0.04 + half)) < 1e-5);
    // t = sqrt(3) on 2 degrees of freedom: p = 1 - t / sqrt(2 + t²).
    QVERIFY(std::abs(r.pValue - (1 - std::sqrt(3.0 / 5.0))) < 1e-4);
  }

  // Worked by hand at alpha 0.05: 0.01 <= 0.05/4, 0.013 <= 0.05/3, 0.03 > 0.05/2 stops.
  void holmStepsDown() {
    const std::vector<double> p{0.03, 0.01, 0.04, 0.013};
    const auto tests = holm(p, 0.05);
    QCOMPARE(tests.size(), std::size_t(4));
    QVERIFY(!tests[0].rejected && tests[1].rejected && !tests[2].rejected && tests[3].rejected);
    QVERIFY(close(tests[1].confidence, 1 - 0.05 / 4));
    QVERIFY(close(tests[3].confidence, 1 - 0.05 / 3));
    QVERIFY(close(tests[0].confidence, 1 - 0.05 / 2));
    QVERIFY(close(tests[2].confidence, 1 - 0.05 / 2));
    QVERIFY(holm({}, 0.05).empty());
  }

  void holmKeepsTheFamilyError() {
    std::mt19937_64 random(9);
    std::uniform_real_distribution<double> uniform;
    int families = 0;
    const int trials = 4000;
    for (int trial = 0; trial < trials; ++trial) {
      std::vector<double> p(20);
      for (double& value : p) value = uniform(random);
      bool any = false;
      for (const HolmTest& test : holm(p, 0.05)) any |= test.rejected;
      families += any;
    }
    // 1 - (1 - 0.05/20)^20 = 4.88 %; four standard deviations of 4,000 draws are 1.4 %.
    QVERIFY2(std::abs(double(families) / trials - 0.0488) < 0.014,
             qPrintable(QString::number(families)));
  }
};

QTEST_APPLESS_MAIN(TestRatio)
#include "tst_ratio.moc"
