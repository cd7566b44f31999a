// From a plan to groups of cases: which benchmark, size, type and mode, and which variants and
// thread counts side by side in each.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "run/benchmark.h"
#include "run/plan.h"
#include "run/refinement.h"
#include "session/session.h"

namespace lane {

struct ScheduledGroup {
  const Benchmark* benchmark = nullptr;
  GroupPoint point;
  std::vector<std::uint32_t> cases;  ///< runnable ones, indices into Schedule::cases
  /// Groups of other benchmarks that give their samples in the same rounds. Nobody in a group of
  /// several has operands in the arena.
  std::vector<ScheduledGroup> beside = {};
};

struct Schedule {
  std::vector<ScheduledGroup> groups;  ///< only those with something to run
  /// Benchmarks that the plan itself brought, as commands; the groups point at them.
  std::vector<std::shared_ptr<const Benchmark>> owned;
  std::vector<CaseRecord> cases;  ///< pending, or skipped with a reason
  std::size_t runnable = 0;
  std::vector<std::string> notes;  ///< sizes that were scaled down to the memory there is
};

/// Errors: usage (a benchmark pattern that matches nothing, no case left, a thread count of 0, a
/// key of Plan::only that the axes do not give).
Result<Schedule> makeSchedule(const Plan& plan);

struct GroupWithCases {
  ScheduledGroup group;
  std::vector<CaseRecord> cases;
};
/// The group of one refinement point; its cases get indices from `firstIndex` on. Empty when none
/// of them can run here.
std::optional<GroupWithCases> makeGroup(const RefinementPoint& point, std::uint64_t seed,
                                        std::uint32_t firstIndex);

/// Rough seconds of one call, for estimates before anything is measured.
double guessSeconds(const CaseRecord& record);

/// Rounds a case is expected to need; estimates and progress use it.
inline constexpr double kExpectedRounds = 24;

}  // namespace lane
