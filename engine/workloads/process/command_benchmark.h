// Command lines of a plan as benchmarks of the suite "process": each call starts one process, waits
// for its end and keeps what it cost. The way it is run is the variant: direct, or by a shell. A
// command that stands in a plan both with and without a shell is one benchmark with two ways.
// They are made by commandBenchmarks() (run/benchmark.h).
#pragma once

#include <string_view>

namespace lane {

inline constexpr std::string_view kProcessSuite = "process";
inline constexpr std::string_view kDirect = "direct";
inline constexpr std::string_view kShell = "shell";

/// Whether that is a way to run commands.
bool isCommandWay(std::string_view variant);

}  // namespace lane
