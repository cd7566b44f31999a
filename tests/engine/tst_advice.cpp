// The environment advisor on trees of other machines: each thing it looks at fine, wrong and not
// to be read.
#include <QTest>

#include <cerrno>
#include <set>

#include "engine/fake_root.h"
#include "machine/advice.h"

using namespace lane;

namespace {

constexpr int kCore = 3;
const QString kCpus = "/sys/devices/system/cpu";
const QString kSource = "/sys/devices/system/clocksource/clocksource0/current_clocksource";
const QString kHuge = "/sys/kernel/mm/transparent_hugepage/enabled";

class FixedPerfSystem final : public PerfSystem {
 public:
  std::array<int, kCounters> results{1, 2, 3, 4};
  int open(Counter counter, int) override { return results[static_cast<std::size_t>(counter)]; }
  int enable(int) override { return 0; }
  int disable(int) override { return 0; }
  long read(int, std::span<std::uint64_t>) override { return -EIO; }
  void close(int) override {}
};

/// A machine on which everything is fine.
struct Machine {
  FakeRoot root;
  MachineCard card;
  FixedPerfSystem counters;

  Machine() {
    root.add(kCpus + "/cpu3/cpufreq/scaling_governor", "performance\n");
    root.add(kCpus + "/intel_pstate/no_turbo", "1\n");
    root.add(kCpus + "/cpu3/topology/thread_siblings_list", "3\n");
    root.add(kHuge, "always [madvise] never\n");
    root.add("/proc/sys/kernel/randomize_va_space", "0\n");
    root.add("/proc/loadavg", "0.05 0.90 0.90 1/123 4567\n");
    root.add("/proc/stat", "cpu  500 0 100 9400 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\n");
    root.add("/proc/meminfo", "MemTotal: 1000 kB\nSwapTotal: 2048 kB\nSwapFree: 2048 kB\n");
    root.add(kSource, "tsc\n");
    root.add("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
    root.add("/sys/class/powercap/intel-rapl:0/energy_uj", "1\n");
    card.logicalCores = 4;
    set("allowed_cores", "4");
    set("hypervisor", "none seen");
    set("container", "none seen");
    set("timer", "invariant TSC, in steps of 10 ns, 23 ns a reading");
  }

  void set(const std::string& id, const std::string& value, const std::string& reason = {}) {
    std::erase_if(card.fields, [&](const MachineField& field) { return field.id == id; });
    card.fields.push_back({id, "system", id, value, reason});
  }

  std::vector<Advice> advice() { return adviseEnvironment(card, {root.files(), kCore, &counters}); }

  /// The one piece of advice there is; fails the test when there is more, or another.
  Advice only(AdviceId id) {
    const std::vector<Advice> all = advice();
    if (all.size() == 1 && all[0].id == id) return all[0];
    Advice none;
    none.found = "expected one piece of advice: " + std::string(toWord(id)) + ", got";
    for (const Advice& one : all) none.found += " " + std::string(toWord(one.id));
    none.severity = Severity::problem;
    none.effect = none.command = none.remark = none.found;
    return none;
  }
};

QString text(const std::string& s) {
  return QString::fromStdString(s);
}

#define COMPARE_TEXT(actual, expected) QCOMPARE(text(actual), QString(expected))
#define CONTAINS(actual, part) QVERIFY2(text(actual).contains(part), (actual).c_str())

}  // namespace

class TestAdvice : public QObject {
  Q_OBJECT
 private slots:
  void init() {
    for (const char* name :
         {"OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OMP_DYNAMIC", "OMP_PROC_BIND", "OMP_PLACES",
          "GOMP_CPU_AFFINITY", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT"})
      qunsetenv(name);
  }

  void everythingIsFine() {
    Machine machine;
    const auto advice = machine.advice();
    QVERIFY2(advice.empty(), advice.empty() ? "" : advice[0].found.c_str());
  }

  void wordsAreWhole() {
    QCOMPARE(words<AdviceId>().size(), static_cast<std::size_t>(AdviceId::clock) + 1);
    for (const std::string_view word : words<AdviceId>()) {
      QVERIFY(!word.empty());
      QVERIFY(!adviceTitle(*fromWord<AdviceId>(word)).empty());
    }
    COMPARE_TEXT(std::string(toWord(AdviceId::other_load)), "other_load");
    COMPARE_TEXT(std::string(adviceTitle(AdviceId::swap)), "Swap");
  }

  void everyIdIsDocumented() {
    QFile file(LANESCOPE_SOURCE_DIR "/resources/docs/environment.md");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString documented = QString::fromUtf8(file.readAll());
    for (const std::string_view word : words<AdviceId>())
      QVERIFY2(documented.contains(QString("\n| `%1` |").arg(text(std::string(word)))),
               word.data());
  }

  /// Nothing can be read: a note for each, with the reason; nothing is a command.
  void unreadable() {
    Machine machine;
    const FakeRoot empty;
    const auto advice = adviseEnvironment(machine.card, {empty.files(), kCore, &machine.counters});
    std::set<AdviceId> seen;
    for (const Advice& one : advice) {
      seen.insert(one.id);
      QCOMPARE(one.severity, Severity::note);
      CONTAINS(one.found, "is missing");
      QVERIFY(one.command.empty());
      QVERIFY(!one.remark.empty() && !one.effect.empty());
    }
    QCOMPARE(seen, (std::set<AdviceId>{AdviceId::governor, AdviceId::turbo, AdviceId::smt,
                                       AdviceId::huge_pages, AdviceId::aslr, AdviceId::other_load,
                                       AdviceId::energy, AdviceId::swap}));
  }

  void governor() {
    Machine machine;
    machine.root.add(kCpus + "/cpu3/cpufreq/scaling_governor", "powersave\n");
    const Advice advice = machine.only(AdviceId::governor);
    QCOMPARE(advice.severity, Severity::warning);
    COMPARE_TEXT(advice.found, "powersave (/sys/devices/system/cpu/cpu3/cpufreq/scaling_governor)");
    COMPARE_TEXT(
        advice.command,
        "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
  }

  void turbo() {
    Machine intel;
    intel.root.add(kCpus + "/intel_pstate/no_turbo", "0\n");
    COMPARE_TEXT(intel.only(AdviceId::turbo).command,
                 "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo");
  }

  void siblings() {
    Machine machine;
    machine.root.add(kCpus + "/cpu3/topology/thread_siblings_list", "1,3\n");
    machine.root.add(kCpus + "/smt/control", "on\n");
    const Advice advice = machine.only(AdviceId::smt);
    CONTAINS(advice.found, "core 3");
    CONTAINS(advice.found, "1,3");
    COMPARE_TEXT(advice.command, "echo off | sudo tee /sys/devices/system/cpu/smt/control");
    machine.root.add(kCpus + "/smt/control", "notsupported\n");
    QVERIFY(machine.only(AdviceId::smt).command.empty());
    CONTAINS(machine.only(AdviceId::smt).remark, "no switch");
  }

  void hugePages() {
    Machine machine;
    machine.root.add(kHuge, "always madvise [never]\n");
    const Advice advice = machine.only(AdviceId::huge_pages);
    QCOMPARE(advice.severity, Severity::warning);
    COMPARE_TEXT(advice.command,
                 "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
    machine.root.add(kHuge, "[always] madvise never\n");
    QVERIFY(machine.advice().empty());
  }

  void addressRandomisation() {
    Machine machine;
    machine.root.add("/proc/sys/kernel/randomize_va_space", "2\n");
    QCOMPARE(machine.only(AdviceId::aslr).severity, Severity::note);
    CONTAINS(machine.only(AdviceId::aslr).command, "setarch -R");
    machine.root.add("/proc/self/personality", "00040000\n");  // started by setarch -R
    QVERIFY(machine.advice().empty());
    machine.root.add("/proc/self/personality", "00000008\n");
    QCOMPARE(machine.only(AdviceId::aslr).severity, Severity::note);
  }

  void otherLoad() {
    Machine machine;
    machine.root.add("/proc/loadavg", "1.50 0.14 0.04 3/123 4567\n");
    machine.root.add("/proc/812/stat", "812 (cc1plus) R 1 2 3\n");
    machine.root.add("/proc/813/stat", "813 (a (odd) name) R 1 2 3\n");
    machine.root.add("/proc/814/stat", "814 (sleeper) S 1 2 3\n");
    const Advice advice = machine.only(AdviceId::other_load);
    QCOMPARE(advice.severity, Severity::warning);
    CONTAINS(advice.found, "load 1.50 over the last minute on 4 cores, 2 other threads");
    CONTAINS(advice.found, "cc1plus (812)");
    CONTAINS(advice.found, "a (odd) name (813)");
    QVERIFY(!text(advice.found).contains("sleeper"));
    machine.root.add("/proc/loadavg", "4.10 0.14 0.04 6/123 4567\n");
    QCOMPARE(machine.only(AdviceId::other_load).severity, Severity::problem);
    machine.root.add("/proc/loadavg", "0.10 0.14 0.04 2/123 4567\n");
    QCOMPARE(machine.only(AdviceId::other_load).severity, Severity::note);
    machine.root.add("/proc/812/stat", "812 (cc1plus) S 1 2 3\n");
    machine.root.add("/proc/813/stat", "813 (a (odd) name) D 1 2 3\n");
    QVERIFY(machine.advice().empty());  // what runs is this program itself
    machine.root.add("/proc/loadavg", "much\n");
    CONTAINS(machine.only(AdviceId::other_load).found, "\"much\"");
  }

  void virtualMachine() {
    Machine machine;
    machine.set("hypervisor", "KVM");
    const Advice quiet = machine.only(AdviceId::virtual_machine);
    QCOMPARE(quiet.severity, Severity::note);
    CONTAINS(quiet.found, "KVM; 0");
    QVERIFY(quiet.command.empty() && !quiet.remark.empty());
    // 500 of 10,000 ticks; what guests of this machine got is part of "user" and no total of its
    // own
    machine.root.add("/proc/stat", "cpu  500 0 100 8900 0 0 0 500 400 0\n");
    const Advice stolen = machine.only(AdviceId::virtual_machine);
    QCOMPARE(stolen.severity, Severity::warning);
    CONTAINS(stolen.found, "5 %");
    machine.set("hypervisor", "", "a virtual machine whose host does not sign itself");
    CONTAINS(machine.only(AdviceId::virtual_machine).found, "does not sign itself");
  }

  void counters() {
    Machine machine;
    machine.counters.results[0] = -ENOENT;
    const Advice absent = machine.only(AdviceId::counters);
    QVERIFY(absent.command.empty());
    CONTAINS(absent.found, "no hardware counters");
    CONTAINS(absent.remark, "host");

    machine.counters.results[0] = -EACCES;
    machine.root.add("/proc/sys/kernel/perf_event_paranoid", "4\n");
    const Advice forbidden = machine.only(AdviceId::counters);
    COMPARE_TEXT(forbidden.command, "sudo sysctl kernel.perf_event_paranoid=2");
    CONTAINS(forbidden.found, "kernel.perf_event_paranoid is 4");

    machine.counters.results = {1, 2, -ENOENT, 4};
    COMPARE_TEXT(machine.only(AdviceId::counters).found, "the processor cannot count cache misses");
  }

  void quota() {
    Machine machine;
    machine.root.add("/sys/fs/cgroup/cpu.max", "150000 100000\n");
    const Advice outside = machine.only(AdviceId::cpu_quota);
    QCOMPARE(outside.severity, Severity::warning);
    CONTAINS(outside.found, "1.50 cores: 150 ms of every 100 ms (/sys/fs/cgroup/cpu.max)");
    COMPARE_TEXT(outside.command, "echo max | sudo tee /sys/fs/cgroup/cpu.max");
    machine.set("container", "Docker");
    COMPARE_TEXT(machine.only(AdviceId::cpu_quota).command,
                 "docker update --cpu-quota=-1 CONTAINER");
    machine.root.add("/sys/fs/cgroup/cpu.max", "20000 100000\n");
    QCOMPARE(machine.only(AdviceId::cpu_quota).severity, Severity::problem);
    machine.root.add("/sys/fs/cgroup/cpu.max", "400000 100000\n");  // all four cores
    QVERIFY(machine.advice().empty());
    machine.root.add("/sys/fs/cgroup/cpu.max", "plenty\n");
    const Advice unknown = machine.only(AdviceId::cpu_quota);
    QCOMPARE(unknown.severity, Severity::note);
    CONTAINS(unknown.found, "\"plenty\"");
  }

  void quotaOfVersionOne() {
    Machine machine;
    machine.root.add("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    machine.root.add("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    COMPARE_TEXT(machine.only(AdviceId::cpu_quota).command,
                 "echo -1 | sudo tee /sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  }

  void oneCore() {
    Machine machine;
    machine.set("allowed_cores", "1");
    const Advice restricted = machine.only(AdviceId::one_core);
    COMPARE_TEXT(restricted.found, "one core of 4 is allowed to this process");
    CONTAINS(restricted.command, "taskset -c 0-3");
    machine.card.logicalCores = 1;
    QVERIFY(machine.only(AdviceId::one_core).command.empty());
    qputenv("OMP_THREAD_LIMIT", "1");
    for (const Advice& one : machine.advice()) {
      QVERIFY(one.id == AdviceId::one_core || one.id == AdviceId::omp_threads);
      COMPARE_TEXT(one.command, "unset OMP_THREAD_LIMIT");
    }
  }

  void swap() {
    Machine machine;
    machine.root.add("/proc/meminfo", "SwapTotal: 2048 kB\nSwapFree: 1024 kB\n");
    const Advice advice = machine.only(AdviceId::swap);
    COMPARE_TEXT(advice.found, "1 MiB of 2 MiB in use (/proc/meminfo)");
    COMPARE_TEXT(advice.command, "sudo swapoff -a");
    machine.root.add("/proc/meminfo", "SwapTotal: 0 kB\nSwapFree: 0 kB\n");
    QVERIFY(machine.advice().empty());
  }

  void noInvariantTsc() {
    Machine machine;
    machine.root.add(kSource, "hpet\n");
    machine.set("timer", "CLOCK_MONOTONIC_RAW, in steps of 70 ns, 1 µs a reading");
    const Advice advice = machine.only(AdviceId::clock);
    QCOMPARE(advice.severity, Severity::warning);
    CONTAINS(advice.found, "in steps of 70 ns");
    CONTAINS(advice.found, "hpet");
    CONTAINS(advice.remark, "dmesg");
  }

  void noEnergy() {
    Machine machine;
    machine.root.add("/sys/class/powercap/intel-rapl:0/name", "uncore\n");
    const Advice advice = machine.only(AdviceId::energy);
    QVERIFY(advice.command.empty());
    CONTAINS(advice.found, "no processor package");
  }

  void openMpVariables_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("id");
    QTest::addColumn<int>("severity");
    const auto row = [](const char* name, const char* value, AdviceId id, Severity severity) {
      QTest::addRow("%s=%s", name, value)
          << QByteArray(name) << QByteArray(value) << int(id) << int(severity);
    };
    row("OMP_NUM_THREADS", "1", AdviceId::omp_threads, Severity::note);
    row("OMP_DYNAMIC", "true", AdviceId::omp_threads, Severity::note);
    row("OMP_THREAD_LIMIT", "1", AdviceId::omp_threads, Severity::warning);
    row("OMP_PROC_BIND", "TRUE", AdviceId::omp_binding, Severity::warning);
    row("OMP_PLACES", "cores", AdviceId::omp_binding, Severity::warning);
    row("OMP_WAIT_POLICY", "PASSIVE", AdviceId::omp_waiting, Severity::warning);
    row("OMP_WAIT_POLICY", "active", AdviceId::omp_waiting, Severity::note);
    row("GOMP_SPINCOUNT", "20000", AdviceId::omp_waiting, Severity::warning);
  }
  void openMpVariables() {
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(int, id);
    QFETCH(int, severity);
    qputenv(name.constData(), value);
    Machine machine;
    const Advice advice = machine.only(static_cast<AdviceId>(id));
    QCOMPARE(int(advice.severity), severity);
    COMPARE_TEXT(advice.found, QString(name + "=" + value));
    COMPARE_TEXT(advice.command, QString("unset " + name));
  }

  void bindingTurnedOffIsFine() {
    qputenv("OMP_PROC_BIND", "false");
    Machine machine;
    QVERIFY(machine.advice().empty());
  }

  void worstFirst() {
    Machine machine;
    qputenv("OMP_NUM_THREADS", "1");
    machine.root.add("/sys/fs/cgroup/cpu.max", "20000 100000\n");
    machine.root.add(kHuge, "always madvise [never]\n");
    const auto advice = machine.advice();
    QCOMPARE(advice.size(), std::size_t{3});
    QCOMPARE(advice[0].id, AdviceId::cpu_quota);
    QCOMPARE(advice[1].id, AdviceId::huge_pages);
    QCOMPARE(advice[2].id, AdviceId::omp_threads);
  }

  /// Whatever this machine is: each piece is whole.
  void thisMachine() {
    const MachineCard card = readMachineCard(CardDetail::quick);
    for (const Advice& one : adviseEnvironment(card)) {
      QVERIFY(!one.found.empty());
      QVERIFY(!one.effect.empty());
      QVERIFY2(!one.command.empty() || !one.remark.empty(), one.found.c_str());
    }
  }
};

QTEST_APPLESS_MAIN(TestAdvice)
#include "tst_advice.moc"
