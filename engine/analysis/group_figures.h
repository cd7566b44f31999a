// What a group of cases comes to in a few figures, for the headings of a grouped table. Pure
// function on values.
#pragma once

#include <cstdint>
#include <span>

#include "analysis/curves.h"

namespace lane {

struct GroupFigures {
  std::size_t cases = 0;
  std::size_t timed = 0;  ///< of them with a time: neither pending, skipped, wrong nor failed
  /// Of `best` and `median`: bytes per second, or time per call where a timed case of the group
  /// counts no bytes, so that both stand for all timed cases.
  CurveMetric metric = CurveMetric::byteRate;
  double best = kUnknown;
  std::uint32_t bestCase = kNoCase;
  double median = kUnknown;  ///< of the cases' medians, each case once
};

/// `cases`: positions in session.cases.
GroupFigures groupFigures(const Session& session, std::span<const std::uint32_t> cases);

}  // namespace lane
