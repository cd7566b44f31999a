#include "run/case_statistics.h"

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

}  // namespace lane
