// The rules of other tools that comparisons are held against, on known answers.
#include <QtTest>
#include <cmath>

#include "bench/peer_verdicts.h"

using namespace peers;

class TestPeerVerdicts : public QObject {
  Q_OBJECT
 private slots:
  // scipy 1.10: mannwhitneyu(a, b, alternative="two-sided").pvalue
  void mannWhitneyAsScipy() {
    const std::vector<double> few{1.1, 2.3, 3.7, 0.4, 5.9, 2.2, 8.1, 4.4};
    const std::vector<double> fewer{2.9, 6.1, 7.7, 3.3, 9.2};
    QVERIFY(std::abs(mannWhitney(few, fewer) - 0.17094017094017094) < 1e-12);
    QVERIFY(std::abs(mannWhitney(fewer, few) - 0.17094017094017094) < 1e-12);
    const std::vector<double> many{1.1, 2.3, 3.7, 0.4, 5.9, 2.2, 8.1, 4.4, 3.9, 4.1, 6.6, 5.2};
    const std::vector<double> tied{2.9, 6.1, 7.7, 3.3, 9.2, 4.1, 5.9, 6.6, 7.2, 8.8};
    QVERIFY(std::abs(mannWhitney(many, tied) - 0.047723871046478794) < 1e-12);
  }

  void clearChanges() {
    CaseSamples base, slower, same;
    for (int i = 0; i < 40; ++i) {
      const double noise = 1 + 0.001 * ((i * 7) % 11 - 5);
      base.seconds.push_back(noise);
      slower.seconds.push_back(1.2 * noise);
      same.seconds.push_back(1.005 * noise);  // certain, but within Criterion's ±1 %
    }
    for (CaseSamples* one : {&base, &slower, &same}) one->passMeans = one->seconds;
    std::mt19937_64 random(1);
    QCOMPARE(googleBenchmark(base, slower), 1);
    QCOMPARE(googleBenchmark(slower, base), -1);
    QCOMPARE(criterion(base, slower, random), 1);
    QCOMPARE(criterion(slower, base, random), -1);
    QCOMPARE(criterion(base, same, random), 0);
    QCOMPARE(pytestBenchmark(base, slower), 1);
    QCOMPARE(pytestBenchmark(slower, base), 0);
    QCOMPARE(pytestBenchmark(base, same), 0);
  }
};

QTEST_APPLESS_MAIN(TestPeerVerdicts)
#include "tst_peer_verdicts.moc"
