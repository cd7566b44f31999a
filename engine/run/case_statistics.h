// From samples to the figures of a case record.
#pragma once

#include "measure/statistics.h"
#include "session/session.h"

namespace lane {

/// Writes the summary's figures into the record and marks it coarse below the minimum of rounds,
/// else measured. Leaves the reason sampling stopped alone.
void setStatistics(CaseRecord& record, const Summary& summary);

}  // namespace lane
