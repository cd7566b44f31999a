// The machine card against trees of other machines, and against what this machine says elsewhere.
#include <QTest>

#include <unistd.h>
#include <QFile>

#include <set>

#include "engine/fake_root.h"
#include "machine/canary.h"
#include "machine/card_parts.h"

using namespace lane;

namespace {

CardSources sourcesOf(const FakeRoot& root, std::string topology = "pack:1 core:1 pu:1") {
  return {root.files(), std::move(topology), {}};
}

QString value(const MachineCard& card, std::string_view id) {
  const MachineField* field = card.find(id);
  return field != nullptr ? QString::fromStdString(field->value) : "no such field";
}

QString reason(const MachineCard& card, std::string_view id) {
  const MachineField* field = card.find(id);
  return field != nullptr ? QString::fromStdString(field->reason) : "no such field";
}

MachineCard quickCard(const CardSources& sources) {
  return readMachineCard(CardDetail::quick, sources);
}

}  // namespace

class TestMachine : public QObject {
  Q_OBJECT
 private slots:
  /// Nothing to read anywhere: every field is there, with a value or a reason, never neither.
  void emptyTree() {
    const FakeRoot root;
    const MachineCard card = quickCard(sourcesOf(root));
    std::set<std::string> ids;
    for (const MachineField& field : card.fields) {
      QVERIFY2(field.value.empty() != field.reason.empty(), field.id.c_str());
      QVERIFY2(ids.insert(field.id).second, field.id.c_str());
      QVERIFY(!field.label.empty());
      QVERIFY(!field.group.empty());
    }
    QCOMPARE(reason(card, "memory_total"), QString("/proc/meminfo is missing"));
    QCOMPARE(reason(card, "cpu_flags"), QString("/proc/cpuinfo is missing"));
    QCOMPARE(reason(card, "os"), QString("/etc/os-release is missing"));
    QCOMPARE(reason(card, "transparent_huge_pages"),
             QString("/sys/kernel/mm/transparent_hugepage/enabled is missing"));
    QCOMPARE(card.memoryBytes, std::uint64_t{0});
  }

  /// The list of the machine card, by the names sessions store.
  void everyFieldIsThere() {
    const MachineCard card = readMachineCard(CardDetail::quick);
    for (const char* id : {"cpu_vendor",
                           "cpu_model",
                           "cpu_signature",
                           "microarchitecture",
                           "logical_cores",
                           "physical_cores",
                           "smt",
                           "cpu_flags",
                           "tsc_rate",
                           "timer",
                           "counters",
                           "energy",
                           "bogomips",
                           "clock",
                           "numa_nodes",
                           "memory_total",
                           "memory_available",
                           "page_size",
                           "transparent_huge_pages",
                           "os",
                           "kernel",
                           "platform",
                           "hypervisor",
                           "firmware",
                           "board",
                           "governor",
                           "turbo",
                           "compiler",
                           "compiler_flags",
                           "qt",
                           "highway",
                           "hdf5",
                           "openmp",
                           "glibc",
                           "python",
                           "numpy",
                           "pytorch",
                           "program_version",
                           "date"})
      QVERIFY2(card.find(id) != nullptr, id);
  }

  void noFrequencyControl() {
    const FakeRoot root;
    const MachineCard card = quickCard(sourcesOf(root));
    for (const char* id : {"governor", "frequency_driver", "frequency_range"})
      QCOMPARE(reason(card, id), QString("/sys/devices/system/cpu/cpu0/cpufreq is missing: this "
                                         "kernel or virtual machine has no frequency control"));
    QVERIFY(reason(card, "turbo").contains("intel_pstate/no_turbo is missing"));
  }

  void frequencyControl() {
    FakeRoot root;
    const QString cpufreq = "/sys/devices/system/cpu/cpu0/cpufreq/";
    root.add(cpufreq + "scaling_governor", "performance\n");
    root.add(cpufreq + "scaling_driver", "intel_pstate\n");
    root.add(cpufreq + "cpuinfo_min_freq", "800000\n");
    root.add(cpufreq + "cpuinfo_max_freq", "4700000\n");
    root.add("/sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
    const MachineCard card = quickCard(sourcesOf(root));
    QCOMPARE(value(card, "governor"), QString("performance"));
    QCOMPARE(value(card, "frequency_driver"), QString("intel_pstate"));
    QCOMPARE(value(card, "frequency_range"), QString("0.80 GHz … 4.70 GHz"));
    QCOMPARE(value(card, "turbo"), QString("off"));
  }

  void boostFile_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("turbo");
    QTest::newRow("on") << QByteArray("1\n") << "on";
    QTest::newRow("off") << QByteArray("0\n") << "off";
  }
  void boostFile() {
    QFETCH(QByteArray, text);
    QFETCH(QString, turbo);
    FakeRoot root;
    root.add("/sys/devices/system/cpu/cpufreq/boost", text);
    QCOMPARE(value(quickCard(sourcesOf(root)), "turbo"), turbo);
  }

  /// A file that is there and refuses to be read gives the system's own reason.
  void unreadable() {
    FakeRoot root;
    root.addDirectory("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    root.addDirectory("/proc/meminfo");
    const MachineCard card = quickCard(sourcesOf(root));
    QCOMPARE(reason(card, "governor"),
             QString("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor: Is a directory"));
    QCOMPARE(reason(card, "memory_total"), QString("/proc/meminfo: Is a directory"));
  }

  void memory() {
    FakeRoot root;
    root.add(
        "/proc/meminfo",
        "MemTotal:       24684092 kB\nMemFree:        1000 kB\nMemAvailable:   12342046 kB\n"
        "SwapTotal:             0 kB\nHugePages_Total:       3\nHugepagesize:       2048 kB\n");
    root.add("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    root.add("/sys/kernel/mm/transparent_hugepage/defrag", "always defer [never]\n");
    const MachineCard card = quickCard(sourcesOf(root));
    QCOMPARE(card.memoryBytes, std::uint64_t{24684092} * 1024);
    QCOMPARE(card.memoryAvailableBytes, std::uint64_t{12342046} * 1024);
    QCOMPARE(value(card, "memory_total"), QString("23.5 GiB"));
    QCOMPARE(value(card, "swap"), QString("0 B"));
    QCOMPARE(value(card, "huge_page_size"), QString("2 MiB"));
    QCOMPARE(value(card, "huge_pages_reserved"), QString("3"));
    QCOMPARE(value(card, "transparent_huge_pages"), QString("madvise"));
    QCOMPARE(value(card, "huge_page_defrag"), QString("never"));
    QCOMPARE(value(card, "memory_limit"), QString("none"));
  }

  void containerLimits() {
    FakeRoot root;
    root.add("/sys/fs/cgroup/cpu.max", "150000 100000\n");
    root.add("/sys/fs/cgroup/memory.max", "536870912\n");
    root.add("/.dockerenv", "");
    const MachineCard card = quickCard(sourcesOf(root));
    QCOMPARE(value(card, "cpu_quota"), QString("1.50 cores (150 ms of every 100 ms)"));
    QCOMPARE(value(card, "memory_limit"), QString("512 MiB"));
    QCOMPARE(value(card, "container"), QString("Docker"));
  }

  void noContainerLimits() {
    FakeRoot root;
    root.add("/sys/fs/cgroup/cpu.max", "max 100000\n");
    root.add("/sys/fs/cgroup/memory.max", "max\n");
    const MachineCard card = quickCard(sourcesOf(root));
    QCOMPARE(value(card, "cpu_quota"), QString("none"));
    QCOMPARE(value(card, "memory_limit"), QString("none"));
    QCOMPARE(value(card, "container"), QString("none seen"));
  }

  void countingAndItsReasons() {
    FakeRoot root;
    QVERIFY(
        reason(quickCard(sourcesOf(root)), "energy").contains("/sys/class/powercap is missing"));
    root.add("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
    root.add("/sys/class/powercap/intel-rapl:0/energy_uj", "1\n");
    const MachineCard card = quickCard(sourcesOf(root));
    QCOMPARE(value(card, "energy"), QString("1 package"));
    QVERIFY(value(card, "counters").isEmpty() != reason(card, "counters").isEmpty());
    QVERIFY(value(card, "timer").contains("in steps of"));
  }

  void nonsenseQuota() {
    FakeRoot root;
    root.add("/sys/fs/cgroup/cpu.max", "plenty\n");
    QVERIFY(reason(quickCard(sourcesOf(root)), "cpu_quota").contains("\"plenty\""));
  }

  void system() {
    FakeRoot root;
    root.add("/etc/os-release",
             "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n");
    root.add("/etc/debian_version", "12.11\n");
    root.add("/proc/sys/kernel/osrelease", "6.1.0-9-amd64\n");
    root.add("/proc/loadavg", "0.38 0.14 0.04 1/123 4567\n");
    root.add("/sys/class/dmi/id/board_vendor", "ACME\n");
    root.add("/sys/class/dmi/id/board_name", "Board 7 \n");
    root.add("/sys/class/dmi/id/bios_vendor", "  \n");
    const MachineCard card = quickCard(sourcesOf(root));
    QCOMPARE(value(card, "os"), QString("Debian GNU/Linux 12, 12.11"));
    QCOMPARE(value(card, "kernel"), QString("6.1.0-9-amd64"));
    QCOMPARE(value(card, "load"), QString("0.38 0.14 0.04"));
    QCOMPARE(value(card, "board"), QString("ACME Board 7"));
    QVERIFY(reason(card, "firmware").contains("is missing"));
  }

  void topologies_data() {
    QTest::addColumn<QString>("synthetic");
    QTest::addColumn<int>("packages");
    QTest::addColumn<int>("cores");
    QTest::addColumn<int>("threads");
    QTest::addColumn<QString>("smt");
    QTest::newRow("one") << "pack:1 core:1 pu:1" << 1 << 1 << 1 << "no";
    QTest::newRow("desktop") << "pack:1 core:8 pu:2" << 1 << 8 << 16 << "yes, 2 threads per core";
    QTest::newRow("two sockets") << "pack:2 core:24 pu:1" << 2 << 48 << 48 << "no";
    QTest::newRow("four threads") << "pack:1 core:2 pu:4" << 1 << 2 << 8
                                  << "yes, 4 threads per core";
  }
  void topologies() {
    QFETCH(QString, synthetic);
    QFETCH(int, packages);
    QFETCH(int, cores);
    QFETCH(int, threads);
    QFETCH(QString, smt);
    const FakeRoot root;
    const MachineCard card = quickCard(sourcesOf(root, synthetic.toStdString()));
    QCOMPARE(value(card, "packages"), QString::number(packages));
    QCOMPARE(card.physicalCores, cores);
    QCOMPARE(card.logicalCores, threads);
    QCOMPARE(value(card, "smt"), smt);
  }

  void caches() {
    const FakeRoot root;
    const MachineCard card = quickCard(sourcesOf(
        root, "pack:1 l3:2(size=16777216) l2:4(size=1048576) l1d:1(size=32768) core:1 pu:2"));
    const CacheLevel* l1 = card.dataCache(1);
    const CacheLevel* l2 = card.dataCache(2);
    const CacheLevel* l3 = card.dataCache(3);
    QVERIFY(l1 != nullptr && l2 != nullptr && l3 != nullptr && card.dataCache(4) == nullptr);
    QCOMPARE(l1->bytes, std::uint64_t{32768});
    QCOMPARE(l1->type, std::string("data"));
    QCOMPARE(l1->count, 8);
    QCOMPARE(l1->sharedBy, 2);
    QCOMPARE(l2->count, 8);
    QCOMPARE(l3->count, 2);
    QCOMPARE(l3->sharedBy, 8);
    QCOMPARE(l3->type, std::string("unified"));
    QCOMPARE(card.lastLevelCacheBytes(), std::uint64_t{16777216});
    QVERIFY(value(card, "cache_l3").startsWith("16 MiB"));
    QVERIFY(value(card, "cache_l3").endsWith("shared by 8 logical cores (2 of them)"));
    QVERIFY(value(card, "cache_l1_data").startsWith("32 KiB"));
  }

  void numaNodes() {
    const FakeRoot root;
    const MachineCard card =
        quickCard(sourcesOf(root, "pack:2 [numa(memory=1073741824)] core:4 pu:1"));
    QCOMPARE(value(card, "numa_nodes"),
             QString("2: node 0: 4 logical cores, 1 GiB; node 1: 4 logical cores, 1 GiB"));
  }

  void impossibleTopology() {
    const FakeRoot root;
    const MachineCard card = quickCard(sourcesOf(root, "this is no topology"));
    QVERIFY(reason(card, "logical_cores").contains("hwloc cannot read the topology"));
    QCOMPARE(card.lastLevelCacheBytes(), std::uint64_t{0});
    QCOMPARE(card.dataCache(1), nullptr);
  }

  /// Versions of Python packages come from metadata on disk; Python itself is never started.
  void pythonPackages() {
    FakeRoot root;
    root.add("/usr/bin/python3.11", "");
    root.link("/usr/bin/python3", "python3.11");
    root.addDirectory("/usr/lib/python3/dist-packages/numpy-1.24.2.egg-info");
    root.addDirectory("/usr/lib/python3.11/site-packages/torch-2.1.0+cpu.dist-info");
    root.addDirectory("/usr/lib/python3.11/site-packages/torchvision-0.16.dist-info");
    qputenv("PATH", "/nowhere:/usr/bin");
    const MachineCard card = readMachineCard(CardDetail::full, sourcesOf(root));
    QCOMPARE(value(card, "python"), QString("3.11 (/usr/bin/python3)"));
    QCOMPARE(value(card, "numpy"), QString("1.24.2"));
    QCOMPARE(value(card, "pytorch"), QString("2.1.0+cpu"));
  }

  void noPython() {
    const FakeRoot root;
    const MachineCard card = readMachineCard(CardDetail::full, sourcesOf(root));
    QVERIFY(reason(card, "python").contains("search path"));
    QCOMPARE(reason(card, "numpy"), QString("there is no Python to hold it"));
  }

  void thisMachine() {
    const MachineCard card = readMachineCard(CardDetail::full);
    QCOMPARE(card.logicalCores, static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN)));
    QVERIFY(card.physicalCores >= 1 && card.physicalCores <= card.logicalCores);
    QFile memInfo("/proc/meminfo");
    QVERIFY(memInfo.open(QIODevice::ReadOnly));
    const QString line = QString::fromUtf8(memInfo.readLine());  // MemTotal comes first
    QCOMPARE(card.memoryBytes, line.split(' ', Qt::SkipEmptyParts)[1].toULongLong() * 1024);
    const long l1 = ::sysconf(_SC_LEVEL1_DCACHE_SIZE);
    if (l1 > 0 && card.dataCache(1) != nullptr)
      QCOMPARE(card.dataCache(1)->bytes, static_cast<std::uint64_t>(l1));
    // The date is of this second or the one before: ISO 8601, UTC.
    const QDateTime date = QDateTime::fromString(value(card, "date"), Qt::ISODate);
    QVERIFY(qAbs(date.secsTo(QDateTime::currentDateTimeUtc())) <= 2);
    QVERIFY(!value(card, "compiler").isEmpty());
  }

  /// No speed is promised here, only that the chain tells a processor's clock and not another.
  void canary() {
    const double hertz = measureClockHz(200e-6);
    if (hertz == 0) QSKIP("no chain of known length is written for this processor");
    QVERIFY2(hertz > 2e8 && hertz < 1e10, qPrintable(QString::number(hertz)));
  }
};

QTEST_APPLESS_MAIN(TestMachine)
#include "tst_machine.moc"
