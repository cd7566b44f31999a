// Cores, caches and NUMA nodes as hwloc sees them. Internal to machine/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "machine/machine_card.h"

namespace lane {

struct NumaNode {
  int number = 0;
  int cores = 0;            ///< logical
  std::uint64_t bytes = 0;  ///< 0: not stated
};

struct Topology {
  int packages = 0;
  int physicalCores = 0;
  int logicalCores = 0;
  std::vector<CacheLevel> caches;  ///< ascending level, data before instruction
  std::vector<NumaNode> numaNodes;
};

/// Reads this machine, or the one described by `synthetic` in hwloc's notation
/// ("pack:1 core:4 pu:2"), for tests. Fails with unsupported when hwloc cannot.
Result<Topology> readTopology(const std::string& synthetic = {});

/// "48 KiB, 12-way, 64 B lines, one per core" for people.
std::string describe(const CacheLevel& cache);

}  // namespace lane
