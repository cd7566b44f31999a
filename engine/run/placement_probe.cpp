#include "run/placement_probe.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include "peers/peers.h"

namespace lane {
namespace {

constexpr std::uint32_t kBatchesPerPlace = 3;

const MetricRecord kSensitivity{"placement_sensitivity", "Placement sensitivity", "1",
                                MetricKind::ratio, false};

std::vector<std::uint32_t> timedCases(VisitContext& context, const ScheduledGroup& group) {
  std::vector<std::uint32_t> timed;
  for (const std::uint32_t index : group.cases)
    if (const CaseRecord& record = context.caseRecord(index);
        // A library places its operands itself.
        record.hasTime() && record.batchCalls > 0 && !peerByName(record.variant))
      timed.push_back(index);
  return timed;
}

double fastestBatch(VisitContext& context, PreparedCase& prepared, std::uint64_t calls) {
  double best = std::numeric_limits<double>::infinity();
  prepared.run(1);
  for (std::uint32_t i = 0; i < kBatchesPerPlace && !context.interrupted(); ++i) {
    const std::uint64_t begin = context.timer.ticks();
    prepared.run(calls);
    best = std::min(best, context.timer.seconds(context.timer.ticks() - begin));
  }
  return best;
}

/// Seconds per batch of each case at one place; nothing when interrupted or without memory.
std::optional<std::vector<double>> timesAt(VisitContext& context, const ScheduledGroup& group,
                                           const std::vector<std::uint32_t>& cases,
                                           std::uint32_t shift) {
  GroupPoint point = group.point;
  point.placing.shift = shift;
  const auto prepared = group.benchmark->place(point, context.arena, context.team);
  if (!prepared) return std::nullopt;
  std::vector<double> seconds;
  for (const std::uint32_t index : cases) {
    if (context.interrupted()) return std::nullopt;
    const CaseRecord& record = context.caseRecord(index);
    const auto one = (*prepared)->prepare(record.variant, record.threads);
    seconds.push_back(fastestBatch(context, *one, record.batchCalls));
  }
  if (context.interrupted()) return std::nullopt;
  return seconds;
}

void emit(VisitContext& context, std::uint32_t caseIndex, ValueRecord value) {
  value.caseIndex = caseIndex;
  context.emit(ValueMeasured{kSensitivity, std::move(value)});
}

}  // namespace

bool probePlacements(VisitContext& context, const ScheduledGroup& group, std::uint32_t placements) {
  const std::vector<std::uint32_t> cases = timedCases(context, group);
  if (cases.empty()) return true;
  context.announce(RunPhase::probing, cases.front());
  std::vector<std::vector<double>> others;
  const auto before = timesAt(context, group, cases, 0);
  for (std::uint32_t shift = 1; before && shift <= placements; ++shift) {
    auto times = timesAt(context, group, cases, shift);
    if (!times) return false;
    others.push_back(std::move(*times));
  }
  const auto after = timesAt(context, group, cases, 0);
  if (!before || !after) return false;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const double usual = std::sqrt((*before)[i] * (*after)[i]);
    double slowest = 0;
    double fastest = std::numeric_limits<double>::infinity();
    for (const std::vector<double>& times : others) {
      slowest = std::max(slowest, times[i]);
      fastest = std::min(fastest, times[i]);
    }
    emit(context, cases[i],
         {.value = slowest / usual - 1,
          .low = fastest / usual - 1,
          .n = others.size(),
          .reason = {}});
  }
  return true;
}

void skipProbe(VisitContext& context, const ScheduledGroup& group, const std::string& reason) {
  for (const std::uint32_t index : timedCases(context, group))
    emit(context, index, {.reason = reason});
}

std::uint32_t probeBatches(std::uint32_t placements) {
  return (kBatchesPerPlace + 1) * (placements + 2);
}

}  // namespace lane
