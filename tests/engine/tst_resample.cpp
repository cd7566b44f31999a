// Fresh processes as a level: coverage by simulation where a bootstrap alone fails, and the
// component between processes against its known size.
#include <QtTest>
#include <cmath>
#include <random>

#include "measure/resample.h"

using namespace lane;

namespace {

struct Data {
  std::vector<double> values;
  std::vector<std::uint32_t> pass, process;
  LeveledSamples view() const { return {values, pass, process}; }
  Summary summary() const { return summarize(values, pass, process, 0.95); }
};

/// 2 passes of 8 samples in each process; medians about 1.
Data draw(std::mt19937_64& random, std::uint32_t processes, double between, double within) {
  std::normal_distribution<double> normal;
  Data data;
  for (std::uint32_t p = 0; p < processes; ++p) {
    const double luck = 1 + between * normal(random);
    for (std::uint32_t i = 0; i < 16; ++i) {
      data.values.push_back(luck * (1 + within * normal(random)));
      data.pass.push_back(i / 8);
      data.process.push_back(p);
    }
  }
  return data;
}

}  // namespace

class TestResample : public QObject {
  Q_OBJECT
 private slots:
  void oneProcessIsThePlainSummary() {
    std::mt19937_64 random(1);
    const Data data = draw(random, 1, 0.0, 0.01);
    const Summary levels = data.summary();
    const Summary plain = summarize(data.values, data.pass, 0.95);
    QCOMPARE(levels.ciLow, plain.ciLow);
    QCOMPARE(levels.ciHigh, plain.ciHigh);
    QCOMPARE(levels.processes, std::size_t(1));
    QVERIFY(std::isnan(levels.betweenProcess));
  }

  void coversWithFewProcesses_data() {
    QTest::addColumn<int>("processes");
    QTest::addColumn<double>("between");
    QTest::newRow("two") << 2 << 0.02;
    QTest::newRow("three") << 3 << 0.02;
    QTest::newRow("three, nothing between") << 3 << 0.0;
    QTest::newRow("five") << 5 << 0.02;
    QTest::newRow("ten") << 10 << 0.01;
  }
  void coversWithFewProcesses() {
    QFETCH(int, processes);
    QFETCH(double, between);
    std::mt19937_64 random(2);
    int held = 0, bootstrapHeld = 0;
    const int trials = 500;
    for (int i = 0; i < trials; ++i) {
      const Data data = draw(random, static_cast<std::uint32_t>(processes), between, 0.01);
      const Summary s = data.summary();
      held += s.ciLow <= 1 && 1 <= s.ciHigh;
      const Interval bootstrap = hierarchicalBootstrap(data.view(), 0.95, 100, 1);
      bootstrapHeld += bootstrap.low <= 1 && 1 <= bootstrap.high;
    }
    // Three standard deviations of 500 draws are 2.9 %.
    const double share = double(held) / trials;
    QVERIFY2(share > 0.92 && (share < 0.985 || between == 0), qPrintable(QString::number(share)));
    // The reason for Student's t: of two and three processes the bootstrap alone falls short.
    if (processes <= 3 && between > 0)
      QVERIFY2(bootstrapHeld < 0.90 * trials, qPrintable(QString::number(bootstrapHeld)));
  }

  // Variance of process medians = between² + the variance of a median of 16; the latter is taken
  // off again. Mean over 300 draws of the squared component against the truth.
  void componentBetweenProcesses_data() {
    QTest::addColumn<double>("between");
    QTest::newRow("2 %") << 0.02;
    QTest::newRow("none") << 0.0;
  }
  void componentBetweenProcesses() {
    QFETCH(double, between);
    std::mt19937_64 random(3);
    double squares = 0;
    const int trials = 300;
    for (int i = 0; i < trials; ++i)
      squares += std::pow(draw(random, 5, between, 0.01).summary().betweenProcess, 2) / trials;
    const double component = std::sqrt(squares);
    if (between > 0)
      QVERIFY2(std::abs(component / between - 1) < 0.1, qPrintable(QString::number(component)));
    else
      QVERIFY2(component < 0.002, qPrintable(QString::number(component)));
  }

  // Three constant processes: the interval by hand with t(2 degrees, 97.5 %) = 4.302653.
  void intervalByHand() {
    Data data;
    for (std::uint32_t p = 0; p < 3; ++p)
      for (std::uint32_t i = 0; i < 16; ++i) {
        data.values.push_back(1 + 0.01 * p);
        data.pass.push_back(0);
        data.process.push_back(p);
      }
    const Summary s = data.summary();
    const double half = 4.302653 * 0.01 / std::sqrt(3.0);
    QVERIFY(std::abs(s.ciLow - (1.01 - half)) < 1e-7);
    QVERIFY(std::abs(s.ciHigh - (1.01 + half)) < 1e-7);
    QVERIFY(std::abs(s.betweenProcess - 0.01 / 1.01) < 1e-9);
    QCOMPARE(s.median, 1.01);
  }

  void sameSeedSameInterval() {
    std::mt19937_64 random(4);
    const Data data = draw(random, 3, 0.02, 0.01);
    const Interval a = hierarchicalBootstrap(data.view(), 0.95, 300, 7);
    const Interval b = hierarchicalBootstrap(data.view(), 0.95, 300, 7);
    const Interval c = hierarchicalBootstrap(data.view(), 0.95, 300, 8);
    QCOMPARE(a.low, b.low);
    QCOMPARE(a.high, b.high);
    QVERIFY(a.low != c.low || a.high != c.high);
  }
};

QTEST_APPLESS_MAIN(TestResample)
#include "tst_resample.moc"
