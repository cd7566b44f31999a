// Between a plan and the controls that edit it: pure functions, so that they can be tested without
// a window.
#pragma once

#include <QStringList>
#include <optional>
#include <vector>

#include "run/benchmarks.h"
#include "run/plan.h"

namespace lane {

/// Names of the listed benchmarks the plan's patterns select.
QStringList selectedBenchmarks(const Plan& plan, const std::vector<BenchmarkInfo>& list);
/// Patterns that select exactly these; all of them: none needed, unless commands stand beside them.
std::vector<std::string> patternsFor(const QStringList& names,
                                     const std::vector<BenchmarkInfo>& list,
                                     bool besideCommands = false);
/// Thread counts worth offering: 1, doubling, and the number of cores.
std::vector<std::uint32_t> threadChoices(int logicalCores);
/// Sizes from 2^low to 2^high with as many per octave as `like` has ("/2"), else one.
std::vector<std::uint64_t> octaveSizes(int low, int high, const std::vector<std::uint64_t>& like);
/// Text of an estimate: "4,816 points, about 12 min".
QString aboutDuration(double seconds);

}  // namespace lane
