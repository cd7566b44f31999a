#include "analysis/roof_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

namespace lane {
namespace {

/// Forms that make a line, and a variant that uses them at best.
struct Form {
  const char* name;
  const char* variant;
};
constexpr std::array kForms = {
    Form{"fma512", "avx3"}, Form{"fma256", "avx2"}, Form{"sse", "sse4"},     Form{"dot512", "avx3"},
    Form{"dot256", "avx2"}, Form{"neon", "neon"},   Form{"scalar", "scalar"}};

bool hasPlace(const CaseRecord& record) {
  return record.hasTime() && record.flops > 0 && record.bytesRead + record.bytesWritten > 0;
}

/// The fastest way to read a level with that many threads.
std::optional<RoofSlope> slopeOf(const Ceilings& ceilings, const std::string& level,
                                 std::uint32_t threads) {
  const LevelRate* best = nullptr;
  for (const LevelRate& rate : ceilings.rates) {
    if (rate.level != level || rate.style.kind != WalkKind::read || rate.style.threads != threads ||
        !rate.value.known())
      continue;
    const auto order = [](const LevelRate& r) { return std::pair(r.value.value, r.style.width); };
    if (best == nullptr || order(rate) > order(*best)) best = &rate;
  }
  if (best == nullptr) return std::nullopt;
  return RoofSlope{level, fmt::format("read, {}-bit", 8 * best->style.width), best->value};
}

/// Cases of one trail mostly stand together: the last ones are looked at first.
RoofTrail& trailOf(std::vector<RoofTrail>& trails, const CaseRecord& record) {
  const CurveKey key = curveKey(record);
  const auto found = std::find_if(trails.rbegin(), trails.rend(), [&](const RoofTrail& trail) {
    return trail.variant == record.variant && trail.key == key;
  });
  if (found != trails.rend()) return *found;
  return trails.emplace_back(RoofTrail{key, record.variant, {}});
}

/// Every variant has a peak that bounds it; several may share one.
void nameVariants(RoofChart& chart) {
  for (RoofPeak& peak : chart.peaks)
    for (const RoofTrail& trail : chart.trails)
      if (std::abs(trail.points.front().point.computeCeiling / peak.rate.value - 1) < 1e-9 &&
          std::find(peak.variants.begin(), peak.variants.end(), trail.variant) ==
              peak.variants.end())
        peak.variants.push_back(trail.variant);
}

}  // namespace

std::vector<RoofPage> roofPages(const Session& session) {
  std::vector<RoofPage> pages;
  for (const CaseRecord& record : session.cases) {
    const RoofPage page{record.dtype, record.threads};
    if (hasPlace(record) && std::find(pages.begin(), pages.end(), page) == pages.end())
      pages.push_back(page);
  }
  return pages;
}

RoofChart roofChart(const Session& session, const RoofPage& page) {
  RoofChart chart;
  chart.dtype = page.dtype;
  chart.threads = page.threads;
  Ceilings ceilings;
  if (auto kept = ceilingsOf(session)) ceilings = std::move(*kept);
  if (!ceilings.rates.empty() || !ceilings.peaks.empty()) {
    chart.measured = ceilings.created;
    for (const MemoryLevel& level : ceilings.levels)
      if (auto slope = slopeOf(ceilings, level.name, page.threads))
        chart.slopes.push_back(std::move(*slope));
    for (const Form& form : kForms)
      if (const PeakRate* peak = ceilings.peak(form.name, page.dtype, page.threads);
          peak != nullptr && peak->rate.known())
        chart.peaks.push_back({peak->form, peak->label, {form.variant}, peak->rate});
    std::sort(chart.peaks.begin(), chart.peaks.end(),
              [](const RoofPeak& a, const RoofPeak& b) { return a.rate.value > b.rate.value; });
  }

  std::vector<RooflinePoint> points(session.cases.size());
  for (RooflinePoint& point : roofline(session, ceilings))
    points[point.caseIndex] = std::move(point);
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime() || record.dtype != page.dtype || record.threads != page.threads) continue;
    RooflinePoint& point = points[i];
    if (!hasPlace(record) || !std::isfinite(point.intensity) || !(point.flopRate > 0)) {
      ++chart.withoutPlace;
      continue;
    }
    trailOf(chart.trails, record)
        .points.push_back({record.size, std::move(point), record.flops / record.ciHigh,
                           record.flops / record.ciLow, record.sampleCount});
  }
  for (RoofTrail& trail : chart.trails) {
    std::sort(trail.points.begin(), trail.points.end(),
              [](const RoofTrailPoint& a, const RoofTrailPoint& b) { return a.size < b.size; });
  }
  nameVariants(chart);
  return chart;
}

double ridge(const RoofSlope& slope, const RoofPeak& peak) {
  return peak.rate.value / slope.rate.value;
}

const RoofTrailPoint* bestIn(const RoofTrail& trail, const std::string& level) {
  const RoofTrailPoint* best = nullptr;
  for (const RoofTrailPoint& point : trail.points) {
    if (!std::isfinite(point.point.efficiency)) continue;
    if (!level.empty() && point.point.level != level) continue;
    if (best == nullptr || point.point.efficiency > best->point.efficiency) best = &point;
  }
  return best;
}

const RoofTrailPoint* bestOf(const RoofTrail& trail) {
  return bestIn(trail, {});
}

std::string fastestVariant(const RoofChart& chart) {
  struct Best {
    double flopRate = 0;
    const std::string* variant = nullptr;
  };
  std::map<std::pair<std::string_view, std::uint64_t>, Best> fastest;
  for (const RoofTrail& trail : chart.trails)
    for (const RoofTrailPoint& point : trail.points) {
      Best& best = fastest[{trail.key.benchmark, point.size}];
      if (point.point.flopRate > best.flopRate) best = {point.point.flopRate, &trail.variant};
    }
  std::map<std::string, int> wins;
  for (const auto& [at, best] : fastest) ++wins[*best.variant];
  const auto most = std::max_element(
      wins.begin(), wins.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == wins.end() ? std::string() : most->first;
}

}  // namespace lane
