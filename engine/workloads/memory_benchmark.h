// The walks over memory as a suite of benchmarks: bandwidth of read, write, copy and triad and
// latency of dependent loads, so that they get passes, intervals and comparisons like everything
// else. The kernels are those of the ceilings (workloads/memory_walk.h). Size is the working set of
// one thread in bytes; variants are widths ("w64", "w64-nt") and, of latency, kinds of pages
// ("2M", "4K"), so that they are measured side by side. Plain values and stateless objects; any
// thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session/session.h"
#include "workloads/ceilings.h"

namespace lane {

class Benchmark;
struct GroupPoint;

inline constexpr std::string_view kMemorySuite = "memory";

/// memory/read, memory/write, memory/copy, memory/triad, memory/latency.
std::vector<std::unique_ptr<const Benchmark>> memoryBenchmarks();

/// "w64-nt", "4K".
std::string walkVariant(const WalkStyle& style);
/// Why memory cannot be walked at that point, whatever the walk; empty when it can.
std::string whyNoWalk(const GroupPoint& point);
/// How a case of the suite walked; nullopt for a case of another one.
std::optional<WalkStyle> walkStyleOf(const CaseRecord& record);

}  // namespace lane
