// A heap in the long run: blocks of mixed sizes replaced at random many times over in a forked
// child, then the pages it holds against the bytes in use. Any thread; one child per call.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace lane {

struct LongRun {
  std::uint64_t liveBytes = 0;      ///< asked for and in use at the end
  std::uint64_t residentBytes = 0;  ///< in memory for it: at the end, less before the first block
  std::uint64_t takenBytes = 0;     ///< by a pool from its upstream; 0: no pool
  std::uint64_t replaced = 0;       ///< blocks
};

/// Sizes from 16 bytes to `largest`, as many in every octave. Errors: unsupported, with the reason.
Result<LongRun> runLong(const std::string& allocator, std::uint64_t largest, std::uint64_t seed);

}  // namespace lane
