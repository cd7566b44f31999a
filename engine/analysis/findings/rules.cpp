#include "analysis/findings/rules.h"

#include <array>

namespace lane {

std::span<const Rule> rules() {
  static constexpr std::array kRules = std::to_array<Rule>({
      {"wrong_result", &findWrongResults},
      {"impossible", &findImpossible},
      {"expectation", &findMissedExpectations},
      {"leak", &findLeaks},
      {"failed", &findFailed},
      {"noise", &findNoise},
      {"disturbed", &findDisturbed},
      {"throttled", &findThrottling},
      {"hidden_threads", &findHiddenThreads},
      {"allocation", &findAllocation},
      {"page_cache", &findPageCacheReads},
      {"write_plateau", &findWritePlateaus},
      {"write_read_ratio", &findWriteReadRatios},
      {"peak_memory", &findPeakMemory},
      {"cache_size", &findCacheSizes},
      {"modes", &findModes},
      {"placement", &findPlacement},
      {"over_goal", &findOverGoal},
      {"no_spread", &findNoSpread},
      {"memory_bound", &findMemoryBound},
      {"call_overhead", &findCallOverhead},
      {"libraries", &findLibraries},
      {"small_sizes", &findSmallSizes},
      {"efficiency", &findInefficiency},
      {"width", &findUselessWidths},
      {"crossover", &findCrossoverSummaries},
  });
  return kRules;
}

}  // namespace lane
