// Statistics against closed forms, tables of order-statistic ranks, and simulation with known
// truth.
#include <QtTest>
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <numeric>
#include <random>

#include "measure/statistics.h"

using namespace lane;

namespace {

std::vector<double> ramp(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

std::vector<std::uint32_t> passes(std::size_t n, std::size_t each) {
  std::vector<std::uint32_t> list(n);
  for (std::size_t i = 0; i < n; ++i) list[i] = static_cast<std::uint32_t>(i / each);
  return list;
}

/// Share of `trials` whose interval holds the true median 1 of the series that `make` gives.
template <class Make>
double coverage(int trials, Make make) {
  int held = 0;
  for (int i = 0; i < trials; ++i) {
    const std::vector<double> values = make();
    const Summary s = summarize(values, passes(values.size(), 16), 0.95);
    held += s.ciLow <= 1 && 1 <= s.ciHigh;
  }
  return double(held) / trials;
}

}  // namespace

class TestStatistics : public QObject {
  Q_OBJECT
 private slots:
  void quantiles() {
    const std::vector<double> values{1, 2, 3, 4};
    QCOMPARE(quantile(values, 0.0), 1.0);
    QCOMPARE(quantile(values, 0.5), 2.5);
    QCOMPARE(quantile(values, 0.25), 1.75);  // R's type 7
    QCOMPARE(quantile(values, 1.0), 4.0);
    QCOMPARE(median({3, 1, 2}), 2.0);
  }

  // Ranks of the 95 % interval of a median as printed in textbooks (Conover, Table A3).
  void ranksOfTheInterval_data() {
    QTest::addColumn<int>("n");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("5: not attainable, all") << 5 << 1.0 << 5.0;
    QTest::newRow("6") << 6 << 1.0 << 6.0;
    QTest::newRow("8") << 8 << 1.0 << 8.0;
    QTest::newRow("9") << 9 << 2.0 << 8.0;
    QTest::newRow("10") << 10 << 2.0 << 9.0;
    QTest::newRow("16") << 16 << 4.0 << 13.0;
    QTest::newRow("20") << 20 << 6.0 << 15.0;
    QTest::newRow("25") << 25 << 8.0 << 18.0;
    QTest::newRow("100") << 100 << 40.0 << 61.0;
  }
  void ranksOfTheInterval() {
    QFETCH(int, n);
    QFETCH(double, low);
    QFETCH(double, high);
    const Interval interval = medianInterval(ramp(static_cast<std::size_t>(n)), 0.95);
    QCOMPARE(interval.low, low);
    QCOMPARE(interval.high, high);
  }

  // At large counts too the ranks must follow the confidence asked for.
  void largeCountsKeepTheirConfidence() {
    for (const double confidence : {0.90, 0.95, 0.999, 0.99995}) {
      const std::size_t n = 4001;
      const Interval interval = medianInterval(ramp(n), confidence);
      const boost::math::binomial b(double(n), 0.5);
      const double missed = 2 * boost::math::cdf(b, interval.low - 1);
      QVERIFY2(missed <= (1 - confidence) * 1.02, qPrintable(QString::number(missed)));
      QVERIFY2(2 * boost::math::cdf(b, interval.low + 1) > (1 - confidence) * 0.98,
               "wider than needed");
    }
  }

  void summaryOfKnownValues() {
    const std::vector<double> values{4, 1, 3, 2, 100};
    const Summary s = summarize(values, passes(5, 5), 0.95);
    QCOMPARE(s.median, 3.0);
    QCOMPARE(s.mean, 22.0);
    QCOMPARE(s.mad, 1.0);
    QCOMPARE(s.min, 1.0);
    QCOMPARE(s.outliers, 1u);
    QVERIFY(std::abs(s.stddev - 43.6177) < 1e-3);  // numpy.std(ddof=1)
  }

  // numpy.percentile([1..9, 17, 60], [25, 75]) = 3.5, 8.5: range 5.
  void tukeyClasses() {
    const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 60};
    const TukeyFences fences = tukeyFences(values);
    QCOMPARE(fences.lowSevere, -11.5);
    QCOMPARE(fences.lowMild, -4.0);
    QCOMPARE(fences.highMild, 16.0);
    QCOMPARE(fences.highSevere, 23.5);
    QVERIFY(!fences.isOutlier(16) && fences.isOutlier(17) && !fences.isSevere(17));
    const Summary s = summarize(values, passes(values.size(), values.size()), 0.95);
    QCOMPARE(s.outliers, 2u);
    QCOMPARE(s.severeOutliers, 1u);
  }

  void quantilesOfTheTables() {
    QVERIFY(std::abs(twoSidedZ(0.95) - 1.959964) < 1e-6);
    QVERIFY(std::abs(twoSidedT(0.95, 2) - 4.302653) < 1e-6);
    QVERIFY(std::abs(twoSidedT(0.99, 10) - 3.169273) < 1e-6);
  }

  void correlation() {
    std::vector<double> alternating, rising;
    for (int i = 0; i < 100; ++i) {
      alternating.push_back(i % 2);
      rising.push_back(i);
    }
    QVERIFY(lag1Correlation(alternating, passes(100, 100)) < -0.95);
    QVERIFY(lag1Correlation(rising, passes(100, 100)) > 0.95);
    // Only neighbours of one pass count: alternating pairs, each its own pass, show nothing else.
    QVERIFY(lag1Correlation(rising, passes(100, 1)) == 0);
    QCOMPARE(lag1Correlation(std::vector<double>{1, 2, 3}, passes(3, 3)), 0.0);
  }

  void passesThatDifferCountAsFew() {
    std::mt19937_64 random(3);
    std::normal_distribution<double> noise(0, 0.001);
    std::vector<double> values;
    for (int pass = 0; pass < 4; ++pass)
      for (int i = 0; i < 16; ++i) values.push_back(1 + 0.1 * pass + noise(random));
    QVERIFY(effectiveSampleCount(values, passes(values.size(), 16)) < 6);
  }

  void coversIndependentSamples() {
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> draw(0, 0.2);
    const double share = coverage(2000, [&] {
      std::vector<double> values(32);
      for (double& v : values) v = draw(random);
      return values;
    });
    QVERIFY2(share > 0.935 && share < 0.99, qPrintable(QString::number(share)));
  }

  void coversCorrelatedSamples() {
    std::mt19937_64 random(2);
    std::normal_distribution<double> noise(0, 0.1);
    int naive = 0;
    const int trials = 1000;
    const double share = coverage(trials, [&] {
      std::vector<double> values(96);
      double state = noise(random);
      for (double& v : values) {
        state = 0.5 * state + std::sqrt(1 - 0.25) * noise(random);
        v = std::exp(state);
      }
      std::vector<double> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      const Interval plain = medianInterval(sorted, 0.95);
      naive += plain.low <= 1 && 1 <= plain.high;
      return values;
    });
    QVERIFY2(share > 0.91, qPrintable(QString::number(share)));
    QVERIFY2(share > double(naive) / trials + 0.05, "no better than ignoring the correlation");
  }
};

QTEST_APPLESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
