// What the Memory view shows: bandwidth and latency against the working set with their intervals,
// the levels and knees found in them, and what is missing with the reason. Pure functions on
// values; the curves come from ceilings (workloads/ceilings.h) or from cases of the suite memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"
#include "workloads/ceilings.h"

namespace lane {

struct MemoryPoint {
  std::uint64_t bytes = 0;  ///< working set of one thread
  Estimate value;           ///< bytes per second of all threads; of latency seconds per load
  std::uint32_t caseIndex = kNoCase;
};

struct MemoryCurve {
  WalkStyle style;
  std::vector<MemoryPoint> points;  ///< ascending working set, all known
};

std::vector<MemoryCurve> memoryCurves(const Ceilings& ceilings);

/// Of the cases of the suite memory that have a time: medians with their intervals.
std::vector<MemoryCurve> memoryCurves(const Session& session);

/// What one bandwidth chart shows side by side. Reads are never non-temporal: they are shown with
/// both kinds of stores.
struct MemoryPage {
  int width = 0;  ///< bytes of one load or store
  std::uint32_t threads = 1;
  bool nonTemporal = false;
  PageKind pages = PageKind::huge;
  bool operator==(const MemoryPage&) const = default;
};
/// Those some curve was measured for: wide before narrow, one thread before many, plain stores
/// before others, 2 MiB pages before 4 KiB.
std::vector<MemoryPage> memoryPages(const std::vector<MemoryCurve>& curves);

/// Where a curve leaves a plateau, and the measured working sets on both sides of it.
struct MemoryKnee {
  std::string level;  ///< the cache that ends there; empty: none that is reported
  double bytes = kUnknown;
  double low = kUnknown, high = kUnknown;
};

/// A flat stretch of a latency curve.
struct MemoryPlateau {
  PageKind pages = PageKind::huge;
  double firstBytes = 0, lastBytes = 0;
  double seconds = kUnknown;
};

struct MemoryFigure {
  Estimate value;
  std::string reason;  ///< why there is none
};

struct MemoryLevelRow {
  MemoryLevel level;
  double border = kUnknown;  ///< working set of one thread that still fits; infinite for memory
  MemoryFigure read, write, copy, triad;  ///< of the page
  MemoryFigure smallPages, hugePages;     ///< latency
  /// Bytes per second the vendor's documents give for reads; NaN where they give none.
  double theory = kUnknown;
};

struct MemoryChart {
  MemoryPage page;
  std::vector<MemoryCurve> bandwidth;  ///< read, triad, copy, write, as far as measured
  std::vector<MemoryCurve> latency;    ///< 4 KiB pages, 2 MiB pages
  std::vector<MemoryPlateau> plateaus;
  std::vector<MemoryLevelRow> levels;  ///< from the core outwards, the last is memory
  std::vector<MemoryKnee> knees;       ///< of the latency curve on 2 MiB pages
  /// Up to where loads on 4 KiB pages cost what they cost on 2 MiB pages: what the TLB reaches.
  std::optional<MemoryKnee> tlbReach;
  double clockHz = kUnknown;         ///< of one core while it was measured
  std::vector<std::string> missing;  ///< sentences

  bool isEmpty() const { return bandwidth.empty() && latency.empty(); }
  /// Name of the level that holds that working set; empty without levels.
  std::string levelAt(double bytes) const;
};

/// `ceilings` give levels and their rates and may be null: then the levels are those found in the
/// latency curve. `machine` is the one the curves were measured on.
MemoryChart memoryChart(const std::vector<MemoryCurve>& curves, const Ceilings* ceilings,
                        const MachineCard& machine, const MemoryPage& page);

/// The point nearest to a working set, about half an octave away at most; nullptr: none.
const MemoryPoint* memoryPointAt(const std::vector<MemoryPoint>& points, double bytes);

/// Bytes of vector loads per cycle from the first cache with registers of `width` bytes, as the
/// vendors' optimisation guides state them; 0 where none is known.
int theoreticalLoadBytes(std::string_view microarchitecture, int width);

}  // namespace lane
