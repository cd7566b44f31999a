// Vector kernels as benchmarks: operands in the arena, slices for the team, check by reference.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include "kernels/result_check.h"
#include "machine/topology.h"
#include "peers/peer_case.h"
#include "run/benchmark.h"
#include "run/kernel_cases.h"

namespace lane {
namespace {

const MetricRecord kCallCost{"call_cost", "Cost of calling the library (one element)", "s",
                             MetricKind::time, false};
const MetricRecord kOutside{"outside_tolerance", "Largest error, beyond the kernel's tolerance",
                            "1", MetricKind::error, false};

class KernelGroup final : public PreparedGroup {
 public:
  KernelGroup(const KernelInfo& kernel, const GroupPoint& point, const OperandPool& pool,
              Team& team)
      : m_kernel(kernel),
        m_point(point),
        m_pool(pool),
        m_args(pool.first),
        m_team(team),
        m_check(kernel, point.dtype, pool.first) {}

  std::unique_ptr<PreparedCase> prepare(const std::string& variant,
                                        std::uint32_t threads) override {
    if (const auto peer = peerByName(variant))
      return peerCase(*peer, m_work, threads, m_callCosts[{*peer, threads}]);
    const KernelFn function =
        kernelFunction(m_kernel, variantByName(variant).value(), m_point.dtype);
    if (m_point.cache == CacheState::cold)
      return coldCase(m_kernel, function, m_point.dtype, m_pool, threads, m_team);
    if (m_point.mode == Mode::allocate)
      return allocatingCase(m_kernel, function, m_point.dtype, m_args, threads, m_team);
    return hotCase(m_kernel, function, m_point.dtype, m_args, threads, m_team);
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t threads) override {
    // A kernel that writes nothing must not pass on the result of the one before it.
    std::memset(m_args.out, 0xff,
                outputItems(m_kernel, m_args.n) * outputItemBytes(m_kernel, m_point.dtype));
    if (const auto peer = peerByName(variant)) return checkPeer(*peer, threads);
    const KernelFn function =
        kernelFunction(m_kernel, variantByName(variant).value(), m_point.dtype);
    hotCase(m_kernel, function, m_point.dtype, m_args, threads, m_team)->run(1);
    return m_check.check(variantByName(variant).value());
  }

  std::vector<CaseFigure> figures(const std::string& variant, std::uint32_t threads) override {
    const auto peer = peerByName(variant);
    if (!peer) return {};
    std::vector<CaseFigure> all;
    if (const PeerCallCost& cost = m_callCosts[{*peer, threads}]; cost.n > 0)
      all.push_back({kCallCost,
                     {.value = cost.sum / static_cast<double>(cost.n),
                      .low = cost.low,
                      .high = cost.high,
                      .n = cost.n,
                      .reason = {}}});
    if (const auto ulp = m_outside.find(*peer); ulp != m_outside.end())
      all.push_back(
          {kOutside,
           {.value = ulp->second, .low = ulp->second, .high = ulp->second, .n = 1, .reason = {}}});
    return all;
  }

 private:
  /// What no library that computes the same thing differs by: beyond it the result is another.
  static Tolerance peerTolerance(const KernelInfo& kernel) {
    Tolerance loose = kernel.compilerTolerance;
    loose.maxUlp = std::max({kernel.tolerance.maxUlp, loose.maxUlp, 64.0});
    loose.absolute = std::max({kernel.tolerance.absolute, loose.absolute, 1e-5});
    loose.relative = std::max({kernel.tolerance.relative, loose.relative, 1e-5});
    loose.nEps = std::max(kernel.tolerance.nEps, loose.nEps);
    loose.fusedOrSeparate = kernel.tolerance.fusedOrSeparate;
    return loose;
  }

  Result<CheckResult> checkPeer(PeerId peer, std::uint32_t threads) {
    if (m_point.cache == CacheState::cold)
      return fail(ErrorCode::unsupported, "libraries are measured on hot operands only");
    if (m_point.placing.alignment != Alignment::line)
      return fail(ErrorCode::unsupported, "libraries choose the alignment of their operands");
    if (auto computed = computeByPeer(peer, m_work, threads); !computed)
      return tl::unexpected(computed.error());
    CheckResult result = m_check.check(m_kernel.tolerance);
    if (result.passed) return result;
    m_outside[peer] = result.maxUlp;
    result.passed = m_check.check(peerTolerance(m_kernel)).passed;
    return result;
  }

  const KernelInfo& m_kernel;
  GroupPoint m_point;
  OperandPool m_pool;
  KernelArgs m_args;
  Team& m_team;
  ResultCheck m_check;
  const PeerWork m_work{&m_kernel, m_point.dtype, m_point.mode, m_args};
  std::map<std::pair<PeerId, std::uint32_t>, PeerCallCost> m_callCosts;
  std::map<PeerId, double> m_outside;  ///< largest error, of peers beyond our tolerance
};

/// Bytes of all operand sets of a cold group, inputs and outputs apart: twice the last-level cache
/// each, so that a set is gone from the caches when its turn comes again.
std::size_t coldPoolBytes() {
  constexpr std::size_t kUnknownCache = std::size_t{64} << 20;
  static const std::size_t bytes = [] {
    std::uint64_t last = 0;
    if (const auto topology = readTopology())
      for (const CacheLevel& cache : topology->caches) last = std::max(last, cache.bytes);
    return 2 * static_cast<std::size_t>(last > 0 ? last : kUnknownCache);
  }();
  return bytes;
}

std::size_t roundUp(std::size_t value, std::size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

constexpr std::size_t kLine = 64;

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
    for (const PeerInfo& peer : peers())
      offers.push_back({std::string(peer.name), whyNoPeer(peer.id), true});
    return offers;
  }

  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record = identityOf(m_info, point, variant, threads);
    if (point.placing.alignment != Alignment::line)
      record.params = fmt::format(R"({{"align":"{}"}})", toWord(point.placing.alignment));
    record.revision = static_cast<std::uint32_t>(m_kernel.revision);
    const Cost cost = m_kernel.cost(point.size, bytesOf(point.dtype));
    record.flops = cost.flops;
    record.bytesRead = cost.bytesRead;
    record.bytesWritten = cost.bytesWritten;
    record.items = static_cast<double>(point.size);
    record.key = makeKey(record);
    return record;
  }

  std::string whyNot(const GroupPoint& point) const override {
    if (point.mode == Mode::inplace) return "mode inplace is not measured by this version";
    if (point.mode == Mode::allocate && outputItems(m_kernel, 2) == 1)
      return m_info.name + " returns one value: there is no output to allocate";
    if (point.mode == Mode::allocate && point.cache == CacheState::cold)
      return "cold operands are measured with outputs allocated before, in mode reuse";
    if (point.placing.alignment == Alignment::plus4 && bytesOf(point.dtype) > sizeof(float))
      return fmt::format("4 bytes past a line is no place for an element of {} bytes",
                         bytesOf(point.dtype));
    return {};
  }

  std::size_t arenaBytes(const GroupPoint& point) const override {
    if (point.cache == CacheState::cold)
      return Arena::roomFor(coldRegion(inputBytes(point)), 1) +
             Arena::roomFor(coldRegion(outputBytes(point)), 1);
    return Arena::roomFor(inputBytes(point), static_cast<std::size_t>(m_kernel.inputs)) +
           Arena::roomFor(outputBytes(point), 1);
  }

  /// The reference of a reduction is worked out on copies in double, that of a normalisation has a
  /// long double for each element; outputs allocated anew come on top of those in the arena.
  std::size_t memoryBytes(const GroupPoint& point) const override {
    std::size_t beside = 0;
    if (m_kernel.kind != KernelKind::map)
      beside += point.size * sizeof(double) * static_cast<std::size_t>(m_kernel.inputs);
    if (m_kernel.kind == KernelKind::normalise) beside += point.size * sizeof(long double);
    if (point.mode == Mode::allocate) beside = std::max(beside, outputBytes(point));
    return arenaBytes(point) + beside;
  }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena& arena,
                                               Team& team) const override {
    if (auto room = arena.reserve(arenaBytes(point)); !room) return tl::unexpected(room.error());
    const OperandPool pool =
        point.cache == CacheState::cold ? placePool(point, arena) : placeSet(point, arena);
    return std::make_unique<KernelGroup>(m_kernel, point, pool, team);
  }

 private:
  std::size_t inputBytes(const GroupPoint& point) const {
    return std::max<std::size_t>(point.size, 1) * bytesOf(point.dtype);
  }
  std::size_t outputBytes(const GroupPoint& point) const {
    return std::max<std::size_t>(
        outputItems(m_kernel, point.size) * outputItemBytes(m_kernel, point.dtype), kLine);
  }

  /// Room for whole sets of operands of that size each, at least one.
  std::size_t coldRegion(std::size_t operandBytes) const {
    return coldPoolBytes() + setStride(operandBytes);
  }
  std::size_t setStride(std::size_t operandBytes) const {
    return roundUp(operandBytes + kLine, kLine) * static_cast<std::size_t>(m_kernel.inputs);
  }

  OperandPool placeSet(const GroupPoint& point, Arena& arena) const {
    OperandPool one;
    one.first.n = point.size;
    const std::array inputs{&one.first.a, &one.first.b, &one.first.c};
    for (std::size_t i = 0; i < static_cast<std::size_t>(m_kernel.inputs); ++i) {
      std::byte* data = arena.take(inputBytes(point), point.placing);
      fillOperand(data, point.size, point.dtype, m_kernel.range, point.seed + i);
      *inputs[i] = data;
    }
    one.first.out = arena.take(outputBytes(point), point.placing);
    return one;
  }

  /// Sets of inputs one after the other in one region, their outputs in another.
  OperandPool placePool(const GroupPoint& point, Arena& arena) const {
    const std::size_t operand = roundUp(inputBytes(point) + kLine, kLine);
    const std::size_t output = roundUp(outputBytes(point) + kLine, kLine);
    OperandPool pool;
    pool.inputStride = operand * static_cast<std::size_t>(m_kernel.inputs);
    pool.outputStride = outputItems(m_kernel, point.size) > 1 ? output : kLine;
    pool.sets = std::max<std::size_t>(coldPoolBytes() / pool.inputStride, 1);
    std::byte* inputs = arena.take(pool.sets * pool.inputStride, point.placing);
    fillRepeating(inputs, pool.sets * pool.inputStride / bytesOf(point.dtype), point);
    pool.first.n = point.size;
    const std::array pointers{&pool.first.a, &pool.first.b, &pool.first.c};
    for (std::size_t i = 0; i < static_cast<std::size_t>(m_kernel.inputs); ++i)
      *pointers[i] = inputs + i * operand;
    pool.first.out = arena.take(pool.sets * pool.outputStride, point.placing);
    return pool;
  }

  /// Seeded data, the same block again and again: caches go by address, and drawing hundreds of
  /// MiB anew for every visit would take longer than measuring.
  void fillRepeating(std::byte* data, std::size_t items, const GroupPoint& point) const {
    const std::size_t block = std::min<std::size_t>(items, std::size_t{1} << 20);
    const std::size_t itemBytes = bytesOf(point.dtype);
    fillOperand(data, block, point.dtype, m_kernel.range, point.seed);
    for (std::size_t at = block; at < items; at += block)
      std::memcpy(data + at * itemBytes, data, std::min(block, items - at) * itemBytes);
  }

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
  Team nobody;
  const auto empty =
      hotCase(*kernels().front(), &emptyKernel, Dtype::f32, KernelArgs{.out = &unused}, 1, nobody);
  const std::uint64_t calls = calibrateBatch(*empty, timer, {}, 1.0, [] { return false; });
  double best = 1;
  for (int i = 0; i < 15; ++i) {
    const std::uint64_t begin = timer.ticks();
    empty->run(calls);
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
