// The histogram of single events against the sorted events themselves.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "measure/histogram.h"

using namespace lane;

namespace {

/// The event of that rank, by its definition.
double exact(std::vector<double> events, double share) {
  std::sort(events.begin(), events.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(events.size())));
  return events[std::max<std::size_t>(rank, 1) - 1];
}

Histogram of(const std::vector<double>& events) {
  Histogram histogram;
  for (const double seconds : events) histogram.add(seconds);
  return histogram;
}

}  // namespace

class TestHistogram : public QObject {
  Q_OBJECT
 private slots:
  void quantilesAreThoseOfTheSortedEvents() {
    std::mt19937_64 random(3);
    std::lognormal_distribution<double> spread(std::log(60e-9), 1.2);
    std::vector<double> events(20000);
    for (double& seconds : events) seconds = spread(random);
    const auto bins = of(events).bins();
    for (const double share : {0.0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
      const double wanted = exact(events, share);
      const HistogramQuantile got = quantileOf(bins, share);
      QVERIFY2(
          std::abs(got.value / wanted - 1) <= Histogram::kBinWidth / 2 + 1e-12,
          qPrintable(QStringLiteral("p%1: %2 for %3").arg(100 * share).arg(got.value).arg(wanted)));
      QVERIFY(got.low <= wanted && wanted <= got.high);
    }
  }

  void theIntervalHoldsTheTrueQuantile() {
    // Of an exponential distribution the median is known: in about 95 of 100 draws it lies inside.
    std::mt19937_64 random(5);
    std::exponential_distribution<double> waiting(1e7);
    const double median = std::log(2.0) / 1e7;
    int inside = 0;
    for (int draw = 0; draw < 200; ++draw) {
      Histogram histogram;
      for (int i = 0; i < 400; ++i) histogram.add(waiting(random));
      const HistogramQuantile got = quantileOf(histogram.bins(), 0.5);
      inside += got.low <= median && median <= got.high;
    }
    QVERIFY2(inside >= 180, qPrintable(QString::number(inside)));
  }

  void binsAreAsNarrowAsStated() {
    for (double seconds = 1e-9; seconds < 500; seconds *= 1.0071) {
      Histogram histogram;
      histogram.add(seconds);
      const auto bins = histogram.bins();
      QCOMPARE(bins.size(), std::size_t{1});
      const double low = bins.begin()->first;
      QVERIFY(low <= seconds);
      QVERIFY(seconds < binHigh(low));
      QVERIFY((binHigh(low) - low) / low <= Histogram::kBinWidth + 1e-12);
    }
  }

  void edgesMeet() {
    double edge = 0x1p-31;
    for (int i = 0; i < 41 * 64; ++i) {
      Histogram histogram;
      histogram.add(edge);
      QCOMPARE(histogram.bins().begin()->first, edge);
      const double next = binHigh(edge);
      histogram.add(std::nextafter(next, 0.0));
      QCOMPARE(histogram.bins().size(), std::size_t{1});
      edge = next;
    }
    QCOMPARE(edge, 0x1p10);
  }

  void countsOfTwoRunsAddUp() {
    const auto a = of({20e-9, 21e-9, 5e-6}).bins();
    auto sum = of({20e-9, 1e-3}).bins();
    for (const auto& [low, count] : a) sum[low] += count;
    QCOMPARE(countOf(sum), std::uint64_t{5});
    QCOMPARE(sum, of({20e-9, 21e-9, 5e-6, 20e-9, 1e-3}).bins());
  }

  void extremesStayInTheCount() {
    Histogram histogram = of({0, -1, std::nan(""), 1e-12, 1e9, INFINITY});
    QCOMPARE(histogram.count(), std::uint64_t{6});
    const auto bins = histogram.bins();
    QCOMPARE(countOf(bins), std::uint64_t{6});
    QCOMPARE(bins.begin()->first, 0.0);
    QCOMPARE(bins.begin()->second, std::uint64_t{4});
    QCOMPARE(binHigh(0), 0x1p-31);
  }

  void noEventsNoQuantile() {
    QVERIFY(std::isnan(quantileOf({}, 0.5).value));
    QCOMPARE(Histogram().max(), 0.0);
    QCOMPARE(of({3e-9, 7e-9}).max(), 7e-9);
  }
};

QTEST_APPLESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
