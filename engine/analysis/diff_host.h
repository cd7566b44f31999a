// What the host did between two sessions of one machine: a shift that all cases share and a spread
// that each case has of its own, as far as something recorded bears it out (the clock of the
// canary, the noise of the samples, time stolen or waited). Pure functions on values; any thread.
#pragma once

#include <span>
#include <string>

#include "analysis/diff_error.h"
#include "session/session.h"

namespace lane {

/// The state a session found its machine in; NaN where it was not recorded.
struct HostState {
  double clockHz = kUnknown;  ///< mean over the run
  double noise = kUnknown;    ///< noise score
  double lost = kUnknown;     ///< share of time stolen by the host or spent waiting for the core
  double cardClockHz = kUnknown;  ///< once, when the machine card was made
};
HostState hostStateOf(const Session& session);
/// The clock of the core: the mean over the run, else that of the machine card; NaN or 0: unknown.
double meanClock(const Session& session);

struct Clocks {
  double base = kUnknown;
  double now = kUnknown;
  bool known() const { return base > 0 && now > 0; }
};
/// Over the runs where both recorded it, else those of the machine cards: never one of each.
Clocks clocksOf(const HostState& base, const HostState& now);

struct HostChange {
  double clock = 0;  ///< logarithm of the slow-down that the clock alone would make
  /// The same of all that was seen, with the noise and the lost time of the worse session.
  double seen = 0;
  double extent = 0;  ///< how much may have happened either way
};
HostChange hostChange(const HostState& base, const HostState& now);

struct HostEffect {
  double median = 0;  ///< of the logarithms of all ratios
  /// The part of `median` that what was seen explains: same direction, at most twice as far. It may
  /// or may not be the host's doing: verdicts are to hold with it and without.
  double shift = 0;
  /// Standard deviation that every pair is granted beyond its own error, so that the middle one of
  /// them is where it should be. At most the default between processes, or twice what was seen.
  double spread = 0;
};
/// From the logarithms of the ratios with their errors. Fewer than ten pairs show no spread.
HostEffect hostEffect(std::span<const double> logs, std::span<const RatioError> errors,
                      const HostChange& change);

}  // namespace lane
