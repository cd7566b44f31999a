// A series over time in a few figures. Pure function on values.
#pragma once

#include "session/session.h"

namespace lane {

struct SeriesSummary {
  double last = kUnknown;
  double lowest = kUnknown;
  double highest = kUnknown;
  double sum = 0;
  /// Mean over time: a reading stands for the time since the one before it, the first for the time
  /// since the start. Readings do not come evenly, so their plain mean would be another figure.
  double mean = kUnknown;
};

/// A series of the run as a whole: neither of a case nor a ceiling's curve, whose times are those
/// of a measurement of its own.
bool isOfRun(const SeriesRecord& series);

/// All unknown, sum 0, without readings.
SeriesSummary summarizeSeries(const SeriesRecord& series);

}  // namespace lane
