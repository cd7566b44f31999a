#include "measure/stopping_rule.h"

namespace lane {

StopReason StoppingRule::passEnded(const Summary& summary) {
  if (summary.count < kMinimumRounds) return StopReason::none;
  const double halfWidth = summary.relativeHalfWidth();
  if (halfWidth <= m_goal && summary.effectiveCount >= kMinimumEffective) return StopReason::goal;
  bool plateau = false;
  for (const Look& look : m_looks)
    plateau |= summary.count >= 2 * look.count && look.count >= kPlateauRounds &&
               halfWidth > 0.9 * look.halfWidth;
  m_looks.push_back({summary.count, halfWidth});
  return plateau ? StopReason::plateau : StopReason::none;
}

}  // namespace lane
