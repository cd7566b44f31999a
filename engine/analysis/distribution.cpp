#include "analysis/distribution.h"

#include <algorithm>
#include <cmath>

#include "measure/statistics.h"

namespace lane {

double resolvedShare(std::size_t count) {
  return count == 0 ? 0 : 1 - 1 / static_cast<double>(count);
}

double ninesOf(double share) {
  return -std::log10(1 - share);
}

Distribution distributionOf(std::vector<double> seconds, std::size_t steps) {
  Distribution result;
  result.count = seconds.size();
  if (seconds.empty()) return result;
  std::sort(seconds.begin(), seconds.end());
  result.min = seconds.front();
  result.max = seconds.back();
  const double last = resolvedShare(seconds.size());
  // 0.999 and 1 - 1 / 1000 differ in their last bit.
  for (const double share : {0.0, 0.5, 0.9, 0.99, 0.999})
    if (share <= last + 1e-12) result.landmarks.push_back({share, quantile(seconds, share)});
  const double reach = ninesOf(last);
  for (std::size_t i = 0; i < steps && reach > 0; ++i) {
    const double nines = reach * static_cast<double>(i) / static_cast<double>(steps - 1);
    const double share = std::min(last, 1 - std::pow(10, -nines));
    result.curve.push_back({share, quantile(seconds, share)});
  }
  if (result.curve.empty()) result.curve.push_back({0, result.min});
  return result;
}

}  // namespace lane
