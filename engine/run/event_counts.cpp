#include "run/event_counts.h"

#include <array>

namespace lane {
namespace {

const std::array<MetricRecord, kCounters> kMetrics{
    {{"cycles", "Cycles per call", "1", MetricKind::count, false},
     {"instructions", "Instructions per call", "1", MetricKind::count, false},
     {"cache_misses", "Last-level cache misses per call", "1", MetricKind::count, false},
     {"branch_misses", "Branch misses per call", "1", MetricKind::count, false}}};

ValueRecord valueOf(const CounterGroup& counters, const Result<CounterReading>& reading,
                    Counter counter, double calls) {
  ValueRecord value;
  if (!reading) {
    value.reason = toString(reading.error());
  } else if (const auto count = (*reading)[counter]) {
    value.value = *count / calls;
    value.n = 1;
  } else {
    value.reason = counters.missing(counter);
  }
  return value;
}

}  // namespace

bool countEvents(VisitContext& context, const ScheduledGroup& group, CounterGroup& counters) {
  const auto prepared = group.benchmark->place(group.point, context.arena, context.team);
  if (!prepared) return true;  // measuring said so already
  for (const std::uint32_t index : group.cases) {
    if (context.interrupted()) return false;
    const CaseRecord& record = context.caseRecord(index);
    // The counters see the measuring thread alone.
    if (!record.hasTime() || record.batchCalls == 0 || record.threads > 1) continue;
    const auto one = (*prepared)->prepare(record.variant, record.threads);
    const std::uint64_t calls = record.batchCalls;
    one->run(1);
    if (one->ownSeconds()) continue;  // another process does the work
    one->beforeBatch();
    const Result<CounterReading> reading = counters.start()
                                               .and_then([&] {
                                                 one->run(calls);
                                                 return counters.stop();
                                               })
                                               .and_then([&] { return counters.read(); });
    for (std::size_t i = 0; i < kCounters; ++i) {
      ValueRecord value =
          valueOf(counters, reading, static_cast<Counter>(i), static_cast<double>(calls));
      value.caseIndex = index;
      context.emit(ValueMeasured{kMetrics[i], std::move(value)});
    }
  }
  return true;
}

void explainNoCounts(VisitContext& context, const Error& error) {
  for (const MetricRecord& metric : kMetrics) {
    ValueRecord value;
    value.reason = toString(error);
    context.emit(ValueMeasured{metric, std::move(value)});
  }
}

}  // namespace lane
