// The clock, the team and the cores it runs on, priorities of threads.
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QProcess>
#include <QtTest>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "engine/fake_root.h"
#include "machine/priority.h"
#include "measure/clock.h"
#include "measure/core_round_trip.h"
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

  /// A clock on the system's time, as on a processor without an invariant TSC.
  void systemClock() {
    const Clock clock(ClockSource::system);
    QVERIFY(!clock.usesTsc());
    QCOMPARE(clock.secondsPerTick(), 1e-9);
    QCOMPARE(QString::fromUtf8(clock.description().data()), QString("CLOCK_MONOTONIC_RAW"));
    QVERIFY(!clock.limitation().empty());
    QVERIFY(clock.stepSeconds() > 0 && clock.stepSeconds() < 0.1);
    const std::uint64_t ours = clock.now();
    const auto begin = std::chrono::steady_clock::now();
    ::usleep(100'000);
    const double taken = clock.seconds(clock.now() - ours);
    const double theirs =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    QVERIFY2(std::abs(taken / theirs - 1) < 5e-3, qPrintable(QString::number(taken / theirs)));
  }

  /// A TSC that the kernel took off its list is not used, whatever the processor says of it.
  void distrustedTsc() {
    FakeRoot root;
    const ClockSource unknown = bestClockSource(root.files());  // what the processor says
    root.add("/sys/devices/system/clocksource/clocksource0/available_clocksource",
             "hpet acpi_pm \n");
#if defined(__x86_64__)
    QCOMPARE(bestClockSource(root.files()), ClockSource::system);
#endif
    root.add("/sys/devices/system/clocksource/clocksource0/available_clocksource",
             "tsc hpet acpi_pm \n");
    QCOMPARE(bestClockSource(root.files()), unknown);
  }

  void niceOfOneThread() {
    const int before = threadNice();
    std::thread([before] {
      QCOMPARE(threadNice(), before);
      QVERIFY(setThreadNice(before + 1));
      QCOMPARE(threadNice(), before + 1);
    }).join();
    QCOMPARE(threadNice(), before);  // no other thread's
  }

  void raisedForAWhile() {
    const int before = threadNice();
    {
      const RaisedPriority raised(before - 1);
      QCOMPARE(threadNice(), raised.raised() ? before - 1 : before);
    }
    QCOMPARE(threadNice(), before);
    const RaisedPriority lower(before + 1);  // never gives way
    QVERIFY(!lower.raised());
    QCOMPARE(threadNice(), before);
  }

  /// A user without the right keeps the old priority and is told why and what to do.
  void raisingNotAllowed() {
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit none{0, 0};
      if (::setrlimit(RLIMIT_NICE, &none) != 0) ::_exit(10);
      if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(11);
      const int before = threadNice();
      const auto raised = setThreadNice(before - 1);
      if (raised || threadNice() != before) ::_exit(12);
      if (raised.error().what.find("not allowed") == std::string::npos) ::_exit(13);
      if (raised.error().advice.find("prlimit") == std::string::npos) ::_exit(14);
      if (!raisingProblem()) ::_exit(15);
      if (RaisedPriority().raised()) ::_exit(16);
      ::_exit(0);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
  }

  void workersAreRaisedWhereAllowed() {
    std::array<int, 2> nice{};
    Team team;
    const auto look = [](void* context, std::uint32_t worker) {
      (*static_cast<std::array<int, 2>*>(context))[worker] = threadNice();
    };
    const int before = threadNice();
    team.run(2, look, &nice);
    QCOMPARE(nice[0], before);
    if (raisingProblem())
      QCOMPARE(nice[1], before);
    else
      QCOMPARE(nice[1], std::min(before, kMeasuringNice));
  }

  void roundTrips() {
    const std::size_t cores = Team::cores().size();
    const PinnedThread pinned(Team::cores().front());
    Team team;
    if (cores < 2) {
      const auto trips = measureCoreRoundTrips(team);
      QVERIFY(!trips.has_value());
      QVERIFY(trips.error().what.find("only one core") != std::string::npos);
      return;
    }
    // Beside other load it may take a few turns until two workers run at the same time.
    auto trips = measureCoreRoundTrips(team);
    for (int turn = 0; !trips && turn < 20; ++turn) trips = measureCoreRoundTrips(team);
    QVERIFY2(trips.has_value(), trips ? "" : toString(trips.error()).c_str());
    QCOMPARE(trips->size(), cores - 1);
    for (const CoreRoundTrip& trip : *trips) {
      // Faster than any cache answers, slower than a wake-up through the kernel: neither can be.
      const auto fastest = [](const CoreRoundTrip& one) {
        return *std::min_element(one.samples.begin(), one.samples.end());
      };
      QVERIFY2(fastest(trip) > 5e-9 && fastest(trip) < 1e-4,
               qPrintable(QString::number(fastest(trip))));
      QVERIFY(trip.seconds >= fastest(trip));
      QVERIFY(trip.seconds <= *std::max_element(trip.samples.begin(), trip.samples.end()));
      // The other way round the same line goes the same way.
      auto back = measureCoreRoundTrip(team, trip.worker, 0);
      for (int turn = 0; !back && turn < 20; ++turn)
        back = measureCoreRoundTrip(team, trip.worker, 0);
      QVERIFY(back.has_value());
      // (A host may move the cores in between: a factor of seven was seen.)
      const double ratio = fastest(*back) / fastest(trip);
      QVERIFY2(ratio > 0.05 && ratio < 20, qPrintable(QString::number(ratio)));
    }
  }

  void roundTripNeedsTwoCores() {
    Team team;
    const auto cores = static_cast<std::uint32_t>(Team::cores().size());
    for (const auto& [from, to] : {std::pair{0u, 0u}, std::pair{0u, cores}}) {
      const auto trip = measureCoreRoundTrip(team, from, to);
      QVERIFY(!trip.has_value());
      QCOMPARE(trip.error().code, ErrorCode::unsupported);
    }
  }

  /// Variables of OpenMP's runtime may not change what a team does, nor which cores it sees. They
  /// are read before main(), so that another process has to show it.
  void openMpVariables_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<bool>("one");  // a team of one core is all the variable leaves
    const auto row = [](const char* name, const char* value, bool one = false) {
      QTest::addRow("%s=%s", name, value) << name << value << one;
    };
    row("OMP_NUM_THREADS", "1");
    row("OMP_DYNAMIC", "true");
    row("OMP_PROC_BIND", "true");
    row("OMP_PLACES", "threads");
    row("OMP_WAIT_POLICY", "passive");
    row("OMP_THREAD_LIMIT", "1", true);
  }
  void openMpVariables() {
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(bool, one);
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(name, value);
    environment.insert("LANESCOPE_TEST_CORES",
                       QString::number(one ? std::size_t{1} : Team::cores().size()));
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::MergedChannels);
    child.start("/proc/self/exe", {"teamOfTheChild", "everyWorkerRunsOnce", "roundTrips"});
    QVERIFY(child.waitForFinished(60'000));
    QVERIFY2(child.exitStatus() == QProcess::NormalExit && child.exitCode() == 0,
             child.readAll().constData());
  }

  /// A machine with one core: teams still run all their workers, and there is no round trip.
  void oneCore() {
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LANESCOPE_TEST_CORES", "1");
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::MergedChannels);
    child.setChildProcessModifier([core = Team::cores().front()] {
      cpu_set_t one;
      CPU_ZERO(&one);
      CPU_SET(static_cast<std::size_t>(core), &one);
      ::sched_setaffinity(0, sizeof one, &one);
    });
    child.start("/proc/self/exe", {"teamOfTheChild", "everyWorkerRunsOnce", "roundTrips",
                                   "pinningIsUndone", "theWindowLeavesTheMeasuringCore"});
    QVERIFY(child.waitForFinished(60'000));
    QVERIFY2(child.exitStatus() == QProcess::NormalExit && child.exitCode() == 0,
             child.readAll().constData());
  }

  /// As many cores as the parent says, and as many threads, each on the core it was given.
  void teamOfTheChild() {
    if (!qEnvironmentVariableIsSet("LANESCOPE_TEST_CORES")) QSKIP("part of openMpVariables");
    const auto cores =
        static_cast<std::uint32_t>(qEnvironmentVariableIntValue("LANESCOPE_TEST_CORES"));
    QCOMPARE(Team::cores().size(), std::size_t{cores});
    struct Seen {
      std::vector<int> cores;
      std::vector<pid_t> threads;
    };
    const auto look = [cores] {
      std::vector<Seen> turns(3, {std::vector<int>(cores), std::vector<pid_t>(cores)});
      const PinnedThread pinned(Team::cores().front());
      Team team;
      for (Seen& seen : turns)
        team.run(
            cores,
            [](void* context, std::uint32_t worker) {
              auto& all = *static_cast<Seen*>(context);
              all.cores[worker] = ::sched_getcpu();
              all.threads[worker] = ::gettid();
            },
            &seen);
      return turns;
    };
    std::vector<Seen> turns = look();
    std::thread([&] {  // as the window's measuring thread
      for (Seen& seen : look()) turns.push_back(std::move(seen));
    })
        .join();
    QCOMPARE(turns.size(), 6u);
    for (const Seen& seen : turns) {
      QCOMPARE(std::set<pid_t>(seen.threads.begin(), seen.threads.end()).size(),
               std::size_t{cores});
      QCOMPARE(seen.cores, Team::cores());
    }
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
