// Vector kernels as benchmarks: operands in the arena, slices for the team, check by reference.
#include <algorithm>
#include <array>
#include <cstring>

#include "run/benchmark.h"

namespace lane {
namespace {

/// First item of slice `t` of `threads`: on a 64-item boundary, so that no two threads write one
/// cache line.
std::size_t sliceBegin(std::size_t n, std::size_t t, std::size_t threads) {
  const std::size_t blocks = (n + 63) / 64;
  return std::min(n, blocks * t / threads * 64);
}

std::size_t outputItems(const KernelInfo& kernel, std::size_t n) {
  return kernel.kind == KernelKind::map || kernel.kind == KernelKind::normalise ? n : 1;
}

std::size_t outputItemBytes(const KernelInfo& kernel, Dtype dtype) {
  return kernel.kind == KernelKind::argReduce ? sizeof(std::int64_t) : bytesOf(dtype);
}

class SerialCase final : public PreparedCase {
 public:
  SerialCase(KernelFn function, const KernelArgs& args) : m_function(function), m_args(args) {}
  void run(std::uint64_t calls) override {
    for (std::uint64_t i = 0; i < calls; ++i) {
      m_function(m_args);
      asm volatile("" : : "r"(m_args.out) : "memory");  // the result is used, every time
    }
  }

 private:
  KernelFn m_function;
  KernelArgs m_args;
};

/// One call is one parallel region (two for a normalising kernel), as a library would do it.
class TeamCase final : public PreparedCase {
 public:
  TeamCase(const KernelInfo& kernel, KernelFn function, Dtype dtype, const KernelArgs& args,
           std::uint32_t threads, Team& team)
      : m_kernel(kernel), m_function(function), m_dtype(dtype), m_whole(args), m_team(team) {
    const std::size_t bytes = bytesOf(dtype);
    const auto advance = [&](const void* pointer, std::size_t items) -> const void* {
      return pointer ? static_cast<const std::byte*>(pointer) + items * bytes : nullptr;
    };
    m_partials.resize(threads);
    for (std::uint32_t t = 0; t < threads; ++t) {
      const std::size_t begin = sliceBegin(args.n, t, threads);
      KernelArgs slice = args;
      slice.a = advance(args.a, begin);
      slice.b = advance(args.b, begin);
      slice.c = advance(args.c, begin);
      slice.n = sliceBegin(args.n, t + 1, threads) - begin;
      slice.offset = begin;
      slice.partial = &m_partials[t];
      slice.stage = kernel.kind == KernelKind::map ? Stage::whole : Stage::partial;
      if (outputItems(kernel, args.n) > 1)
        slice.out = static_cast<std::byte*>(args.out) + begin * bytes;
      m_slices.push_back(slice);
    }
    if (kernel.kind == KernelKind::normalise) {
      m_finish = m_slices;
      for (KernelArgs& slice : m_finish) {
        slice.stage = Stage::finish;
        slice.partial = &m_partials[0];
      }
    }
  }

  void run(std::uint64_t calls) override {
    for (std::uint64_t i = 0; i < calls; ++i) {
      region(m_slices);
      if (m_kernel.combine)
        m_kernel.combine(m_whole, m_dtype, m_partials.data(), m_partials.size());
      if (!m_finish.empty()) region(m_finish);
      asm volatile("" : : "r"(m_whole.out) : "memory");
    }
  }

 private:
  struct Region {
    KernelFn function;
    const KernelArgs* slices;
  };
  void region(const std::vector<KernelArgs>& slices) {
    Region region{m_function, slices.data()};
    m_team.run(
        static_cast<std::uint32_t>(slices.size()),
        [](void* context, std::uint32_t worker) {
          const auto* work = static_cast<const Region*>(context);
          work->function(work->slices[worker]);
        },
        &region);
  }

  const KernelInfo& m_kernel;
  KernelFn m_function;
  Dtype m_dtype;
  KernelArgs m_whole;
  Team& m_team;
  std::vector<KernelArgs> m_slices;
  std::vector<KernelArgs> m_finish;
  std::vector<Partial> m_partials;
};

class KernelGroup final : public PreparedGroup {
 public:
  KernelGroup(const KernelInfo& kernel, const GroupPoint& point, const KernelArgs& args, Team& team)
      : m_kernel(kernel), m_point(point), m_args(args), m_team(team) {}

  std::unique_ptr<PreparedCase> prepare(const std::string& variant,
                                        std::uint32_t threads) override {
    const KernelFn function =
        kernelFunction(m_kernel, variantByName(variant).value(), m_point.dtype);
    if (threads == 1) return std::make_unique<SerialCase>(function, m_args);
    return std::make_unique<TeamCase>(m_kernel, function, m_point.dtype, m_args, threads, m_team);
  }

  CheckResult check(PreparedCase& prepared, const std::string& variant) override {
    // A kernel that writes nothing must not pass on the result of the one before it.
    std::memset(m_args.out, 0xff,
                outputItems(m_kernel, m_args.n) * outputItemBytes(m_kernel, m_point.dtype));
    prepared.run(1);
    return checkResult(m_kernel, m_point.dtype, variantByName(variant).value(), m_args);
  }

 private:
  const KernelInfo& m_kernel;
  GroupPoint m_point;
  KernelArgs m_args;
  Team& m_team;
};

class KernelBenchmark final : public Benchmark {
 public:
  explicit KernelBenchmark(const KernelInfo& kernel) : m_kernel(kernel) {
    m_info.suite = "vector";
    m_info.name = kernel.name;
    m_info.title = kernel.title;
    m_info.formula = kernel.formula;
    m_info.family = kernel.family;
    m_info.special = kernel.special;
    m_info.dtypes = {Dtype::f32};
    if (kernel.hasF64) m_info.dtypes.push_back(Dtype::f64);
    constexpr std::size_t kMany = 1 << 20;
    const Cost cost = kernel.cost(kMany, sizeof(float));
    m_info.flopsPerItem = cost.flops / double(kMany);
    m_info.bytesPerItem = (cost.bytesRead + cost.bytesWritten) / double(kMany);
    m_info.operands =
        static_cast<std::uint32_t>(kernel.inputs) + (outputItems(kernel, kMany) > 1 ? 1u : 0u);
  }

  const BenchmarkInfo& info() const override { return m_info; }

  std::vector<VariantOffer> variants(Dtype dtype) const override {
    std::vector<VariantOffer> offers;
    for (const VariantInfo& variant : lane::variants()) {
      const VariantSupport& support = lane::support(variant.id);
      std::string reason = support.reason;
      if (reason.empty() && !kernelFunction(m_kernel, variant.id, dtype))
        reason = std::string(m_kernel.name) + " has no " + std::string(variant.name) +
                 " form for " + std::string(toWord(dtype));
      offers.push_back({std::string(variant.name), std::move(reason)});
    }
    return offers;
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
    record.mode = point.mode;
    record.cache = point.cache;
    record.revision = static_cast<std::uint32_t>(m_kernel.revision);
    const Cost cost = m_kernel.cost(point.size, bytesOf(point.dtype));
    record.flops = cost.flops;
    record.bytesRead = cost.bytesRead;
    record.bytesWritten = cost.bytesWritten;
    record.items = static_cast<double>(point.size);
    record.key = makeKey(record);
    return record;
  }

  std::size_t arenaBytes(const GroupPoint& point) const override {
    return Arena::roomFor(std::max<std::size_t>(point.size, 1) * bytesOf(point.dtype),
                          static_cast<std::size_t>(m_kernel.inputs) + 1);
  }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena& arena,
                                               Team& team) const override {
    if (auto room = arena.reserve(arenaBytes(point)); !room) return tl::unexpected(room.error());
    const std::size_t itemBytes = bytesOf(point.dtype);
    KernelArgs args;
    args.n = point.size;
    const std::array<const void**, 3> inputs{&args.a, &args.b, &args.c};
    for (int i = 0; i < m_kernel.inputs; ++i) {
      std::byte* data = arena.take(std::max<std::size_t>(args.n, 1) * itemBytes, point.placing);
      fillOperand(data, args.n, point.dtype, m_kernel.range,
                  point.seed + static_cast<std::uint64_t>(i));
      *inputs[static_cast<std::size_t>(i)] = data;
    }
    args.out =
        arena.take(std::max<std::size_t>(
                       outputItems(m_kernel, args.n) * outputItemBytes(m_kernel, point.dtype), 64),
                   point.placing);
    return std::make_unique<KernelGroup>(m_kernel, point, args, team);
  }

 private:
  const KernelInfo& m_kernel;
  BenchmarkInfo m_info;
};

/// Not inlined and not known to do nothing: what calling through a pointer costs.
[[gnu::noinline]] void emptyKernel(const KernelArgs& args) {
  asm volatile("" : : "r"(&args));
}

}  // namespace

double emptyCallSeconds(Timer& timer) {
  float unused = 0;
  SerialCase empty(&emptyKernel, KernelArgs{.out = &unused});
  const std::uint64_t calls = calibrateBatch(empty, timer, {}, 1.0, [] { return false; });
  double best = 1;
  for (int i = 0; i < 15; ++i) {
    const std::uint64_t begin = timer.ticks();
    empty.run(calls);
    best = std::min(best, timer.seconds(timer.ticks() - begin) / static_cast<double>(calls));
  }
  return best;
}

std::vector<std::unique_ptr<const Benchmark>> kernelBenchmarks() {
  std::vector<std::unique_ptr<const Benchmark>> list;
  for (const KernelInfo* kernel : kernels())
    list.push_back(std::make_unique<KernelBenchmark>(*kernel));
  return list;
}

}  // namespace lane
