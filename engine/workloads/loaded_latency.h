// Latency of memory while the other cores stream: the dependent walk of memory/latency on the core
// that measures, with a thread on each other core that reads or copies an area of its own, all the
// time or half of it. Variants are the loads, so that each round has the idle memory beside the
// loaded one. Stateless; any thread.
#pragma once

#include <cstdint>
#include <memory>

namespace lane {

class Benchmark;

/// memory/latency_loaded. `loadBytes`: of each core's area; 0: twice the caches, 64 MiB to 512 MiB.
std::unique_ptr<const Benchmark> loadedLatencyBenchmark(std::uint64_t loadBytes = 0);

}  // namespace lane
