// Allocators as a suite of benchmarks: what it costs to allocate a block and to free it again, in
// order, in random order, in mixed sizes, with every page written, and what a refusal costs under
// a limit. Size is that of a block in bytes, variants are the allocators. A sample is a batch's
// mean; single events, timed one by one between the batches, go into histograms. Stateless objects;
// any thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

namespace lane {

class Benchmark;

inline constexpr std::string_view kAllocSuite = "alloc";

/// alloc/sequential, alloc/random, alloc/mixed, alloc/touched, alloc/pressure, alloc/tracking.
std::vector<std::unique_ptr<const Benchmark>> allocBenchmarks();

}  // namespace lane
