// From samples to the figures of a case record.
#pragma once

#include <cstdint>
#include <span>

#include "measure/statistics.h"
#include "session/session.h"

namespace lane {

/// Writes the summary's figures into the record and marks it coarse below the minimum of rounds,
/// else measured. Leaves the reason sampling stopped alone.
void setStatistics(CaseRecord& record, const Summary& summary);

/// Median of what the samples of a case gave beside their times, with its interval where there are
/// enough of them. `pass`: of each sample; another length says that it is not known.
ValueRecord observedValue(std::uint32_t caseIndex, std::span<const double> values,
                          std::span<const std::uint32_t> pass, double confidence);

}  // namespace lane
