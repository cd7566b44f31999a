#include "exchange/roof_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/units.h"
#include "exchange/result_table.h"

namespace lane {
namespace {

/// The side of the roof that holds the case down, with its figure.
std::string ceilingText(const CaseRecord& record, const RooflinePoint& point) {
  const double bytes = record.bytesRead + record.bytesWritten;
  const double compute = point.computeCeiling > 0 ? record.flops / point.computeCeiling : 0;
  const double memory = point.bandwidthCeiling > 0 ? bytes / point.bandwidthCeiling : 0;
  if (compute >= memory) return "compute, " + formatFlopRate(point.computeCeiling);
  return point.level + ", " + formatByteRate(point.bandwidthCeiling);
}

double emptyCallOf(const Session& session) {
  for (const ValueRecord& value : session.values)
    if (value.caseIndex == kNoCase && session.metrics[value.metric].id == "empty_call")
      return value.value;
  return 0;
}

/// Cases of one benchmark and type.
auto kindOf(const CaseRecord& record) {
  return std::tuple(record.suite, record.benchmark, record.dtype);
}
/// Cases among which one is the fastest: everything equal but the variant.
auto raceOf(const CaseRecord& record) {
  return std::tuple(record.suite, record.benchmark, record.dtype, record.size, record.params,
                    record.threads, record.mode, record.cache);
}

}  // namespace

CaseRoofs::CaseRoofs(const Session& session) {
  const auto ceilings = ceilingsOf(session);
  if (!ceilings) return;
  m_known = true;
  m_points.resize(session.cases.size());
  for (RooflinePoint& point : roofline(session, *ceilings))
    if (session.cases[point.caseIndex].hasTime() && point.efficiency > 0)
      m_points[point.caseIndex] = std::move(point);
}

const RooflinePoint* CaseRoofs::of(std::uint32_t caseIndex) const {
  if (caseIndex >= m_points.size() || m_points[caseIndex].caseIndex == kNoCase) return nullptr;
  return &m_points[caseIndex];
}

RoofSummary roofSummary(const Session& session) {
  /// Below so many empty calls the call itself is a good part of the time.
  constexpr double kCalls = 10;
  RoofSummary summary;
  const CaseRoofs roofs(session);
  if (!roofs.known()) return summary;
  summary.source = ceilingsOf(session)->created;

  const double emptyCall = emptyCallOf(session);
  std::map<decltype(kindOf(CaseRecord{})), std::uint32_t> nearest, furthest;
  std::map<decltype(raceOf(CaseRecord{})), std::uint32_t> fastest;
  const auto share = [&](std::uint32_t i) { return roofs.of(i)->efficiency; };
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    if (!roofs.of(i)) continue;
    const CaseRecord& record = session.cases[i];
    const auto [best, first] = nearest.try_emplace(kindOf(record), i);
    if (!first && share(i) > share(best->second)) best->second = i;
    const auto [winner, alone] = fastest.try_emplace(raceOf(record), i);
    if (!alone && record.median < session.cases[winner->second].median) winner->second = i;
  }
  for (const auto& [race, i] : fastest) {
    if (session.cases[i].median < kCalls * emptyCall) continue;
    const auto [worst, first] = furthest.try_emplace(kindOf(session.cases[i]), i);
    if (!first && share(i) < share(worst->second)) worst->second = i;
  }

  const auto rows = [&](const auto& chosen, bool descending) {
    std::vector<std::uint32_t> order;
    for (const auto& [kind, i] : chosen) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return descending ? share(a) > share(b) : share(a) < share(b);
    });
    if (order.size() > kRoofRows) order.resize(kRoofRows);
    std::vector<RoofRow> list;
    for (const std::uint32_t i : order) {
      const RooflinePoint& point = *roofs.of(i);
      list.push_back({i, caseName(session.cases[i]), formatShare(point.efficiency),
                      std::string(toWord(point.bound)), ceilingText(session.cases[i], point)});
    }
    return list;
  };
  summary.nearest = rows(nearest, true);
  summary.furthest = rows(furthest, false);
  return summary;
}

}  // namespace lane
