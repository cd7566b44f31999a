#include "workloads/alloc/alloc_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "run/benchmark.h"
#include "workloads/alloc/allocation_case.h"
#include "workloads/alloc/long_run.h"
#include "workloads/alloc/pressure.h"
#include "workloads/alloc/tracking_cost.h"

namespace lane {
namespace {

enum class Kind : std::uint8_t { sequential, random, mixed, touched, pressure };

struct Word {
  Kind kind;
  const char* name;
  const char* title;
  const char* formula;
  const char* params;
};
constexpr Word kWords[] = {
    {Kind::sequential, "sequential", "Allocate and free in order",
     "k blocks of n bytes, first freed first", R"({"pattern":"sequential","touch":"none"})"},
    {Kind::random, "random", "Allocate, free in random order",
     "k blocks of n bytes, freed in any order", R"({"pattern":"random","touch":"none"})"},
    {Kind::mixed, "mixed", "Allocate and free mixed sizes",
     "k blocks of 16 to n bytes, freed in any order", R"({"pattern":"mixed","touch":"none"})"},
    {Kind::touched, "touched", "Allocate, write every page, free",
     "k blocks of n bytes, every page written once", R"({"pattern":"sequential","touch":"pages"})"},
    {Kind::pressure, "pressure", "Refused allocations", "a block of n bytes where there is no room",
     R"({"pattern":"refused","touch":"none"})"},
};

const MetricRecord kAllocateTime{"allocate_time", "Allocate a block, mean of a batch", "s",
                                 MetricKind::time, false};
const MetricRecord kFreeTime{"free_time", "Free a block, mean of a batch", "s", MetricKind::time,
                             false};
const MetricRecord kRefusalTime{"refusal_time", "A refused request, mean of a batch", "s",
                                MetricKind::time, false};
const MetricRecord kAllocateEvent{"allocate_event", "Allocate a block, one by one", "s",
                                  MetricKind::time, false};
const MetricRecord kFreeEvent{"free_event", "Free a block, one by one", "s", MetricKind::time,
                              false};
const MetricRecord kRefusalEvent{"refusal_event", "A refused request, one by one", "s",
                                 MetricKind::time, false};
const MetricRecord kClockStep{"clock_step", "Step of the clock single events are timed with", "s",
                              MetricKind::time, false};
const MetricRecord kClockCost{"clock_cost", "One reading of the clock, part of every single event",
                              "s", MetricKind::time, false};
const MetricRecord kFragmentation{"fragmentation",
                                  "Resident over live bytes after a long mixed run, less one", "1",
                                  MetricKind::ratio, false};
const MetricRecord kPoolUse{"pool_use", "Live bytes over those a pool took from its upstream", "1",
                            MetricKind::ratio, true};
const MetricRecord kLiveSet{"live_set", "Bytes in use in the long mixed run", "B",
                            MetricKind::bytes, false};
const MetricRecord kServed{"served_before_refusal", "Blocks served before the first refusal", "1",
                           MetricKind::count, true};
const MetricRecord kServedAgain{"served_after_refusal", "Blocks served again once all were freed",
                                "1", MetricKind::count, true};

/// Blocks in use at once: as many as small ones need for a pattern, few of large ones, and of what
/// is written no more than 64 MiB or one.
std::uint64_t blocksOf(Kind kind, std::uint64_t bytes) {
  constexpr std::uint64_t kMost = 512;
  const std::uint64_t room = (kind == Kind::touched ? std::uint64_t{64} : 256) << 20;
  return std::clamp<std::uint64_t>(room / std::max<std::uint64_t>(bytes, 1), 1, kMost);
}

AllocationPattern patternOf(Kind kind, std::uint64_t bytes, std::uint64_t seed) {
  AllocationPattern pattern;
  PatternRandom random(seed);
  pattern.touch = kind == Kind::touched;
  const double mean = PatternRandom::meanUpTo(bytes);
  pattern.sizes.assign(blocksOf(kind, kind == Kind::mixed ? std::uint64_t(mean) : bytes), bytes);
  if (kind == Kind::mixed)
    for (std::uint64_t& size : pattern.sizes) size = random.sizeUpTo(bytes);
  pattern.order.resize(pattern.sizes.size());
  std::iota(pattern.order.begin(), pattern.order.end(), 0u);
  if (kind == Kind::random || kind == Kind::mixed)
    for (std::size_t i = pattern.order.size(); i > 1; --i)
      std::swap(pattern.order[i - 1], pattern.order[random.below(i)]);
  return pattern;
}

CaseFigure exactly(const MetricRecord& metric, double value) {
  return {metric, {.value = value, .low = value, .high = value, .n = 1, .reason = {}}};
}

CaseFigure because(const MetricRecord& metric, std::string reason) {
  return {metric, {.reason = std::move(reason)}};
}

std::vector<CaseFigure> clockFigures() {
  const Clock& clock = Clock::instance();
  return {exactly(kClockStep, clock.stepSeconds()), exactly(kClockCost, clock.costSeconds())};
}

class AllocGroup final : public PreparedGroup {
 public:
  AllocGroup(Kind kind, const GroupPoint& point)
      : m_kind(kind), m_point(point), m_pattern(patternOf(kind, point.size, point.seed)) {
    m_roundBytes = std::accumulate(m_pattern.sizes.begin(), m_pattern.sizes.end(), std::size_t{0});
  }

  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    return withAllocator(variant, m_roundBytes, [&](auto make) -> std::unique_ptr<PreparedCase> {
      return std::make_unique<AllocationCase<decltype(make())>>(m_pattern, m_events[variant], make);
    });
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t) override {
    if (std::string why = whyNotAllocator(variant, m_point.size); !why.empty())
      return fail(ErrorCode::unsupported, std::move(why));
    const std::string problem = withAllocator(variant, m_roundBytes, [&](auto make) {
      SingleEvents unused;
      return AllocationCase<decltype(make())>(m_pattern, unused, make).problem();
    });
    if (!problem.empty()) return fail(ErrorCode::checkFailed, problem);
    if (m_kind == Kind::mixed)
      m_longRuns.emplace(variant, runLong(variant, m_point.size, m_point.seed));
    return CheckResult{.passed = true};
  }

  std::vector<MetricRecord> observed() const override { return {kAllocateTime, kFreeTime}; }

  std::vector<CaseHistogram> histograms(const std::string& variant, std::uint32_t) override {
    const SingleEvents& events = m_events[variant];
    return {{kAllocateEvent, events.allocate.bins()}, {kFreeEvent, events.free.bins()}};
  }

  std::vector<CaseFigure> figures(const std::string& variant, std::uint32_t) override {
    std::vector<CaseFigure> figures = clockFigures();
    const auto known = m_longRuns.find(variant);
    if (known == m_longRuns.end()) return figures;
    if (!known->second) {
      figures.push_back(because(kFragmentation, known->second.error().what));
    } else {
      const LongRun& run = *known->second;
      const auto live = static_cast<double>(run.liveBytes);
      figures.push_back(exactly(kFragmentation, static_cast<double>(run.residentBytes) / live - 1));
      figures.push_back(exactly(kLiveSet, live));
      if (run.takenBytes > 0)
        figures.push_back(exactly(kPoolUse, live / static_cast<double>(run.takenBytes)));
    }
    m_longRuns.erase(known);  // once, however often the group is visited
    return figures;
  }

 private:
  Kind m_kind;
  GroupPoint m_point;
  AllocationPattern m_pattern;
  std::size_t m_roundBytes = 0;
  std::map<std::string, SingleEvents> m_events;
  std::map<std::string, Result<LongRun>> m_longRuns;
};

/// A child per case, which stays for a visit.
class PressureGroup final : public PreparedGroup {
 public:
  explicit PressureGroup(const GroupPoint& point) : m_point(point) {}

  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    return std::make_unique<View>(caseOf(variant));
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t) override {
    if (std::string why = whyNotAllocator(variant, m_point.size); !why.empty())
      return fail(ErrorCode::unsupported, std::move(why));
    const auto& one = caseOf(variant);
    if (!one) return tl::unexpected(one.error());
    (*one)->run(1000);
    if (!(*one)->failure().empty())
      return fail(ErrorCode::checkFailed, std::string((*one)->failure()));
    if (auto recovered = (*one)->recover(); !recovered) return tl::unexpected(recovered.error());
    const PressureTold& told = (*one)->told();
    // Not all: what was freed need not lie together any more.
    if (told.servedAgain * 2 < told.served)
      return fail(ErrorCode::checkFailed,
                  fmt::format("after a refusal and after all was freed {} of {} blocks are served",
                              told.servedAgain, told.served));
    return CheckResult{.passed = true};
  }

  std::vector<MetricRecord> observed() const override { return {kRefusalTime}; }

  std::vector<CaseHistogram> histograms(const std::string& variant, std::uint32_t) override {
    const auto& one = caseOf(variant);
    if (!one) return {};
    return {{kRefusalEvent, (*one)->told().events.bins()}};
  }

  std::vector<CaseFigure> figures(const std::string& variant, std::uint32_t) override {
    std::vector<CaseFigure> figures = clockFigures();
    if (const auto& one = caseOf(variant)) {
      const PressureTold& told = (*one)->told();
      figures.push_back(exactly(kServed, static_cast<double>(told.served)));
      if (told.servedAgain > 0)
        figures.push_back(exactly(kServedAgain, static_cast<double>(told.servedAgain)));
    }
    return figures;
  }

 private:
  using Made = Result<std::unique_ptr<PressureCase>>;

  /// The group's case under another owner.
  class View final : public PreparedCase {
   public:
    explicit View(const Made& made) : m_made(made) {
      if (!made) m_problem = toString(made.error());
    }
    void run(std::uint64_t calls) override {
      if (m_made) (*m_made)->run(calls);
    }
    void beforeBatch() override {
      if (m_made) (*m_made)->beforeBatch();
    }
    std::string_view failure() const override {
      return m_made ? (*m_made)->failure() : std::string_view(m_problem);
    }
    std::optional<double> ownSeconds() const override {
      return m_made ? (*m_made)->ownSeconds() : std::nullopt;
    }
    std::span<const double> observations() const override {
      return m_made ? (*m_made)->observations() : std::span<const double>();
    }

   private:
    const Made& m_made;
    std::string m_problem;
  };

  const Made& caseOf(const std::string& variant) {
    const auto known = m_cases.find(variant);
    if (known != m_cases.end()) return known->second;
    return m_cases.emplace(variant, makePressure(variant, m_point.size)).first->second;
  }

  GroupPoint m_point;
  std::map<std::string, Made> m_cases;
};

class AllocBenchmark final : public Benchmark {
 public:
  explicit AllocBenchmark(const Word& word) : m_word(word) {
    m_info.suite = kAllocSuite;
    m_info.name = word.name;
    m_info.title = word.title;
    m_info.formula = word.formula;
    m_info.family = "Allocators";
    m_info.special =
        word.kind == Kind::pressure
            ? "in a child process whose address space may grow by 32 MiB; the child takes the time"
            : "size is that of a block in bytes; up to 512 are in use at once";
    m_info.itemName = word.kind == Kind::pressure ? "requests" : "allocations";
    m_info.dtypes = {Dtype::none};
    m_info.onRequest = true;
    m_info.inMemory = false;
    m_info.mostThreads = 1;
    for (const AllocatorWord& way : kAllocators) m_info.ways.push_back({way.name, way.description});
  }

  const BenchmarkInfo& info() const override { return m_info; }

  std::vector<VariantOffer> variants(Dtype) const override {
    std::vector<VariantOffer> offers;
    for (const AllocatorWord& way : kAllocators) offers.push_back({way.name, {}});
    return offers;
  }

  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record;
    record.suite = m_info.suite;
    record.benchmark = m_info.name;
    record.dtype = Dtype::none;
    record.size = point.size;
    record.params = m_word.params;
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
    if (point.size < kSmallestBlock) return "blocks are measured from 16 bytes on";
    return {};
  }

  std::size_t arenaBytes(const GroupPoint&) const override { return 0; }
  std::size_t memoryBytes(const GroupPoint& point) const override {
    if (m_word.kind == Kind::pressure) return pressureHeadroom();
    return m_word.kind == Kind::touched ? point.size * blocksOf(m_word.kind, point.size) : 0;
  }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena&,
                                               Team&) const override {
    if (m_word.kind == Kind::pressure) return std::make_unique<PressureGroup>(point);
    return std::make_unique<AllocGroup>(m_word.kind, point);
  }

 private:
  const Word& m_word;
  BenchmarkInfo m_info;
};

}  // namespace

std::vector<std::unique_ptr<const Benchmark>> allocBenchmarks() {
  std::vector<std::unique_ptr<const Benchmark>> list;
  for (const Word& word : kWords) list.push_back(std::make_unique<AllocBenchmark>(word));
  list.push_back(trackingBenchmark());
  return list;
}

}  // namespace lane
