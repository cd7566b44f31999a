// Series over time in words, for every chart that draws them. GUI thread.
#pragma once

#include <QString>

#include "analysis/series_summary.h"
#include "session/session.h"

namespace lane {

/// A reading in the unit of its metric: "3.60 GHz", "12 %", "41.5 MiB".
QString readingText(const MetricRecord& metric, double value);

/// A level (clock, temperature) wanders around a value; anything else is an amount that starts at
/// nothing.
bool isLevel(const MetricRecord& metric);

/// What matters differs from kind to kind: range, mean and peak, sum, or the last reading. Empty
/// without readings.
QString seriesSummaryText(const MetricRecord& metric, const SeriesSummary& summary);

}  // namespace lane
