#include "analysis/findings/facts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "analysis/case_text.h"

namespace lane {
namespace {

auto chartOf(const CaseRecord& record) {
  return std::tuple<std::string_view, std::string_view, Dtype, std::uint32_t, Mode, CacheState,
                    std::string_view>(record.suite, record.benchmark, record.dtype, record.threads,
                                      record.mode, record.cache, record.params);
}

}  // namespace

Facts::Facts(const Session& session) : m_session(session) {
  makeCharts();
  if (const ValueRecord* floor = valueOf("empty_call"); floor && floor->value > 0)
    m_emptyCall = floor->value;
  if (!session.planYaml.empty())
    if (auto plan = parsePlan(session.planYaml, "session")) m_plan = std::move(*plan);
  auto ceilings = ceilingsOf(session);
  if (!ceilings) return;
  m_ceilings = std::move(*ceilings);
  m_roofs.resize(session.cases.size());
  for (RooflinePoint& point : roofline(session, *m_ceilings))
    if (session.cases[point.caseIndex].hasTime() && point.efficiency > 0)
      m_roofs[point.caseIndex] = std::move(point);
}

void Facts::makeCharts() {
  std::map<decltype(chartOf(CaseRecord{})), std::map<std::uint64_t, FactSize>> charts;
  std::vector<decltype(charts)::iterator> order;
  for (std::uint32_t i = 0; i < m_session.cases.size(); ++i) {
    const CaseRecord& record = m_session.cases[i];
    if (!record.hasTime()) continue;
    ++m_timed;
    const auto [chart, isNew] = charts.try_emplace(chartOf(record));
    if (isNew) order.push_back(chart);
    FactSize& at = chart->second[record.size];
    at.size = record.size;
    at.cases.push_back(i);
    if (at.fastest == kNoCase || record.median < caseAt(at.fastest).median) at.fastest = i;
  }
  for (const auto& chart : order) {
    FactChart& made = m_charts.emplace_back();
    for (auto& [size, at] : chart->second) made.sizes.push_back(std::move(at));
    made.key = curveKey(caseAt(made.sizes.front().fastest));
    made.name = chartName(made.key);
  }
}

std::vector<FactValue> Facts::valuesOf(std::string_view metric) const {
  std::map<std::uint32_t, const ValueRecord*> found;
  for (const ValueRecord& value : m_session.values)
    if (value.caseIndex < m_session.cases.size() && value.metric < m_session.metrics.size() &&
        std::isfinite(value.value) && m_session.metrics[value.metric].id == metric)
      found[value.caseIndex] = &value;
  std::vector<FactValue> list;
  for (const auto& [index, value] : found) list.push_back({index, value});
  return list;
}

const ValueRecord* Facts::valueOf(std::string_view metric) const {
  const ValueRecord* found = nullptr;
  for (const ValueRecord& value : m_session.values)
    if (value.caseIndex == kNoCase && value.metric < m_session.metrics.size() &&
        std::isfinite(value.value) && m_session.metrics[value.metric].id == metric)
      found = &value;
  return found;
}

const SeriesRecord* Facts::series(std::string_view id) const {
  const auto found = std::find_if(m_session.series.begin(), m_session.series.end(),
                                  [&](const SeriesRecord& series) { return series.id == id; });
  return found == m_session.series.end() ? nullptr : &*found;
}

const RooflinePoint* Facts::roof(std::uint32_t caseIndex) const {
  if (caseIndex >= m_roofs.size() || m_roofs[caseIndex].caseIndex == kNoCase) return nullptr;
  return &m_roofs[caseIndex];
}

std::uint32_t Facts::find(const FactSize& at, std::string_view variant) const {
  for (const std::uint32_t index : at.cases)
    if (caseAt(index).variant == variant) return index;
  return kNoCase;
}

bool Facts::isFaster(std::uint32_t a, std::uint32_t b) const {
  const CaseRecord& first = caseAt(a);
  const CaseRecord& second = caseAt(b);
  const double slowest = std::isnan(first.ciHigh) ? first.median : first.ciHigh;
  const double fastest = std::isnan(second.ciLow) ? second.median : second.ciLow;
  return slowest < fastest;
}

}  // namespace lane
