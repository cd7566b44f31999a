#include "analysis/series_summary.h"

#include <algorithm>

namespace lane {

bool isOfRun(const SeriesRecord& series) {
  return series.caseIndex == kNoCase && series.id.find('/') == std::string::npos;
}

SeriesSummary summarizeSeries(const SeriesRecord& series) {
  SeriesSummary summary;
  if (series.value.empty()) return summary;
  summary.last = series.value.back();
  const auto [lowest, highest] = std::minmax_element(series.value.begin(), series.value.end());
  summary.lowest = *lowest;
  summary.highest = *highest;
  double weighted = 0, before = 0;
  for (std::size_t i = 0; i < series.value.size(); ++i) {
    summary.sum += series.value[i];
    weighted += series.value[i] * (series.t[i] - before);
    before = series.t[i];
  }
  summary.mean = before > 0 ? weighted / before : summary.last;
  return summary;
}

}  // namespace lane
