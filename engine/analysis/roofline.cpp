#include "analysis/roofline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <tuple>

#include "base/units.h"
#include "machine/variant.h"

namespace lane {
namespace {

constexpr int kWidest = 64;

/// Bytes of one operation of a variant. Peers and imports may use the widest there is.
int widthOf(const CaseRecord& record) {
  const auto id = variantByName(record.variant);
  if (!id) return kWidest;
  if (*id == VariantId::scalar)
    return static_cast<int>(std::max<std::size_t>(bytesOf(record.dtype), 1));
  const int width = info(*id).vectorBytes;
  return width > 0 ? width : kWidest;
}

/// Forms a variant can use at best, in the order of preference.
std::vector<std::string_view> formsOf(const CaseRecord& record) {
  const bool narrow =
      record.dtype == Dtype::i8 || record.dtype == Dtype::u8 || record.dtype == Dtype::bf16;
  const auto id = variantByName(record.variant);
  const int width = widthOf(record);
  if (id == VariantId::scalar) return {"scalar"};
  if (id == VariantId::neon || id == VariantId::sve) return {"neon"};
  if (narrow) {
    if (width >= 64) return {"dot512", "dot256"};
    if (width >= 32) return {"dot256"};
    return {};
  }
  // Without FMA below AVX2: those variants multiply and add apart.
  if (width >= 64) return {"fma512", "fma256", "fma128", "sse", "neon"};
  if (width >= 32) return {"fma256", "fma128", "sse"};
  return {"sse", "scalar"};
}

/// More than a variant should be able to use, for the limit: library functions choose their own
/// instructions.
std::vector<std::string_view> generousFormsOf(const CaseRecord& record) {
  std::vector<std::string_view> forms = formsOf(record);
  if (forms == std::vector<std::string_view>{"scalar"}) return {"scalar", "scalar-fma"};
  const int width = widthOf(record);
  if (width >= 16) forms.push_back("fma128");
  if (width >= 32) forms.push_back("fma256");
  if (width >= 64) forms.push_back("fma512");
  return forms;
}

Dtype peakType(Dtype dtype) {
  return dtype == Dtype::u8 ? Dtype::i8 : dtype;
}

/// Rate of all threads from what was measured on one and on all; between both, one thread times
/// threads, but for shared levels no more than all together.
template <class Find>
std::optional<Estimate> onThreads(std::uint32_t threads, std::uint32_t all, bool shared,
                                  const Find& find) {
  if (const auto direct = find(threads)) return direct;
  const auto one = find(1), together = find(all);
  if (!one) return std::nullopt;
  Estimate scaled = *one;
  for (double* figure : {&scaled.value, &scaled.low, &scaled.high}) *figure *= threads;
  if (shared && together && scaled.value > together->value) scaled = *together;
  return scaled;
}

enum class Stores { plain, either };

struct MixPoint {
  double writeShare;
  double rate;
};

/// Time per byte between the measured mixes next to `share`.
double interpolated(std::span<const MixPoint> mixes, double share) {
  if (mixes.empty()) return kUnknown;
  if (share <= mixes.front().writeShare) return mixes.front().rate;
  for (std::size_t i = 1; i < mixes.size(); ++i) {
    const MixPoint& a = mixes[i - 1];
    const MixPoint& b = mixes[i];
    if (share > b.writeShare) continue;
    const double part = (share - a.writeShare) / (b.writeShare - a.writeShare);
    return 1 / ((1 - part) / a.rate + part / b.rate);
  }
  return mixes.back().rate;
}

/// The curve at a working set, between its points in logarithms; NaN outside.
double valueAt(const WalkCurve& curve, double bytes) {
  for (std::size_t i = 1; i < curve.points.size(); ++i) {
    const WalkSample& a = curve.points[i - 1];
    const WalkSample& b = curve.points[i];
    if (bytes < double(a.bytes) || bytes > double(b.bytes)) continue;
    const double part =
        std::log(bytes / double(a.bytes)) / std::log(double(b.bytes) / double(a.bytes));
    return a.value.value * std::pow(b.value.value / a.value.value, part);
  }
  return kUnknown;
}

constexpr std::array kMixes = {WalkKind::read, WalkKind::triad, WalkKind::copy, WalkKind::write};

/// Looks up ceilings, and keeps what it found: the cases of a session ask for the same again and
/// again.
class Roofs {
 public:
  explicit Roofs(const Ceilings& ceilings) : m_ceilings(ceilings) {}

  const Ceilings& ceilings() const { return m_ceilings; }

  std::optional<Estimate> peak(std::string_view form, Dtype dtype, std::uint32_t threads) {
    const auto [found, isNew] = m_peaks.try_emplace({form, dtype, threads});
    if (isNew)
      found->second = onThreads(threads, m_ceilings.threads, false,
                                [&](std::uint32_t count) -> std::optional<Estimate> {
                                  const auto* peak = m_ceilings.peak(form, peakType(dtype), count);
                                  return peak ? std::optional(peak->rate) : std::nullopt;
                                });
    return found->second;
  }

  /// Rate of a level for a share of writes; see bandwidthFor().
  double bandwidth(std::string_view level, double share, int width, std::uint32_t threads,
                   double workingSet) {
    std::vector<MixPoint> mixes;
    for (const WalkKind kind : kMixes)
      if (const auto rate = walk(level, kind, width, threads, Stores::plain))
        mixes.push_back(
            {writeShare(kind), std::max(rate->value, nearInner(level, kind, width, threads,
                                                               workingSet, rate->value))});
    return interpolated(mixes, share);
  }

  /// The fastest an honest case may be: no mix beats all of the measured ones by reordering, so for
  /// mixes it is the fastest of them; who hardly writes is no mix.
  double fastest(std::string_view level, double share, int width, std::uint32_t threads) {
    constexpr double kHardly = 0.01;
    const auto read = walk(level, WalkKind::read, width, threads, Stores::either);
    if (share < kHardly && read) return read->high;
    double most = kUnknown;
    for (const WalkKind kind : kMixes)
      if (const auto rate = walk(level, kind, width, threads, Stores::either))
        most = std::fmax(most, rate->high);
    return most;
  }

 private:
  /// Fastest measured rate of a kernel in a level with vectors up to `width`: of plain stores on
  /// 2 MiB pages, or of any stores and pages.
  std::optional<Estimate> walk(std::string_view level, WalkKind kind, int width,
                               std::uint32_t threads, Stores stores) {
    const auto [found, isNew] = m_walks.try_emplace({level, kind, width, threads, stores});
    if (!isNew) return found->second;
    const auto best = [&](std::uint32_t count) {
      std::optional<Estimate> fastest;
      for (const LevelRate& rate : m_ceilings.rates) {
        const WalkStyle& style = rate.style;
        const bool plain = !style.nonTemporal && style.pages == PageKind::huge;
        if (style.kind != kind || style.threads != count || style.width > width ||
            (stores == Stores::plain && !plain) || rate.level != level || !rate.value.known())
          continue;
        const auto figure = stores == Stores::plain ? &Estimate::value : &Estimate::high;
        if (!fastest || rate.value.*figure > (*fastest).*figure) fastest = rate.value;
      }
      return fastest;
    };
    return found->second = onThreads(threads, m_ceilings.threads, isShared(level), best);
  }

  bool isShared(std::string_view level) const {
    for (const MemoryLevel& known : m_ceilings.levels)
      if (known.name == level) return std::isinf(known.capacity()) || known.sharedBy > 1;
    return true;
  }

  /// Near a level's lower end part of the operands still lies in the level before it. As much above
  /// the level's plateau as the curve of the widest vectors shows at this working set, but not
  /// above the level before. NaN when there is no curve or nothing before.
  double nearInner(std::string_view level, WalkKind kind, int width, std::uint32_t threads,
                   double workingSet, double plateau) {
    const auto here = std::find_if(m_ceilings.levels.begin(), m_ceilings.levels.end(),
                                   [&](const MemoryLevel& known) { return known.name == level; });
    if (!(workingSet > 0) || here == m_ceilings.levels.end() || here == m_ceilings.levels.begin())
      return kUnknown;
    const std::uint32_t measured = threads == m_ceilings.threads ? threads : 1;
    for (const WalkCurve& curve : m_ceilings.curves) {
      const WalkStyle& style = curve.style;
      if (style.kind != kind || style.nonTemporal || style.threads != measured ||
          style.pages != PageKind::huge)
        continue;
      const LevelRate* widest = m_ceilings.rate(level, style);
      const auto inner = walk(std::prev(here)->name, kind, width, threads, Stores::plain);
      if (!widest || !inner) return kUnknown;
      const double rise = valueAt(curve, workingSet / threads) / widest->value.value;
      return std::min(plateau * rise, inner->value);
    }
    return kUnknown;
  }

  const Ceilings& m_ceilings;
  std::map<std::tuple<std::string_view, Dtype, std::uint32_t>, std::optional<Estimate>> m_peaks;
  std::map<std::tuple<std::string_view, WalkKind, int, std::uint32_t, Stores>,
           std::optional<Estimate>>
      m_walks;
};

/// How many of a level `threads` threads have together.
double countOf(const MemoryLevel& level, std::uint32_t threads) {
  return std::ceil(double(threads) / std::max(1, level.sharedBy));
}

/// More bytes than a level may keep: neighbours only ever make it look smaller, victim caches hold
/// what the level before them does not, and a knee is not a point.
double generousRoomOf(const MemoryLevel& level, std::uint32_t threads) {
  constexpr double kGenerous = 1.5;
  return kGenerous * std::fmax(level.measuredBytes, level.reportedBytes) * countOf(level, threads);
}

/// Least time for one sweep over the operands, with caches that keep as much of them as they can
/// hold: what fits the first level comes from there, the next part from the second, and so on.
double leastMemorySeconds(Roofs& roofs, const CaseRecord& record, double bytes) {
  const bool cold = record.cache == CacheState::cold;
  const std::uint32_t threads = record.threads;
  const int width = widthOf(record);
  const double share = record.bytesWritten / (record.bytesRead + record.bytesWritten);
  double seconds = 0, left = bytes, covered = 0;
  for (const MemoryLevel& level : roofs.ceilings().levels) {
    const bool last = std::isinf(level.capacity());
    if (cold && !last) continue;
    const double here =
        last ? left : std::clamp(generousRoomOf(level, threads) - covered, 0.0, left);
    const double rate = roofs.fastest(level.name, share, width, threads);
    if (here > 0 && !(rate > 0)) return 0;  // nothing is known of this level: no limit
    if (here > 0) seconds += here / rate;
    covered += here;
    left -= here;
  }
  return seconds;
}

/// The level all of the operands fit into.
const MemoryLevel* levelOf(const Ceilings& ceilings, double bytes, bool cold,
                           std::uint32_t threads) {
  for (const MemoryLevel& level : ceilings.levels)
    if (std::isinf(level.capacity()) ||
        (!cold && bytes <= level.capacity() * countOf(level, threads)))
      return &level;
  return nullptr;
}

Bound boundOf(std::string_view level) {
  if (level == "L1") return Bound::l1;
  if (level == "L2") return Bound::l2;
  if (level == "L3" || level == "L4") return Bound::l3;
  return level == "memory" ? Bound::memory : Bound::unknown;
}

/// Seconds the arithmetic needs at least, with intervals in favour of the case.
double leastComputeSeconds(const CaseRecord& record, Roofs& roofs) {
  double fastest = 0;
  for (const std::string_view form : generousFormsOf(record))
    if (const auto peak = roofs.peak(form, record.dtype, record.threads))
      fastest = std::max(fastest, peak->high);
  return fastest > 0 ? record.flops / fastest : 0;
}

std::string likelyCause(const RooflinePoint& point, double computeSeconds, double memorySeconds,
                        double factor) {
  if (computeSeconds > memorySeconds)
    return fmt::format(
        "{} times the peak arithmetic rate of its variant: the work was removed by the compiler, "
        "or fewer operations are done than its cost names",
        formatNumber(factor));
  return fmt::format(
      "{} times the bandwidth of {}, where its {} live: part of the operands is never touched, the "
      "result is not used and was removed, or its cost names too many bytes",
      formatNumber(factor), point.level, formatBytes(point.workingSet));
}

RooflinePoint pointOf(const CaseRecord& record, Roofs& roofs, double emptyCallSeconds,
                      const RooflineOptions& options) {
  RooflinePoint point;
  const double bytes = record.bytesRead + record.bytesWritten;
  // Over an input: what is written lies where something was read.
  point.workingSet =
      record.mode == Mode::inplace ? std::max(record.bytesRead, record.bytesWritten) : bytes;
  if (record.flops > 0) point.flopRate = record.flops / record.median;
  if (bytes > 0) point.byteRate = bytes / record.median;
  if (record.flops > 0 && bytes > 0) point.intensity = record.flops / bytes;
  if (record.flops <= 0 && bytes <= 0) {
    point.reason = "it names neither operations nor bytes";
    return point;
  }
  if (record.suite == "files") {
    point.reason = "its bytes pass through the system and a device, not through the caches alone";
    return point;
  }

  const bool cold = record.cache == CacheState::cold;
  const int width = widthOf(record);
  for (const std::string_view form : formsOf(record))
    if (const auto peak = roofs.peak(form, record.dtype, record.threads)) {
      point.computeCeiling = peak->value;
      break;
    }
  if (const MemoryLevel* level = levelOf(roofs.ceilings(), point.workingSet, cold, record.threads);
      level && bytes > 0) {
    point.level = level->name;
    point.bandwidthCeiling = roofs.bandwidth(level->name, record.bytesWritten / bytes, width,
                                             record.threads, cold ? 0 : point.workingSet);
  }
  const bool hasCompute = record.flops > 0 && point.computeCeiling > 0;
  const bool hasMemory = bytes > 0 && point.bandwidthCeiling > 0;
  const double compute = hasCompute ? record.flops / point.computeCeiling : 0;
  const double memory = hasMemory ? bytes / point.bandwidthCeiling : 0;
  if (!hasCompute && !hasMemory) {
    point.reason = fmt::format("no ceiling was measured for {} {} on {} threads", record.variant,
                               lane::toWord(record.dtype), record.threads);
    return point;
  }
  const double roof = std::max(compute, memory);
  point.attainable = 1 / roof;
  point.efficiency = roof / record.median;
  if (emptyCallSeconds > roof || point.efficiency < options.explained)
    point.bound = Bound::overhead;
  else
    point.bound = compute >= memory ? Bound::compute : boundOf(point.level);

  const double leastCompute = leastComputeSeconds(record, roofs);
  const double leastMemory = leastMemorySeconds(roofs, record, point.workingSet) *
                             (point.workingSet > 0 ? bytes / point.workingSet : 1);
  const double least = std::max(leastCompute, leastMemory);
  if (least <= 0) return point;
  point.limit = 1 / least;
  // The case's interval speaks for it: its slowest plausible time counts.
  const double slowest = std::isnan(record.ciHigh) ? record.median : record.ciHigh;
  if (slowest * (1 + options.margin) >= least) return point;
  point.impossible = true;
  point.cause = likelyCause(point, leastCompute, leastMemory, least / record.median);
  return point;
}

}  // namespace

std::string_view toWord(Bound bound) {
  constexpr std::array<std::string_view, 7> kWords = {
      "unknown", "compute", "L1", "L2", "L3", "memory", "latency/overhead"};
  return kWords[static_cast<std::size_t>(bound)];
}

double bandwidthFor(const Ceilings& ceilings, std::string_view level, double share, int width,
                    std::uint32_t threads, double workingSet) {
  return Roofs(ceilings).bandwidth(level, share, width, threads, workingSet);
}

RooflinePoint rooflinePoint(const CaseRecord& record, const Ceilings& ceilings,
                            double emptyCallSeconds, const RooflineOptions& options) {
  Roofs roofs(ceilings);
  return pointOf(record, roofs, emptyCallSeconds, options);
}

std::vector<RooflinePoint> roofline(const Session& session, const Ceilings& ceilings,
                                    const RooflineOptions& options) {
  double emptyCall = 0;
  for (const ValueRecord& value : session.values)
    if (value.caseIndex == kNoCase && session.metrics[value.metric].id == "empty_call" &&
        value.value > 0)
      emptyCall = value.value;
  Roofs roofs(ceilings);
  std::vector<RooflinePoint> points;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    const bool rated = record.hasTime() || record.status == CaseStatus::impossible;
    if (!rated || !(record.median > 0)) continue;
    points.push_back(pointOf(record, roofs, emptyCall, options));
    points.back().caseIndex = i;
  }
  return points;
}

std::vector<std::uint32_t> checkPhysics(Session& session, const Ceilings& ceilings,
                                        const RooflineOptions& options) {
  std::vector<std::uint32_t> impossible;
  if (!ceilings.trusted()) return impossible;
  for (const RooflinePoint& point : roofline(session, ceilings, options)) {
    CaseRecord& record = session.cases[point.caseIndex];
    if (!point.impossible || !record.hasTime()) continue;
    impossible.push_back(point.caseIndex);
    record.status = CaseStatus::impossible;
    record.reason = point.cause;
    session.findings.push_back(
        {Severity::problem, "impossible",
         fmt::format("{} {} at {} ({}) is faster than this machine can be: {}", record.benchmark,
                     record.variant, formatSize(record.size), formatTime(record.median),
                     point.cause),
         record.key, "Check the kernel's result and its cost before trusting it"});
  }
  return impossible;
}

std::vector<std::uint32_t> applyCeilings(Session& session, const Ceilings& ceilings) {
  addCeilings(session, ceilings);
  return checkPhysics(session, ceilings);
}

}  // namespace lane
