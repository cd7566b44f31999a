// Small readings of the operating system that the runner takes between rounds.
#pragma once

#include <cstdint>

namespace lane {

std::uint64_t residentBytes();  ///< of this process; 0 when it cannot be read
/// Involuntary context switches of the calling thread and page faults so far.
struct ThreadCounters {
  std::uint64_t involuntarySwitches = 0;
  std::uint64_t faults = 0;
};
ThreadCounters threadCounters();

}  // namespace lane
