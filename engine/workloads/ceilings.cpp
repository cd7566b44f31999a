#include "workloads/ceilings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numeric>

#include "base/units.h"
#include "base/version.h"
#include "machine/free_memory.h"
#include "measure/clock.h"

namespace lane {
namespace {

constexpr std::uint64_t kSmallest = 4096;
constexpr std::uint64_t kGranule = 768;  ///< a whole number of blocks for one, two and three arrays
/// Beyond this every working set costs so much that around a cache there are no more than
/// elsewhere.
constexpr double kDenseBelow = 64 << 20;
/// Memory left to everybody else.
constexpr std::uint64_t kReserve = std::uint64_t{512} << 20;

constexpr std::array kBandwidthKinds = {WalkKind::read, WalkKind::write, WalkKind::copy,
                                        WalkKind::triad};

/// Working sets from 4 KiB to `largest`, `perOctave` to each doubling and twice as many within an
/// octave around a reported cache, up to kDenseBelow.
std::vector<std::uint64_t> workingSets(double largest, double perOctave,
                                       std::span<const ReportedCache> caches) {
  std::vector<std::uint64_t> sizes;
  const double step = 1 / (2 * perOctave);
  for (int i = 0; kSmallest * std::exp2(i * step) <= largest * 1.001; ++i) {
    const double bytes = kSmallest * std::exp2(i * step);
    const bool nearCache =
        bytes <= kDenseBelow && std::any_of(caches.begin(), caches.end(), [&](const auto& cache) {
          return std::abs(std::log2(bytes / cache.bytes)) <= 1;
        });
    if (i % 2 == 0 || nearCache)
      sizes.push_back(static_cast<std::uint64_t>(bytes) / kGranule * kGranule);
  }
  return sizes;
}

/// One walk to be sampled, and where its figure goes.
struct Walk {
  WalkStyle style;
  std::string level;  ///< empty: a point of a curve
  WalkCase* walk = nullptr;
  RoundItem item;

  /// Bytes per second; of latency seconds per load.
  Estimate figure() const {
    const Estimate seconds = undisturbedOf(item.seconds);
    if (style.kind != WalkKind::latency) return rateOf(walk->workPerCall(), seconds);
    const double steps = walk->workPerCall();
    return {seconds.value / steps, seconds.low / steps, seconds.high / steps, seconds.n};
  }
};

class Measurement {
 public:
  Measurement(const MachineCard& card, const CeilingOptions& options,
              const CeilingProgress& progress, const std::stop_token& stop)
      : m_card(card), m_options(options), m_progress(progress), m_stop(stop) {}

  Result<Ceilings> run();

 private:
  Result<void> measurePages(PageKind pages);
  Result<MemoryWalk> mapMemory(PageKind pages);
  void addLatency(const MemoryWalk& memory);
  void addCurves(const MemoryWalk& memory);
  void addLevels(const MemoryWalk& memory);
  void addLevel(const MemoryWalk& memory, const MemoryLevel& level, double inner);
  bool add(const MemoryWalk& memory, const WalkStyle& style, std::uint64_t bytes,
           const std::string& level);
  bool sample(bool withPeaks, std::string_view what, double share);
  std::uint64_t levelBytes(const MemoryLevel& level, double inner, std::uint32_t threads) const;
  void findLevels();
  void keepFigures(PageKind pages);
  void keepLatency(PageKind pages);
  void limitMemory();
  void warnOfPages(double hugeShare);
  void warnOfLoad();

  std::vector<std::uint32_t> threadCounts() const {
    return m_threads > 1 ? std::vector<std::uint32_t>{1, m_threads} : std::vector<std::uint32_t>{1};
  }
  void tell(std::string_view what, double done) const {
    if (m_progress) m_progress(what, std::min(done, 1.0));
  }
  tl::unexpected<Error> interrupted() const {
    return fail(ErrorCode::interrupted, "the measurement was stopped");
  }

  const MachineCard& m_card;
  CeilingOptions m_options;
  CeilingProgress m_progress;
  std::stop_token m_stop;
  SystemTimer m_timer;
  Team m_team;
  PeakBench m_peaks{m_team};
  std::uint32_t m_threads = static_cast<std::uint32_t>(Team::cores().size());
  std::vector<ReportedCache> m_caches;
  double m_lastLevel = 0;
  double m_largest = 0;  ///< working set of all threads together
  double m_begin = 0;
  double m_done = 0;         ///< share of the whole
  std::deque<Walk> m_walks;  ///< on the pages at hand
  std::vector<Finding> m_levelFindings;
  Ceilings m_result;
};

void Measurement::limitMemory() {
  // Without a reported cache, 64 MiB is beyond most.
  m_lastLevel = m_caches.empty() ? double(64 << 20) : m_caches.back().bytes;
  m_largest = m_options.mostBytes > 0 ? double(m_options.mostBytes) : 4 * m_lastLevel;
  const std::uint64_t available = availableMemoryBytes();
  // Bandwidth takes the largest working set once, the chains of latency hardly more.
  const double room = available > kReserve ? double(available - kReserve) / 2.5 : 0;
  if (available == 0 || room >= m_largest) return;
  m_largest = std::max(room, double(kSmallest) * 16);
  m_result.findings.push_back({Severity::warning,
                               "memory_limited",
                               fmt::format("Working sets end at {}, since {} of memory are free",
                                           formatBytes(m_largest), formatBytes(double(available))),
                               {},
                               "Free memory and measure again for ceilings of memory"});
}

Result<MemoryWalk> Measurement::mapMemory(PageKind pages) {
  MemoryWalk::Needs needs;
  needs.bandwidthBytes = static_cast<std::uint64_t>(m_largest);
  needs.latencySizes = workingSets(m_largest, pages == PageKind::huge ? 2 : 1, m_caches);
  needs.cacheBytes = static_cast<std::uint64_t>(1.25 * m_lastLevel);
  return MemoryWalk::make(needs, pages, m_team, m_stop);
}

/// False when there is no such walk here.
bool Measurement::add(const MemoryWalk& memory, const WalkStyle& style, std::uint64_t bytes,
                      const std::string& level) {
  auto prepared =
      memory.prepare({style.kind, style.width, style.nonTemporal, style.threads, bytes});
  if (!prepared) return false;
  Walk& walk = m_walks.emplace_back();
  walk.style = style;
  walk.level = level;
  WalkCase* raw = walk.walk = prepared.get();
  walk.item.prepared = std::move(prepared);
  walk.item.warm = [raw] { raw->warm(); };
  if (style.threads > 1) walk.item.batchSeconds = kTeamSeconds;
  walk.item.alone = [raw](std::uint64_t calls) { raw->runAlone(calls); };
  return true;
}

bool Measurement::sample(bool withPeaks, std::string_view what, double share) {
  std::vector<RoundItem*> items;
  if (withPeaks) items = m_peaks.items();
  const std::size_t peaks = items.size();
  for (Walk& walk : m_walks) items.push_back(&walk.item);
  RoundLimits limits;
  limits.budgetSeconds = share * m_options.budgetSeconds;
  const auto readClock = [&](std::size_t item) {
    if (item < peaks) m_peaks.readClock(item);
  };
  const auto progress = [&](double part) { tell(what, m_done + share * part); };
  if (!sampleItems(items, limits, m_timer, readClock, progress, m_stop)) return false;
  m_done += share;
  return true;
}

void Measurement::addLatency(const MemoryWalk& memory) {
  const double perOctave = memory.pages() == PageKind::huge ? 2 : 1;
  for (const std::uint64_t bytes : workingSets(m_largest, perOctave, m_caches))
    add(memory, {WalkKind::latency, 8, false, 1, memory.pages()}, bytes, {});
}

void Measurement::addCurves(const MemoryWalk& memory) {
  const PageKind pages = memory.pages();
  const bool huge = pages == PageKind::huge;
  const int widest = widestWalk();
  if (widest == 0) return;
  for (const std::uint32_t threads : threadCounts())
    for (const std::uint64_t bytes :
         workingSets(m_largest / threads, huge ? 2 : 1, huge ? m_caches : decltype(m_caches){})) {
      for (const WalkKind kind : kBandwidthKinds)
        add(memory, {kind, widest, false, threads, pages}, bytes, {});
      // Stores past the caches are for large working sets.
      if (bytes < (std::uint64_t{1} << 20) || !huge) continue;
      for (const WalkKind kind : {WalkKind::write, WalkKind::copy, WalkKind::triad})
        add(memory, {kind, widest, true, threads, pages}, bytes, {});
    }
}

/// Latency shows the steps best: prefetchers hide them from bandwidth. Called with the first
/// samples, to know where to measure the levels, and with all of them.
void Measurement::findLevels() {
  std::vector<KneePoint> points;
  for (const Walk& walk : m_walks)
    if (walk.style.kind == WalkKind::latency)
      points.push_back({double(walk.walk->footprint()), walk.figure().value});
  std::vector<Finding> findings;
  std::vector<MemoryLevel> levels = nameLevels(findPlateaus(points), m_caches, findings);
  // The second look may move a level's end, but not change which levels were measured.
  const auto sameName = [](const MemoryLevel& a, const MemoryLevel& b) { return a.name == b.name; };
  if (!m_result.levels.empty() && !std::equal(levels.begin(), levels.end(), m_result.levels.begin(),
                                              m_result.levels.end(), sameName))
    return;
  m_result.levels = std::move(levels);
  m_levelFindings = std::move(findings);
}

/// A working set for one thread well inside a level whose inner neighbour holds `inner` bytes; 0
/// when there is none.
std::uint64_t Measurement::levelBytes(const MemoryLevel& level, double inner,
                                      std::uint32_t threads) const {
  double bytes = 0;
  if (std::isinf(level.capacity())) {
    bytes = std::min(m_largest, std::max(2.5 * m_lastLevel, 4 * inner)) / threads;
    if (bytes * threads < 1.5 * inner) return 0;
  } else {
    const double sharers = std::min(double(threads), double(std::max(level.sharedBy, 1)));
    const double outer = level.capacity() / sharers;
    if (inner <= 0)
      bytes = outer / 2;
    else if (outer < 1.5 * inner)
      return 0;
    else
      bytes = std::sqrt(inner * outer);
    bytes = std::min(bytes, m_largest / threads);
  }
  return static_cast<std::uint64_t>(bytes) / kGranule * kGranule;
}

void Measurement::addLevel(const MemoryWalk& memory, const MemoryLevel& level, double inner) {
  const PageKind pages = memory.pages();
  for (const std::uint32_t threads : threadCounts()) {
    const std::uint64_t bytes = levelBytes(level, inner, threads);
    for (const WalkKernel& kernel : walkKernels()) {
      // Small pages: the widest vectors show what they cost.
      if (!kernel.supported() || (pages == PageKind::small && kernel.width != widestWalk()))
        continue;
      const WalkStyle style{kernel.kind, kernel.width, kernel.nonTemporal, threads, pages};
      if (bytes > 0 && add(memory, style, bytes, level.name)) continue;
      std::string_view reason = "a thread's share of it is hardly larger than the level before";
      if (bytes > 0)
        reason = "the working set does not fit into free memory";
      else if (std::isinf(level.capacity()))
        reason = "no working set beyond the caches fits into free memory";
      m_result.rates.push_back({style, level.name, bytes, {}, std::string(reason)});
    }
  }
}

void Measurement::addLevels(const MemoryWalk& memory) {
  double inner = 0;
  for (const MemoryLevel& level : m_result.levels) {
    addLevel(memory, level, inner);
    inner = level.capacity();
  }
}

void Measurement::keepFigures(PageKind pages) {
  for (const Walk& walk : m_walks) {
    const std::uint64_t bytes = walk.walk->footprint();
    if (!walk.level.empty()) {
      m_result.rates.push_back({walk.style, walk.level, bytes, walk.figure(), {}});
      continue;
    }
    auto curve = std::find_if(m_result.curves.begin(), m_result.curves.end(),
                              [&](const WalkCurve& known) { return known.style == walk.style; });
    if (curve == m_result.curves.end())
      curve = m_result.curves.insert(curve, WalkCurve{walk.style, {}});
    const std::vector<double>& t = walk.item.t;
    const double when = std::accumulate(t.begin(), t.end(), 0.0) / static_cast<double>(t.size());
    curve->points.push_back({bytes, walk.figure(), when - m_begin});
  }
  keepLatency(pages);
  m_walks.clear();
}

/// Of latency the nearest point of the curve stands for a level: chains are made for those.
void Measurement::keepLatency(PageKind pages) {
  const auto curve =
      std::find_if(m_result.curves.begin(), m_result.curves.end(), [&](const WalkCurve& candidate) {
        return candidate.style.kind == WalkKind::latency && candidate.style.pages == pages;
      });
  if (curve == m_result.curves.end()) return;
  double inner = 0;
  for (const MemoryLevel& level : m_result.levels) {
    const auto wanted = static_cast<double>(levelBytes(level, inner, 1));
    inner = level.capacity();
    if (wanted <= 0) continue;
    const auto away = [&](const WalkSample& sample) {
      return std::abs(std::log(double(sample.bytes) / wanted));
    };
    const auto nearest = std::min_element(
        curve->points.begin(), curve->points.end(),
        [&](const WalkSample& a, const WalkSample& b) { return away(a) < away(b); });
    m_result.rates.push_back({curve->style, level.name, nearest->bytes, nearest->value, {}});
  }
}

Result<void> Measurement::measurePages(PageKind pages) {
  const bool huge = pages == PageKind::huge;
  tell(huge ? "filling memory on 2 MiB pages" : "filling memory on 4 KiB pages", m_done);
  const Result<MemoryWalk> memory = mapMemory(pages);
  if (!memory) return tl::unexpected(memory.error());
  addLatency(*memory);
  if (huge) {
    if (!sample(false, "levels of memory", 0.1)) return interrupted();
    findLevels();
    m_result.hugeShare = memory->hugeShare();
  }
  addCurves(*memory);
  addLevels(*memory);
  // All figures side by side over the whole time: a busy moment costs each a few samples, instead
  // of one all of them.
  if (!sample(true, huge ? "all rates, memory on 2 MiB pages" : "all rates, memory on 4 KiB pages",
              huge ? 0.6 : 0.3))
    return interrupted();
  if (huge) findLevels();
  keepFigures(pages);
  return {};
}

void Measurement::warnOfPages(double hugeShare) {
  if (hugeShare < 0 || hugeShare >= 0.95) return;
  m_result.findings.push_back(
      {Severity::warning,
       "huge_pages",
       fmt::format("Only {} of the memory asked for lay on huge pages: figures for 2 MiB pages "
                   "are a mixture",
                   formatShare(hugeShare)),
       {},
       "Allow them: echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"});
}

void Measurement::warnOfLoad() {
  if (m_result.trusted()) return;
  m_result.findings.push_back(
      {Severity::warning,
       "busy",
       fmt::format("Something else used the cores: {} of the samples of arithmetic in registers "
                   "were slowed down by more than 5 %. The ceilings may be too low, and no case is "
                   "called impossible on their word",
                   formatShare(m_result.disturbedShare)),
       {},
       "Measure again when the machine is idle: lanescope-cli ceilings --redo"});
}

Result<Ceilings> Measurement::run() {
  m_begin = m_timer.seconds(m_timer.ticks());
  const PinnedThread pin(Team::cores().front());
  m_caches = reportedCaches(m_card);
  m_result.fingerprint = ceilingFingerprint(m_card);
  m_result.cpuModel = m_card.cpuModel;
  m_result.created = nowIso8601();
  m_result.programVersion = programVersion();
  m_result.threads = m_threads;
  limitMemory();
  for (const PageKind pages : {PageKind::huge, PageKind::small})
    if (const Result<void> done = measurePages(pages); !done) return tl::unexpected(done.error());
  m_result.peaks = m_peaks.rates(m_card.microarchitecture);
  m_result.disturbedShare = m_peaks.disturbedShare();
  warnOfPages(m_result.hugeShare);
  warnOfLoad();
  m_result.findings.insert(m_result.findings.end(), m_levelFindings.begin(), m_levelFindings.end());
  m_result.seconds = m_timer.seconds(m_timer.ticks()) - m_begin;
  tell("done", 1);
  return std::move(m_result);
}

}  // namespace

const PeakRate* Ceilings::peak(std::string_view form, Dtype dtype, std::uint32_t count) const {
  for (const PeakRate& entry : peaks)
    if (entry.form == form && entry.dtype == dtype && entry.threads == count && entry.rate.known())
      return &entry;
  return nullptr;
}

const LevelRate* Ceilings::rate(std::string_view level, const WalkStyle& style) const {
  for (const LevelRate& entry : rates)
    if (entry.level == level && entry.style == style && entry.value.known()) return &entry;
  return nullptr;
}

Result<Ceilings> measureCeilings(const MachineCard& card, const CeilingOptions& options,
                                 const CeilingProgress& progress, const std::stop_token& stop) {
  return Measurement(card, options, progress, stop).run();
}

}  // namespace lane
