// The disturbance reader on trees of other machines, and on this one against other sources.
#include <QTest>

#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>
#include <chrono>
#include <thread>

#include "engine/fake_root.h"
#include "machine/cpu_quota.h"
#include "machine/disturbance.h"

using namespace lane;

namespace {

const QString kThrottle = "/sys/devices/system/cpu/cpu3/thermal_throttle/";

QByteArray statText(int stolenAll, int stolenCore3) {
  return "cpu  100 0 100 9000 5 0 1 " + QByteArray::number(stolenAll) +
         " 7 0\n"
         "cpu0 50 0 50 4500 2 0 1 0 7 0\n"
         "cpu3 50 0 50 4500 3 0 0 " +
         QByteArray::number(stolenCore3) + " 0 0\nintr 5 1 2\n";
}

/// A machine that tells everything.
void fill(FakeRoot& root) {
  root.add("/proc/stat", statText(500, 300));
  root.add("/proc/thread-self/schedstat", "129319000 2836665 2\n");
  root.add("/proc/self/cgroup", "0::/app.slice\n");
  root.add("/sys/fs/cgroup/app.slice/cpu.stat", "usage_usec 1\nnr_periods 9\nnr_throttled 4\n");
  root.add(kThrottle + "core_throttle_count", "5\n");
  root.add(kThrottle + "package_throttle_count", "20\n");
  root.add("/sys/class/hwmon/hwmon0/name", "nvme\n");
  root.add("/sys/class/hwmon/hwmon0/temp1_input", "30000\n");
  root.add("/sys/class/hwmon/hwmon1/name", "k10temp\n");
  root.add("/sys/class/hwmon/hwmon1/temp1_input", "61250\n");
}

QString reason(const DisturbanceReader& reader, const std::string& id) {
  for (const UnavailableReading& one : reader.reasons())
    if (one.id == id) return QString::fromStdString(one.reason);
  return {};
}

}  // namespace

class TestDisturbance : public QObject {
  Q_OBJECT
 private slots:
  void everythingIsThere() {
    FakeRoot root;
    fill(root);
    DisturbanceReader reader(3, root.files());
    QVERIFY(reader.reasons().empty());
    const DisturbanceReading first = reader.read();
    const double tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    QCOMPARE(first.stolenSeconds.value(), 300 * tick);
    QCOMPARE(first.stolenTotalSeconds.value(), 500 * tick);
    QCOMPARE(first.waitingSeconds.value(), 2836665e-9);
    QCOMPARE(first.quotaStops.value(), std::uint64_t{4});
    QCOMPARE(first.throttles.value(), std::uint64_t{25});
    QCOMPARE(first.celsius.value(), 61.25);

    root.add("/proc/stat", statText(512, 310));
    root.add("/proc/thread-self/schedstat", "229319000 3836665 3\n");
    root.add("/sys/fs/cgroup/app.slice/cpu.stat", "usage_usec 1\nnr_periods 9\nnr_throttled 6\n");
    root.add(kThrottle + "core_throttle_count", "6\n");
    root.add("/sys/class/hwmon/hwmon1/temp1_input", "70000\n");
    QTest::qSleep(120);  // beyond the pauses of the readings that are not taken every time
    const DisturbanceReading second = reader.read();
    QCOMPARE(second.stolenSeconds.value(), 310 * tick);
    QCOMPARE(second.stolenTotalSeconds.value(), 512 * tick);
    QCOMPARE(second.waitingSeconds.value(), 3836665e-9);
    QCOMPARE(second.quotaStops.value(), std::uint64_t{6});
    QCOMPARE(second.throttles.value(), std::uint64_t{26});
    QCOMPARE(second.celsius.value(), 70.0);
  }

  void nothingIsThere() {
    const FakeRoot root;
    DisturbanceReader reader(0, root.files());
    QCOMPARE(reason(reader, "stolen"), QString("/proc/stat is missing"));
    QCOMPARE(reason(reader, "waiting"), QString("/proc/thread-self/schedstat is missing"));
    QVERIFY(reason(reader, "quota_stops").contains("control group"));
    QVERIFY(reason(reader, "throttles").contains("core_throttle_count is missing"));
    QVERIFY(reason(reader, "temperature").contains("no") ||
            reason(reader, "temperature").contains("neither"));
    const DisturbanceReading reading = reader.read();
    QVERIFY(!reading.stolenSeconds && !reading.stolenTotalSeconds && !reading.waitingSeconds);
    QVERIFY(!reading.quotaStops && !reading.throttles && !reading.celsius);
    QVERIFY(reading.involuntarySwitches && reading.minorFaults && reading.majorFaults);
  }

  void nonsense() {
    FakeRoot root;
    root.add("/proc/stat", "cpu  1 2 3\ncpu0 1 2 3\n");
    root.add("/proc/thread-self/schedstat", "none\n");
    DisturbanceReader reader(0, root.files());
    QVERIFY(reason(reader, "stolen").contains("no line for core 0"));
    QVERIFY(reason(reader, "waiting").contains("no times"));
    QVERIFY(!reader.read().stolenSeconds);
  }

  /// A core beyond the machine's, and one whose name another's begins with.
  void rightCore() {
    FakeRoot root;
    root.add("/proc/stat",
             "cpu  0 0 0 0 0 0 0 9 0 0\ncpu1 0 0 0 0 0 0 0 5 0 0\ncpu10 0 0 0 0 0 0 0 4 0 0\n");
    const double tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    QCOMPARE(DisturbanceReader(10, root.files()).read().stolenSeconds.value(), 4 * tick);
    QCOMPARE(DisturbanceReader(1, root.files()).read().stolenSeconds.value(), 5 * tick);
    const DisturbanceReading other = DisturbanceReader(2, root.files()).read();
    QVERIFY(!other.stolenSeconds);
    QCOMPARE(other.stolenTotalSeconds.value(), 9 * tick);
  }

  void thermalZone() {
    FakeRoot root;
    root.add("/sys/class/thermal/thermal_zone0/type", "acpitz\n");
    root.add("/sys/class/thermal/thermal_zone0/temp", "20000\n");
    root.add("/sys/class/thermal/thermal_zone4/type", "x86_pkg_temp\n");
    root.add("/sys/class/thermal/thermal_zone4/temp", "48000\n");
    DisturbanceReader reader(0, root.files());
    QCOMPARE(reader.read().celsius.value(), 48.0);
    QVERIFY(reason(reader, "temperature").isEmpty());
  }

  /// Page faults of this very thread, one for each page touched.
  void countsFaults() {
    DisturbanceReader reader(0);
    constexpr std::size_t kPages = 64;
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* memory =
        ::mmap(nullptr, kPages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    QVERIFY(memory != MAP_FAILED);
    ::madvise(memory, kPages * page, MADV_NOHUGEPAGE);
    reader.read();  // whatever faults reading itself causes is over
    const DisturbanceReading before = reader.read();
    for (std::size_t i = 0; i < kPages; ++i) static_cast<volatile char*>(memory)[i * page] = 1;
    const DisturbanceReading after = reader.read();
    ::munmap(memory, kPages * page);
    const std::uint64_t faults = *after.minorFaults - *before.minorFaults;
    // A sanitizer's shadow of the pages costs a few more.
    QVERIFY2(faults >= kPages && faults < 2 * kPages, qPrintable(QString::number(faults)));
  }

  /// Two threads on one core: one of them waits while the other runs.
  void countsWaiting() {
    cpu_set_t before;
    ::sched_getaffinity(0, sizeof before, &before);
    int core = 0;
    while (!CPU_ISSET(static_cast<std::size_t>(core), &before)) ++core;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>(core), &one);
    ::sched_setaffinity(0, sizeof one, &one);
    DisturbanceReader reader(core);
    if (!reason(reader, "waiting").isEmpty()) {
      ::sched_setaffinity(0, sizeof before, &before);
      QSKIP(qPrintable(reason(reader, "waiting")));
    }
    const auto spin = [](double seconds) {
      const auto begin = std::chrono::steady_clock::now();
      while (std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() <
             seconds) {
      }
    };
    const DisturbanceReading first = reader.read();
    std::thread rival([&] { spin(0.3); });  // inherits the core
    spin(0.3);
    const DisturbanceReading second = reader.read();
    rival.join();
    ::sched_setaffinity(0, sizeof before, &before);
    // Half of the time, were there nobody else; more with others about.
    const double waited = *second.waitingSeconds - *first.waitingSeconds;
    QVERIFY2(waited > 0.05, qPrintable(QString::number(waited)));
    QVERIFY(*second.involuntarySwitches > *first.involuntarySwitches);
  }

  void neverRunsBackwards() {
    DisturbanceReader reader(0);
    DisturbanceReading last = reader.read();
    for (int i = 0; i < 1000; ++i) {
      const DisturbanceReading now = reader.read();
      QVERIFY(now.stolenSeconds.value_or(0) >= last.stolenSeconds.value_or(0));
      QVERIFY(now.waitingSeconds.value_or(0) >= last.waitingSeconds.value_or(0));
      QVERIFY(*now.minorFaults >= *last.minorFaults);
      last = now;
    }
  }

  void quotas_data() {
    QTest::addColumn<QStringList>("files");  // path, text, path, text …
    QTest::addColumn<double>("cores");       // 0: none
    QTest::addColumn<QString>("file");
    QTest::newRow("none") << QStringList{} << 0.0 << "";
    QTest::newRow("version 2, own group of a container")
        << QStringList{"/sys/fs/cgroup/cpu.max", "150000 100000\n"} << 1.5
        << "/sys/fs/cgroup/cpu.max";
    QTest::newRow("version 2, the tightest of the way up")
        << QStringList{"/proc/self/cgroup",          "0::/a/b\n",
                       "/sys/fs/cgroup/a/b/cpu.max", "max 100000\n",
                       "/sys/fs/cgroup/a/cpu.max",   "50000 100000\n",
                       "/sys/fs/cgroup/cpu.max",     "400000 100000\n"}
        << 0.5 << "/sys/fs/cgroup/a/cpu.max";
    QTest::newRow("version 1") << QStringList{"/proc/self/cgroup",
                                              "7:memory:/docker/1\n4:cpu,cpuacct:/docker/1\n",
                                              "/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
                                              "200000\n",
                                              "/sys/fs/cgroup/cpu/cpu.cfs_period_us",
                                              "100000\n"}
                               << 2.0 << "/sys/fs/cgroup/cpu/cpu.cfs_quota_us";
    QTest::newRow("version 1, group below")
        << QStringList{"/proc/self/cgroup",
                       "4:cpuacct,cpu:/slice\n",
                       "/sys/fs/cgroup/cpu,cpuacct/slice/cpu.cfs_quota_us",
                       "25000\n",
                       "/sys/fs/cgroup/cpu,cpuacct/slice/cpu.cfs_period_us",
                       "100000\n",
                       "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us",
                       "-1\n"}
        << 0.25 << "/sys/fs/cgroup/cpu,cpuacct/slice/cpu.cfs_quota_us";
    QTest::newRow("version 1, unlimited")
        << QStringList{"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"} << 0.0 << "";
  }
  void quotas() {
    QFETCH(QStringList, files);
    QFETCH(double, cores);
    QFETCH(QString, file);
    FakeRoot root;
    for (int i = 0; i + 1 < files.size(); i += 2) root.add(files[i], files[i + 1].toUtf8());
    const auto quota = readCpuQuota(root.files());
    QVERIFY(quota.has_value());
    QCOMPARE(quota->has_value(), cores > 0);
    if (!*quota) return;
    QCOMPARE((*quota)->cores(), cores);
    QCOMPARE(QString::fromStdString((*quota)->file), file);
  }
};

QTEST_APPLESS_MAIN(TestDisturbance)
#include "tst_disturbance.moc"
