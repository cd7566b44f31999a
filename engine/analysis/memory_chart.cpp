#include "analysis/memory_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "base/units.h"
#include "workloads/memory_benchmark.h"

namespace lane {
namespace {

/// Drawing order; the fastest first on most machines.
constexpr std::array kOrder = {WalkKind::read, WalkKind::triad, WalkKind::copy, WalkKind::write};

bool belongsTo(const WalkStyle& style, const MemoryPage& page) {
  return style.width == page.width && style.threads == page.threads && style.pages == page.pages &&
         style.nonTemporal == (page.nonTemporal && style.kind != WalkKind::read);
}

const MemoryCurve* latencyCurve(const std::vector<MemoryCurve>& curves, PageKind pages) {
  const auto found = std::find_if(curves.begin(), curves.end(), [&](const MemoryCurve& curve) {
    return curve.style.kind == WalkKind::latency && curve.style.pages == pages;
  });
  return found == curves.end() ? nullptr : &*found;
}

std::vector<KneePoint> kneePoints(const MemoryCurve& curve) {
  std::vector<KneePoint> points;
  for (const MemoryPoint& point : curve.points)
    points.push_back({double(point.bytes), point.value.value});
  return points;
}

/// The measured working sets next to a place on the axis.
MemoryKnee between(const MemoryCurve& curve, double bytes) {
  MemoryKnee knee{{}, bytes, kUnknown, kUnknown};
  for (const MemoryPoint& point : curve.points) {
    if (double(point.bytes) <= bytes) knee.low = double(point.bytes);
    if (double(point.bytes) >= bytes && std::isnan(knee.high)) knee.high = double(point.bytes);
  }
  return knee;
}

/// Of a curve at a working set between its points, in logarithms; NaN outside.
double interpolated(const MemoryCurve& curve, double bytes) {
  const auto after =
      std::find_if(curve.points.begin(), curve.points.end(),
                   [&](const MemoryPoint& point) { return double(point.bytes) >= bytes; });
  if (after == curve.points.end()) return kUnknown;
  if (double(after->bytes) == bytes) return after->value.value;
  if (after == curve.points.begin()) return kUnknown;
  const auto before = std::prev(after);
  const double share = std::log(bytes / double(before->bytes)) /
                       std::log(double(after->bytes) / double(before->bytes));
  return before->value.value * std::pow(after->value.value / before->value.value, share);
}

/// Small pages cost more from a working set on, beyond their interval, there and at the next one.
std::optional<MemoryKnee> tlbReachOf(const MemoryCurve& small, const MemoryCurve& huge) {
  constexpr double kMore = 1.1;
  const auto dearer = [&](const MemoryPoint& point) {
    const double other = interpolated(huge, double(point.bytes));
    return point.value.value > kMore * other && point.value.low > other;
  };
  for (std::size_t i = 1; i + 1 < small.points.size(); ++i)
    if (dearer(small.points[i]) && dearer(small.points[i + 1])) {
      const double low = double(small.points[i - 1].bytes), high = double(small.points[i].bytes);
      return MemoryKnee{{}, std::sqrt(low * high), low, high};
    }
  return std::nullopt;
}

/// The clock behind scalar arithmetic on one core, else the machine card's.
double clockOf(const Ceilings* ceilings, const MachineCard& machine) {
  if (ceilings != nullptr)
    for (const PeakRate& peak : ceilings->peaks)
      if (peak.form == "scalar" && peak.threads == 1 && peak.clockHz > 0) return peak.clockHz;
  return machine.clockHz > 0 ? machine.clockHz : kUnknown;
}

class Builder {
 public:
  Builder(const std::vector<MemoryCurve>& curves, const Ceilings* ceilings,
          const MachineCard& machine, const MemoryPage& page)
      : m_curves(curves), m_ceilings(ceilings), m_machine(machine) {
    m_chart.page = page;
    m_chart.clockHz = clockOf(ceilings, machine);
  }

  MemoryChart build() {
    pickCurves();
    findLevels();
    for (MemoryLevelRow& row : m_chart.levels) fill(row);
    nameMissing();
    return std::move(m_chart);
  }

 private:
  void pickCurves() {
    for (const WalkKind kind : kOrder)
      for (const MemoryCurve& curve : m_curves)
        if (curve.style.kind == kind && belongsTo(curve.style, m_chart.page) &&
            !curve.points.empty())
          m_chart.bandwidth.push_back(curve);
    for (const PageKind pages : {PageKind::small, PageKind::huge})
      if (const MemoryCurve* curve = latencyCurve(m_curves, pages);
          curve != nullptr && !curve->points.empty())
        m_chart.latency.push_back(*curve);
  }

  void findLevels() {
    std::vector<MemoryLevel> levels;
    if (m_ceilings != nullptr) levels = m_ceilings->levels;
    const MemoryCurve* huge = latencyCurve(m_chart.latency, PageKind::huge);
    for (const MemoryCurve& curve : m_chart.latency)
      for (const Plateau& plateau : findPlateaus(kneePoints(curve)).plateaus)
        m_chart.plateaus.push_back(
            {curve.style.pages, plateau.firstBytes, plateau.lastBytes, plateau.value});
    if (huge != nullptr) {
      const Staircase staircase = findPlateaus(kneePoints(*huge));
      if (levels.empty()) {
        std::vector<Finding> unused;
        levels = nameLevels(staircase, reportedCaches(m_machine), unused);
      }
      for (const double knee : staircase.knees) m_chart.knees.push_back(named(knee, *huge, levels));
      if (const MemoryCurve* small = latencyCurve(m_chart.latency, PageKind::small))
        m_chart.tlbReach = tlbReachOf(*small, *huge);
    }
    for (const MemoryLevel& level : levels) {
      MemoryLevelRow row;
      row.level = level;
      const auto sharing = std::min<std::uint32_t>(
          m_chart.page.threads, static_cast<std::uint32_t>(std::max(level.sharedBy, 1)));
      row.border = level.capacity() / std::max(sharing, 1u);
      m_chart.levels.push_back(std::move(row));
    }
  }

  static MemoryKnee named(double bytes, const MemoryCurve& curve,
                          const std::vector<MemoryLevel>& levels) {
    MemoryKnee knee = between(curve, bytes);
    for (const MemoryLevel& level : levels)
      if (std::abs(level.measuredBytes / bytes - 1) < 1e-6) knee.level = level.name;
    return knee;
  }

  void fill(MemoryLevelRow& row) {
    const MemoryPage& page = m_chart.page;
    const auto bandwidth = [&](WalkKind kind) {
      const bool past = page.nonTemporal && kind != WalkKind::read;
      return figure(row, {kind, page.width, past, page.threads, page.pages});
    };
    row.read = bandwidth(WalkKind::read);
    row.write = bandwidth(WalkKind::write);
    row.copy = bandwidth(WalkKind::copy);
    row.triad = bandwidth(WalkKind::triad);
    row.smallPages = figure(row, {WalkKind::latency, 8, false, 1, PageKind::small});
    row.hugePages = figure(row, {WalkKind::latency, 8, false, 1, PageKind::huge});
    const int loads = theoreticalLoadBytes(m_machine.microarchitecture, page.width);
    if (&row == m_chart.levels.data() && loads > 0 && m_chart.clockHz > 0)
      row.theory = m_chart.clockHz * loads * page.threads;
  }

  MemoryFigure figure(const MemoryLevelRow& row, const WalkStyle& style) const {
    if (m_ceilings != nullptr)
      for (const LevelRate& rate : m_ceilings->rates)
        if (rate.level == row.level.name && rate.style == style) return {rate.value, rate.reason};
    const MemoryPoint* point = middleOf(row, style);
    if (point == nullptr) return {{}, "not measured"};
    return {point->value, {}};
  }

  /// Where no rate was measured for a level on its own: the point nearest to its middle.
  const MemoryPoint* middleOf(const MemoryLevelRow& row, const WalkStyle& style) const {
    if (m_ceilings != nullptr) return nullptr;
    const auto curve = std::find_if(m_curves.begin(), m_curves.end(),
                                    [&](const MemoryCurve& known) { return known.style == style; });
    if (curve == m_curves.end() || curve->points.empty()) return nullptr;
    const std::size_t at = static_cast<std::size_t>(&row - m_chart.levels.data());
    double low = at == 0 ? 4096 : m_chart.levels[at - 1].border;
    double high = row.border;
    // Nothing ends memory: its middle is as far out as was measured.
    if (std::isinf(high)) low = high = double(curve->points.back().bytes);
    const MemoryPoint* point = memoryPointAt(curve->points, std::sqrt(low * high));
    const bool inside =
        point != nullptr && (at == 0 || double(point->bytes) > 1.2 * low || std::isinf(row.border));
    return inside && !(double(point->bytes) > row.border) ? point : nullptr;
  }

  void nameMissing() {
    const auto say = [&](std::string text) { m_chart.missing.push_back(std::move(text)); };
    if (!m_chart.bandwidth.empty())
      for (const WalkKind kind : kOrder)
        if (std::none_of(m_chart.bandwidth.begin(), m_chart.bandwidth.end(),
                         [&](const MemoryCurve& curve) { return curve.style.kind == kind; }))
          say(fmt::format("{}: no curve was measured this way", toWord(kind)));
    for (const PageKind pages : {PageKind::small, PageKind::huge})
      if (latencyCurve(m_chart.latency, pages) == nullptr)
        say(fmt::format("latency on {} pages was not measured",
                        pages == PageKind::small ? "4 KiB" : "2 MiB"));
    if (!(m_chart.clockHz > 0)) say("the clock of the core was not measured: no cycles");
    for (const MemoryLevelRow& row : m_chart.levels) {
      if (std::isnan(row.level.measuredBytes) && !std::isnan(row.level.reportedBytes))
        say(fmt::format("{}: the latency curve has no knee near the {} the system reports",
                        row.level.name, formatBytes(row.level.reportedBytes)));
      // One sentence for a level, not one for every figure it lacks.
      for (const MemoryFigure* figure : {&row.read, &row.write, &row.copy, &row.triad})
        if (!figure->value.known() && !figure->reason.empty() && figure->reason != "not measured") {
          say(fmt::format("{}: {}", row.level.name, figure->reason));
          break;
        }
    }
  }

  const std::vector<MemoryCurve>& m_curves;
  const Ceilings* m_ceilings;
  const MachineCard& m_machine;
  MemoryChart m_chart;
};

}  // namespace

std::vector<MemoryCurve> memoryCurves(const Ceilings& ceilings) {
  std::vector<MemoryCurve> curves;
  for (const WalkCurve& from : ceilings.curves) {
    MemoryCurve curve{from.style, {}};
    for (const WalkSample& sample : from.points)
      if (sample.value.known() && sample.value.value > 0 && sample.bytes > 0)
        curve.points.push_back({sample.bytes, sample.value, kNoCase});
    std::sort(curve.points.begin(), curve.points.end(),
              [](const MemoryPoint& a, const MemoryPoint& b) { return a.bytes < b.bytes; });
    curves.push_back(std::move(curve));
  }
  return curves;
}

std::vector<MemoryCurve> memoryCurves(const Session& session) {
  std::vector<MemoryCurve> curves;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    const auto style = walkStyleOf(record);
    if (!style || !record.hasTime() || !(record.items > 0) || record.size == 0) continue;
    auto curve = std::find_if(curves.begin(), curves.end(),
                              [&](const MemoryCurve& known) { return known.style == *style; });
    if (curve == curves.end()) curve = curves.insert(curve, MemoryCurve{*style, {}});
    const Estimate seconds{record.median, record.ciLow, record.ciHigh,
                           static_cast<std::uint32_t>(record.sampleCount)};
    const Estimate value = style->kind == WalkKind::latency
                               ? Estimate{seconds.value / record.items, seconds.low / record.items,
                                          seconds.high / record.items, seconds.n}
                               : rateOf(record.items, seconds);
    curve->points.push_back({record.size, value, i});
  }
  for (MemoryCurve& curve : curves)
    std::sort(curve.points.begin(), curve.points.end(),
              [](const MemoryPoint& a, const MemoryPoint& b) { return a.bytes < b.bytes; });
  return curves;
}

std::vector<MemoryPage> memoryPages(const std::vector<MemoryCurve>& curves) {
  std::vector<MemoryPage> pages;
  for (const MemoryCurve& curve : curves) {
    const WalkStyle& style = curve.style;
    const MemoryPage page{style.width, style.threads, style.nonTemporal, style.pages};
    if (style.kind != WalkKind::latency && !curve.points.empty() &&
        std::find(pages.begin(), pages.end(), page) == pages.end())
      pages.push_back(page);
  }
  const auto order = [](const MemoryPage& page) {
    return std::tuple(-page.width, page.threads, page.nonTemporal, page.pages == PageKind::small);
  };
  std::sort(pages.begin(), pages.end(),
            [&](const MemoryPage& a, const MemoryPage& b) { return order(a) < order(b); });
  return pages;
}

MemoryChart memoryChart(const std::vector<MemoryCurve>& curves, const Ceilings* ceilings,
                        const MachineCard& machine, const MemoryPage& page) {
  return Builder(curves, ceilings, machine, page).build();
}

std::string MemoryChart::levelAt(double bytes) const {
  for (const MemoryLevelRow& row : levels)
    if (bytes <= row.border) return row.level.name;
  return {};
}

const MemoryPoint* memoryPointAt(const std::vector<MemoryPoint>& points, double bytes) {
  const MemoryPoint* nearest = nullptr;
  double least = 0.55;  // working sets are whole blocks: a little more than half
  for (const MemoryPoint& point : points) {
    const double octaves = std::abs(std::log2(double(point.bytes) / bytes));
    if (!(octaves < least)) continue;
    least = octaves;
    nearest = &point;
  }
  return nearest;
}

int theoreticalLoadBytes(std::string_view microarchitecture, int width) {
  struct Loads {
    std::string_view name;
    std::array<int, 3> perCycle;  ///< loads of 16, 32 and 64 bytes
  };
  // Intel 64 and IA-32 optimization manual; AMD software optimization guides of families 17h, 19h
  // and 1Ah. Hybrid processors are left out: which core was measured is not known.
  static constexpr std::array kTable = {Loads{"Haswell", {2, 2, 0}},
                                        Loads{"Broadwell", {2, 2, 0}},
                                        Loads{"Skylake", {2, 2, 0}},
                                        Loads{"Kaby Lake", {2, 2, 0}},
                                        Loads{"Comet Lake", {2, 2, 0}},
                                        Loads{"Skylake (server)", {2, 2, 2}},
                                        Loads{"Cascade Lake", {2, 2, 2}},
                                        Loads{"Cooper Lake", {2, 2, 2}},
                                        Loads{"Ice Lake", {2, 2, 2}},
                                        Loads{"Ice Lake (server)", {2, 2, 2}},
                                        Loads{"Tiger Lake", {2, 2, 2}},
                                        Loads{"Rocket Lake", {2, 2, 2}},
                                        Loads{"Sapphire Rapids", {3, 3, 2}},
                                        Loads{"Emerald Rapids", {3, 3, 2}},
                                        Loads{"Granite Rapids", {3, 3, 2}},
                                        Loads{"Zen", {2, 0, 0}},
                                        Loads{"Zen+", {2, 0, 0}},
                                        Loads{"Zen 2", {2, 2, 0}},
                                        Loads{"Zen 3", {2, 2, 0}},
                                        Loads{"Zen 4", {2, 2, 1}},
                                        Loads{"Zen 5", {2, 2, 2}}};
  for (const Loads& loads : kTable)
    if (loads.name == microarchitecture)
      return width == 16   ? 16 * loads.perCycle[0]
             : width == 32 ? 32 * loads.perCycle[1]
             : width == 64 ? 64 * loads.perCycle[2]
                           : 0;
  return 0;
}

}  // namespace lane
