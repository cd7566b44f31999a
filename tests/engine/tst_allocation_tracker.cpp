// Counts of code whose allocations are known.
#include <malloc.h>

#include <QTest>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "measure/allocation_tracker.h"
#include "measure/team.h"

using namespace lane;

namespace {

/// Not to be guessed by the compiler, which may leave out an allocation nobody looks at.
void* kept(void* memory) {
  asm volatile("" : "+r"(memory) : : "memory");
  return memory;
}

std::uint64_t usable(void* memory) {
  return ::malloc_usable_size(memory);
}

}  // namespace

class TestAllocationTracker : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    if (const std::string why = AllocationTracker::whyNot(); !why.empty()) QSKIP(why.c_str());
    std::string text;  // streams and locales allocate once
    text.reserve(100);
  }

  void threeBlocksOfWhichTwoAreFreed() {
    void* blocks[3];
    AllocationTracker tracker;
    for (void*& block : blocks) block = kept(std::malloc(1000));
    std::free(blocks[0]);
    std::free(blocks[1]);
    const AllocationCount count = tracker.stop();
    const std::uint64_t each = usable(blocks[2]);
    QVERIFY(each >= 1000 && each < 1100);
    QCOMPARE(count.allocations, std::uint64_t{3});
    QCOMPARE(count.bytes, 3 * each);
    QCOMPARE(count.peak, std::int64_t(3 * each));
    QCOMPARE(count.live, std::int64_t(each));
    std::free(blocks[2]);
  }

  void reallocIsOneAllocationAndGivesTheOldBlockBack() {
    AllocationTracker tracker;
    void* block = kept(std::malloc(1000));
    const std::uint64_t before = usable(block);
    block = kept(std::realloc(block, 50000));
    const AllocationCount count = tracker.stop();
    const std::uint64_t after = usable(block);
    QCOMPARE(count.allocations, std::uint64_t{2});
    QCOMPARE(count.bytes, before + after);
    QCOMPARE(count.live, std::int64_t(after));
    std::free(block);
  }

  void reallocOfNothingAndToNothing() {
    AllocationTracker tracker;
    void* block = kept(std::realloc(nullptr, 100));
    block = kept(std::realloc(block, 0));
    const AllocationCount count = tracker.stop();
    QVERIFY(block == nullptr);
    QCOMPARE(count.live, std::int64_t{0});
    QCOMPARE(count.allocations, std::uint64_t{1});
  }

  void everyMemberOfTheFamilyIsSeen() {
    void* blocks[6] = {};
    AllocationTracker tracker;
    blocks[0] = kept(std::calloc(10, 10));
    blocks[1] = kept(std::aligned_alloc(256, 512));
    blocks[2] = nullptr;
    const int error = ::posix_memalign(&blocks[2], 4096, 100);
    blocks[3] = kept(::memalign(64, 100));
    blocks[4] = kept(::operator new(100));
    blocks[5] = kept(::valloc(100));
    const AllocationCount all = tracker.stop();
    QCOMPARE(error, 0);
    QCOMPARE(all.allocations, std::uint64_t{6});
    std::uint64_t bytes = 0;
    for (void* block : blocks) bytes += usable(block);
    QCOMPARE(all.bytes, bytes);
    QCOMPARE(reinterpret_cast<std::uintptr_t>(blocks[1]) % 256, std::uintptr_t{0});
    QCOMPARE(reinterpret_cast<std::uintptr_t>(blocks[2]) % 4096, std::uintptr_t{0});
    QCOMPARE(reinterpret_cast<std::uintptr_t>(blocks[5]) % 4096, std::uintptr_t{0});
    for (int i = 0; i < 100; ++i)
      if (static_cast<unsigned char*>(blocks[0])[i] != 0) QFAIL("calloc's memory is not zero");
    for (void* block : blocks) std::free(block);
  }

  void wrongAlignmentIsRefusedAsGlibcDoes() {
    void* block = &block;
    QCOMPARE(::posix_memalign(&block, 3, 100), EINVAL);
    QCOMPARE(::posix_memalign(&block, 4, 100), EINVAL);
    QVERIFY(block == &block);
    QCOMPARE(::posix_memalign(&block, 64, std::size_t{1} << 62), ENOMEM);
  }

  void refusedRequestsAreNoAllocations() {
    AllocationTracker tracker;
    void* none = kept(std::malloc(std::size_t{1} << 62));
    const AllocationCount count = tracker.stop();
    QVERIFY(none == nullptr);
    QCOMPARE(count.allocations, std::uint64_t{0});
    QCOMPARE(count.bytes, std::uint64_t{0});
  }

  void containersAreCounted() {
    AllocationTracker tracker;
    {
      std::vector<std::unique_ptr<std::string>> nested;
      nested.reserve(4);
      for (int i = 0; i < 4; ++i) nested.push_back(std::make_unique<std::string>(200, 'x'));
      kept(nested.data());
    }
    const AllocationCount count = tracker.stop();
    QCOMPARE(count.allocations, std::uint64_t{1 + 4 * 2});
    QCOMPARE(count.live, std::int64_t{0});
    QVERIFY(count.peak >= std::int64_t(4 * 201 + 4 * sizeof(std::string) + 4 * sizeof(void*)));
  }

  void memoryGivenBackIsNegative() {
    void* block = kept(std::malloc(5000));
    const auto bytes = std::int64_t(usable(block));
    AllocationTracker tracker;
    std::free(block);
    const AllocationCount count = tracker.stop();
    QCOMPARE(count.live, -bytes);
    QCOMPARE(count.peak, std::int64_t{0});
  }

  void otherThreadsAreNotSeen() {
    std::thread other;
    {
      AllocationTracker tracker;
      tracker.stop();
    }
    std::atomic<bool> go = false, done = false;
    other = std::thread([&] {
      while (!go) std::this_thread::yield();
      for (int i = 0; i < 100; ++i) std::free(kept(std::malloc(100)));
      done = true;
    });
    AllocationTracker tracker;
    go = true;
    while (!done) std::this_thread::yield();
    const AllocationCount count = tracker.stop();
    other.join();
    QCOMPARE(count.allocations, std::uint64_t{0});
  }

  void workersOfATeamAreSeen() {
    const auto workers = static_cast<std::uint32_t>(Team::cores().size());
    if (workers < 2) QSKIP("one core");
    Team team;
    struct Job {
      std::vector<void*> blocks;
    } job{std::vector<void*>(workers)};
    const auto allocate = [](void* context, std::uint32_t worker) {
      auto& blocks = static_cast<Job*>(context)->blocks;
      blocks[worker] = kept(std::malloc(1000));
    };
    const auto release = [](void* context, std::uint32_t worker) {
      std::free(static_cast<Job*>(context)->blocks[worker]);
    };
    team.run(workers, allocate, &job);
    team.run(workers, release, &job);
    AllocationTracker tracker(team, workers);
    team.run(workers, allocate, &job);
    const AllocationCount count = tracker.stop();
    QCOMPARE(count.allocations, std::uint64_t{workers});
    std::uint64_t bytes = 0;
    for (void* block : job.blocks) bytes += usable(block);
    QCOMPARE(count.bytes, bytes);
    QCOMPARE(count.live, std::int64_t(bytes));
    team.run(workers, release, &job);
  }

  void nothingIsCountedAfterwards() {
    { AllocationTracker tracker; }
    QVERIFY(!allocation::t_counting);
    AllocationTracker tracker;
    const AllocationCount first = tracker.stop();
    std::free(kept(std::malloc(100)));
    const AllocationCount again = tracker.stop();
    QCOMPARE(first.allocations, std::uint64_t{0});
    QCOMPARE(again.allocations, std::uint64_t{0});
  }
};

QTEST_APPLESS_MAIN(TestAllocationTracker)
#include "tst_allocation_tracker.moc"
