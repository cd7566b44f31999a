// The flag for more than one mode: its dip against closed forms, its rate of false flags and its
// power on generators whose modes are known.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "measure/modality.h"

using namespace lane;

namespace {

using Random = std::mt19937_64;

double normal(Random& random) {
  return std::normal_distribution<double>()(random);
}
/// Share of `trials` samples of n flagged.
double flagged(const std::function<double(Random&)>& draw, std::size_t n, int trials) {
  Random random(n);
  int count = 0;
  for (int i = 0; i < trials; ++i) {
    std::vector<double> values(n);
    for (double& value : values) value = draw(random);
    count += modality(values).multimodal();
  }
  return double(count) / trials;
}

}  // namespace

Q_DECLARE_METATYPE(std::function<double(Random&)>)

class TestModality : public QObject {
  Q_OBJECT
 private slots:
  void dipInClosedForm() {
    std::vector<double> even, atoms;
    for (int i = 0; i < 50; ++i) even.push_back(i);
    QVERIFY(dipOf(even) < 1e-12);  // the uniform has one (flat) mode
    // Two equal atoms: F jumps by half twice; the best unimodal function misses by a quarter.
    for (int i = 0; i < 500; ++i) atoms.push_back(1e-9 * i + (i < 250 ? 0 : 1));
    QVERIFY2(std::abs(dipOf(atoms) - 0.25) < 0.002, qPrintable(QString::number(dipOf(atoms))));
    // Atoms of p and 1 - p: min(p, 1 - p) / 2.
    for (int i = 0; i < 500; ++i) atoms[std::size_t(i)] = 1e-9 * i + (i < 100 ? 0 : 1);
    QVERIFY2(std::abs(dipOf(atoms) - 0.10) < 0.002, qPrintable(QString::number(dipOf(atoms))));
    // Convex then concave: an even ramp that quickens to the middle and slows again.
    std::vector<double> single;
    for (int i = -50; i <= 50; ++i) single.push_back(i * std::abs(i));
    QVERIFY(dipOf(single) < 1e-12);
  }

  void oneModeIsNotFlagged_data() {
    QTest::addColumn<std::function<double(Random&)>>("draw");
    const auto row = [](const char* name, std::function<double(Random&)> draw) {
      QTest::newRow(name) << draw;
    };
    row("normal", [](Random& r) { return 1 + 0.01 * normal(r); });
    row("log-normal, 20 %", [](Random& r) { return std::exp(0.2 * normal(r)); });
    row("exponential", [](Random& r) { return std::exponential_distribution<double>()(r); });
    row("Student t, 2 degrees",
        [](Random& r) { return 1 + 0.01 * std::student_t_distribution<double>(2)(r); });
    row("coarse clock", [](Random& r) { return 1 + 0.0004 * std::round(normal(r)); });
  }
  void oneModeIsNotFlagged() {
    QFETCH(std::function<double(Random&)>, draw);
    for (const std::size_t n : {20u, 50u, 200u, 1000u}) {
      const double share = flagged(draw, n, n > 500 ? 100 : 400);
      QVERIFY2(share <= 0.05, qPrintable(QStringLiteral("n %1: %2").arg(n).arg(share)));
    }
  }

  void twoModesAreFlagged_data() {
    QTest::addColumn<double>("apart");
    QTest::addColumn<int>("samples");
    QTest::newRow("4 deviations, 400 samples") << 4.0 << 400;
    QTest::newRow("6 deviations, 100 samples") << 6.0 << 100;
    QTest::newRow("8 deviations, 50 samples") << 8.0 << 50;
  }
  void twoModesAreFlagged() {
    QFETCH(double, apart);
    QFETCH(int, samples);
    const auto mixture = [&](Random& r) {
      const bool slow = std::uniform_real_distribution<double>()(r) < 0.4;
      return 1 + 0.01 * ((slow ? apart : 0) + normal(r));
    };
    const double share = flagged(mixture, std::size_t(samples), 200);
    QVERIFY2(share >= 0.93, qPrintable(QString::number(share)));
  }

  void placesOfTwoModes() {
    Random random(12);
    std::vector<double> values;
    for (int i = 0; i < 300; ++i)
      values.push_back((i % 5 < 2 ? 1.08 : 1.0) + 0.01 * normal(random));
    const Modality m = modality(values);
    QCOMPARE(m.places.size(), std::size_t(2));
    QVERIFY(std::abs(m.places[0] - 1.0) < 0.01);
    QVERIFY(std::abs(m.places[1] - 1.08) < 0.01);
  }

  void threeModes() {
    Random random(13);
    std::vector<double> values;
    for (int i = 0; i < 300; ++i) values.push_back(1 + 0.1 * (i % 3) + 0.01 * normal(random));
    const Modality m = modality(values);
    QCOMPARE(m.places.size(), std::size_t(3));
    QVERIFY(std::abs(m.places[2] - 1.2) < 0.015);
  }

  void fewOrEqualValues() {
    QVERIFY(!modality(std::vector<double>(kModalityMinimum - 1, 1.0)).tested);
    const Modality constant = modality(std::vector<double>(100, 2.5));
    QVERIFY(constant.tested && !constant.multimodal());
    QCOMPARE(constant.places.at(0), 2.5);
    std::vector<double> two(100, 1.0);
    std::fill(two.begin() + 50, two.end(), 2.0);
    QVERIFY(modality(two).multimodal());
  }
};

QTEST_APPLESS_MAIN(TestModality)
#include "tst_modality.moc"
