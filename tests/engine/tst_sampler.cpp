// The sampler on a scripted clock: deterministic, no real time involved.
#include <QtTest>
#include <algorithm>
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
  void advance(std::uint64_t nanoseconds) { m_now += stands ? 0 : nanoseconds; }
  void jump(std::int64_t nanoseconds) { m_now += static_cast<std::uint64_t>(nanoseconds); }
  bool stands = false;
  double step = 1e-9;

 private:
  std::uint64_t m_now = 100'000'000'000'000;
};

class FakeCase final : public PreparedCase {
 public:
  FakeCase(FakeTimer& timer, std::uint64_t nsPerCall) : m_timer(timer), m_ns(nsPerCall) {}
  void run(std::uint64_t calls) override {
    batches.push_back(calls);
    m_timer.advance(calls * m_ns);
    if (batches.size() == hiccupAt) m_timer.advance(1'000'000);
    if (const auto jump = jumps.find(batches.size()); jump != jumps.end())
      m_timer.jump(jump->second);
    if (alwaysBack) m_timer.jump(-static_cast<std::int64_t>(2 * calls * m_ns));
  }
  std::map<std::size_t, std::int64_t> jumps;  ///< of the clock, during the n-th batch
  bool alwaysBack = false;
  std::vector<std::uint64_t> batches;
  std::size_t hiccupAt = 0;

 private:
  FakeTimer& m_timer;
  std::uint64_t m_ns;
};

/// Empties something before each batch, which takes a second nobody counts; may fail.
class CarefulCase final : public PreparedCase {
 public:
  explicit CarefulCase(FakeTimer& timer) : m_timer(timer) {}
  void beforeBatch() override {
    m_timer.advance(1'000'000'000);
    ++prepared;
    m_failure.clear();
  }
  bool oneByOne() const override { return true; }
  std::string_view failure() const override { return m_failure; }
  void run(std::uint64_t calls) override {
    m_timer.advance(calls * 700);
    batches.push_back(calls);
    if (batches.size() >= failsFrom) m_failure = "the disk is full";
  }
  std::size_t prepared = 0;
  std::size_t failsFrom = 1000;
  std::vector<std::uint64_t> batches;

 private:
  FakeTimer& m_timer;
  std::string m_failure;
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

  /// One step of the clock, back or forth, does not change what is found.
  void calibrationOnAJumpingClock() {
    FakeTimer quiet;
    FakeCase reference(quiet, 10);
    const std::uint64_t calls = calibrateBatch(reference, quiet, {}, 10, kNever);
    const std::size_t batches = reference.batches.size();
    for (std::size_t at = 2; at <= batches; ++at)
      for (const std::int64_t step : {-5'000'000'000LL, -1'000LL}) {
        FakeTimer timer;
        FakeCase one(timer, 10);
        one.jumps[at] = step - 1'000'000;  // longer than the batch itself
        QCOMPARE(calibrateBatch(one, timer, {}, 10, kNever), calls);
      }
  }

  void calibrationEndsOnABrokenClock() {
    FakeTimer timer;
    FakeCase backwards(timer, 10);
    backwards.alwaysBack = true;
    auto result = calibrate(backwards, timer, {}, 10, kNever);
    QVERIFY(!result.has_value());
    QVERIFY(result.error().what.find("backwards") != std::string::npos);
    QVERIFY(backwards.batches.size() < 1000);

    FakeTimer standing;
    standing.stands = true;
    FakeCase still(standing, 10);
    result = calibrate(still, standing, {}, 10, kNever);
    QVERIFY(!result.has_value());
    QVERIFY(result.error().what.find("stands still") != std::string::npos);
    QVERIFY2(still.batches.back() < 1'000'000, "hours of work for a clock that shows nothing");
  }

  void calibrationTellsWhy() {
    FakeTimer timer;
    FakeCase slow(timer, 2'000'000'000);
    const auto late = calibrate(slow, timer, {}, 1.0, kNever);
    QVERIFY(late.error().what.find("timeout of 1.00 s") != std::string::npos);
    QCOMPARE(calibrate(slow, timer, {}, 1.0, [] { return true; }).error().code,
             ErrorCode::interrupted);
  }

  /// Batches during which the clock stepped give no sample and are reported; the rest is untouched.
  void samplesOnAJumpingClock_data() {
    QTest::addColumn<qint64>("step");
    QTest::addColumn<double>("batchSeconds");
    QTest::addColumn<bool>("dropped");
    QTest::newRow("an hour back") << qint64(-3'600'000'000'000) << 0.0 << true;
    QTest::newRow("a little more than the batch") << qint64(-1'001) << 0.0 << true;
    QTest::newRow("exactly the batch: no time at all") << qint64(-1'000) << 0.0 << true;
    QTest::newRow("an hour on") << qint64(3'600'000'000'000) << 1e-6 << true;
    QTest::newRow("an hour on, length not known") << qint64(3'600'000'000'000) << 0.0 << false;
    QTest::newRow("a time slice lost is a sample") << qint64(8'000'000) << 1e-6 << false;
    QTest::newRow("so is a long one of a long batch") << qint64(2'000'000'000) << 0.1 << false;
  }
  void samplesOnAJumpingClock() {
    QFETCH(qint64, step);
    QFETCH(double, batchSeconds);
    QFETCH(bool, dropped);
    FakeTimer timer;
    FakeCase a(timer, 100);
    a.jumps[4] = step;  // untimed and timed calls alternate: the second sample
    std::mt19937_64 random(1);
    const std::vector<GroupCase> group{{&a, 10, batchSeconds}};
    std::vector<std::size_t> reported;
    const auto samples =
        sampleRounds(group, timer, 0, 5, random,
                     {kNever, kGoOn, kQuiet, [&](std::size_t item) { reported.push_back(item); }});
    QCOMPARE(samples.size(), dropped ? 4u : 5u);
    QCOMPARE(reported.size(), dropped ? 1u : 0u);
    for (const RoundSample& sample : samples) {
      QVERIFY(sample.seconds > 0 && sample.seconds < 1e4);
      if (dropped) QVERIFY(sample.round != 1 && std::abs(sample.seconds - 100e-9) < 1e-15);
    }
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

  /// Short as it is, a call that needs its own preparation is timed alone, without the preparation
  /// and without a call before it.
  void callsThatArePreparedOneByOne() {
    FakeTimer timer;
    CarefulCase one(timer);
    QCOMPARE(calibrateBatch(one, timer, {}, 10, kNever), std::uint64_t{1});
    one.batches.clear();
    one.prepared = 0;
    std::mt19937_64 random(1);
    const std::vector<GroupCase> group{{&one, 1}};
    const auto samples = sampleRounds(group, timer, 0, 5, random, {kNever, kGoOn, kQuiet});
    QCOMPARE(samples.size(), std::size_t{5});
    for (const RoundSample& sample : samples) QVERIFY(std::abs(sample.seconds - 700e-9) < 1e-15);
    QCOMPARE(one.batches, std::vector<std::uint64_t>(5, 1));
    QCOMPARE(one.prepared, std::size_t{5});
  }

  void whatFailsTakesNoFurtherPart() {
    FakeTimer timer;
    CarefulCase bad(timer);
    FakeCase good(timer, 100);
    bad.failsFrom = 3;
    std::mt19937_64 random(1);
    const std::vector<GroupCase> group{{&bad, 1}, {&good, 10}};
    std::vector<std::pair<std::size_t, std::string>> told;
    RoundHooks hooks{kNever, kGoOn, kQuiet};
    hooks.failed = [&](std::size_t item, std::string_view why) { told.emplace_back(item, why); };
    const auto samples = sampleRounds(group, timer, 0, 6, random, hooks);
    QCOMPARE(std::count_if(samples.begin(), samples.end(),
                           [](const RoundSample& sample) { return sample.item == 0; }),
             2);
    QCOMPARE(samples.size(), std::size_t{2 + 6});
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(told.front().first, std::size_t{0});
    QCOMPARE(told.front().second, std::string("the disk is full"));
    QCOMPARE(bad.batches.size(), std::size_t{3});
  }

  void calibrationTellsWhyItFailed() {
    FakeTimer timer;
    CarefulCase bad(timer);
    bad.failsFrom = 1;
    const auto calls = calibrate(bad, timer, {}, 10, kNever);
    QVERIFY(!calls.has_value());
    QCOMPARE(calls.error().what, std::string("the disk is full"));
  }
};

QTEST_APPLESS_MAIN(TestSampler)
#include "tst_sampler.moc"
