// Levels found in synthetic staircases whose truth is known: caches that lose lines at random, and
// caches that lose everything at once, with noise and outliers.
#include <QtTest>
#include <cmath>
#include <random>

#include "workloads/knees.h"

using namespace lane;

namespace {

struct Truth {
  std::vector<double> capacities;
  std::vector<double> values;  // one more than capacities
  bool sharp = false;          // all or nothing, else hits in proportion
  double noise = 0;
  bool rising = true;
};

/// Value at a working set: levels weighted by the share of the accesses they answer.
double valueAt(const Truth& truth, double bytes) {
  double answered = 0, sum = 0;
  for (std::size_t i = 0; i < truth.capacities.size(); ++i) {
    const double held = truth.capacities[i] / bytes;
    const double reach = held >= 1 ? 1 : truth.sharp ? 0 : held;
    const double share = std::max(0.0, reach - answered);
    // Bandwidths add as times.
    sum += share * (truth.rising ? truth.values[i] : 1 / truth.values[i]);
    answered = std::max(answered, reach);
  }
  sum += (1 - answered) * (truth.rising ? truth.values.back() : 1 / truth.values.back());
  return truth.rising ? sum : 1 / sum;
}

std::vector<KneePoint> curveOf(const Truth& truth, double perOctave, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> noise(0, truth.noise);
  std::vector<KneePoint> curve;
  const double last = 4 * truth.capacities.back();
  for (double bytes = 4096; bytes <= last * 1.001; bytes *= std::exp2(1 / perOctave))
    curve.push_back({bytes, valueAt(truth, bytes) * std::exp(noise(random))});
  return curve;
}

const std::vector<double> kDesktop = {32e3 * 1.024, 512e3 * 1.024, 32 * 1048576.0};
const std::vector<double> kServer = {48 * 1024.0, 2 * 1048576.0, 260 * 1048576.0};

std::vector<ReportedCache> reported(const std::vector<double>& bytes) {
  std::vector<ReportedCache> caches;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    caches.push_back({"L" + std::to_string(i + 1), bytes[i], 1});
  return caches;
}

}  // namespace

Q_DECLARE_METATYPE(Truth)

class TestKnees : public QObject {
  Q_OBJECT
 private slots:
  void findsLevels_data() {
    QTest::addColumn<Truth>("truth");
    const std::vector<double> latencies = {1.1, 4.0, 14.0, 110.0};
    const std::vector<double> bandwidths = {400, 180, 60, 20};
    for (const bool sharp : {false, true})
      for (const double noise : {0.0, 0.01, 0.03}) {
        const char* kind = sharp ? "sharp" : "gradual";
        QTest::addRow("latency, desktop, %s, noise %.2f", kind, noise)
            << Truth{kDesktop, latencies, sharp, noise, true};
        QTest::addRow("latency, server, %s, noise %.2f", kind, noise)
            << Truth{kServer, {1.4, 4.5, 70, 230}, sharp, noise, true};
        QTest::addRow("bandwidth, %s, noise %.2f", kind, noise)
            << Truth{kDesktop, bandwidths, sharp, noise, false};
      }
  }
  // Of 40 noisy curves nearly all must give the right levels: knees within a third of an octave
  // (where hits fall off gradually the curve leaves its plateau a little late), plateaus near the
  // truth.
  void findsLevels() {
    QFETCH(Truth, truth);
    int right = 0;
    const int trials = truth.noise > 0 ? 40 : 1;
    for (int trial = 0; trial < trials; ++trial) {
      const Staircase found = findPlateaus(curveOf(truth, 4, std::uint64_t(trial) + 1));
      if (found.knees.size() != truth.capacities.size()) continue;
      bool good = true;
      for (std::size_t i = 0; i < found.knees.size(); ++i)
        good = good && std::abs(std::log2(found.knees[i] / truth.capacities[i])) < 0.5;
      for (std::size_t i = 0; i < found.plateaus.size(); ++i)
        // Where hits fall off gradually a quarter of the accesses still hit at the end.
        good = good && std::abs(std::log(found.plateaus[i].value / truth.values[i])) <
                           (!truth.sharp && i == truth.capacities.size() ? 0.4 : 0.25);
      right += good;
    }
    QVERIFY2(right >= 0.95 * trials, qPrintable(QStringLiteral("%1 of %2").arg(right).arg(trials)));
  }

  void outliersMakeNoLevels() {
    Truth truth{kDesktop, {1.1, 4.0, 14.0, 110.0}, false, 0.01, true};
    std::vector<KneePoint> curve = curveOf(truth, 4, 7);
    for (const std::size_t i : {3u, 19u, 40u}) curve[i].value *= 2.5;
    QCOMPARE(findPlateaus(curve).knees.size(), std::size_t{3});
  }

  void aFlatCurveHasNoKnee() {
    std::vector<KneePoint> curve;
    for (double bytes = 4096; bytes < 1e9; bytes *= 1.3) curve.push_back({bytes, 5});
    const Staircase found = findPlateaus(curve);
    QCOMPARE(found.plateaus.size(), std::size_t{1});
    QCOMPARE(found.plateaus[0].value, 5.0);
    QVERIFY(found.knees.empty());
  }
  void nothingComesOfNothing() {
    QVERIFY(findPlateaus({}).plateaus.empty());
    const std::vector<KneePoint> two = {{4096, 1}, {8192, 1}};
    QVERIFY(findPlateaus(two).plateaus.empty());
  }

  void agreementIsQuiet() {
    Staircase staircase;
    staircase.knees = {50e3, 1.9e6, 200e6};
    std::vector<Finding> findings;
    const auto levels = nameLevels(staircase, reported(kServer), findings);
    QVERIFY(findings.empty());
    QCOMPARE(levels.size(), std::size_t{4});
    QCOMPARE(levels[1].name, std::string("L2"));
    QCOMPARE(levels[1].capacity(), 1.9e6);
    QCOMPARE(levels[3].name, std::string("memory"));
    QVERIFY(std::isinf(levels[3].capacity()));
  }
  // A virtual machine that reports the whole chip's cache but has a sixth of it.
  void disagreementIsSaid() {
    Staircase staircase;
    staircase.knees = {50e3, 1.9e6, 45e6};
    std::vector<Finding> findings;
    const auto levels = nameLevels(staircase, reported(kServer), findings);
    QCOMPARE(findings.size(), std::size_t{1});
    QCOMPARE(findings[0].severity, Severity::warning);
    QVERIFY(findings[0].text.starts_with("L3 is reported with 260 MiB"));
    QCOMPARE(levels[2].capacity(), 45e6);
  }
  void aCacheWithoutAKneeKeepsItsReport() {
    Staircase staircase;
    staircase.knees = {50e3, 1.9e6};
    std::vector<Finding> findings;
    const auto levels = nameLevels(staircase, reported(kServer), findings);
    QCOMPARE(findings.size(), std::size_t{1});
    QVERIFY(std::isnan(levels[2].measuredBytes));
    QCOMPARE(levels[2].capacity(), kServer[2]);
  }
  void aKneeWithoutACacheIsSaid() {
    Staircase staircase;
    staircase.knees = {50e3, 1.9e6, 14e6, 250e6};
    std::vector<Finding> findings;
    const auto levels = nameLevels(staircase, reported(kServer), findings);
    QCOMPARE(findings.size(), std::size_t{1});
    QVERIFY(findings[0].text.find("no reported cache explains") != std::string::npos);
    QCOMPARE(levels[2].capacity(), 250e6);
  }
};

QTEST_APPLESS_MAIN(TestKnees)
#include "tst_knees.moc"
