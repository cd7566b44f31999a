// How noisy a run was: one score, and what disturbed it. Pure functions on a session.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "session/session.h"

namespace lane {

enum class NoiseLevel : std::uint8_t { quiet, usable, noisy };
std::string_view toWord(NoiseLevel level);

struct Noise {
  /// Median over the timed cases of their relative spread, 1.4826 MAD / median: what one sample
  /// typically strays by.
  double score = kUnknown;
  double disturbedShare = 0;            ///< of the samples, with any flag
  std::array<double, 4> shareOfFlag{};  ///< bits 0 to 3 of SampleFlag
  std::size_t cases = 0;
  std::size_t samples = 0;

  NoiseLevel level() const;
};

inline constexpr double kQuietScore = 0.01;  ///< below: quiet
inline constexpr double kNoisyScore = 0.03;  ///< from here on: noisy

/// From the samples of the session; score NaN when nothing was timed.
Noise noiseOf(const Session& session);

/// What to say of it in words and what to do; nothing when the run was quiet.
std::optional<Finding> noiseFinding(const Noise& noise);

inline const MetricRecord kNoiseScore{"noise_score", "Noise score", "1", MetricKind::ratio, false};
inline const MetricRecord kDisturbedShare{"disturbed_share", "Share of disturbed samples", "1",
                                          MetricKind::ratio, false};

}  // namespace lane
