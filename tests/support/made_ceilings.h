// Ceilings of a machine made up for tests, where every figure can be worked out by hand, and cases
// to hold against them.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "workloads/ceilings.h"

namespace lane::test {

inline Estimate about(double value) {
  return {value, 0.99 * value, 1.01 * value, 15};
}

/// 3 GHz, 1 and 2 threads. Bandwidths in GB/s per level: read, triad, copy, write.
inline Ceilings madeCeilings() {
  Ceilings ceilings;
  ceilings.threads = 2;
  const auto peak = [&](std::string form, Dtype dtype, double gflops) {
    for (const std::uint32_t threads : {1u, 2u}) {
      PeakRate rate;
      rate.form = form;
      rate.dtype = dtype;
      rate.threads = threads;
      rate.rate = about(gflops * 1e9 * threads);
      ceilings.peaks.push_back(rate);
    }
  };
  peak("scalar", Dtype::f32, 6);
  peak("scalar-fma", Dtype::f32, 12);
  peak("sse", Dtype::f32, 24);
  peak("fma128", Dtype::f32, 48);
  peak("fma256", Dtype::f32, 96);
  peak("fma256", Dtype::f64, 48);
  ceilings.levels = {{"L1", 32768, 32768, 1},
                     {"L2", 1 << 20, 1 << 20, 1},
                     {"L3", 32 << 20, 32 << 20, 2},
                     {"memory", kUnknown, kUnknown, 1}};
  const std::vector<std::pair<std::string, std::array<double, 4>>> rates = {
      {"L1", {200, 240, 180, 90}},
      {"L2", {100, 80, 70, 60}},
      {"L3", {50, 40, 35, 30}},
      {"memory", {20, 16, 15, 10}}};
  for (const auto& [level, values] : rates)
    for (const int width : {4, 32})
      for (const std::uint32_t threads : {1u, 2u}) {
        const bool last = level == "memory";
        const double scale = (width == 4 && !last ? 0.25 : 1) * (threads == 2 && !last ? 2 : 1);
        constexpr std::array kKinds = {WalkKind::read, WalkKind::triad, WalkKind::copy,
                                       WalkKind::write};
        for (std::size_t i = 0; i < kKinds.size(); ++i)
          ceilings.rates.push_back({{kKinds[i], width, false, threads, PageKind::huge},
                                    level,
                                    0,
                                    about(values[i] * scale * 1e9),
                                    {}});
      }
  return ceilings;
}

inline CaseRecord madeCase(std::string variant, double items, double flops, double read,
                           double written, double seconds) {
  CaseRecord record;
  record.suite = "vector";
  record.benchmark = "made-up";
  record.dtype = Dtype::f32;
  record.variant = std::move(variant);
  record.size = static_cast<std::uint64_t>(items);
  record.flops = flops;
  record.bytesRead = read;
  record.bytesWritten = written;
  record.median = seconds;
  record.ciLow = 0.99 * seconds;
  record.ciHigh = 1.01 * seconds;
  record.status = CaseStatus::measured;
  record.key = makeKey(record);
  return record;
}

}  // namespace lane::test
