// How noisy the run was as a whole.
#include "analysis/findings/rules.h"
#include "analysis/noise.h"

namespace lane {

std::vector<Finding> findNoise(const Facts& facts) {
  if (const auto finding = noiseFinding(noiseOf(facts.session()))) return {*finding};
  return {};
}

}  // namespace lane
