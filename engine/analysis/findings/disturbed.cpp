// Many disturbed samples although the medians are steady; where they are not, the noise finding
// names the disturbances already.
#include <fmt/format.h>

#include <array>

#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "analysis/noise.h"
#include "base/units.h"

namespace lane {

std::vector<Finding> findDisturbed(const Facts& facts) {
  constexpr double kMany = 0.05;
  const Noise noise = noiseOf(facts.session());
  if (noise.disturbedShare < kMany || noiseFinding(noise)) return {};
  constexpr std::array<std::string_view, 4> kCauses{"involuntary switches", "page faults",
                                                    "a moving clock", "time stolen by the host"};
  std::vector<std::string> causes;
  for (std::size_t bit = 0; bit < kCauses.size(); ++bit)
    if (noise.shareOfFlag[bit] >= 0.005)
      causes.push_back(fmt::format("{} in {}", kCauses[bit], formatShare(noise.shareOfFlag[bit])));
  return {{Severity::note,
           {},
           fmt::format("{} of the samples were disturbed ({}), yet most medians are steady.",
                       formatShare(noise.disturbedShare), listed(causes)),
           {},
           "The medians can be used; look at p99 and outliers with care."}};
}

}  // namespace lane
