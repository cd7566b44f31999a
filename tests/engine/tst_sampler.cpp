// The sampler on a scripted clock: deterministic, no real time involved.
#include <QtTest>
#include <map>
#include <set>

#include "measure/sampler.h"

using namespace lane;

namespace {

/// A clock that only moves when a case works.
class FakeTimer final : public Timer {
 public:
  std::uint64_t ticks() override { return m_now; }
  double seconds(std::uint64_t ticks) const override { return double(ticks) * 1e-9; }
  double stepSeconds() const override { return step; }
  void advance(std::uint64_t nanoseconds) { m_now += nanoseconds; }
  double step = 1e-9;

 private:
  std::uint64_t m_now = 0;
};

class FakeCase final : public PreparedCase {
 public:
  FakeCase(FakeTimer& timer, std::uint64_t nsPerCall) : m_timer(timer), m_ns(nsPerCall) {}
  void run(std::uint64_t calls) override {
    batches.push_back(calls);
    m_timer.advance(calls * m_ns);
    if (batches.size() == hiccupAt) m_timer.advance(1'000'000);
  }
  std::vector<std::uint64_t> batches;
  std::size_t hiccupAt = 0;

 private:
  FakeTimer& m_timer;
  std::uint64_t m_ns;
};

const auto kNever = [] { return false; };
const auto kGoOn = [] { return true; };
const auto kQuiet = [] { return 0u; };

}  // namespace

class TestSampler : public QObject {
  Q_OBJECT
 private slots:
  void batchLastsLongEnough_data() {
    QTest::addColumn<int>("ns");
    for (const int ns : {1, 5, 37, 1000, 49999, 50000, 3000000}) QTest::addRow("%d ns", ns) << ns;
  }
  void batchLastsLongEnough() {
    QFETCH(int, ns);
    FakeTimer timer;
    FakeCase one(timer, static_cast<std::uint64_t>(ns));
    const std::uint64_t calls = calibrateBatch(one, timer, {}, 10, kNever);
    QVERIFY(double(calls) * ns >= 50'000);
    QVERIFY2(double(calls) * ns <= 75'000 + ns, "far longer than needed");
  }

  void coarseClocksGetLongerBatches() {
    FakeTimer timer;
    timer.step = 1e-6;
    FakeCase one(timer, 10);
    QVERIFY(double(calibrateBatch(one, timer, {}, 10, kNever)) * 10e-9 >= 1000 * 1e-6);
  }

  void oneInterruptionDoesNotFoolIt() {
    FakeTimer timer;
    FakeCase one(timer, 10);
    one.hiccupAt = 2;  // 1 ms lost in an early, short batch
    QVERIFY(calibrateBatch(one, timer, {}, 10, kNever) >= 5000);
  }

  void timeoutAndInterruption() {
    FakeTimer timer;
    FakeCase slow(timer, 2'000'000'000);
    QCOMPARE(calibrateBatch(slow, timer, {}, 1.0, kNever), 0u);
    FakeCase fast(timer, 10);
    QCOMPARE(calibrateBatch(fast, timer, {}, 1.0, [] { return true; }), 0u);
  }

  void everyCaseStandsInEveryPlace() {
    std::mt19937_64 random(5);
    for (const std::size_t size : {1u, 2u, 5u, 10u}) {
      LatinSquare square(size, random);
      for (int block = 0; block < 3; ++block) {
        std::map<std::size_t, std::set<std::size_t>> places;
        for (std::size_t row = 0; row < size; ++row) {
          const auto& order = square.nextRow();
          QCOMPARE(std::set<std::size_t>(order.begin(), order.end()).size(), size);
          for (std::size_t place = 0; place < size; ++place) places[order[place]].insert(place);
        }
        for (const auto& [item, seen] : places) QCOMPARE(seen.size(), size);
      }
    }
  }

  void sameSeedSameOrder() {
    const auto order = [](std::uint64_t seed) {
      FakeTimer timer;
      std::vector<FakeCase> cases(4, FakeCase(timer, 100));
      std::vector<GroupCase> group;
      for (FakeCase& one : cases) group.push_back({&one, 10});
      std::mt19937_64 random(seed);
      std::vector<std::size_t> items;
      for (const RoundSample& s : sampleRounds(group, timer, 0, 8, random, {kNever, kGoOn, kQuiet}))
        items.push_back(s.item);
      return items;
    };
    QCOMPARE(order(7), order(7));
    QVERIFY(order(7) != order(8));
  }

  void samplesArePerCallAndPrecededByAnUntimedCall() {
    FakeTimer timer;
    FakeCase a(timer, 100), b(timer, 250);
    std::mt19937_64 random(1);
    const std::vector<GroupCase> group{{&a, 20}, {&b, 8}};
    const auto samples = sampleRounds(group, timer, 16, 3, random, {kNever, kGoOn, kQuiet});
    QCOMPARE(samples.size(), 6u);
    for (const RoundSample& s : samples) {
      QCOMPARE(s.seconds, s.item == 0 ? 100e-9 : 250e-9);
      QVERIFY(s.round >= 16 && s.round < 19);
    }
    QCOMPARE(a.batches, (std::vector<std::uint64_t>{1, 20, 1, 20, 1, 20}));
  }

  // Flags tell of the batch itself, not of the untimed call before it.
  void disturbancesBelongToTheirSample() {
    FakeTimer timer;
    FakeCase a(timer, 100);
    std::mt19937_64 random(1);
    const std::vector<GroupCase> group{{&a, 5}};
    std::uint32_t asked = 0;
    const auto disturbance = [&] { return asked++; };  // 0 before the batch, 1 after it, 2, 3 …
    const auto samples = sampleRounds(group, timer, 0, 3, random, {kNever, kGoOn, disturbance});
    QCOMPARE(samples[0].flags, 1u);
    QCOMPARE(samples[1].flags, 3u);
    QCOMPARE(samples[2].flags, 5u);
  }

  void stopsBetweenBatches() {
    FakeTimer timer;
    FakeCase a(timer, 100);
    std::mt19937_64 random(1);
    int asked = 0;
    const std::vector<GroupCase> group{{&a, 5}};
    const auto samples =
        sampleRounds(group, timer, 0, 100, random, {[&] { return ++asked > 4; }, kGoOn, kQuiet});
    QCOMPARE(samples.size(), 4u);
    int rounds = 0;
    QCOMPARE(
        sampleRounds(group, timer, 0, 100, random, {kNever, [&] { return ++rounds < 7; }, kQuiet})
            .size(),
        7u);
  }
};

QTEST_APPLESS_MAIN(TestSampler)
#include "tst_sampler.moc"
