// When enough samples of a case have been taken. Looked at only at the ends of passes, so that
// peeking at every sample does not favour lucky moments.
#pragma once

#include <cstddef>
#include <vector>

#include "base/words.h"
#include "measure/statistics.h"

namespace lane {

inline constexpr std::size_t kMinimumRounds = 16;
/// Independent samples below which an interval is itself too uncertain to stop on.
inline constexpr double kMinimumEffective = 8;

/// Samples from which on a look may serve to tell that noise stopped shrinking.
inline constexpr std::size_t kPlateauRounds = 192;

class StoppingRule {
 public:
  explicit StoppingRule(double goal) : m_goal(goal) {}

  /// Decides from the summary at the end of a pass; `none` means: go on. Plateau: twice as many
  /// samples as at an earlier pass end have narrowed the interval by less than a tenth, where
  /// independent noise would narrow it by 29 %.
  StopReason passEnded(const Summary& summary);

 private:
  struct Look {
    std::size_t count;
    double halfWidth;
  };
  double m_goal;
  std::vector<Look> m_looks;
};

}  // namespace lane
