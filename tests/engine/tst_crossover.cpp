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
    const auto found = solveCrossover(lines(5, 1, 5 + 0.75 * truth, 0.25, 0.02, 1), {.seed = 1});
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found[0].kind, CrossoverKind::at);
    QVERIFY(found[0].sizeLow <= truth && truth <= found[0].sizeHigh);
    QVERIFY2(found[0].size / truth < 1.3 && truth / found[0].size < 1.3,
             qPrintable(QString::number(found[0].size)));
    QVERIFY(found[0].sizeLow <= found[0].size && found[0].size <= found[0].sizeHigh);
  }

  void alwaysNeverTie() {
    QCOMPARE(solveCrossover(lines(5, 1, 4, 0.3, 0.01, 2), {.seed = 1})[0].kind,
             CrossoverKind::always);
    QCOMPARE(solveCrossover(lines(5, 1, 9, 1.5, 0.01, 3), {.seed = 1})[0].kind,
             CrossoverKind::never);
    QCOMPARE(solveCrossover(lines(5, 1, 5, 1.001, 0.01, 4), {.seed = 1})[0].kind,
             CrossoverKind::tie);
  }

  void severalPartsAreListed() {
    auto sizes = lines(5, 1, 80, 0.3, 0.01, 5);
    for (CrossoverSize& size : sizes)
      if (size.size >= 65536)
        for (double& seconds : size.to) seconds *= 5;  // falls out of a cache
    const auto found = solveCrossover(sizes, {.seed = 1});
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
    const auto found = solveCrossover(sizes, {.seed = 1});
    QCOMPARE(found[0].kind, CrossoverKind::at);
    QVERIFY(found[0].size > 512 && found[0].size < 1300);
  }

  /// The better side changes once, but the other way round.
  void reversedIsOneChange() {
    const auto found = solveCrossover(lines(80, 0.3, 5, 1, 0.01, 5), {.seed = 1});
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found[0].kind, CrossoverKind::several);
    QCOMPARE(found[0].parts, 1u);
    const double truth = 75 / 0.7;
    QVERIFY(found[0].sizeLow <= truth && truth <= found[0].sizeHigh);
  }

  /// A few sizes with a bad tail, far from the cut, are teeth and no parts.
  void teethAreNoParts() {
    auto sizes = lines(5, 1, 600, 0.25, 0.005, 6);
    for (const std::uint64_t n : {5001u, 5003u, 40009u}) {
      CrossoverSize tooth{n, {}, {}};
      for (int i = 0; i < 24; ++i) {
        tooth.from.push_back((5 + double(n)) * 1e-9);
        tooth.to.push_back((5 + double(n)) * 1.1e-9);
      }
      sizes.push_back(tooth);
    }
    const auto found = solveCrossover(sizes, {.seed = 1});
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found[0].kind, CrossoverKind::at);
    QVERIFY(found[0].size > 512 && found[0].size < 1300);
  }

  /// Neighbours one element apart, both certain: the cut is known exactly.
  void aStepIsBracketed() {
    std::vector<CrossoverSize> sizes;
    for (std::uint64_t n = 4; n <= 12; ++n) {
      CrossoverSize size{n, {}, {}};
      for (int i = 0; i < 16; ++i) {
        size.from.push_back(double(n) * (1 + 0.001 * i) * 1e-9);
        size.to.push_back((n < 8 ? 1.3 * double(n) : 3) * 1e-9);
      }
      sizes.push_back(size);
    }
    const auto found = solveCrossover(sizes, {.vectorItems = 8});
    QCOMPARE(found[0].kind, CrossoverKind::at);
    QCOMPARE(found[0].sizeLow, 7.0);
    QCOMPARE(found[0].sizeHigh, 8.0);
    QVERIFY(found[0].regret < 1e-9);
    QVERIFY(found[0].neighbourRegret > 0.01);
  }

  /// Four sizes an octave apart: the cut is right, one size off loses what is left there.
  void regretsByHand() {
    std::vector<CrossoverSize> sizes;
    const double to[] = {1.2, 1.1, 0.8, 0.5};
    for (int i = 0; i < 4; ++i) {
      CrossoverSize size{8u << i, {}, {}};
      for (int k = 0; k < 20; ++k) {
        size.from.push_back(1);
        size.to.push_back(to[i]);
      }
      sizes.push_back(size);
    }
    const auto found = solveCrossover(sizes);
    QCOMPARE(found[0].kind, CrossoverKind::at);
    QCOMPARE(found[0].regret, 0.0);
    // Of three octaves the third size stands for one: using `from` there costs 1 / 0.8 - 1.
    QVERIFY(std::abs(found[0].neighbourRegret - 0.25 / 3) < 1e-12);
    const RatioCurve curve{{8, 16, 32, 64},
                           {std::log(1.2), std::log(1.1), std::log(0.8), std::log(0.5)}};
    QCOMPARE(regretOf(curve, 17), 0.0);
    QVERIFY(std::abs(regretOf(curve, 0) - (0.2 / 2 + 0.1) / 3) < 1e-12);
    QVERIFY(std::abs(regretOf(curve, INFINITY) - (0.25 + 1.0 / 2) / 3) < 1e-12);
    QCOMPARE(leastRegretThreshold({&curve, 1}), 32.0);
  }

  void noiseIsUnresolved() {
    const auto found = solveCrossover(lines(5, 1, 5, 1.06, 1.0, 11, 16), {.seed = 1});
    QCOMPARE(found[0].kind, CrossoverKind::unresolved);
    QVERIFY(std::isfinite(found[0].regret));
    QVERIFY(describe(found[0]).find("noisy") != std::string::npos);
  }

  /// Drift that both sides share widens unpaired intervals, not paired ones.
  void unpairedSidesCostPrecision() {
    auto paired = lines(5, 1, 600, 0.25, 0.01, 12);
    for (CrossoverSize& size : paired)
      for (std::size_t i = 0; i < size.from.size(); ++i) {
        const double drift = 1 + 0.3 * double(i) / double(size.from.size());
        size.from[i] *= drift;
        size.to[i] *= drift;
      }
    auto apart = paired;
    for (CrossoverSize& size : apart) size.paired = false;
    // Sizes close to the cut, so that noise and not the grid decides.
    const auto width = [](const std::vector<CrossoverSize>& sizes) {
      std::vector<CrossoverSize> near;
      for (int i = -4; i <= 4; ++i) {
        CrossoverSize size = sizes[6];  // 512
        size.size = static_cast<std::uint64_t>(793 * std::exp(0.03 * i));
        const double n = double(size.size);
        for (double& t : size.from) t *= (5 + n) / (5 + 512.0);
        for (double& t : size.to) t *= (600 + 0.25 * n) / (600 + 0.25 * 512.0);
        near.push_back(size);
      }
      const auto found = solveCrossover(near);
      return found[0].sizeHigh - found[0].sizeLow;
    };
    QVERIFY(width(apart) > 2 * width(paired));
  }

  void tooLittleIsUnresolved() {
    auto sizes = lines(5, 1, 80, 0.25, 0.01, 7);
    sizes.resize(1);
    QCOMPARE(solveCrossover(sizes, {.seed = 1})[0].kind, CrossoverKind::unresolved);
    QCOMPARE(solveCrossover({}, {.seed = 1})[0].kind, CrossoverKind::unresolved);
  }

  void sameSeedSameAnswer() {
    const auto sizes = lines(5, 1, 300, 0.25, 0.2, 8);
    const auto a = solveCrossover(sizes, {.seed = 9}), b = solveCrossover(sizes, {.seed = 9});
    QCOMPARE(a[0].sizeLow, b[0].sizeLow);
    QCOMPARE(a[0].sizeHigh, b[0].sizeHigh);
  }

  void describesInWords_data() {
    QTest::addColumn<QString>("side");
    QTest::addColumn<QString>("expected");
    QTest::newRow("variants") << "avx2"
                              << "dot f32: scalar → avx2 at 2 Ki (1 k … 4,100)";
    QTest::newRow("threads") << "scalar,t=2"
                             << "dot f32, scalar: 1 thread → 2 threads at 2 Ki (1 k … 4,100)";
    QTest::newRow("modes") << "scalar,allocate"
                           << "dot f32, scalar: reuse → allocate at 2 Ki (1 k … 4,100)";
    QTest::newRow("all") << "avx2,t=4,allocate"
                         << "dot f32: scalar, 1 thread, reuse → avx2, 4 threads, allocate at 2 Ki "
                            "(1 k … 4,100)";
  }
  void describesInWords() {
    QFETCH(QString, side);
    QFETCH(QString, expected);
    const auto to = parseCrossoverSide(side.toStdString());
    QVERIFY(to);
    CrossoverRecord record;
    record.benchmark = "dot";
    record.from = "scalar";
    record.to = to->variant;
    record.threadsTo = to->threads.value_or(1);
    record.modeTo = to->mode.value_or(Mode::reuse);
    record.kind = CrossoverKind::at;
    record.size = 2048;
    record.sizeLow = 1000;
    record.sizeHigh = 4100;
    QCOMPARE(QString::fromStdString(describe(record)), expected);
  }

  void refusesWhatIsNoSide_data() {
    QTest::addColumn<QString>("side");
    for (const char* side :
         {"", ",t=2", "avx2,t=0", "avx2,t=-1", "avx2,t=2x", "avx2,fast", "avx2,"})
      QTest::newRow(side) << side;
  }
  void refusesWhatIsNoSide() {
    QFETCH(QString, side);
    QVERIFY(!parseCrossoverSide(side.toStdString()));
  }

  /// Threads within one group, modes in groups of their own, other parameters apart.
  void findsThreadsAndModes() {
    Session session;
    const auto measure = [&](std::uint64_t n, std::uint32_t threads, Mode mode, double ns,
                             const char* params = "") {
      CaseRecord r;
      r.suite = "vector";
      r.benchmark = "dot";
      r.dtype = Dtype::f32;
      r.size = n;
      r.variant = "avx2";
      r.threads = threads;
      r.mode = mode;
      r.params = params;
      r.median = ns * 1e-9;
      r.status = CaseStatus::measured;
      for (std::uint32_t round = 0; round < 20; ++round) {
        session.samples.seconds.push_back(ns * (1 + 0.001 * ((round * 7 + n) % 5)) * 1e-9);
        session.samples.caseIndex.push_back(static_cast<std::uint32_t>(session.cases.size()));
        session.samples.process.push_back(0);
        session.samples.pass.push_back(round / 5);
        session.samples.round.push_back(round);
      }
      session.cases.push_back(r);
    };
    for (std::uint64_t n = 256; n <= (1u << 18); n *= 2) {
      const double t = double(n) / 10;
      measure(n, 1, Mode::reuse, t);
      measure(n, 2, Mode::reuse, 700 + t / 2);       // crosses at 14,000
      measure(n, 1, Mode::allocate, 1.5 * t - 300);  // crosses at 6,000, the wrong way round
      measure(n, 2, Mode::reuse, 70 + t / 2, R"({"align":"plus4"})");
      measure(n, 1, Mode::reuse, t, R"({"align":"plus4"})");  // crosses at 1,400
    }
    const auto threads = findCrossovers(session, {"avx2", 1u}, {"avx2", 2u});
    QCOMPARE(threads.size(), 2u);
    for (const CrossoverRecord& found : threads) {
      const double truth = found.params.empty() ? 14000 : 1400;
      QCOMPARE(found.kind, CrossoverKind::at);
      QCOMPARE(found.threadsTo, 2u);
      QVERIFY(found.sizeLow <= truth && truth <= found.sizeHigh);
    }
    const auto modes =
        findCrossovers(session, {"avx2", {}, Mode::reuse}, {"avx2", {}, Mode::allocate});
    QCOMPARE(modes.size(), 1u);
    QCOMPARE(modes[0].kind, CrossoverKind::several);
    QVERIFY(modes[0].sizeLow <= 6000 && 6000 <= modes[0].sizeHigh);
    // Unasked, all three are there.
    QCOMPARE(findCrossovers(session).size(), 3u);
    // One side names the threads: the other has one.
    QCOMPARE(findCrossovers(session, {"avx2"}, {"avx2", 2u}).size(), 2u);
  }
};

QTEST_APPLESS_MAIN(TestCrossover)
#include "tst_crossover.moc"
