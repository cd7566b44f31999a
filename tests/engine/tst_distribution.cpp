// Percentiles against the order of the samples, and series cut into columns against a plain search
// for the lowest and highest reading.
#include <QtTest>
#include <cmath>
#include <random>

#include "analysis/distribution.h"
#include "analysis/series_columns.h"

using namespace lane;

class TestDistribution : public QObject {
  Q_OBJECT
 private slots:
  void landmarksOfAKnownLadder() {
    // 1 … 1,001 µs: percentile q is 1 + 1,000 q µs, and p99.9 is told by 1,001 samples.
    std::vector<double> seconds;
    for (int i = 1001; i >= 1; --i) seconds.push_back(i * 1e-6);
    const Distribution d = distributionOf(seconds);
    QCOMPARE(d.count, std::size_t{1001});
    QCOMPARE(d.min, 1e-6);
    QCOMPARE(d.max, 1001e-6);
    QCOMPARE(d.landmarks.size(), std::size_t{5});
    for (const PercentilePoint& mark : d.landmarks)
      QVERIFY(std::abs(mark.seconds / ((1 + 1000 * mark.share) * 1e-6) - 1) < 1e-9);
  }
  void onlyWhatTheSamplesCanTell() {
    const auto shares = [](std::size_t count) {
      std::vector<double> found;
      for (const auto& mark : distributionOf(std::vector<double>(count, 1e-6)).landmarks)
        found.push_back(mark.share);
      return found;
    };
    QCOMPARE(shares(1), (std::vector{0.0}));
    QCOMPARE(shares(9), (std::vector{0.0, 0.5}));
    QCOMPARE(shares(10), (std::vector{0.0, 0.5, 0.9}));
    QCOMPARE(shares(99), (std::vector{0.0, 0.5, 0.9}));
    QCOMPARE(shares(100), (std::vector{0.0, 0.5, 0.9, 0.99}));
    QCOMPARE(shares(1000), (std::vector{0.0, 0.5, 0.9, 0.99, 0.999}));
    QVERIFY(distributionOf({}).curve.empty());
    QCOMPARE(distributionOf({2e-6}).curve.size(), std::size_t{1});
  }
  void curveRisesToTheLastShareTold() {
    std::mt19937_64 random(5);
    std::lognormal_distribution<double> times(-14, 0.2);
    std::vector<double> seconds(5000);
    for (double& s : seconds) s = times(random);
    const Distribution d = distributionOf(seconds, 100);
    QCOMPARE(d.curve.size(), std::size_t{100});
    QCOMPARE(d.curve.front().share, 0.0);
    QVERIFY(std::abs(d.curve.back().share - (1 - 1.0 / 5000)) < 1e-12);
    for (std::size_t i = 1; i < d.curve.size(); ++i) {
      QVERIFY(d.curve[i].seconds >= d.curve[i - 1].seconds);
      // So many samples lie at or below, give or take one.
      const auto below = std::count_if(seconds.begin(), seconds.end(),
                                       [&](double s) { return s <= d.curve[i].seconds; });
      QVERIFY(std::abs(double(below) / 5000 - d.curve[i].share) <= 1.001 / 5000);
    }
    QVERIFY(std::abs(ninesOf(0.99) - 2) < 1e-12);
  }

  void columnsHoldEveryPeak() {
    std::mt19937_64 random(9);
    std::normal_distribution<double> noise;
    SeriesRecord series;
    for (int i = 0; i < 20'000; ++i) {
      series.t.push_back(0.001 * i + 0.0003 * std::sin(i));
      series.value.push_back(noise(random));
    }
    const double from = 3.21, to = 17.5;
    const std::size_t count = 640;
    const auto columns = seriesColumns(series, from, to, count);
    QCOMPARE(columns.size(), count);
    double before = kUnknown;
    for (std::size_t i = 0; i < series.t.size() && series.t[i] < from; ++i)
      before = series.value[i];
    for (std::size_t c = 0; c < count; ++c) {
      const double left = from + (to - from) * double(c) / double(count);
      const double right = c + 1 == count ? to : from + (to - from) * double(c + 1) / double(count);
      double low = before, high = before, last = before;
      bool read = false;
      for (std::size_t i = 0; i < series.t.size(); ++i) {
        const bool inside =
            series.t[i] >= left && (series.t[i] < right || (c + 1 == count && series.t[i] == to));
        if (!inside) continue;
        low = std::min(low, series.value[i]);
        high = std::max(high, series.value[i]);
        last = series.value[i];
        read = true;
      }
      QCOMPARE(columns[c].low, low);
      QCOMPARE(columns[c].high, high);
      QCOMPARE(columns[c].first, before);
      QCOMPARE(columns[c].last, last);
      QCOMPARE(columns[c].read, read);
      before = last;
    }
  }
  void valuesHoldBetweenReadings() {
    const SeriesRecord series{"x", kNoCase, 0, {1, 2, 9}, {5, 7, 3}};
    const auto columns = seriesColumns(series, 0, 10, 10);
    QVERIFY(std::isnan(columns[0].low));  // nothing was read yet
    QCOMPARE(columns[1].low, 5.0);
    QCOMPARE(columns[2].high, 7.0);
    QCOMPARE(columns[2].first, 5.0);
    QCOMPARE(columns[5].low, 7.0);
    QVERIFY(!columns[5].read && columns[9].read);
    QCOMPARE(columns[9].last, 3.0);
    QVERIFY(std::isnan(seriesColumns({}, 0, 1, 4).front().low));
  }
};

QTEST_APPLESS_MAIN(TestDistribution)
#include "tst_distribution.moc"
