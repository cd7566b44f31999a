#include "analysis/timeline.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "analysis/series_summary.h"

namespace lane {
namespace {

/// How far beside the pointer a case is still meant.
constexpr std::size_t kReach = 16;

double endOf(const Session& session) {
  double end = 0;
  const Samples& samples = session.samples;
  for (std::size_t i = 0; i < samples.t.size(); ++i)
    if (std::isfinite(samples.t[i])) end = std::max(end, samples.t[i]);
  for (const SeriesRecord& series : session.series)
    if (isOfRun(series) && !series.t.empty() && std::isfinite(series.t.back()))
      end = std::max(end, series.t.back());
  return end;
}

}  // namespace

std::size_t Timeline::stepAt(double t) const {
  if (steps == 0 || !(seconds > 0)) return 0;
  const double at = std::clamp(t / seconds, 0.0, 1.0) * static_cast<double>(steps);
  return std::min(steps - 1, static_cast<std::size_t>(at));
}

std::uint32_t Timeline::caseAt(double t, std::size_t kernel) const {
  if (cells.empty()) return kNoCase;
  const std::size_t first = kernel < kernels.size() ? kernel : 0;
  const std::size_t last = kernel < kernels.size() ? kernel + 1 : kernels.size();
  const std::size_t at = stepAt(t);
  for (std::size_t off = 0; off <= kReach; ++off)
    for (const std::size_t step : {at - off, at + off}) {
      if (step >= steps) continue;  // also those that wrapped round below zero
      for (std::size_t row = first; row < last; ++row)
        if (cell(row, step).samples > 0) return cell(row, step).caseIndex;
    }
  return kNoCase;
}

Timeline timeline(const Session& session, std::size_t steps) {
  Timeline grid;
  grid.seconds = endOf(session);
  if (!(grid.seconds > 0) || session.samples.t.empty()) return grid;
  std::unordered_map<std::string, std::size_t> rows;
  std::vector<std::size_t> rowOf(session.cases.size());
  for (std::size_t i = 0; i < session.cases.size(); ++i) {
    const std::string& name = session.cases[i].benchmark;
    const auto [found, isNew] = rows.emplace(name, grid.kernels.size());
    if (isNew) grid.kernels.push_back(name);
    rowOf[i] = found->second;
  }
  grid.steps = steps;
  grid.cells.resize(grid.kernels.size() * steps);
  const Samples& samples = session.samples;
  for (std::size_t i = 0; i < samples.t.size(); ++i) {
    const std::uint32_t index = samples.caseIndex[i];
    if (index >= rowOf.size() || !std::isfinite(samples.t[i])) continue;
    TimelineCell& cell = grid.cells[rowOf[index] * steps + grid.stepAt(samples.t[i])];
    const bool disturbed = samples.flags[i] != 0;
    if (cell.samples++ == 0 || (disturbed && cell.disturbed == 0)) cell.caseIndex = index;
    cell.disturbed += disturbed;
  }
  return grid;
}

}  // namespace lane
