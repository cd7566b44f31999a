// Command lines of a plan as benchmarks.
#include "run/benchmark.h"

namespace lane {

std::vector<std::unique_ptr<const Benchmark>> commandBenchmarks(const Plan&) {
  return {};
}

}  // namespace lane
