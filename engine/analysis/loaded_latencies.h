// The latency of memory under load, out of the cases of memory/latency_loaded: one row per load at
// the largest working set measured, held against the idle machine beside it. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "session/session.h"

namespace lane {

struct LoadedLatency {
  std::uint32_t caseIndex = kNoCase;
  std::string load;           ///< "idle", "read-half"
  std::uint64_t bytes = 0;    ///< working set of the walk
  double seconds = kUnknown;  ///< of one load from memory
  double low = kUnknown;
  double high = kUnknown;
  double overIdle = kUnknown;  ///< times the idle one
  double loadRate = kUnknown;  ///< bytes per second the other cores moved
  std::string reason;          ///< why there is no figure
};

std::vector<LoadedLatency> loadedLatencies(const Session& session);

}  // namespace lane
