#include "run/allocation_count.h"

#include <algorithm>
#include <string>

#include "measure/allocation_tracker.h"

namespace lane {
namespace {

/// Calls that are counted: once left over may be a cache that has grown, each time is a leak.
constexpr int kCounted = 2;

const MetricRecord kBytes{"allocated_bytes", "Allocated by a call", "B", MetricKind::bytes, false};
const MetricRecord kCount{"allocations", "Allocations of a call", "1", MetricKind::count, false};
const MetricRecord kPeak{"allocation_peak", "Most allocated at once during a call", "B",
                         MetricKind::bytes, false};
const MetricRecord kLive{kAllocationLive, "Still allocated after a call", "B", MetricKind::bytes,
                         false};

void callOnce(PreparedCase& prepared) {
  prepared.beforeBatch();
  prepared.run(1);
}

}  // namespace

std::vector<std::pair<MetricRecord, ValueRecord>> countAllocations(std::uint32_t caseIndex,
                                                                   PreparedCase& prepared,
                                                                   Team& team,
                                                                   std::uint32_t threads) {
  std::string reason = AllocationTracker::whyNot();
  AllocationCount last;
  std::int64_t live = 0;
  if (reason.empty()) {
    callOnce(prepared);
    for (int call = 0; call < kCounted && prepared.failure().empty(); ++call) {
      prepared.beforeBatch();
      AllocationTracker tracker(team, threads);
      prepared.run(1);
      last = tracker.stop();
      live = call == 0 ? last.live : std::min(live, last.live);
    }
    reason = prepared.failure();
  }
  std::vector<std::pair<MetricRecord, ValueRecord>> values;
  const auto add = [&](const MetricRecord& metric, double value) {
    ValueRecord record{.caseIndex = caseIndex, .reason = reason};
    if (reason.empty()) {
      record.value = record.low = record.high = value;
      record.n = kCounted;
    }
    values.emplace_back(metric, std::move(record));
  };
  add(kBytes, static_cast<double>(last.bytes));
  add(kCount, static_cast<double>(last.allocations));
  add(kPeak, static_cast<double>(last.peak));
  add(kLive, static_cast<double>(live));
  return values;
}

}  // namespace lane
