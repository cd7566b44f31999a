// A series cut into the columns of a picture: what of it lies between two moments, as the lowest
// and the highest value of every column. However many readings there are, a chart draws no more
// than its width; no peak is lost. Pure function on values.
#pragma once

#include <cstddef>
#include <vector>

#include "session/session.h"

namespace lane {

/// Values hold until the next reading, so a column without one has the value before it. NaN in a
/// column before the first reading.
struct SeriesColumn {
  double first = kUnknown;  ///< where the column is entered
  double low = kUnknown, high = kUnknown;
  double last = kUnknown;  ///< where it is left
  bool read = false;       ///< a reading lies within
};

/// Readings ascend in time. `from` < `to`.
std::vector<SeriesColumn> seriesColumns(const SeriesRecord& series, double from, double to,
                                        std::size_t columns);

}  // namespace lane
