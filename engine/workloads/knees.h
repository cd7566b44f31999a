// Levels of memory found in a curve over working sets: flat stretches (plateaus) and where they end
// (knees), and which reported cache each of them is. Pure functions on values.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "machine/machine_card.h"
#include "session/session.h"

namespace lane {

struct KneePoint {
  double bytes = 0;
  double value = 0;  ///< latency or bandwidth, above 0
};

struct Plateau {
  double firstBytes = 0;
  double lastBytes = 0;
  double value = 0;  ///< median
};

struct Staircase {
  std::vector<Plateau> plateaus;
  std::vector<double> knees;  ///< knees[i] lies between plateaus i and i + 1
};

/// Plateaus of a curve sorted by working set. Every point either belongs to a flat stretch of at
/// least three points and 0.7 octaves or to none (a ramp, an outlier); the split with the least
/// penalised squared distance in logarithms wins, and neighbours closer than a factor of 1.3 are
/// one. A curve still moving at its end has its last level there. A knee is where the curve has
/// left its plateau by three tenths of the step, in logarithms.
Staircase findPlateaus(std::span<const KneePoint> curve);

/// One cache as the operating system reports it.
struct ReportedCache {
  std::string name;  ///< "L2"
  double bytes = 0;
  int sharedBy = 1;  ///< logical cores sharing one
};

std::vector<ReportedCache> reportedCaches(const MachineCard& card);

struct MemoryLevel {
  std::string name;                                                 ///< "L1", "L2", …, "memory"
  double reportedBytes = std::numeric_limits<double>::quiet_NaN();  ///< NaN: of memory
  double measuredBytes = std::numeric_limits<double>::quiet_NaN();  ///< NaN: no knee was found
  int sharedBy = 1;

  /// Measured where it was, else as reported; infinite for memory.
  double capacity() const;
};

/// Knees set beside the reported caches: the pairing in order with the smallest total distance,
/// a knee or a cache without partner where all are too far away. The last level is memory.
/// `findings` gets a warning for every disagreement by more than `tolerance` (a factor).
std::vector<MemoryLevel> nameLevels(const Staircase& staircase,
                                    std::span<const ReportedCache> reported,
                                    std::vector<Finding>& findings, double tolerance = 1.6);

}  // namespace lane
