// Plans larger than memory: which size is measured in place of one that does not fit, what is said
// of it, how much memory counts as free, and that a whole run keeps to it.
#include <sys/resource.h>

#include <QtTest>
#include <set>

#include "engine/fake_root.h"
#include "machine/free_memory.h"
#include "run/runner.h"
#include "run/scale_down.h"
#include "run/schedule.h"
#include "support/recording_sink.h"

using namespace lane;
using Sizes = std::vector<std::uint64_t>;

namespace {

constexpr std::uint64_t kGi = std::uint64_t{1} << 30;

auto upTo(std::uint64_t most) {
  return [most](std::uint64_t size) { return size <= most; };
}
bool always(std::uint64_t) {
  return true;
}

Plan hugePlan() {
  Plan plan;
  plan.title = "Huge";
  plan.benchmarks = {"add"};
  plan.sizes = {1000, std::uint64_t{1} << 44, std::uint64_t{1} << 45};
  plan.variants = {"scalar"};
  return plan;
}

}  // namespace

class TestScaleDown : public QObject {
  Q_OBJECT
 private slots:
  void stepsFollowTheNumber() {
    QCOMPARE(sizeThatFits(64 * kGi, upTo(3 * kGi)), std::optional(2 * kGi));
    QCOMPARE(sizeThatFits(64 * kGi, upTo(2 * kGi)), std::optional(2 * kGi));
    QCOMPARE(sizeThatFits(1'000'000'000, upTo(700'000'000)),
             std::optional<std::uint64_t>(500'000'000));
    QCOMPARE(sizeThatFits(1'000'000'000, upTo(499'999'999)),
             std::optional<std::uint64_t>(200'000'000));
    QCOMPARE(sizeThatFits(25'000'000, upTo(24'000'000)), std::optional<std::uint64_t>(20'000'000));
    QCOMPARE(sizeThatFits(~std::uint64_t{0}, always),
             std::optional<std::uint64_t>(10'000'000'000'000'000'000u));
    QCOMPARE(sizeThatFits(std::uint64_t{1} << 63, always), std::optional(std::uint64_t{1} << 62));
    QVERIFY(!sizeThatFits(64 * kGi, upTo(0)).has_value());
    QVERIFY(!sizeThatFits(1, always).has_value());
    QVERIFY(!sizeThatFits(0, always).has_value());
  }

  void oneStandsForAll() {
    const ScaledSizes scaled = scaleDown({1024, kGi, 2 * kGi}, upTo(kGi / 3), always);
    QCOMPARE(scaled.sizes, (Sizes{1024, kGi / 4, kGi, 2 * kGi}));
    QCOMPARE(scaled.tooLarge, (Sizes{kGi, 2 * kGi}));
    QCOMPARE(scaled.instead, std::optional(kGi / 4));
  }

  void sizesOfThePlanAreNotDoubled() {
    const ScaledSizes same = scaleDown({1024, kGi / 4, kGi}, upTo(kGi / 3), always);
    QCOMPARE(same.sizes, (Sizes{1024, kGi / 4, kGi}));
    QCOMPARE(same.instead, std::optional(kGi / 4));
    // Of another kind, but larger than the step below.
    const ScaledSizes larger = scaleDown({300, 1024}, upTo(600), upTo(300));
    QCOMPARE(larger.sizes, (Sizes{300, 1024}));
    QCOMPARE(larger.instead, std::optional<std::uint64_t>(300));
  }

  void whatFitsStaysAsItIs() {
    const ScaledSizes scaled = scaleDown({8, 64, 1024}, upTo(1024), always);
    QCOMPARE(scaled.sizes, (Sizes{8, 64, 1024}));
    QVERIFY(scaled.tooLarge.empty());
  }

  void nothingThatCannotBeMeasuredIsAdded() {
    const auto never = [](std::uint64_t) { return false; };
    const ScaledSizes scaled = scaleDown({1024, kGi}, upTo(1 << 20), never);
    QCOMPARE(scaled.sizes, (Sizes{1024, kGi}));
    QVERIFY(!scaled.instead.has_value());
  }

  void aQuarterStaysFree() {
    const MemoryRoom room{16 * kGi};
    QCOMPARE(room.reserve(), 4 * kGi);
    QVERIFY(room.holds(12 * kGi));
    QVERIFY(!room.holds(12 * kGi + 1));
    QVERIFY(MemoryRoom{}.holds(~std::uint64_t{0}));
    QCOMPARE(tooLargeText(64 * kGi, 512 * kGi, "elements", room) + insteadText(kGi, "elements"),
             std::string("64 Gi elements need 512 GiB; 16 GiB are free, 4 GiB of them kept in "
                         "reserve; measured at 1 Gi elements instead"));
  }

  void freeMemory_data() {
    QTest::addColumn<QString>("files");
    QTest::addColumn<quint64>("bytes");
    const QString meminfo = QStringLiteral(
        "/proc/meminfo=MemTotal: 9000 kB\nMemFree: 1 kB\nMemAvailable:    8000 kB\n");
    const auto row = [&](const char* name, const QString& more, quint64 bytes) {
      QTest::newRow(name) << meminfo + more << bytes;
    };
    row("no group", {}, 8'192'000);
    row("no limit",
        QStringLiteral("|/sys/fs/cgroup/memory.max=max\n|"
                       "/sys/fs/cgroup/memory.current=5000\n"),
        8'192'000);
    row("limit at the mount",
        QStringLiteral("|/sys/fs/cgroup/memory.max=6000\n|"
                       "/sys/fs/cgroup/memory.current=5000\n"),
        1000);
    row("cache can go",
        QStringLiteral("|/sys/fs/cgroup/memory.max=6000\n|/sys/fs/cgroup/memory.current=5000\n|"
                       "/sys/fs/cgroup/memory.stat=anon 2000\ninactive_file 3000\nslab 1\n"),
        4000);
    row("more used than allowed",
        QStringLiteral("|/sys/fs/cgroup/memory.max=6000\n|"
                       "/sys/fs/cgroup/memory.current=7000\n"),
        0);
    row("the tightest on the way",
        QStringLiteral("|/proc/self/cgroup=0::/a/b\n|/sys/fs/cgroup/a/memory.max=600\n|"
                       "/sys/fs/cgroup/a/memory.current=100\n|/sys/fs/cgroup/a/b/memory.max=900\n|"
                       "/sys/fs/cgroup/a/b/memory.current=100\n"),
        500);
    row("version 1",
        QStringLiteral("|/proc/self/cgroup=4:memory:/a\n0::/\n|"
                       "/sys/fs/cgroup/memory/a/memory.limit_in_bytes=700\n|"
                       "/sys/fs/cgroup/memory/a/memory.usage_in_bytes=400\n|"
                       "/sys/fs/cgroup/memory/a/memory.stat=inactive_file 1\ntotal_inactive_file "
                       "50\n"),
        350);
    row("a limit that is none",
        QStringLiteral("|/sys/fs/cgroup/memory/memory.limit_in_bytes=9223372036854771712\n|"
                       "/sys/fs/cgroup/memory/memory.usage_in_bytes=400\n"),
        8'192'000);
    QTest::newRow("nothing to read") << QString() << quint64(0);
  }
  void freeMemory() {
    QFETCH(QString, files);
    QFETCH(quint64, bytes);
    FakeRoot root;
    for (const QString& file : files.split(u'|', Qt::SkipEmptyParts))
      root.add(file.section(u'=', 0, 0), file.section(u'=', 1).toUtf8());
    QCOMPARE(quint64(availableMemoryBytes(root.files())), bytes);
  }

  void freeMemoryHere() {
    const std::uint64_t here = availableMemoryBytes();
    QVERIFY(here > 16 << 20);
    QVERIFY(here < std::uint64_t{1} << 50);
  }

  void plansAreScaled() {
    const auto schedule = makeSchedule(hugePlan());
    QVERIFY(schedule.has_value());
    std::set<std::uint64_t> measured, skipped;
    for (const CaseRecord& record : schedule->cases) {
      (record.status == CaseStatus::pending ? measured : skipped).insert(record.size);
      if (record.status == CaseStatus::skipped)
        QVERIFY2(record.reason.find("instead") != std::string::npos &&
                     record.reason.find("kept in reserve") != std::string::npos,
                 record.reason.c_str());
    }
    QCOMPARE(measured.size(), std::size_t{2});
    QCOMPARE(*measured.begin(), std::uint64_t{1000});
    const std::uint64_t added = *measured.rbegin();
    QVERIFY((added & (added - 1)) == 0);
    // Two operands and a result of 4 bytes each fit; of twice the size they would not.
    const double room = 0.75 * double(availableMemoryBytes());
    QVERIFY(12.0 * double(added) < 1.2 * room && 24.0 * double(added) > 0.8 * room);
    QCOMPARE(skipped, (std::set<std::uint64_t>{std::uint64_t{1} << 44, std::uint64_t{1} << 45}));
    QCOMPARE(schedule->notes.size(), std::size_t{1});
    QVERIFY2(schedule->notes[0].starts_with("add f32: 16 Ti elements need"),
             schedule->notes[0].c_str());
  }

  /// A plan nothing has to be scaled of says nothing.
  void smallPlansSayNothing() {
    Plan plan = hugePlan();
    plan.sizes = {1000};
    const auto schedule = makeSchedule(plan);
    QVERIFY(schedule.has_value());
    QVERIFY(schedule->notes.empty());
  }

  /// Under a limit of address space: what cannot be had is a reason, the rest is measured, the plan
  /// stays as it was written, and the log says what was scaled.
  void runsGoOnWithoutTheMemory() {
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_AS, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = rlim_t{1} << 30;
    Plan plan = hugePlan();
    plan.benchmarks = {"add", "softmax"};
    plan.sizes = {1000, std::uint64_t{1} << 28};  // 3 GiB
    plan.precision = 0.5;
    plan.budgetSeconds = 0.2;
    plan.placements = 0;
    plan.refine = false;
    if (!MemoryRoom{availableMemoryBytes()}.holds(12 * kGi)) QSKIP("too little memory to refuse");
    RecordingSink sink;
    RunOptions options;
    options.conclude = false;
    QCOMPARE(::setrlimit(RLIMIT_AS, &tight), 0);
    const auto session = runPlan(plan, sink, options);
    ::setrlimit(RLIMIT_AS, &before);
    QVERIFY2(session.has_value(), session ? "" : toString(session.error()).c_str());
    QCOMPARE(*parsePlan(session->planYaml, "session"), plan);
    QCOMPARE(session->cases.size(), std::size_t{4});
    for (const CaseRecord& record : session->cases) {
      QCOMPARE(record.hasTime(), record.size == 1000);
      if (record.size == 1000) continue;
      QCOMPARE(record.status, CaseStatus::failed);
      QVERIFY2(record.reason.find("memory") != std::string::npos, record.reason.c_str());
    }
  }
};

QTEST_GUILESS_MAIN(TestScaleDown)
#include "tst_scale_down.moc"
