// Fresh processes as a level above passes and samples: where a process lands in memory and which
// clock it gets moves all its samples together, so samples of one process say little about the
// next. Pure functions on values; any thread.
#pragma once

#include <cstdint>
#include <span>

#include "measure/statistics.h"

namespace lane {

/// Samples in the order taken, with the pass and the process each belongs to; all of one length.
struct LeveledSamples {
  std::span<const double> values;
  std::span<const std::uint32_t> pass;
  std::span<const std::uint32_t> process;
};

/// Percentile interval of the median when processes, then passes within them, then samples within
/// those are drawn anew with replacement. The same seed gives the same interval.
Interval hierarchicalBootstrap(const LeveledSamples& samples, double confidence, int resamples,
                               std::uint64_t seed);

struct ProcessSpread {
  std::size_t processes = 0;
  double meanOfMedians = 0;
  double standardError = 0;  ///< of meanOfMedians, with processes - 1 degrees of freedom
  double within = 0;         ///< standard error of one process's median, of its own samples
  double between = 0;        ///< standard deviation between processes beyond `within`, >= 0
};
/// With one process standardError and between are 0.
ProcessSpread processSpread(const LeveledSamples& samples, double confidence);

struct ProcessLevel : ProcessSpread {
  Interval interval = {};  ///< of the median over processes yet to come
};

/// The interval is the wider of the hierarchical bootstrap and of Student's t over the medians of
/// the processes: of two or three processes a bootstrap alone knows only the few values it saw and
/// covers far too seldom. Needs two processes at least.
ProcessLevel processLevel(const LeveledSamples& samples, double confidence);

/// summarize() with processes as a level. One process: the same as without.
Summary summarize(std::span<const double> values, std::span<const std::uint32_t> pass,
                  std::span<const std::uint32_t> process, double confidence);

}  // namespace lane
