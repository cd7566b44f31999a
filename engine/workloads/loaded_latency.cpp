#include "workloads/loaded_latency.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/units.h"
#include "machine/topology.h"
#include "measure/clock.h"
#include "run/benchmark.h"
#include "workloads/memory_benchmark.h"
#include "workloads/memory_load.h"
#include "workloads/memory_walk.h"

namespace lane {
namespace {

struct Way {
  const char* name;
  const char* description;
  LoadLevel level;
};
constexpr Way kWays[] = {
    {"idle", "the other cores rest", {WalkKind::read, 0}},
    {"read-half", "the other cores read, half of the time", {WalkKind::read, 0.5}},
    {"read", "the other cores read all the time", {WalkKind::read, 1}},
    {"copy-half", "the other cores copy, half of the time", {WalkKind::copy, 0.5}},
    {"copy", "the other cores copy all the time", {WalkKind::copy, 1}},
};

const MetricRecord kLoadRate{"load_bandwidth", "Bytes the other cores moved meanwhile", "B/s",
                             MetricKind::rate, true};
const MetricRecord kStepTime{"load_latency", "Latency of one load from memory", "s",
                             MetricKind::time, false};

const Way* wayOf(const std::string& name) {
  for (const Way& way : kWays)
    if (name == way.name) return &way;
  return nullptr;
}

std::uint64_t lastCacheBytes() {
  std::uint64_t last = 0;
  if (const auto topology = readTopology())
    for (const CacheLevel& cache : topology->caches) last = std::max(last, cache.bytes);
  return last;
}

/// The walk with its load: on from before the batch until its end.
class LoadedWalk final : public PreparedCase {
 public:
  LoadedWalk(std::unique_ptr<WalkCase> walk, MemoryLoad& load, const LoadLevel& level)
      : m_walk(std::move(walk)), m_load(load), m_level(level) {}
  ~LoadedWalk() override { m_load.end(); }

  void beforeBatch() override {
    m_walk->warm();
    m_load.begin(m_level);
  }

  void run(std::uint64_t calls) override {
    const Clock& clock = Clock::instance();
    const std::uint64_t moved = m_load.bytesMoved();
    const std::uint64_t begin = clock.now();
    m_walk->run(calls);
    const double seconds = clock.seconds(clock.now() - begin);
    const std::uint64_t after = m_load.bytesMoved();
    m_load.end();
    if (seconds > 0)
      m_told = {static_cast<double>(after - moved) / seconds,
                seconds / static_cast<double>(calls * kChaseSteps)};
  }
  std::span<const double> observations() const override { return m_told; }

 private:
  std::unique_ptr<WalkCase> m_walk;
  MemoryLoad& m_load;
  LoadLevel m_level;
  std::array<double, 2> m_told{};
};

class LoadedGroup final : public PreparedGroup {
 public:
  LoadedGroup(MemoryWalk walk, std::unique_ptr<MemoryLoad> load, std::uint64_t bytes)
      : m_walk(std::move(walk)), m_load(std::move(load)), m_bytes(bytes) {}

  std::unique_ptr<PreparedCase> prepare(const std::string& variant,
                                        std::uint32_t threads) override {
    const Way* way = wayOf(variant);
    if (way == nullptr || threads != 1) return nullptr;
    auto walk = m_walk.prepare({WalkKind::latency, 8, false, 1, m_bytes, true});
    if (!walk) return nullptr;
    return std::make_unique<LoadedWalk>(std::move(walk), *m_load, way->level);
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t threads) override {
    const auto one = prepare(variant, threads);
    if (!one) return fail(ErrorCode::unsupported, "no room for this working set");
    const LoadLevel level = wayOf(variant)->level;
    one->beforeBatch();
    // Other programs may have the core of the load for a while; rest is rest at once.
    constexpr double kPatience = 0.5, kRest = 2e-3;
    const Clock& clock = Clock::instance();
    const std::uint64_t begin = clock.now();
    const std::uint64_t moved = m_load->bytesMoved();
    bool busy = false;
    while (!busy && clock.seconds(clock.now() - begin) < (level.share > 0 ? kPatience : kRest))
      busy = m_load->bytesMoved() != moved;
    one->run(1);
    if (busy != (level.share > 0))
      return fail(ErrorCode::checkFailed,
                  busy ? "the other cores do not rest" : "the other cores move nothing");
    return CheckResult{.passed = true};
  }

  std::vector<MetricRecord> observed() const override { return {kLoadRate, kStepTime}; }

 private:
  MemoryWalk m_walk;
  std::unique_ptr<MemoryLoad> m_load;
  std::uint64_t m_bytes;
};

class LoadedLatencyBenchmark final : public Benchmark {
 public:
  explicit LoadedLatencyBenchmark(std::uint64_t loadBytes) : m_loadBytes(loadBytes) {
    m_info.suite = kMemorySuite;
    m_info.name = "latency_loaded";
    m_info.title = "Latency of memory under load";
    m_info.formula = "p = *p";
    m_info.family = "Latency";
    m_info.special = "on huge pages; a call is 64 loads, each waiting for the one before";
    m_info.itemName = "loads";
    m_info.dtypes = {Dtype::f32};
    m_info.onRequest = true;
    m_info.inMemory = false;
    m_info.mostThreads = 1;
    for (const Way& way : kWays) m_info.ways.push_back({way.name, way.description});
  }

  const BenchmarkInfo& info() const override { return m_info; }

  std::vector<VariantOffer> variants(Dtype) const override {
    const bool alone = Team::cores().size() < 2;
    std::vector<VariantOffer> offers;
    for (const Way& way : kWays)
      offers.push_back({way.name, alone ? "one core: there is none left to make the load" : ""});
    return offers;
  }

  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record = identityOf(m_info, point, variant, threads);
    record.items = double(kChaseSteps);
    record.itemName = m_info.itemName;
    record.key = makeKey(record);
    return record;
  }

  std::string whyNot(const GroupPoint& point) const override { return whyNoWalk(point); }

  std::size_t arenaBytes(const GroupPoint&) const override { return 0; }
  std::size_t memoryBytes(const GroupPoint& point) const override {
    return point.size + loadBytes() * (Team::cores().size() - 1);
  }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena&,
                                               Team& team) const override {
    MemoryWalk::Needs needs;
    needs.cacheBytes = lastCacheBytes();
    needs.latencySizes = {point.size};
    auto walk = MemoryWalk::make(needs, PageKind::huge, team, {});
    if (!walk) return tl::unexpected(walk.error());
    auto load = MemoryLoad::make(loadBytes());
    if (!load) return tl::unexpected(load.error());
    return std::make_unique<LoadedGroup>(std::move(*walk), std::move(*load), point.size);
  }

 private:
  std::uint64_t loadBytes() const {
    constexpr std::uint64_t kLeast = std::uint64_t{64} << 20, kMost = std::uint64_t{512} << 20;
    if (m_loadBytes > 0) return m_loadBytes;
    static const std::uint64_t bytes = std::clamp(2 * lastCacheBytes(), kLeast, kMost);
    return bytes;
  }

  std::uint64_t m_loadBytes;
  BenchmarkInfo m_info;
};

}  // namespace

std::unique_ptr<const Benchmark> loadedLatencyBenchmark(std::uint64_t loadBytes) {
  return std::make_unique<LoadedLatencyBenchmark>(loadBytes);
}

}  // namespace lane
