#include "workloads/memory_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/units.h"
#include "machine/topology.h"
#include "run/benchmark.h"
#include "workloads/memory_walk.h"

namespace lane {
namespace {

/// A page for every kernel to start on, and not so little that the call is all there is.
constexpr std::uint64_t kSmallest = 1024;

struct Operation {
  WalkKind kind;
  const char* title;
  const char* formula;
};
constexpr Operation kOperations[] = {
    {WalkKind::read, "Read memory", "a[i]"},
    {WalkKind::write, "Write memory", "out[i] = s"},
    {WalkKind::copy, "Copy memory", "out[i] = a[i]"},
    {WalkKind::triad, "Triad", "out[i] = a[i] + s b[i]"},
    {WalkKind::latency, "Latency of memory", "p = *p"},
};

/// Working sets up to this are walked once before each sample.
std::uint64_t cacheBytes() {
  constexpr std::uint64_t kUnknownCache = std::uint64_t{64} << 20;
  static const std::uint64_t bytes = [] {
    std::uint64_t last = 0;
    if (const auto topology = readTopology())
      for (const CacheLevel& cache : topology->caches) last = std::max(last, cache.bytes);
    return last > 0 ? last : kUnknownCache;
  }();
  return bytes;
}

/// A walk whose working set is in the caches, as far as it fits, before each batch.
class WarmWalk final : public PreparedCase {
 public:
  explicit WarmWalk(std::unique_ptr<WalkCase> walk) : m_walk(std::move(walk)) {}
  void run(std::uint64_t calls) override { m_walk->run(calls); }
  void beforeBatch() override { m_walk->warm(); }

 private:
  std::unique_ptr<WalkCase> m_walk;
};

Result<CheckResult> wrong(std::string what) {
  return fail(ErrorCode::checkFailed, std::move(what));
}

/// Runs a kernel once over a few blocks and looks at every byte it should have written.
Result<CheckResult> checkKernel(const WalkKernel& kernel) {
  constexpr std::size_t kBytes = 4 * kWalkBlock;
  alignas(64) std::byte a[kBytes], b[kBytes], out[kBytes];
  fillRandom(a, kBytes, 1);
  std::memset(b, 0, kBytes);
  std::memset(out, 0xff, kBytes);
  kernel.run({out, a, b}, kBytes / kWalkBlock, 1);
  // With b zero a triad leaves a as it is, whatever it multiplies by.
  const bool copies = kernel.kind == WalkKind::copy || kernel.kind == WalkKind::triad;
  if (copies && std::memcmp(out, a, kBytes) != 0) return wrong("bytes written are not those read");
  if (kernel.kind == WalkKind::write) {
    const auto width = static_cast<std::size_t>(kernel.width);
    for (std::size_t at = 0; at < kBytes; at += width)
      if (std::memcmp(out + at, out, width) != 0 || out[at] == std::byte{0xff})
        return wrong("not every byte was written");
  }
  return CheckResult{.passed = true};
}

/// Follows a cycle of that many lines and sees whether it goes through all of them.
Result<CheckResult> checkCycle(std::uint64_t lines) {
  lines = std::min<std::uint64_t>(lines, 4096);
  std::vector<std::byte> memory((lines + 1) * 64);
  auto* first = memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64) % 64;
  const void* const start = linkCycle(first, lines, 0, 0, lines);
  std::vector<bool> seen(lines);
  const void* at = start;
  for (std::uint64_t i = 0; i < lines; ++i) {
    const auto line = static_cast<std::uint64_t>(static_cast<const std::byte*>(at) - first) / 64;
    if (line >= lines || seen[line]) return wrong("the walk leaves out lines");
    seen[line] = true;
    at = *static_cast<const void* const*>(at);
  }
  if (at != start) return wrong("the walk does not come back");
  return CheckResult{.passed = true};
}

class WalkGroup final : public PreparedGroup {
 public:
  WalkGroup(WalkKind kind, std::uint64_t bytes) : m_kind(kind), m_bytes(bytes) {}
  void add(MemoryWalk walk) { m_walks.push_back(std::move(walk)); }

  std::unique_ptr<PreparedCase> prepare(const std::string& variant,
                                        std::uint32_t threads) override {
    const auto style = styleOf(variant, threads);
    for (const MemoryWalk& walk : m_walks)
      if (style && walk.pages() == style->pages)
        if (auto one =
                walk.prepare({m_kind, style->width, style->nonTemporal, threads, m_bytes, true}))
          return std::make_unique<WarmWalk>(std::move(one));
    return nullptr;
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t threads) override {
    const auto style = styleOf(variant, threads);
    if (!style || !prepare(variant, threads))
      return fail(ErrorCode::unsupported, "no room for this working set");
    if (m_kind == WalkKind::latency) return checkCycle(m_bytes / 64);
    return checkKernel(*walkKernel(m_kind, style->width, style->nonTemporal));
  }

 private:
  std::optional<WalkStyle> styleOf(const std::string& variant, std::uint32_t threads) const {
    CaseRecord record;
    record.suite = kMemorySuite;
    record.benchmark = toWord(m_kind);
    record.variant = variant;
    record.threads = threads;
    return walkStyleOf(record);
  }

  WalkKind m_kind;
  std::uint64_t m_bytes;
  std::vector<MemoryWalk> m_walks;
};

class MemoryBenchmark final : public Benchmark {
 public:
  explicit MemoryBenchmark(const Operation& operation) : m_kind(operation.kind) {
    const bool latency = m_kind == WalkKind::latency;
    m_info.suite = kMemorySuite;
    m_info.name = toWord(m_kind);
    m_info.title = operation.title;
    m_info.formula = operation.formula;
    m_info.family = latency ? "Latency" : "Bandwidth";
    m_info.special = latency ? "one cycle through all lines, in an order without pattern"
                             : "size is the working set of one thread, all arrays together";
    m_info.itemName = latency ? "loads" : "bytes";
    m_info.dtypes = {Dtype::f32};
    m_info.flopsPerItem = m_kind == WalkKind::triad ? 1.0 / 6 : 0;
    m_info.bytesPerItem = latency ? 0 : 1;
    m_info.operands = static_cast<std::uint32_t>(walkArrays(m_kind));
    m_info.onRequest = true;
    m_info.inMemory = false;  // mappings of its own, always placed alike
    if (latency) {
      m_info.mostThreads = 1;
      m_info.ways = {{"2M", "on huge pages"}, {"4K", "on small pages"}};
      return;
    }
    for (const WalkKernel& kernel : walkKernels())
      if (kernel.kind == m_kind)
        m_info.ways.push_back({walkVariant({m_kind, kernel.width, kernel.nonTemporal}),
                               fmt::format("{} bits at a time{}", 8 * kernel.width,
                                           kernel.nonTemporal ? ", past the caches" : "")});
  }

  const BenchmarkInfo& info() const override { return m_info; }

  std::vector<VariantOffer> variants(Dtype) const override {
    std::vector<VariantOffer> offers;
    if (m_kind == WalkKind::latency) return {{"2M", {}}, {"4K", {}}};
    for (const WalkKernel& kernel : walkKernels())
      if (kernel.kind == m_kind)
        offers.push_back({walkVariant({m_kind, kernel.width, kernel.nonTemporal}),
                          kernel.supported()
                              ? std::string()
                              : fmt::format("this processor has no {}", kernel.needs)});
    return offers;
  }

  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record = identityOf(m_info, point, variant, threads);
    record.itemName = m_info.itemName;
    if (m_kind == WalkKind::latency) {
      record.items = double(kChaseSteps);
    } else {
      const double array = double(walkArrayBytes(m_kind, point.size)) * threads;
      const int arrays = walkArrays(m_kind);
      const int written = m_kind == WalkKind::read ? 0 : 1;
      record.bytesWritten = array * written;
      record.bytesRead = array * (arrays - written);
      record.items = array * arrays;
      if (m_kind == WalkKind::triad) record.flops = 2 * array / double(bytesOf(point.dtype));
    }
    record.key = makeKey(record);
    return record;
  }

  std::string whyNot(const GroupPoint& point) const override { return whyNoWalk(point); }

  std::size_t arenaBytes(const GroupPoint&) const override { return 0; }
  /// What its mappings take.
  std::size_t memoryBytes(const GroupPoint& point) const override {
    return point.size * (m_kind == WalkKind::latency ? 2 : Team::cores().size());
  }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena&,
                                               Team& team) const override {
    auto group = std::make_unique<WalkGroup>(m_kind, point.size);
    const bool latency = m_kind == WalkKind::latency;
    MemoryWalk::Needs needs;
    needs.cacheBytes = cacheBytes();
    if (latency)
      needs.latencySizes = {point.size};
    else
      needs.bandwidthBytes = point.size * Team::cores().size();
    for (const PageKind pages : {PageKind::huge, PageKind::small}) {
      if (!latency && pages == PageKind::small) continue;
      auto walk = MemoryWalk::make(needs, pages, team, {});
      if (!walk) return tl::unexpected(walk.error());
      group->add(std::move(*walk));
    }
    return group;
  }

 private:
  WalkKind m_kind;
  BenchmarkInfo m_info;
};

}  // namespace

std::vector<std::unique_ptr<const Benchmark>> memoryBenchmarks() {
  std::vector<std::unique_ptr<const Benchmark>> list;
  for (const Operation& operation : kOperations)
    list.push_back(std::make_unique<MemoryBenchmark>(operation));
  return list;
}

std::string walkVariant(const WalkStyle& style) {
  if (style.kind == WalkKind::latency) return std::string(toWord(style.pages));
  return fmt::format("w{}{}", style.width, style.nonTemporal ? "-nt" : "");
}

std::optional<WalkStyle> walkStyleOf(const CaseRecord& record) {
  const auto kind = walkKindByName(record.benchmark);
  if (record.suite != kMemorySuite || !kind) return std::nullopt;
  WalkStyle style{*kind, 8, false, record.threads, PageKind::huge};
  if (*kind == WalkKind::latency) {
    const auto pages = pageKindByName(record.variant);
    if (!pages) return std::nullopt;
    style.pages = *pages;
    return style;
  }
  for (const int width : {4, 8, 16, 32, 64})
    for (const bool past : {false, true}) {
      style.width = width;
      style.nonTemporal = past;
      if (walkVariant(style) == record.variant) return style;
    }
  return std::nullopt;
}

std::string whyNoWalk(const GroupPoint& point) {
  if (point.cache != CacheState::hot)
    return "a walk finds its working set where the one before left it: cache hot";
  if (point.mode != Mode::reuse) return "a walk goes over memory that is there: mode reuse";
  if (point.placing.alignment != Alignment::line) return "walks begin on a page of their own";
  if (point.size < kSmallest)
    return fmt::format("a walk needs a working set of {} or more", formatBytes(kSmallest));
  return {};
}

}  // namespace lane
