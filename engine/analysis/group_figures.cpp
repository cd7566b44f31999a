#include "analysis/group_figures.h"

#include <algorithm>

#include "measure/statistics.h"

namespace lane {

GroupFigures groupFigures(const Session& session, std::span<const std::uint32_t> cases) {
  GroupFigures group;
  group.cases = cases.size();
  for (const std::uint32_t i : cases) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime()) continue;
    ++group.timed;
    if (!(metricValue(CurveMetric::byteRate, record, record.median, kUnknown) > 0))
      group.metric = CurveMetric::timePerCall;
  }
  std::vector<double> figures;
  figures.reserve(group.timed);
  const bool higher = higherIsBetter(group.metric);
  for (const std::uint32_t i : cases) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime()) continue;
    const double figure = metricValue(group.metric, record, record.median, kUnknown);
    figures.push_back(figure);
    if (group.bestCase == kNoCase || (higher ? figure > group.best : figure < group.best)) {
      group.best = figure;
      group.bestCase = i;
    }
  }
  if (!figures.empty()) group.median = median(std::move(figures));
  return group;
}

}  // namespace lane
