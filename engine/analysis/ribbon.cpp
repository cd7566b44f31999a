// Which variant is fastest over which part of the sizes, for every chart of a session.
#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/curves.h"

namespace lane {
namespace {

struct Candidate {
  const CaseRecord* best = nullptr;
  const CaseRecord* second = nullptr;
  double scalarSeconds = kUnknown;

  void offer(const CaseRecord& record) {
    if (record.variant == "scalar") scalarSeconds = record.median;
    if (!best || record.median < best->median) {
      second = best;
      best = &record;
    } else if (!second || record.median < second->median) {
      second = &record;
    }
  }
  bool tie() const { return second && second->ciLow <= best->ciHigh; }
  bool coarse() const { return best->status == CaseStatus::coarse; }
};

using CandidatesBySize = std::map<std::uint64_t, Candidate>;

double boundary(std::uint64_t below, std::uint64_t above) {
  return std::sqrt(std::max(1.0, static_cast<double>(below)) * static_cast<double>(above));
}

RibbonRow rowOf(const CurveKey& key, const CandidatesBySize& sizes) {
  RibbonRow row;
  row.key = key;
  for (auto it = sizes.begin(); it != sizes.end(); ++it) {
    const auto& [size, candidate] = *it;
    const double speedup = candidate.scalarSeconds / candidate.best->median;
    if (!(row.bestSpeedup >= speedup)) row.bestSpeedup = speedup;
    const double from =
        it == sizes.begin() ? static_cast<double>(size) : boundary(std::prev(it)->first, size);
    const double to = std::next(it) == sizes.end() ? static_cast<double>(size)
                                                   : boundary(size, std::next(it)->first);
    RibbonSegment segment{from, to, candidate.best->variant, candidate.tie(), candidate.coarse()};
    if (!row.segments.empty() && row.segments.back().winner == segment.winner &&
        row.segments.back().tie == segment.tie && row.segments.back().coarse == segment.coarse)
      row.segments.back().to = to;
    else
      row.segments.push_back(std::move(segment));
  }
  return row;
}

}  // namespace

std::vector<RibbonRow> ribbon(const Session& session) {
  const std::vector<CurveKey> keys = curveKeys(session);
  std::vector<CandidatesBySize> candidates(keys.size());
  std::size_t position = 0;
  for (const CaseRecord& record : session.cases) {
    const CurveKey key{record.suite,   record.benchmark, record.dtype,
                       record.threads, record.mode,      record.cache};
    if (position >= keys.size() || !(keys[position] == key))
      position = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
    if (record.hasTime()) candidates[position][record.size].offer(record);
  }
  std::vector<RibbonRow> rows;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (!candidates[i].empty()) rows.push_back(rowOf(keys[i], candidates[i]));
  return rows;
}

}  // namespace lane
