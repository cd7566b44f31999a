#include "models/kernel_summaries.h"

#include <cmath>
#include <map>

#include "analysis/curves.h"
#include "support/qt_units.h"

namespace lane {

QHash<QString, KernelSummary> kernelSummaries(const Session& session) {
  struct Best {
    std::map<std::uint64_t, double> rate;
    bool coarse = true;
    bool wrong = false;
  };
  std::map<std::string, Best> best;
  for (const CaseRecord& record : session.cases) {
    if (record.status == CaseStatus::wrong) best[record.benchmark].wrong = true;
    if (!record.hasTime() || record.threads != 1) continue;
    Best& kernel = best[record.benchmark];
    double& rate = kernel.rate[record.size];
    rate = std::max(rate, metricValue(CurveMetric::byteRate, record, record.median, 0));
    if (record.status != CaseStatus::coarse) kernel.coarse = false;
  }
  QHash<QString, KernelSummary> summaries;
  for (const auto& [name, kernel] : best) {
    KernelSummary summary;
    for (const auto& [size, rate] : kernel.rate) {
      if (!(rate > 0)) continue;
      summary.sizes << double(size);
      summary.throughput << rate;
    }
    summary.coarse = kernel.coarse;
    summary.wrong = kernel.wrong;
    summaries.insert(toQString(name), summary);
  }
  for (const RibbonRow& row : ribbon(session)) {
    if (row.key.threads != 1 || !std::isfinite(row.bestSpeedup)) continue;
    KernelSummary& summary = summaries[toQString(row.key.benchmark)];
    summary.bestSpeedup = std::max(summary.bestSpeedup, row.bestSpeedup);
  }
  return summaries;
}

}  // namespace lane
