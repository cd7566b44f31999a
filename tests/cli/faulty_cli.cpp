// A program with one benchmark: the sum of n numbers, once honest and once over the first half
// only, which takes half the time. No such kernel is part of Lanescope; this list stands in for
// run/all_benchmarks.cpp.
#include <cmath>
#include <numeric>
#include <span>

#include "run/benchmark.h"

namespace lane {
namespace {

constexpr std::string_view kHonest = "scalar";
constexpr std::string_view kFaulty = "omp-sse2";

class Sum final : public PreparedCase {
 public:
  Sum(std::span<const float> items, float* out) : m_items(items), m_out(out) {}
  void run(std::uint64_t calls) override {
    for (std::uint64_t i = 0; i < calls; ++i) {
      *m_out = std::accumulate(m_items.begin(), m_items.end(), 0.0f);
      asm volatile("" : : "r"(m_out) : "memory");
    }
  }

 private:
  std::span<const float> m_items;
  float* m_out;
};

class SumGroup final : public PreparedGroup {
 public:
  SumGroup(std::span<float> items, float* out) : m_items(items), m_out(out) {
    std::iota(items.begin(), items.end(), 1.0f);  // the sum is n (n + 1) / 2
  }
  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    const std::size_t n = m_items.size();
    return std::make_unique<Sum>(m_items.first(variant == kFaulty ? n / 2 : n), m_out);
  }
  Result<CheckResult> check(const std::string& variant, std::uint32_t threads) override {
    prepare(variant, threads)->run(1);
    const double n = static_cast<double>(m_items.size());
    const double expected = n * (n + 1) / 2;
    CheckResult result;
    result.maxRelError = std::abs(double{*m_out} - expected) / expected;
    result.maxUlp = result.maxRelError * 0x1p24;
    result.passed = result.maxRelError < 1e-4;
    return result;
  }

 private:
  std::span<float> m_items;
  float* m_out;
};

class HalfSum final : public Benchmark {
 public:
  HalfSum() {
    m_info.suite = "made-up";
    m_info.name = "sum";
    m_info.title = "Sum";
    m_info.dtypes = {Dtype::f32};
    m_info.flopsPerItem = 1;
    m_info.bytesPerItem = sizeof(float);
    m_info.operands = 1;
  }
  const BenchmarkInfo& info() const override { return m_info; }
  std::vector<VariantOffer> variants(Dtype) const override {
    return {{std::string(kHonest), {}}, {std::string(kFaulty), {}}};
  }
  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record;
    record.suite = m_info.suite;
    record.benchmark = m_info.name;
    record.dtype = point.dtype;
    record.size = point.size;
    record.variant = variant;
    record.threads = threads;
    record.flops = record.items = static_cast<double>(point.size);
    record.bytesRead = record.flops * sizeof(float);
    record.bytesWritten = sizeof(float);
    record.key = makeKey(record);
    return record;
  }
  std::string whyNot(const GroupPoint&) const override { return {}; }
  std::size_t arenaBytes(const GroupPoint& point) const override {
    return Arena::roomFor(point.size * sizeof(float), 1) + Arena::roomFor(sizeof(float), 1);
  }
  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena& arena,
                                               Team&) const override {
    if (auto room = arena.reserve(arenaBytes(point)); !room) return tl::unexpected(room.error());
    auto* items = reinterpret_cast<float*>(arena.take(point.size * sizeof(float), point.placing));
    auto* out = reinterpret_cast<float*>(arena.take(sizeof(float), point.placing));
    return std::make_unique<SumGroup>(std::span(items, point.size), out);
  }

 private:
  BenchmarkInfo m_info;
};

}  // namespace

const std::vector<std::unique_ptr<const Benchmark>>& allBenchmarks() {
  static const auto all = [] {
    std::vector<std::unique_ptr<const Benchmark>> list;
    list.push_back(std::make_unique<HalfSum>());
    return list;
  }();
  return all;
}

}  // namespace lane
