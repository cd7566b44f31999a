// Walks touch what they say: kernels against plain loops, chains that visit every line once, pages
// as asked for. No test judges a speed.
#include <sys/mman.h>

#include <QtTest>
#include <cstring>
#include <set>

#include "base/buffer.h"
#include "workloads/memory_walk.h"

using namespace lane;

namespace {

const char* const kSmaps =
    "7f0000000000-7f0000400000 rw-p 00000000 00:00 0 \n"
    "Size:               4096 kB\nRss:                4096 kB\nAnonHugePages:      2048 kB\n"
    "7f0000400000-7f0000600000 rw-p 00000000 00:00 0          [heap]\n"
    "Size:               2048 kB\nRss:                   0 kB\nAnonHugePages:         0 kB\n"
    "7f0000800000-7f0000a00000 rw-p 00000000 00:00 0 \n"
    "Size:               2048 kB\nRss:                2048 kB\nAnonHugePages:      2048 kB\n";

}  // namespace

class TestMemoryWalk : public QObject {
  Q_OBJECT
 private slots:
  void kernelsDoWhatTheySay_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < walkKernels().size(); ++i) {
      const WalkKernel& kernel = walkKernels()[i];
      QTest::addRow("%s, %d bytes%s", toWord(kernel.kind).data(), kernel.width,
                    kernel.nonTemporal ? ", non-temporal" : "")
          << int(i);
    }
  }
  void kernelsDoWhatTheySay() {
    QFETCH(int, index);
    const WalkKernel& kernel = walkKernels()[std::size_t(index)];
    if (!kernel.supported()) QSKIP(qPrintable(QString::fromStdString(std::string(kernel.needs))));
    constexpr std::size_t kBlocks = 16;  // whole pages: the guards lie directly at both ends
    constexpr std::size_t kBytes = kBlocks * kWalkBlock, kFloats = kBytes / 4;
    GuardedBuffer out(kBytes), a(kBytes), b(kBytes);
    fillRandom(a.data(), kBytes, 1);
    fillRandom(b.data(), kBytes, 2);
    std::memset(out.data(), 0, kBytes);
    const std::vector<std::byte> aBefore(a.data(), a.data() + kBytes);
    kernel.run({out.data(), a.data(), b.data()}, kBlocks, 2);
    QVERIFY(std::memcmp(a.data(), aBefore.data(), kBytes) == 0);
    const float* result = out.as<float>();
    // The factor is the first of the kernel's own constants, 1.25 to 1.875 in every lane.
    for (std::size_t i = 0; i < kFloats; ++i) {
      const float x = a.as<float>()[i], y = b.as<float>()[i];
      switch (kernel.kind) {
        case WalkKind::read:
        case WalkKind::latency:
          QCOMPARE(result[i], 0.0f);
          break;
        case WalkKind::write:
          QVERIFY(result[i] >= 1.125f && result[i] <= 1.875f);
          break;
        case WalkKind::copy:
          QCOMPARE(result[i], x);
          break;
        case WalkKind::triad:
          // Of eight-byte lanes only the double as a whole is a + s b.
          if (kernel.width == 8) {
            if (i % 2) break;
            double da, db, dr;
            std::memcpy(&da, a.data() + 4 * i, 8);
            std::memcpy(&db, b.data() + 4 * i, 8);
            std::memcpy(&dr, out.data() + 4 * i, 8);
            const double factor = (dr - da) / db;
            QVERIFY2(factor > 1e-3 && factor < 10, qPrintable(QString::number(factor)));
            break;
          }
          QVERIFY(result[i] >= x + 1.12f * y && result[i] <= x + 1.88f * y);
          break;
      }
    }
  }

  void chainsVisitEveryLineOnce_data() {
    QTest::addColumn<int>("lines");
    for (const int lines : {4, 5, 64, 100, 1000, 4096, 5000}) QTest::addRow("%d", lines) << lines;
  }
  void chainsVisitEveryLineOnce() {
    QFETCH(int, lines);
    const auto count = std::uint64_t(lines);
    GuardedBuffer memory(count * 64);
    // Two chains in one memory, the second made in two halves as two threads would.
    const void* first = linkCycle(memory.data(), count, 0, 0, count);
    linkCycle(memory.data(), count / 2 + 1, 3, 0, count / 4);
    const void* second = linkCycle(memory.data(), count / 2 + 1, 3, count / 4, count / 2 + 1);
    for (const auto& [start, length] :
         {std::pair(first, count), std::pair(second, count / 2 + 1)}) {
      std::set<const void*> seen;
      const void* at = start;
      for (std::uint64_t i = 0; i < length; ++i) {
        QVERIFY(seen.insert(at).second);
        at = *static_cast<void* const*>(at);
      }
      QCOMPARE(at, start);
    }
    QCOMPARE(chase(first, count), first);  // kChaseSteps times round
  }
  // A prefetcher must find nothing to follow: no distance between successive lines is common.
  void chainsHaveNoPattern() {
    constexpr std::uint64_t kLines = 1 << 14;
    GuardedBuffer memory(kLines * 64);
    const void* at = linkCycle(memory.data(), kLines, 0, 0, kLines);
    std::map<std::ptrdiff_t, int> distances;
    for (std::uint64_t i = 0; i < kLines; ++i) {
      const void* next = *static_cast<void* const*>(at);
      ++distances[static_cast<const char*>(next) - static_cast<const char*>(at)];
      at = next;
    }
    int most = 0;
    for (const auto& [distance, count] : distances) most = std::max(most, count);
    QVERIFY2(most < int(kLines / 100), qPrintable(QString::number(most)));
  }

  void shareOfHugePages() {
    QCOMPARE(hugeShareOf(kSmaps, 0x7f0000000000, 0x7f0000400000), 0.5);
    QCOMPARE(hugeShareOf(kSmaps, 0x7f0000000000, 0x7f0000a00000), 4096.0 / 6144.0);
    QCOMPARE(hugeShareOf(kSmaps, 0x7f0000800000, 0x7f0000a00000), 1.0);
    QCOMPARE(hugeShareOf(kSmaps, 0x7f0000400000, 0x7f0000600000), -1.0);  // nothing touched
    QCOMPARE(hugeShareOf("", 0, 1), -1.0);
  }
  void smallPagesAreSmall() {
    auto mapping = PageMapping::make(std::size_t{8} << 20, PageKind::small);
    QVERIFY(mapping.has_value());
    fillRandom(mapping->data(), mapping->size(), 1);
    if (mapping->hugeShare() < 0) QSKIP("/proc/self/smaps cannot be read");
    QVERIFY(mapping->hugeShare() < 0.01);
  }
  void fillIsNeverZero() {
    GuardedBuffer buffer(65536);
    fillRandom(buffer.data(), 65536, 3);
    for (std::size_t i = 0; i < 65536 / 4; ++i) {
      QVERIFY(buffer.as<float>()[i] >= 1 && buffer.as<float>()[i] < 2);
      if (i % 2 == 0) QVERIFY(buffer.as<double>()[i / 2] > 0);
    }
  }

  void walksNameTheirWork() {
    Team team;
    const auto walk =
        MemoryWalk::make({6 << 20, {4096, 65536}, 1 << 20}, PageKind::small, team, {});
    QVERIFY(walk.has_value());
    for (const WalkKind kind : {WalkKind::read, WalkKind::write, WalkKind::copy, WalkKind::triad})
      for (const std::uint64_t bytes : {4096u, 5000u, 1u << 20}) {
        const auto prepared = walk->prepare({kind, 16, false, 1, bytes});
        QVERIFY(prepared != nullptr);
        QVERIFY(prepared->footprint() <= bytes);
        QVERIFY(prepared->footprint() + 3 * kWalkBlock > bytes);
        QCOMPARE(prepared->workPerCall(), double(prepared->footprint()));
        prepared->warm();
        prepared->run(3);
      }
    QVERIFY(walk->prepare({WalkKind::read, 16, false, 1, 64 << 20}) == nullptr);  // no room
    QVERIFY(walk->prepare({WalkKind::read, 12, false, 1, 4096}) == nullptr);      // no such width
    QVERIFY(walk->prepare({WalkKind::latency, 8, false, 1, 4096}) != nullptr);
    QVERIFY(walk->prepare({WalkKind::latency, 8, false, 1, 8192}) == nullptr);  // no chain
  }
  void stopsWhileFilling() {
    Team team;
    std::stop_source stop;
    stop.request_stop();
    const auto walk = MemoryWalk::make({std::uint64_t{1} << 30, {4096}, 1 << 20}, PageKind::small,
                                       team, stop.get_token());
    QVERIFY(!walk);
    QCOMPARE(walk.error().code, ErrorCode::interrupted);
  }
};

QTEST_APPLESS_MAIN(TestMemoryWalk)
#include "tst_memory_walk.moc"
