// Peak arithmetic rates: every loop of peak_kernels.h on one thread and on all, to be sampled in
// rounds beside other things, with the clock of the core read right behind every sample. Runs on
// the calling thread, which should be pinned, and on the team; fails never, what cannot run here
// has a reason. Owned by one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.h"
#include "measure/team.h"
#include "workloads/estimate.h"
#include "workloads/peak_kernels.h"

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

class PeakBench {
 public:
  explicit PeakBench(Team& team);

  /// What to sample; owned by the bench.
  std::vector<RoundItem*> items();
  /// To be called right behind a sample of that item, while the core still runs at the pace the
  /// loop lets it.
  void readClock(std::size_t item);
  /// From the samples there are; those that cannot run here with the reason.
  std::vector<PeakRate> rates(std::string_view microarchitecture) const;
  /// Share of the samples that were more than 5 % slower than undisturbed ones. Nothing but the
  /// machine being busy slows down these loops.
  double disturbedShare() const;

 private:
  struct Loop {
    const PeakKernel* kernel = nullptr;
    std::uint32_t threads = 1;
    RoundItem item;
    std::vector<double> clocks;
  };
  PeakRate rateOfLoop(const PeakKernel& kernel, std::uint32_t threads,
                      std::string_view microarchitecture) const;

  std::vector<Loop> m_loops;
  std::uint32_t m_threads = 1;
};

}  // namespace lane
