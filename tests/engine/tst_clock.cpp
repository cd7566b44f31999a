#include <sched.h>
#include <unistd.h>

#include <QtTest>
#include <atomic>
#include <chrono>
#include <thread>

#include "measure/clock.h"
#include "measure/team.h"

using namespace lane;

class TestClock : public QObject {
  Q_OBJECT
 private slots:
  void agreesWithTheSystemClock() {
    const Clock& clock = Clock::instance();
    const auto begin = std::chrono::steady_clock::now();
    const std::uint64_t ticks = clock.now();
    ::usleep(200'000);
    const double ours = clock.seconds(clock.now() - ticks);
    const double theirs =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    QVERIFY2(std::abs(ours / theirs - 1) < 2e-3,
             qPrintable(QString::number(ours / theirs, 'f', 6)));
  }

  void neverRunsBackwards() {
    const Clock& clock = Clock::instance();
    std::uint64_t last = clock.now();
    for (int i = 0; i < 100'000; ++i) {
      const std::uint64_t now = clock.now();
      QVERIFY(now >= last);
      last = now;
    }
    QVERIFY(clock.stepSeconds() > 0);
    QVERIFY(clock.costSeconds() > 0);
  }

  void pinningIsUndone() {
    cpu_set_t before, during, after;
    ::sched_getaffinity(0, sizeof before, &before);
    {
      const PinnedThread pinned(Team::cores().front());
      QVERIFY(pinned.pinned());
      ::sched_getaffinity(0, sizeof during, &during);
      QCOMPARE(CPU_COUNT(&during), 1);
    }
    ::sched_getaffinity(0, sizeof after, &after);
    QVERIFY(CPU_EQUAL(&before, &after));
  }

  void theWindowLeavesTheMeasuringCore() {
    if (Team::cores().size() < 2) QSKIP("one core");
    cpu_set_t before, after;
    ::sched_getaffinity(0, sizeof before, &before);
    Team::leaveMeasuringCore();
    ::sched_getaffinity(0, sizeof after, &after);
    QVERIFY(!CPU_ISSET(static_cast<std::size_t>(Team::cores().front()), &after));
    QCOMPARE(CPU_COUNT(&after), CPU_COUNT(&before) - 1);
    {
      const PinnedThread measuring(Team::cores().front());  // a measuring thread may still go there
      QVERIFY(measuring.pinned());
    }
    ::sched_setaffinity(0, sizeof before, &before);
  }

  void everyWorkerRunsOnce() {
    for (const std::uint32_t workers : {1u, 2u, 3u}) {
      std::array<std::atomic<int>, 4> seen{};
      Team team;
      team.run(
          workers,
          [](void* context, std::uint32_t worker) {
            ++(*static_cast<std::array<std::atomic<int>, 4>*>(context))[worker];
          },
          &seen);
      for (std::uint32_t i = 0; i < 4; ++i) QCOMPARE(seen[i].load(), i < workers ? 1 : 0);
    }
  }
};

QTEST_APPLESS_MAIN(TestClock)
#include "tst_clock.moc"
