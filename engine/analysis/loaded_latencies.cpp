#include "analysis/loaded_latencies.h"

#include <algorithm>

namespace lane {

std::vector<LoadedLatency> loadedLatencies(const Session& session) {
  const auto isMeant = [](const CaseRecord& record) {
    return record.suite == "memory" && record.benchmark == "latency_loaded";
  };
  std::uint64_t largest = 0;
  bool any = false;
  for (const CaseRecord& record : session.cases) {
    if (!isMeant(record)) continue;
    // Without a figure at all the reasons of the largest are told.
    if (record.hasTime() && !any) largest = 0;
    any = any || record.hasTime();
    if (record.hasTime() || !any) largest = std::max(largest, record.size);
  }
  std::vector<LoadedLatency> rows;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!isMeant(record) || record.size != largest) continue;
    LoadedLatency row;
    row.caseIndex = i;
    row.load = record.variant;
    row.bytes = record.size;
    if (record.hasTime() && record.items > 0) {
      row.seconds = record.median / record.items;
      row.low = record.ciLow / record.items;
      row.high = record.ciHigh / record.items;
    } else {
      row.reason = record.reason;
    }
    rows.push_back(std::move(row));
  }
  const auto idle = std::find_if(rows.begin(), rows.end(),
                                 [](const LoadedLatency& row) { return row.load == "idle"; });
  for (LoadedLatency& row : rows) {
    if (idle != rows.end()) row.overIdle = row.seconds / idle->seconds;
    for (const ValueRecord& value : session.values)
      if (value.caseIndex == row.caseIndex && value.metric < session.metrics.size() &&
          session.metrics[value.metric].id == "load_bandwidth")
        row.loadRate = value.value;
  }
  return rows;
}

}  // namespace lane
