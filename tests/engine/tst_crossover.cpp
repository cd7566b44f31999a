// Crossovers on synthetic curves whose cut is known.
#include <QtTest>
#include <cmath>
#include <random>

#include "analysis/crossover.h"

using namespace lane;

namespace {

/// Two variants with time = overhead + n * rate: they cross where the lines meet.
std::vector<CrossoverSize> lines(double overheadA, double rateA, double overheadB, double rateB,
                                 double noise, std::uint64_t seed, int rounds = 24) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> jitter(0, noise);
  std::vector<CrossoverSize> sizes;
  for (std::uint64_t n = 8; n <= (1u << 20); n *= 2) {
    CrossoverSize size{n, {}, {}};
    for (int i = 0; i < rounds; ++i) {
      const double shared = jitter(random);  // drift hits both
      size.from.push_back((overheadA + rateA * double(n)) * shared * jitter(random) * 1e-9);
      size.to.push_back((overheadB + rateB * double(n)) * shared * jitter(random) * 1e-9);
    }
    sizes.push_back(std::move(size));
  }
  return sizes;
}

}  // namespace

class TestCrossover : public QObject {
  Q_OBJECT
 private slots:
  void findsTheCut_data() {
    QTest::addColumn<double>("truth");
    for (const double truth : {20.0, 100.0, 700.0, 50000.0})
      QTest::addRow("n = %g", truth) << truth;
  }
  void findsTheCut() {
    QFETCH(double, truth);
    // B: more overhead, a quarter of the rate. 5 + n = 5 + o + n/4 at n = o / 0.75.
    const auto found = solveCrossover(lines(5, 1, 5 + 0.75 * truth, 0.25, 0.02, 1), 1);
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found[0].kind, CrossoverKind::at);
    QVERIFY(found[0].sizeLow <= truth && truth <= found[0].sizeHigh);
    QVERIFY2(found[0].size / truth < 1.3 && truth / found[0].size < 1.3,
             qPrintable(QString::number(found[0].size)));
    QVERIFY(found[0].sizeLow <= found[0].size && found[0].size <= found[0].sizeHigh);
  }

  void alwaysNeverTie() {
    QCOMPARE(solveCrossover(lines(5, 1, 4, 0.3, 0.01, 2), 1)[0].kind, CrossoverKind::always);
    QCOMPARE(solveCrossover(lines(5, 1, 9, 1.5, 0.01, 3), 1)[0].kind, CrossoverKind::never);
    QCOMPARE(solveCrossover(lines(5, 1, 5, 1.001, 0.01, 4), 1)[0].kind, CrossoverKind::tie);
  }

  void severalPartsAreListed() {
    auto sizes = lines(5, 1, 80, 0.3, 0.01, 5);
    for (CrossoverSize& size : sizes)
      if (size.size >= 65536)
        for (double& seconds : size.to) seconds *= 5;  // falls out of a cache
    const auto found = solveCrossover(sizes, 1);
    QCOMPARE(found.size(), 2u);
    QCOMPARE(found[0].kind, CrossoverKind::several);
    QCOMPARE(found[1].part, 1u);
    QCOMPARE(found[1].parts, 2u);
    QCOMPARE(found[1].sizeLow, 32768.0);
    QCOMPARE(found[1].sizeHigh, 65536.0);
  }

  void oneLuckySizeDoesNotMoveTheCut() {
    auto sizes = lines(5, 1, 600, 0.25, 0.005, 6);
    for (double& seconds : sizes[1].to) seconds = sizes[1].from[0] * 0.985;  // n = 16, by 1.5 %
    const auto found = solveCrossover(sizes, 1);
    QCOMPARE(found[0].kind, CrossoverKind::at);
    QVERIFY(found[0].size > 512 && found[0].size < 1300);
  }

  void tooLittleIsUnresolved() {
    auto sizes = lines(5, 1, 80, 0.25, 0.01, 7);
    sizes.resize(1);
    QCOMPARE(solveCrossover(sizes, 1)[0].kind, CrossoverKind::unresolved);
    QCOMPARE(solveCrossover({}, 1)[0].kind, CrossoverKind::unresolved);
  }

  void sameSeedSameAnswer() {
    const auto sizes = lines(5, 1, 300, 0.25, 0.2, 8);
    const auto a = solveCrossover(sizes, 9), b = solveCrossover(sizes, 9);
    QCOMPARE(a[0].sizeLow, b[0].sizeLow);
    QCOMPARE(a[0].sizeHigh, b[0].sizeHigh);
  }

  void describesInWords() {
    CrossoverRecord record;
    record.benchmark = "dot";
    record.from = "scalar";
    record.to = "avx2";
    record.kind = CrossoverKind::at;
    record.size = 2048;
    record.sizeLow = 1000;
    record.sizeHigh = 4100;
    QCOMPARE(QString::fromStdString(describe(record)),
             QStringLiteral("dot f32: scalar → avx2 at 2 Ki (1 k … 4,100)"));
  }
};

QTEST_APPLESS_MAIN(TestCrossover)
#include "tst_crossover.moc"
