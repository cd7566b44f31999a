// When what was measured: the run as a grid of kernels over time, so that a chart of any width and
// any number of samples draws in the same time, and a click finds the case behind it. Pure function
// on values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "session/session.h"

namespace lane {

/// The samples of one kernel within one step of time.
struct TimelineCell {
  std::uint32_t samples = 0;
  std::uint32_t disturbed = 0;        ///< carry some SampleFlag
  std::uint32_t caseIndex = kNoCase;  ///< of a disturbed sample, else of the first
};

struct Timeline {
  double seconds = 0;                ///< of the run, to the end of its last sample or reading
  std::vector<std::string> kernels;  ///< in the order of the cases
  std::size_t steps = 0;
  std::vector<TimelineCell> cells;  ///< kernels × steps, row by row

  const TimelineCell& cell(std::size_t kernel, std::size_t step) const {
    return cells[kernel * steps + step];
  }
  /// The step a moment falls into.
  std::size_t stepAt(double t) const;
  /// The case measured nearest to that moment within a few steps; of one kernel, or of any
  /// (kernels.size()). kNoCase: none.
  std::uint32_t caseAt(double t, std::size_t kernel) const;
};

/// Samples of several processes follow each other as they were taken. No cells without samples.
Timeline timeline(const Session& session, std::size_t steps = 2048);

}  // namespace lane
