// Peak arithmetic rates: every loop of peak_kernels.h on one thread and on all, in rounds, with the
// clock of the core read right behind every sample. Runs on the calling thread, which should be
// pinned, and on the team; fails never, what cannot run here has a reason.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/words.h"
#include "measure/team.h"
#include "workloads/estimate.h"

namespace lane {

struct PeakRate {
  std::string form;   ///< "fma256": PeakKernel::name
  std::string label;  ///< "FMA, 256-bit"
  Dtype dtype = Dtype::f32;
  int vectorBytes = 0;
  std::uint32_t threads = 1;
  Estimate rate;             ///< operations per second, all threads together
  double clockHz = 0;        ///< median behind its samples, of the calling thread's core
  double opsPerCycle = 0;    ///< of one thread
  double shareOfTheory = 0;  ///< of units times width times clock; 0 when the units are not known
  std::string reason;        ///< why there is no rate, or no theory to compare with
};

/// Operations per cycle of one core of a microarchitecture with that form, as its maker or its
/// optimisation guides state; 0 when the table does not hold it.
double theoreticalOpsPerCycle(std::string_view microarchitecture, std::string_view form,
                              Dtype dtype);

/// Empty when stopped.
std::vector<PeakRate> measurePeaks(Team& team, std::string_view microarchitecture,
                                   double budgetSeconds, Timer& timer,
                                   const std::function<void(double)>& progress,
                                   const std::stop_token& stop);

}  // namespace lane
