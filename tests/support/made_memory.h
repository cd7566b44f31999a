// Ceilings with curves of a machine made up for tests: a staircase with steps at known places,
// where every figure can be worked out by hand.
#pragma once

#include <array>
#include <cmath>

#include "support/made_ceilings.h"

namespace lane::test {

/// Nanoseconds of one load: four levels that end at 48 KiB, 2 MiB and 32 MiB; 4 KiB pages cost half
/// as much again beyond 1 MiB.
inline double madeLatency(double bytes, PageKind pages) {
  const double level = bytes <= 48 * 1024.0        ? 2
                       : bytes <= 2.0 * (1 << 20)  ? 6
                       : bytes <= 32.0 * (1 << 20) ? 24
                                                   : 96;
  return pages == PageKind::small && bytes > (1 << 20) ? 1.5 * level : level;
}

/// GB/s of one thread.
inline double madeBandwidth(double bytes, WalkKind kind) {
  const double level = bytes <= 48 * 1024.0        ? 200
                       : bytes <= 2.0 * (1 << 20)  ? 100
                       : bytes <= 32.0 * (1 << 20) ? 50
                                                   : 20;
  const double share = kind == WalkKind::read    ? 1
                       : kind == WalkKind::triad ? 0.8
                       : kind == WalkKind::copy  ? 0.7
                                                 : 0.5;
  return level * share;
}

/// madeCeilings() at 4 GHz with curves from 4 KiB to 512 MiB, two to an octave: 32-byte read,
/// triad, copy and write with 1 and 2 threads on 2 MiB pages, past the caches on 1 thread from
/// 1 MiB, and latency on both kinds of pages.
inline Ceilings madeMemory() {
  Ceilings ceilings = madeCeilings();
  ceilings.cpuModel = "Made-up CPU";
  ceilings.created = "2025-01-02T03:04:05Z";
  ceilings.programVersion = "0.1.0";
  ceilings.seconds = 40;
  ceilings.hugeShare = 1;
  ceilings.disturbedShare = 0.125;
  for (PeakRate& peak : ceilings.peaks) peak.clockHz = 4e9;
  ceilings.levels = {{"L1", 48 << 10, 52016, 1},
                     {"L2", 2 << 20, 2.2e6, 1},
                     {"L3", 32 << 20, kUnknown, 2},
                     {"memory", kUnknown, kUnknown, 1}};
  const auto curve = [&](const WalkStyle& style, double first, auto value) {
    WalkCurve made{style, {}};
    for (int i = 0; i <= 34; ++i) {
      const auto bytes = static_cast<std::uint64_t>(4096 * std::exp2(i / 2.0)) / 256 * 256;
      if (double(bytes) >= first) made.points.push_back({bytes, about(value(double(bytes))), 1});
    }
    ceilings.curves.push_back(std::move(made));
  };
  constexpr std::array kKinds = {WalkKind::write, WalkKind::copy, WalkKind::read, WalkKind::triad};
  for (const std::uint32_t threads : {1u, 2u})
    for (const WalkKind kind : kKinds)
      curve({kind, 32, false, threads, PageKind::huge}, 0,
            [&](double bytes) { return 1e9 * threads * madeBandwidth(bytes, kind); });
  for (const WalkKind kind : kKinds)
    if (kind != WalkKind::read)
      curve({kind, 32, true, 1, PageKind::huge}, 1 << 20,
            [&](double) { return 1.2e9 * madeBandwidth(1e9, kind); });
  for (const PageKind pages : {PageKind::huge, PageKind::small})
    curve({WalkKind::latency, 8, false, 1, pages}, 0,
          [&](double bytes) { return 1e-9 * madeLatency(bytes, pages); });
  return ceilings;
}

}  // namespace lane::test
