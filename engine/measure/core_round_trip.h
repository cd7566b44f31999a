// How long one cache line takes from one core to another and back: what a hand-over between two
// workers costs at least. Depends on where the hypervisor has put the cores at the moment, so it is
// measured beside every figure of several threads.
// Thread: the one that uses the team; it is worker 0.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "measure/team.h"

namespace lane {

struct CoreRoundTrip {
  std::uint32_t worker = 0;     ///< of the team, at the far end
  double seconds = 0;           ///< median of the samples
  std::vector<double> samples;  ///< each the mean of kRoundTripsPerSample, in the order taken
};

inline constexpr int kRoundTripsPerSample = 32;

/// Between two workers of the team for about `seconds`, longer where other load leaves too few
/// samples in that time. Fails with unsupported when they are not on two cores, one of them does
/// not show up, or other load never lets both run at the same time.
Result<CoreRoundTrip> measureCoreRoundTrip(Team& team, std::uint32_t from, std::uint32_t to,
                                           double seconds = 2e-3);

/// Between worker 0 and each other of the first `workers` (0: all of the team's cores).
Result<std::vector<CoreRoundTrip>> measureCoreRoundTrips(Team& team, std::uint32_t workers = 0,
                                                         double secondsPerPair = 2e-3);

}  // namespace lane
