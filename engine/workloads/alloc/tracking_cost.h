// What counting allocations costs: malloc and free in three ways, beside each other: glibc's own
// names, past the hooks; through the hooks while nothing is counted; and while it is. Any thread.
#pragma once

#include <memory>

namespace lane {

class Benchmark;

std::unique_ptr<const Benchmark> trackingBenchmark();

}  // namespace lane
