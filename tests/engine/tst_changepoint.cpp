// Steps in histories: against brute force in another language, with known steps, and with what must
// not look like one.
#include <QProcess>
#include <QTest>
#include <cmath>
#include <random>

#include "analysis/changepoint.h"

using namespace lane;

namespace {

struct History {
  std::vector<double> values, variances;
};

History flat(std::size_t n, double noise, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, noise);
  History history;
  for (std::size_t i = 0; i < n; ++i) history.values.push_back(normal(random));
  history.variances.assign(n, 0);
  return history;
}

void addStep(History& history, std::size_t at, double size) {
  for (std::size_t i = at; i < history.values.size(); ++i) history.values[i] += size;
}

double cost(const std::vector<double>& values, const std::vector<double>& weights,
            const std::vector<std::size_t>& starts) {
  const std::size_t n = values.size();
  double total = 3 * std::log(double(n)) * double(starts.size() - 1);
  for (std::size_t k = 0; k < starts.size(); ++k) {
    const std::size_t end = k + 1 < starts.size() ? starts[k + 1] : n;
    long double weight = 0, sum = 0;
    for (std::size_t i = starts[k]; i < end; ++i) {
      weight += weights[i];
      sum += static_cast<long double>(weights[i]) * values[i];
    }
    for (std::size_t i = starts[k]; i < end; ++i)
      total += double(weights[i] * std::pow(values[i] - double(sum / weight), 2));
    total += std::log(double(end - starts[k]) / double(n));
  }
  return total;
}

}  // namespace

class TestChangepoint : public QObject {
  Q_OBJECT

 private slots:
  void bestSegmentsMatchBruteForce() {
    std::mt19937_64 random(5);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform(0.2, 5);
    QByteArray input;
    std::vector<History> histories;
    std::vector<std::size_t> shortest;
    for (int i = 0; i < 60; ++i) {
      const std::size_t n = 6 + random() % 8;
      History h;
      const std::size_t step = random() % n;
      for (std::size_t k = 0; k < n; ++k) {
        h.values.push_back(normal(random) + (k >= step ? 6 : 0) +
                           (k + 3 >= n && i % 3 == 0 ? 9 : 0));
        h.variances.push_back(uniform(random));  // as weights
      }
      shortest.push_back(2 + random() % 2);
      input += QByteArray::number(quint64(shortest.back())) + ' ' + QByteArray::number(quint64(n)) +
               '\n';
      for (const auto* list : {&h.values, &h.variances}) {
        for (const double x : *list) input += QByteArray::number(x, 'g', 17) + ' ';
        input += '\n';
      }
      histories.push_back(std::move(h));
    }
    QProcess python;
    python.start(QStringLiteral("python3"),
                 {QStringLiteral(LANESCOPE_SOURCE_DIR "/tests/engine/brute_force_steps.py")});
    QVERIFY(python.waitForStarted());
    python.write(input);
    python.closeWriteChannel();
    QVERIFY(python.waitForFinished(60000));
    QCOMPARE(python.exitCode(), 0);
    const auto lines = python.readAllStandardOutput().trimmed().split('\n');
    QCOMPARE(lines.size(), qsizetype(histories.size()));
    int withSteps = 0;
    for (std::size_t i = 0; i < histories.size(); ++i) {
      auto words = lines[qsizetype(i)].split(' ');
      const double best = words.takeLast().toDouble();
      const auto starts = bestSegments(histories[i].values, histories[i].variances, shortest[i]);
      QVERIFY(std::abs(cost(histories[i].values, histories[i].variances, starts) - best) < 1e-8);
      QCOMPARE(qsizetype(starts.size()), words.size());
      for (std::size_t k = 0; k < starts.size(); ++k)
        QCOMPARE(quint64(starts[k]), words[qsizetype(k)].toULongLong());
      withSteps += starts.size() > 1;
    }
    QVERIFY(withSteps > 10 && withSteps < 60);  // both kinds were met
  }

  void longHistoriesKeepTheirSteps() {
    // Beyond 128 values not every place is tried: the result is compared with the true steps and
    // with the cost of having them exactly there.
    for (const std::size_t n : {129, 300, 1000}) {
      History h = flat(n, 0.01, n);
      const std::vector<std::size_t> truth{0, 40, 60, n - 20, n - 5};
      addStep(h, 40, 0.08);
      addStep(h, 60, -0.12);
      addStep(h, n - 20, 0.10);
      addStep(h, n - 5, 0.10);
      const std::vector<double> weights(n, 1 / (0.01 * 0.01));
      const auto starts = bestSegments(h.values, weights, 3);
      QVERIFY(cost(h.values, weights, starts) <= cost(h.values, weights, truth) + 1e-9);
      QCOMPARE(starts.size(), truth.size());
      for (std::size_t k = 0; k < truth.size(); ++k)
        QVERIFY(std::abs(double(starts[k]) - double(truth[k])) <= 1);
    }
  }

  void betweenVarianceIsTheMedianOfTheDifferences() {
    // Differences 1, 3, 2 with own variances: each asks for ((d/0.6745)^2 - own) / 2.
    const std::vector<double> values{0, 1, 4, 2};
    const std::vector<double> variances{0.1, 0.1, 0.2, 0.3};
    const double k = 0.6744897501960817;
    QCOMPARE(betweenVariance(values, variances), (4 / (k * k) - 0.5) / 2);
    QCOMPARE(betweenVariance(std::vector<double>{1, 1}, std::vector<double>{0, 0}), 0.0);
    QCOMPARE(betweenVariance(std::vector<double>{1, 1, 1}, std::vector<double>{0, 0, 0}), 0.0);
    const History h = flat(20000, 0.02, 3);
    QVERIFY(std::abs(std::sqrt(betweenVariance(h.values, h.variances)) / 0.02 - 1) < 0.03);
  }

  void oneStep() {
    History h = flat(20, 0.01, 8);
    addStep(h, 12, 0.10);
    const StepFit fit = fitSteps(h.values, h.variances);
    QCOMPARE(fit.steps.size(), std::size_t(1));
    QCOMPARE(fit.segments.size(), std::size_t(2));
    QCOMPARE(fit.steps[0].at, std::size_t(12));
    double before = 0, after = 0;
    for (std::size_t i = 0; i < 20; ++i) (i < 12 ? before : after) += h.values[i];
    QVERIFY(std::abs(fit.steps[0].size - (after / 8 - before / 12)) < 1e-12);
    QVERIFY(fit.steps[0].low > 0 && fit.steps[0].low < 0.10 && fit.steps[0].high > 0.10);
    QVERIFY(fit.steps[0].pValue < 1e-4);
    QVERIFY(fit.noise > 0.006 && fit.noise < 0.016);
  }

  void theNewestSessionsCount() {
    History h = flat(20, 0.005, 11);
    addStep(h, 17, 0.08);
    const StepFit fit = fitSteps(h.values, h.variances);
    QCOMPARE(fit.steps.size(), std::size_t(1));
    QCOMPARE(fit.steps[0].at, std::size_t(17));
  }

  void flatStaysFlat_data() {
    QTest::addColumn<int>("n");
    for (const int n : {0, 1, 2, 5, 6}) QTest::addRow("%d", n) << n;
  }
  void flatStaysFlat() {
    QFETCH(int, n);
    const std::vector<double> same(std::size_t(n), -11.5), none(std::size_t(n), 0);
    const StepFit fit = fitSteps(same, none);
    QVERIFY(fit.steps.empty());
    QCOMPARE(fit.segments.size(), std::size_t(n > 0));
    if (n > 0) QVERIFY(std::abs(fit.segments[0].level + 11.5) < 1e-9);
  }

  void singleBadSessionsAreNoStep() {
    // Two of three neighbours 15 % slow among 60: a mean would see a short step.
    History h = flat(60, 0.01, 21);
    h.values[30] += 0.15;
    h.values[32] += 0.15;
    h.values[45] += 0.15;
    QVERIFY(fitSteps(h.values, h.variances).steps.empty());
  }

  void uncertainValuesWeighLess() {
    // The last three are higher but say themselves that they know nothing.
    History h = flat(12, 0.005, 2);
    addStep(h, 9, 0.06);
    QCOMPARE(fitSteps(h.values, h.variances).steps.size(), std::size_t(1));
    for (std::size_t i = 9; i < 12; ++i) h.variances[i] = 0.2 * 0.2;
    QVERIFY(fitSteps(h.values, h.variances).steps.empty());
  }

  void falseStepsAreRare() {
    // The full tables come from sim_trend; this guards them.
    int any = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
      const History h = flat(20, 0.015, 1000 + seed);
      any += !fitSteps(h.values, h.variances).steps.empty();
    }
    QVERIFY2(any <= 20, qPrintable(QString::number(any)));
  }
};

QTEST_APPLESS_MAIN(TestChangepoint)
#include "tst_changepoint.moc"
