#include "measure/resample.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace lane {
namespace {

constexpr int kResamples = 500;
constexpr std::uint64_t kSeed = 20260101;

using Pass = std::vector<double>;
using Process = std::vector<Pass>;

std::vector<Process> grouped(const LeveledSamples& samples) {
  std::map<std::uint32_t, std::map<std::uint32_t, Pass>> groups;
  for (std::size_t i = 0; i < samples.values.size(); ++i)
    groups[samples.process[i]][samples.pass[i]].push_back(samples.values[i]);
  std::vector<Process> processes;
  for (auto& [id, passes] : groups) {
    Process process;
    for (auto& [number, values] : passes) process.push_back(std::move(values));
    processes.push_back(std::move(process));
  }
  return processes;
}

/// Samples of one process in the order taken.
struct OneProcess {
  std::vector<double> values;
  std::vector<std::uint32_t> pass;
};

std::map<std::uint32_t, OneProcess> split(const LeveledSamples& samples) {
  std::map<std::uint32_t, OneProcess> processes;
  for (std::size_t i = 0; i < samples.values.size(); ++i) {
    OneProcess& one = processes[samples.process[i]];
    one.values.push_back(samples.values[i]);
    one.pass.push_back(samples.pass[i]);
  }
  return processes;
}

/// Any of 0 … count - 1, by multiplication: faster than a distribution, biased by 2^-32 at most.
std::size_t pick(std::mt19937_64& random, std::size_t count) {
  return static_cast<std::size_t>(((random() >> 32) * count) >> 32);
}

}  // namespace

Interval hierarchicalBootstrap(const LeveledSamples& samples, double confidence, int resamples,
                               std::uint64_t seed) {
  const std::vector<Process> processes = grouped(samples);
  std::mt19937_64 random(seed);
  std::vector<double> medians;
  std::vector<double> draw;
  for (int i = 0; i < resamples; ++i) {
    draw.clear();
    for (std::size_t p = 0; p < processes.size(); ++p) {
      const Process& process = processes[pick(random, processes.size())];
      for (std::size_t q = 0; q < process.size(); ++q) {
        const Pass& pass = process[pick(random, process.size())];
        for (std::size_t s = 0; s < pass.size(); ++s)
          draw.push_back(pass[pick(random, pass.size())]);
      }
    }
    const auto half = draw.begin() + static_cast<std::ptrdiff_t>(draw.size() / 2);
    std::nth_element(draw.begin(), half, draw.end());
    double middle = *half;
    if (draw.size() % 2 == 0) middle = (middle + *std::max_element(draw.begin(), half)) / 2;
    medians.push_back(middle);
  }
  std::sort(medians.begin(), medians.end());
  return {quantile(medians, (1 - confidence) / 2), quantile(medians, (1 + confidence) / 2)};
}

ProcessSpread processSpread(const LeveledSamples& samples, double confidence) {
  const auto processes = split(samples);
  const auto count = static_cast<double>(processes.size());
  ProcessSpread spread;
  spread.processes = processes.size();
  std::vector<double> medians;
  double within = 0;  // mean variance of a process's own median
  for (const auto& [id, one] : processes) {
    const Summary own = summarize(one.values, one.pass, confidence);
    medians.push_back(own.median);
    spread.meanOfMedians += own.median / count;
    within += std::pow((own.ciHigh - own.ciLow) / (2 * twoSidedZ(confidence)), 2) / count;
  }
  spread.within = std::sqrt(within);
  if (processes.size() < 2) return spread;
  double variance = 0;
  for (const double middle : medians)
    variance += std::pow(middle - spread.meanOfMedians, 2) / (count - 1);
  spread.between = std::sqrt(std::max(0.0, variance - within));
  spread.standardError = std::sqrt(variance / count);
  return spread;
}

ProcessLevel processLevel(const LeveledSamples& samples, double confidence) {
  ProcessLevel level{processSpread(samples, confidence), {}};
  const double half =
      twoSidedT(confidence, static_cast<double>(level.processes) - 1) * level.standardError;
  const Interval drawn = hierarchicalBootstrap(samples, confidence, kResamples, kSeed);
  level.interval = drawn.high - drawn.low > 2 * half
                       ? drawn
                       : Interval{level.meanOfMedians - half, level.meanOfMedians + half};
  return level;
}

Summary summarize(std::span<const double> values, std::span<const std::uint32_t> pass,
                  std::span<const std::uint32_t> process, double confidence) {
  Summary summary = summarize(values, pass, confidence);
  const LeveledSamples samples{values, pass, process};
  const auto processes = split(samples);
  if (processes.size() < 2) return summary;
  const ProcessLevel level = processLevel(samples, confidence);
  summary.processes = level.processes;
  summary.ciLow = std::min(level.interval.low, summary.median);
  summary.ciHigh = std::max(level.interval.high, summary.median);
  summary.betweenProcess = level.between / summary.median;
  summary.effectiveCount = 0;
  for (const auto& [id, one] : processes)
    summary.effectiveCount += effectiveSampleCount(one.values, one.pass);
  return summary;
}

}  // namespace lane
