// Ratios of cases measured side by side in one session, from the rounds they share: nothing that
// drifts or bursts across a round touches them. Pure functions on values.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "analysis/curves.h"
#include "measure/ratio.h"
#include "session/session.h"

namespace lane {

/// Time of `other` / time of `base` from samples of the same process and round. Rounds 0 and NaN
/// when they share none.
PairedRatio pairRatio(const Session& session, std::uint32_t base, std::uint32_t other,
                      double confidence = 0.95);

/// One variant against the reference at one size of a chart.
struct VariantRatio {
  std::uint32_t base = kNoCase;  ///< case of the reference
  std::uint32_t other = kNoCase;
  PairedRatio ratio;     ///< at the level Holm's correction gives this pair
  bool differs = false;  ///< from the reference, the whole chart taken together
};

/// Every variant of a chart against the reference variant at the same size, Holm-corrected over
/// all of them; in case order. Sizes without the reference and pairs without common rounds are left
/// out.
std::vector<VariantRatio> variantRatios(const Session& session, const CurveKey& key,
                                        std::string_view reference = "scalar",
                                        double confidence = 0.95);

}  // namespace lane
