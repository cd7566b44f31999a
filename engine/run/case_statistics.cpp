#include "run/case_statistics.h"

#include <vector>

#include "measure/stopping_rule.h"

namespace lane {

void setStatistics(CaseRecord& record, const Summary& summary) {
  record.sampleCount = summary.count;
  record.median = summary.median;
  record.ciLow = summary.ciLow;
  record.ciHigh = summary.ciHigh;
  record.mean = summary.mean;
  record.stddev = summary.stddev;
  record.mad = summary.mad;
  record.min = summary.min;
  record.p5 = summary.p5;
  record.p95 = summary.p95;
  record.p99 = summary.p99;
  record.outliers = summary.outliers;
  record.status = summary.count >= kMinimumRounds ? CaseStatus::measured : CaseStatus::coarse;
}

ValueRecord observedValue(std::uint32_t caseIndex, std::span<const double> values,
                          std::span<const std::uint32_t> pass, double confidence) {
  ValueRecord value{.caseIndex = caseIndex, .n = values.size(), .reason = {}};
  if (values.empty()) return value;
  const std::vector<std::uint32_t> one(values.size());
  const Summary summary =
      summarize(values, pass.size() == values.size() ? pass : std::span(one), confidence);
  value.value = summary.median;
  value.low = summary.ciLow;
  value.high = summary.ciHigh;
  return value;
}

}  // namespace lane
