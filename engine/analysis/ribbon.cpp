// Which variant is fastest over which part of the sizes, for every chart of a session.
#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/curves.h"
#include "machine/variant.h"

namespace lane {
namespace {

/// Two hand-written forms of one register width are the same way to compute, compiled twice: that
/// they run alike (avx3 and avx3_dl mostly do) is no tie worth showing.
bool siblings(const CaseRecord& a, const CaseRecord& b) {
  const auto first = variantByName(a.variant), second = variantByName(b.variant);
  return first && second && !info(*first).compilerMade && !info(*second).compilerMade &&
         info(*first).vectorBytes > 0 && info(*first).vectorBytes == info(*second).vectorBytes;
}

/// All variants measured at one size.
struct Candidates {
  std::vector<const CaseRecord*> records;

  const CaseRecord& fastest() const {
    return **std::min_element(records.begin(), records.end(),
                              [](const auto* a, const auto* b) { return a->median < b->median; });
  }
  /// The fastest; among siblings that cannot be told apart the one that asks least of a machine.
  const CaseRecord& best() const {
    const CaseRecord& first = fastest();
    const CaseRecord* chosen = &first;
    for (const CaseRecord* record : records)
      if (siblings(*record, first) && record->ciLow <= first.ciHigh &&
          variantByName(record->variant) < variantByName(chosen->variant))
        chosen = record;
    return *chosen;
  }
  /// The interval of another way to compute overlaps the best one's.
  bool tie() const {
    const CaseRecord& winner = best();
    return std::any_of(records.begin(), records.end(), [&](const CaseRecord* other) {
      return other != &winner && !siblings(*other, winner) && other->ciLow <= winner.ciHigh;
    });
  }
  bool coarse() const { return best().status == CaseStatus::coarse; }
  double scalarSeconds() const {
    for (const CaseRecord* record : records)
      if (record->variant == "scalar") return record->median;
    return kUnknown;
  }
  /// Refinement measures two variants only; who wins there was not asked.
  bool isComplete(std::size_t most) const { return 2 * records.size() > most; }
};

using CandidatesBySize = std::map<std::uint64_t, Candidates>;

double boundary(std::uint64_t below, std::uint64_t above) {
  return std::sqrt(std::max(1.0, static_cast<double>(below)) * static_cast<double>(above));
}

RibbonRow rowOf(const CurveKey& key, const CandidatesBySize& sizes) {
  RibbonRow row;
  row.key = key;
  for (auto it = sizes.begin(); it != sizes.end(); ++it) {
    const auto& [size, candidate] = *it;
    const double speedup = candidate.scalarSeconds() / candidate.best().median;
    if (!(row.bestSpeedup >= speedup)) row.bestSpeedup = speedup;
    const double from =
        it == sizes.begin() ? static_cast<double>(size) : boundary(std::prev(it)->first, size);
    const double to = std::next(it) == sizes.end() ? static_cast<double>(size)
                                                   : boundary(size, std::next(it)->first);
    RibbonSegment segment{from, to, candidate.best().variant, candidate.tie(), candidate.coarse()};
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
    const CurveKey key = curveKey(record);
    if (position >= keys.size() || !(keys[position] == key))
      position = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), key) - keys.begin());
    if (record.hasTime()) candidates[position][record.size].records.push_back(&record);
  }
  std::vector<RibbonRow> rows;
  for (CandidatesBySize& sizes : candidates) {
    std::size_t most = 0;
    for (const auto& [size, here] : sizes) most = std::max(most, here.records.size());
    std::erase_if(sizes, [&](const auto& entry) { return !entry.second.isComplete(most); });
  }
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (!candidates[i].empty()) rows.push_back(rowOf(keys[i], candidates[i]));
  return rows;
}

}  // namespace lane
