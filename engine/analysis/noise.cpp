#include "analysis/noise.h"

#include <fmt/format.h>

#include <vector>

#include "base/units.h"
#include "measure/statistics.h"

namespace lane {
namespace {

constexpr double kMadToSigma = 1.4826;  // of a normal distribution

constexpr std::array<std::string_view, 4> kWhat{"switched out", "took a page fault",
                                                "the clock moved", "time was stolen"};

}  // namespace

std::string_view toWord(NoiseLevel level) {
  constexpr std::array<std::string_view, 3> kWords{"quiet", "usable", "noisy"};
  return kWords[static_cast<std::size_t>(level)];
}

NoiseLevel Noise::level() const {
  if (score < kQuietScore) return NoiseLevel::quiet;
  return score < kNoisyScore ? NoiseLevel::usable : NoiseLevel::noisy;
}

Noise noiseOf(const Session& session) {
  Noise noise;
  std::vector<double> spreads;
  for (const CaseRecord& record : session.cases)
    if (record.hasTime() && record.mad >= 0)
      spreads.push_back(kMadToSigma * record.mad / record.median);
  noise.cases = spreads.size();
  if (!spreads.empty()) noise.score = median(std::move(spreads));

  noise.samples = session.samples.size();
  if (noise.samples == 0) return noise;
  std::size_t disturbed = 0;
  std::array<std::size_t, 4> counts{};
  for (const std::uint32_t flags : session.samples.flags) {
    disturbed += flags != 0;
    for (std::size_t bit = 0; bit < counts.size(); ++bit) counts[bit] += (flags >> bit) & 1u;
  }
  const auto all = static_cast<double>(noise.samples);
  noise.disturbedShare = static_cast<double>(disturbed) / all;
  for (std::size_t bit = 0; bit < counts.size(); ++bit)
    noise.shareOfFlag[bit] = static_cast<double>(counts[bit]) / all;
  return noise;
}

std::optional<Finding> noiseFinding(const Noise& noise) {
  if (!(noise.score >= kQuietScore)) return std::nullopt;
  Finding finding;
  finding.severity = noise.level() == NoiseLevel::noisy ? Severity::warning : Severity::note;
  finding.rule = "noise";
  finding.text = fmt::format("The run was {}: samples typically stray by {} from their median",
                             toWord(noise.level()), formatShare(noise.score));
  std::string causes;
  for (std::size_t bit = 0; bit < kWhat.size(); ++bit)
    if (noise.shareOfFlag[bit] >= 0.005)
      causes += fmt::format("{}{} in {}", causes.empty() ? "" : ", ", kWhat[bit],
                            formatShare(noise.shareOfFlag[bit]));
  finding.text += causes.empty() ? "; nothing the program can see disturbed them."
                                 : fmt::format("; of the samples, {}.", causes);
  finding.advice =
      "Close other programs, then measure again; `lanescope-cli info` lists what in this "
      "environment makes figures noisy.";
  return finding;
}

}  // namespace lane
