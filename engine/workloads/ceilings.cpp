#include "workloads/ceilings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/units.h"
#include "base/version.h"
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

std::vector<ReportedCache> reportedCaches(const MachineCard& card) {
  std::vector<ReportedCache> caches;
  for (int level = 1; level <= 4; ++level)
    if (const CacheLevel* cache = card.dataCache(level))
      caches.push_back({fmt::format("L{}", level), double(cache->bytes), cache->sharedBy});
  return caches;
}

/// One walk to be sampled, and where its figure goes.
struct Job {
  WalkStyle style;
  std::uint64_t bytes = 0;
  std::string level;  ///< empty: a point of a curve
};

class Measurement {
 public:
  Measurement(const MachineCard& card, const CeilingOptions& options,
              const CeilingProgress& progress, const std::stop_token& stop)
      : m_card(card), m_options(options), m_progress(progress), m_stop(stop) {}

  Result<Ceilings> run();

 private:
  bool measurePeakRates();
  Result<void> measurePages(PageKind pages);
  Result<MemoryWalk> mapMemory(PageKind pages);
  bool measureCurves(const MemoryWalk& walk);
  bool measureLevels(const MemoryWalk& walk);
  bool sample(const MemoryWalk& walk, const std::vector<Job>& jobs, std::string_view what,
              double share);
  void addLevelJobs(std::vector<Job>& jobs, const MemoryLevel& level, double inner, PageKind pages);
  std::uint64_t levelBytes(const MemoryLevel& level, double inner, std::uint32_t threads) const;
  void keep(const Job& job, std::uint64_t footprint, const Estimate& value, double t);
  void findLevels();
  void limitMemory();

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
  std::uint32_t m_threads = static_cast<std::uint32_t>(Team::cores().size());
  std::vector<ReportedCache> m_caches;
  double m_lastLevel = 0;
  double m_largest = 0;  ///< working set of all threads together
  double m_begin = 0;
  double m_done = 0;  ///< share of the whole
  Ceilings m_result;
};

void Measurement::limitMemory() {
  // Without a reported cache, 64 MiB is beyond most.
  m_lastLevel = m_caches.empty() ? double(64 << 20) : m_caches.back().bytes;
  m_largest = m_options.mostBytes > 0 ? double(m_options.mostBytes) : 4 * m_lastLevel;
  const std::uint64_t available = availableMemory();
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

void Measurement::keep(const Job& job, std::uint64_t footprint, const Estimate& value, double t) {
  if (!job.level.empty()) {
    m_result.rates.push_back({job.style, job.level, footprint, value, {}});
    return;
  }
  auto curve = std::find_if(m_result.curves.begin(), m_result.curves.end(),
                            [&](const WalkCurve& known) { return known.style == job.style; });
  if (curve == m_result.curves.end())
    curve = m_result.curves.insert(curve, WalkCurve{job.style, {}});
  curve->points.push_back({footprint, value, t});
}

bool Measurement::sample(const MemoryWalk& walk, const std::vector<Job>& jobs,
                         std::string_view what, double share) {
  std::vector<RoundItem> items;
  std::vector<const WalkCase*> cases;
  std::vector<const Job*> sampled;
  for (const Job& job : jobs) {
    const WalkStyle& style = job.style;
    auto prepared =
        walk.prepare({style.kind, style.width, style.nonTemporal, style.threads, job.bytes});
    if (!prepared) {
      if (!job.level.empty())
        m_result.rates.push_back(
            {style, job.level, job.bytes, {}, "the working set does not fit into free memory"});
      continue;
    }
    WalkCase* raw = prepared.get();
    cases.push_back(raw);
    sampled.push_back(&job);
    RoundItem& item = items.emplace_back();
    item.prepared = std::move(prepared);
    item.warm = [raw] { raw->warm(); };
    item.alone = [raw](std::uint64_t calls) { raw->runAlone(calls); };
  }
  RoundLimits limits;
  limits.budgetSeconds = share * m_options.budgetSeconds;
  limits.fewest = 6;  // of five, no two hold the median with 95 %
  const auto progress = [&](double part) { tell(what, m_done + share * part); };
  if (!sampleItems(items, limits, m_timer, {}, progress, m_stop)) return false;
  m_done += share;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Estimate seconds = estimateOf(items[i].seconds);
    const double work = cases[i]->workPerCall();
    const Estimate value =
        sampled[i]->style.kind == WalkKind::latency
            ? Estimate{seconds.value / work, seconds.low / work, seconds.high / work, seconds.n}
            : rateOf(work, seconds);
    const double t = std::accumulate(items[i].t.begin(), items[i].t.end(), 0.0) /
                         static_cast<double>(items[i].t.size()) -
                     m_begin;
    keep(*sampled[i], cases[i]->footprint(), value, t);
  }
  return true;
}

bool Measurement::measurePeakRates() {
  constexpr double kShare = 0.1;
  m_result.peaks = measurePeaks(
      m_team, m_card.microarchitecture, kShare * m_options.budgetSeconds, m_timer,
      [&](double part) { tell("peak rates", m_done + kShare * part); }, m_stop);
  m_done += kShare;
  return !m_stop.stop_requested();
}

bool Measurement::measureCurves(const MemoryWalk& walk) {
  const PageKind pages = walk.pages();
  const bool huge = pages == PageKind::huge;
  const int widest = widestWalk();
  std::vector<Job> jobs;
  for (const std::uint64_t bytes : workingSets(m_largest, huge ? 2 : 1, m_caches))
    jobs.push_back({{WalkKind::latency, 8, false, 1, pages}, bytes, {}});
  if (widest > 0)
    for (const std::uint32_t threads : threadCounts())
      for (const std::uint64_t bytes :
           workingSets(m_largest / threads, huge ? 2 : 1, huge ? m_caches : decltype(m_caches){})) {
        for (const WalkKind kind : kBandwidthKinds)
          jobs.push_back({{kind, widest, false, threads, pages}, bytes, {}});
        // Stores past the caches are for large working sets.
        if (bytes < (std::uint64_t{1} << 20) || !huge) continue;
        for (const WalkKind kind : {WalkKind::write, WalkKind::copy, WalkKind::triad})
          if (walkKernel(kind, widest, true))
            jobs.push_back({{kind, widest, true, threads, pages}, bytes, {}});
      }
  return sample(walk, jobs, huge ? "curves on 2 MiB pages" : "curves on 4 KiB pages",
                huge ? 0.4 : 0.15);
}

void Measurement::findLevels() {
  // Latency shows the steps best: prefetchers hide them from bandwidth.
  std::vector<KneePoint> points;
  for (const WalkCurve& curve : m_result.curves)
    if (curve.style.kind == WalkKind::latency && curve.style.pages == PageKind::huge)
      for (const WalkSample& sample : curve.points)
        points.push_back({double(sample.bytes), sample.value.value});
  m_result.levels = nameLevels(findPlateaus(points), m_caches, m_result.findings);
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

void Measurement::addLevelJobs(std::vector<Job>& jobs, const MemoryLevel& level, double inner,
                               PageKind pages) {
  for (const std::uint32_t threads : threadCounts()) {
    const std::uint64_t bytes = levelBytes(level, inner, threads);
    for (const WalkKernel& kernel : walkKernels()) {
      // Small pages: the widest vectors show what they cost.
      if (!kernel.supported() || (pages == PageKind::small && kernel.width != widestWalk()))
        continue;
      const WalkStyle style{kernel.kind, kernel.width, kernel.nonTemporal, threads, pages};
      if (bytes > 0)
        jobs.push_back({style, bytes, level.name});
      else
        m_result.rates.push_back(
            {style,
             level.name,
             0,
             {},
             std::isinf(level.capacity())
                 ? "no working set beyond the caches fits into free memory"
                 : "a thread's share of it is hardly larger than the level before"});
    }
  }
  // Of latency the nearest point of the curve stands for the level: chains are made for those.
  const std::uint64_t wanted = levelBytes(level, inner, 1);
  for (const WalkCurve& curve : m_result.curves) {
    if (curve.style.kind != WalkKind::latency || curve.style.pages != pages || wanted == 0)
      continue;
    const auto nearest = std::min_element(
        curve.points.begin(), curve.points.end(), [&](const WalkSample& a, const WalkSample& b) {
          const auto away = [&](const WalkSample& sample) {
            return std::abs(std::log(double(sample.bytes) / double(wanted)));
          };
          return away(a) < away(b);
        });
    if (nearest != curve.points.end())
      m_result.rates.push_back({curve.style, level.name, nearest->bytes, nearest->value, {}});
  }
}

bool Measurement::measureLevels(const MemoryWalk& walk) {
  std::vector<Job> jobs;
  double inner = 0;
  for (const MemoryLevel& level : m_result.levels) {
    addLevelJobs(jobs, level, inner, walk.pages());
    inner = level.capacity();
  }
  const bool huge = walk.pages() == PageKind::huge;
  return sample(walk, jobs, huge ? "levels on 2 MiB pages" : "levels on 4 KiB pages",
                huge ? 0.25 : 0.1);
}

Result<void> Measurement::measurePages(PageKind pages) {
  tell(pages == PageKind::huge ? "filling memory on 2 MiB pages" : "filling memory on 4 KiB pages",
       m_done);
  const Result<MemoryWalk> walk = mapMemory(pages);
  if (!walk) return tl::unexpected(walk.error());
  if (!measureCurves(*walk)) return interrupted();
  const double share = walk->hugeShare();
  if (pages == PageKind::huge) {
    m_result.hugeShare = share;
    findLevels();
    if (share >= 0 && share < 0.95)
      m_result.findings.push_back(
          {Severity::warning,
           "huge_pages",
           fmt::format("Only {} of the memory asked for lay on huge pages: figures for 2 MiB pages "
                       "are a mixture",
                       formatShare(share)),
           {},
           "Allow them: echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"});
  }
  if (!measureLevels(*walk)) return interrupted();
  return {};
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
  if (!measurePeakRates()) return interrupted();
  for (const PageKind pages : {PageKind::huge, PageKind::small})
    if (const Result<void> done = measurePages(pages); !done) return tl::unexpected(done.error());
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
