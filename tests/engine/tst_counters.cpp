// Counters and energy on recorded traces: buffers and files composed after the kernel's documented
// formats (perf_event_open(2), Documentation/power/powercap), and each way of not having any.
#include <QTest>

#include <cerrno>
#include <deque>

#include "engine/fake_root.h"
#include "machine/counters.h"
#include "machine/energy.h"

using namespace lane;

namespace {

/// Plays what a kernel would answer.
class TracePerfSystem final : public PerfSystem {
 public:
  std::array<int, kCounters> openResults{};  ///< 0: opens; else negated errno
  std::deque<std::vector<std::uint64_t>> reads;
  int enableResult = 0;
  std::vector<int> groups;  ///< asked for at each open
  std::vector<int> closed;
  int enabled = 0;

  int open(Counter counter, int group) override {
    groups.push_back(group);
    const int result = openResults[static_cast<std::size_t>(counter)];
    return result < 0 ? result : 100 + static_cast<int>(counter);
  }
  int enable(int leader) override {
    enabled = leader;
    return enableResult;
  }
  int disable(int) override { return 0; }
  long read(int, std::span<std::uint64_t> buffer) override {
    if (reads.empty()) return -EIO;
    const std::vector<std::uint64_t> words = reads.front();
    reads.pop_front();
    std::copy(words.begin(),
              words.begin() + static_cast<long>(std::min(words.size(), buffer.size())),
              buffer.begin());
    return static_cast<long>(words.size() * sizeof(std::uint64_t));
  }
  void close(int file) override { closed.push_back(file); }
};

QString text(const std::string& s) {
  return QString::fromStdString(s);
}

constexpr Counter kAll[] = {Counter::cycles, Counter::instructions, Counter::cacheMisses,
                            Counter::branchMisses};

void addZone(FakeRoot& root, const QString& zone, const QByteArray& name, const QByteArray& energy,
             const QByteArray& range = "262143328850\n") {
  const QString base = "/sys/class/powercap/" + zone;
  root.add(base + "/name", name + "\n");
  root.add(base + "/energy_uj", energy + "\n");
  if (!range.isEmpty()) root.add(base + "/max_energy_range_uj", range);
}

}  // namespace

class TestCounters : public QObject {
  Q_OBJECT
 private slots:
  void aWholeGroup() {
    TracePerfSystem system;
    // nr, time enabled, time running, values. The group has been used before: all totals go on.
    system.reads = {{4, 1'000, 1'000, 50, 60, 7, 8},
                    {4, 2'001'000, 2'001'000, 7'340'050, 14'680'060, 1'007, 5'008}};
    auto group = CounterGroup::open(system);
    QVERIFY(group.has_value());
    QCOMPARE(system.groups, (std::vector<int>{-1, 100, 100, 100}));
    QVERIFY(group->start());
    QCOMPARE(system.enabled, 100);
    const auto reading = group->read();
    QVERIFY(reading.has_value());
    QCOMPARE(reading->runningShare, 1.0);
    QCOMPARE(*(*reading)[Counter::cycles], 7'340'000.0);
    QCOMPARE(*(*reading)[Counter::instructions], 14'680'000.0);
    QCOMPARE(*(*reading)[Counter::cacheMisses], 1'000.0);
    QCOMPARE(*(*reading)[Counter::branchMisses], 5'000.0);
  }

  /// On the processor for a quarter of the time: everything is scaled by four.
  void multiplexed() {
    TracePerfSystem system;
    system.reads = {{4, 500, 400, 0, 0, 0, 0}, {4, 4'000'500, 1'000'400, 1'000, 2'000, 30, 4}};
    auto group = CounterGroup::open(system);
    QVERIFY(group && group->start());
    const auto reading = group->read();
    QVERIFY(reading.has_value());
    QCOMPARE(reading->runningShare, 0.25);
    QCOMPARE(*(*reading)[Counter::cycles], 4'000.0);
    QCOMPARE(*(*reading)[Counter::branchMisses], 16.0);
  }

  void neverOnTheProcessor() {
    TracePerfSystem system;
    system.reads = {{4, 0, 0, 0, 0, 0, 0}, {4, 4'000'000, 0, 0, 0, 0, 0}};
    auto group = CounterGroup::open(system);
    QVERIFY(group && group->start());
    const auto reading = group->read();
    QVERIFY(!reading.has_value());
    QVERIFY(text(reading.error().what).contains("never got a turn"));
    QVERIFY(text(reading.error().advice).contains("nmi_watchdog"));
  }

  /// A processor that counts cycles and branches only: the buffer is shorter, places shift.
  void partOfTheCounters() {
    TracePerfSystem system;
    system.openResults = {0, -ENOENT, -EOPNOTSUPP, 0};
    system.reads = {{2, 0, 0, 10, 20}, {2, 1'000, 1'000, 110, 25}};
    auto group = CounterGroup::open(system);
    QVERIFY(group && group->start());
    QCOMPARE(text(group->missing(Counter::instructions)),
             QString("the processor cannot count instructions"));
    QVERIFY(!group->missing(Counter::cacheMisses).empty());
    QVERIFY(group->missing(Counter::branchMisses).empty());
    const auto reading = group->read();
    QVERIFY(reading.has_value());
    QCOMPARE(*(*reading)[Counter::cycles], 100.0);
    QVERIFY(!(*reading)[Counter::instructions] && !(*reading)[Counter::cacheMisses]);
    QCOMPARE(*(*reading)[Counter::branchMisses], 5.0);
  }

  void brokenReads_data() {
    QTest::addColumn<int>("words");
    QTest::addColumn<int>("counters");
    QTest::newRow("nothing: the group is in an error state") << 0 << 0;
    QTest::newRow("cut off") << 5 << 4;
    QTest::newRow("of another group") << 7 << 3;
  }
  void brokenReads() {
    QFETCH(int, words);
    QFETCH(int, counters);
    TracePerfSystem system;
    std::vector<std::uint64_t> buffer(static_cast<std::size_t>(words), 1);
    if (!buffer.empty()) buffer[0] = static_cast<std::uint64_t>(counters);
    system.reads = {buffer};
    auto group = CounterGroup::open(system);
    QVERIFY(group.has_value());
    const auto started = group->start();
    QVERIFY(!started.has_value());
    QCOMPARE(started.error().code, ErrorCode::format);
  }

  void failingCalls() {
    TracePerfSystem system;
    auto group = CounterGroup::open(system);
    QVERIFY(group.has_value());
    QVERIFY(text(group->start().error().what).contains("Input/output error"));
    system.reads = {{4, 0, 0, 0, 0, 0, 0}};
    system.enableResult = -EBADF;
    QVERIFY(text(group->start().error().what).contains("Bad file descriptor"));
  }

  void closesItsFilesOnce() {
    TracePerfSystem system;
    {
      auto group = CounterGroup::open(system);
      CounterGroup moved = std::move(*group);
      QVERIFY(system.closed.empty());
    }
    QCOMPARE(system.closed, (std::vector<int>{103, 102, 101, 100}));
  }

  void refused_data() {
    QTest::addColumn<int>("error");
    QTest::addColumn<QByteArray>("paranoid");
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("advice");
    QTest::newRow("virtual machine") << ENOENT << QByteArray("2") << "no hardware counters"
                                     << "pmu=on";
    QTest::newRow("no device") << ENODEV << QByteArray("2") << "no hardware counters"
                               << "pmu=on";
    QTest::newRow("Debian's default")
        << EACCES << QByteArray("3\n") << "kernel.perf_event_paranoid is 3"
        << "`sudo sysctl kernel.perf_event_paranoid=2`";
    QTest::newRow("container") << EPERM << QByteArray("1\n") << "kernel.perf_event_paranoid is 1"
                               << "--cap-add PERFMON";
    QTest::newRow("container without /proc")
        << EPERM << QByteArray() << "/proc/sys/kernel/perf_event_paranoid is missing"
        << "--cap-add PERFMON";
    QTest::newRow("kernel without") << ENOSYS << QByteArray("2") << "no perf events"
                                    << "CONFIG_PERF_EVENTS";
    QTest::newRow("taken") << EBUSY << QByteArray("2") << "another program"
                           << "nmi_watchdog";
    QTest::newRow("other") << EMFILE << QByteArray("2") << "Too many open files"
                           << "";
  }
  void refused() {
    QFETCH(int, error);
    QFETCH(QByteArray, paranoid);
    QFETCH(QString, what);
    QFETCH(QString, advice);
    FakeRoot root;
    if (!paranoid.isEmpty()) root.add("/proc/sys/kernel/perf_event_paranoid", paranoid);
    TracePerfSystem system;
    system.openResults[0] = -error;
    const auto group = CounterGroup::open(system, root.files());
    QVERIFY(!group.has_value());
    QCOMPARE(group.error().code, ErrorCode::unsupported);
    QVERIFY2(text(group.error().what).contains(what), group.error().what.c_str());
    QVERIFY2(text(group.error().advice).contains(advice), group.error().advice.c_str());
  }

  /// Real counters where this machine has them: a loop of known length takes at least that many
  /// instructions. Else the reason has to be told.
  void thisMachine() {
    auto group = CounterGroup::open();
    if (!group) {
      QVERIFY(!group.error().what.empty());
      QSKIP(group.error().what.c_str());
    }
    QVERIFY(group->start());
    volatile int sum = 0;
    for (int i = 0; i < 1'000'000; ++i) sum = sum + i;
    QVERIFY(group->stop());
    const auto reading = group->read();
    QVERIFY(reading.has_value());
    for (const Counter counter : kAll)
      if (group->missing(counter).empty()) QVERIFY((*reading)[counter].has_value());
    QVERIFY(*(*reading)[Counter::cycles] > 1e5);
    if (const auto instructions = (*reading)[Counter::instructions]) QVERIFY(*instructions > 3e6);
  }

  void energyOfPackagesAndMemory() {
    FakeRoot root;
    addZone(root, "intel-rapl:0", "package-0", "1000000");
    addZone(root, "intel-rapl:0:0", "core", "999");
    addZone(root, "intel-rapl:0:1", "dram", "500000");
    addZone(root, "intel-rapl:1", "package-1", "2000000");
    addZone(root, "intel-rapl:2", "psys", "77");
    auto meter = EnergyMeter::open(root.files());
    QVERIFY(meter.has_value());
    QCOMPARE(meter->packages(), 2);
    QVERIFY(meter->hasMemory());
    QVERIFY(meter->start());
    addZone(root, "intel-rapl:0", "package-0", "4000000");  // 3 J
    addZone(root, "intel-rapl:0:0", "core", "5000000");     // part of the package
    addZone(root, "intel-rapl:0:1", "dram", "750000");      // 0.25 J
    addZone(root, "intel-rapl:1", "package-1", "2500000");  // 0.5 J
    const auto reading = meter->read();
    QVERIFY(reading.has_value());
    QCOMPARE(reading->packageJoules, 3.5);
    QCOMPARE(reading->memoryJoules, 0.25);
    QVERIFY(meter->start());
    QCOMPARE(meter->read()->packageJoules, 0.0);
    QCOMPARE(meter->wrapSeconds(100), 262143328850e-6 / 100);
  }

  /// The counter runs over twice; read often enough, no joule is lost.
  void energyRunsOver() {
    FakeRoot root;
    const QByteArray range = "1000000\n";
    addZone(root, "intel-rapl:0", "package-0", "900000", range);
    auto meter = EnergyMeter::open(root.files());
    QVERIFY(meter && meter->start());
    const std::array<std::pair<const char*, double>, 5> trace{
        {{"950000", 0.05}, {"100000", 0.2}, {"800000", 0.9}, {"0", 1.1}, {"300000", 1.4}}};
    for (const auto& [microjoules, joules] : trace) {
      addZone(root, "intel-rapl:0", "package-0", microjoules, range);
      const auto reading = meter->read();
      QVERIFY(reading.has_value());
      QVERIFY2(std::abs(reading->packageJoules - joules) < 1e-9, microjoules);
    }
  }

  void energyThatFallsWithoutARange() {
    FakeRoot root;
    addZone(root, "intel-rapl:0", "package-0", "900000", {});
    auto meter = EnergyMeter::open(root.files());
    QVERIFY(meter && meter->start());
    addZone(root, "intel-rapl:0", "package-0", "100000", {});
    const auto reading = meter->read();
    QVERIFY(!reading.has_value());
    QCOMPARE(reading.error().code, ErrorCode::format);
  }

  void noEnergy() {
    FakeRoot root;
    QVERIFY(text(EnergyMeter::open(root.files()).error().what)
                .contains("/sys/class/powercap is missing"));
    root.addDirectory("/sys/class/powercap");
    QVERIFY(text(EnergyMeter::open(root.files()).error().what).contains("no processor package"));
    addZone(root, "intel-rapl:0:1", "dram", "1");  // memory alone is no processor
    QVERIFY(!EnergyMeter::open(root.files()).has_value());
  }

  void unreadableEnergy() {
    FakeRoot root;
    root.add("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
    root.addDirectory("/sys/class/powercap/intel-rapl:0/energy_uj");
    const auto meter = EnergyMeter::open(root.files());
    QVERIFY(!meter.has_value());
    QVERIFY(text(meter.error().what).contains("energy_uj: Is a directory"));

    FakeRoot broken;
    addZone(broken, "intel-rapl:0", "package-0", "plenty");
    QCOMPARE(EnergyMeter::open(broken.files()).error().code, ErrorCode::format);
  }
};

QTEST_APPLESS_MAIN(TestCounters)
#include "tst_counters.moc"
