#include "workloads/alloc/tracking_cost.h"

#include <vector>

#include "measure/allocation_tracker.h"
#include "run/benchmark.h"
#include "workloads/alloc/patterns.h"

#if defined(__GLIBC__)
extern "C" void* __libc_malloc(std::size_t);
extern "C" void __libc_free(void*);
#endif

namespace lane {
namespace {

constexpr std::string_view kDirect = "direct";
constexpr std::string_view kOff = "off";
constexpr std::string_view kCounters = "counters";
constexpr std::size_t kBlocks = 256;
constexpr std::uint64_t kLargest = 65536;  // above, what is around the call is nothing

std::string whyNotHere() {
#if defined(__GLIBC__)
  return AllocationTracker::whyNot();
#else
  return "this C library's malloc has no second name";
#endif
}

/// Blocks allocated and freed in order, through one pair of functions.
class TrackingCase final : public PreparedCase {
 public:
  TrackingCase(std::string_view way, std::uint64_t bytes)
      : m_way(way), m_bytes(bytes), m_blocks(kBlocks) {}

  void run(std::uint64_t calls) override {
    if (m_way == kCounters) {
      AllocationTracker tracker;
      pairs(
          calls, [](std::size_t n) { return std::malloc(n); }, [](void* p) { std::free(p); });
      m_count = tracker.stop();
      return;
    }
#if defined(__GLIBC__)
    if (m_way == kDirect)
      return pairs(
          calls, [](std::size_t n) { return __libc_malloc(n); }, [](void* p) { __libc_free(p); });
#endif
    pairs(
        calls, [](std::size_t n) { return std::malloc(n); }, [](void* p) { std::free(p); });
  }

  const AllocationCount& count() const {
    return m_count;
  }

 private:
  template <class Allocate, class Free>
  void pairs(std::uint64_t calls, const Allocate& allocate, const Free& release) {
    while (calls > 0) {
      const std::size_t now = std::min<std::uint64_t>(calls, kBlocks);
      for (std::size_t i = 0; i < now; ++i) {
        void* block = allocate(m_bytes);
        asm volatile("" : "+r"(block) : : "memory");
        m_blocks[i] = block;
      }
      for (std::size_t i = 0; i < now; ++i) release(m_blocks[i]);
      calls -= now;
    }
  }

  std::string_view m_way;
  std::uint64_t m_bytes;
  std::vector<void*> m_blocks;
  AllocationCount m_count;
};

std::string_view wayOf(const std::string& variant) {
  return variant == kDirect ? kDirect : variant == kCounters ? kCounters : kOff;
}

class TrackingGroup final : public PreparedGroup {
 public:
  explicit TrackingGroup(std::uint64_t bytes) : m_bytes(bytes) {}

  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    return std::make_unique<TrackingCase>(wayOf(variant), m_bytes);
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t) override {
    constexpr std::uint64_t kCalls = 1000;
    TrackingCase one(wayOf(variant), m_bytes);
    one.run(kCalls);
    if (wayOf(variant) == kCounters &&
        (one.count().allocations != kCalls || one.count().live != 0 ||
         one.count().bytes < kCalls * m_bytes))
      return fail(ErrorCode::checkFailed, "the counters do not tell what was allocated");
    return CheckResult{.passed = true};
  }

 private:
  std::uint64_t m_bytes;
};

class TrackingBenchmark final : public Benchmark {
 public:
  TrackingBenchmark() {
    m_info.suite = "alloc";
    m_info.name = "tracking";
    m_info.title = "Cost of counting allocations";
    m_info.formula = "malloc(n), free";
    m_info.family = "Allocators";
    m_info.special = "size is that of a block in bytes; a call is one malloc and one free";
    m_info.itemName = "allocations";
    m_info.dtypes = {Dtype::none};
    m_info.onRequest = true;
    m_info.inMemory = false;
    m_info.mostThreads = 1;
    m_info.ways = {{std::string(kDirect), "glibc's own names, past the hooks"},
                   {std::string(kOff), "through the hooks, nothing is counted"},
                   {std::string(kCounters), "through the hooks, counted"}};
  }

  const BenchmarkInfo& info() const override { return m_info; }

  std::vector<VariantOffer> variants(Dtype) const override {
    std::vector<VariantOffer> offers;
    for (const WayInfo& way : m_info.ways) offers.push_back({way.name, whyNotHere()});
    return offers;
  }

  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record;
    record.suite = m_info.suite;
    record.benchmark = m_info.name;
    record.size = point.size;
    record.variant = variant;
    record.threads = threads;
    record.mode = point.mode;
    record.cache = point.cache;
    record.items = 1;
    record.itemName = m_info.itemName;
    record.key = makeKey(record);
    return record;
  }

  bool knows(CacheState cache) const override { return cache == CacheState::hot; }

  std::string whyNot(const GroupPoint& point) const override {
    if (!knows(point.cache)) return "an allocator has no cold form: cache hot";
    if (point.mode != Mode::reuse) return "every call allocates: mode reuse";
    if (point.placing.alignment != Alignment::line)
      return "allocators place their blocks themselves";
    if (point.size < kSmallestBlock || point.size > kLargest)
      return "the cost of counting is measured on blocks of 16 bytes to 64 KiB";
    return {};
  }

  std::size_t arenaBytes(const GroupPoint&) const override { return 0; }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena&,
                                               Team&) const override {
    return std::make_unique<TrackingGroup>(point.size);
  }

 private:
  BenchmarkInfo m_info;
};

}  // namespace

std::unique_ptr<const Benchmark> trackingBenchmark() {
  return std::make_unique<TrackingBenchmark>();
}

}  // namespace lane
