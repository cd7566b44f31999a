// A measured figure with its interval, and the rounds that give many figures side by side.
#pragma once

#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "measure/sampler.h"

namespace lane {

/// A figure and its 95 % interval, in the unit of what was measured; NaN when it was not.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  std::uint32_t n = 0;  ///< samples behind it

  bool known() const { return n > 0; }
};

/// The time that is reached when nothing disturbs: the lowest decile, which stays put while up to
/// nine of ten samples are slowed down (of fewer than twenty the least), with the interval of that
/// decile by order statistics. Of fewer than 36 samples the interval's lower end is the least one,
/// which lies below the decile less often.
Estimate undisturbedOf(std::span<const double> seconds);
/// `work` per `seconds`: the interval turns round with the figure.
Estimate rateOf(double work, const Estimate& seconds);

/// Something to be sampled and what the rounds give for it.
struct RoundItem {
  std::unique_ptr<PreparedCase> prepared;
  std::function<void()> warm;  ///< untimed, before each sample; empty: one call
  /// Calls it on the calling thread only, to calibrate many threads without waiting for them;
  /// empty: run().
  std::function<void(std::uint64_t calls)> alone;
  double batchSeconds = 0;  ///< at least; 0: as the limits say
  std::uint64_t calls = 0;
  std::uint32_t batches = 1;    ///< per sample
  double cost = 0;              ///< seconds of one sample with its untimed call
  std::vector<double> seconds;  ///< per call, in the order taken
  std::vector<double> t;        ///< when, seconds since the timer's origin
};

/// A batch on many threads: entering and leaving the region must not count.
inline constexpr double kTeamSeconds = 300e-6;

struct RoundLimits {
  double batchSeconds = 100e-6;
  double budgetSeconds = 1;
  std::uint32_t fewest = 6;  ///< samples for an item even when the budget is too small
  std::uint32_t most = 25;
};

/// How many samples each item gets: as many as fit the budget, dear items fewer than cheap ones.
std::vector<std::uint32_t> shareOut(std::span<const double> costs, const RoundLimits& limits);

/// Calibrates every item and samples all in rounds, in changing order, so that drift hits all
/// alike and every item's samples are spread over the whole time; an item with fewer samples sits
/// out rounds evenly. A sample is the median of up to four batches behind one untimed call: as many
/// as take 300 µs, or as long as that call. Short ones slip between interruptions. Samples are
/// added to those an item has. `afterSample` (may be empty) runs right behind each timed window
/// with the item's index; `progress` hears the share done. When the machine is so busy that the
/// budget is exceeded by a quarter, it ends as soon as every item has a sample. Returns false when
/// stopped: what was taken until then is there.
bool sampleItems(std::span<RoundItem* const> items, const RoundLimits& limits, Timer& timer,
                 const std::function<void(std::size_t item)>& afterSample,
                 const std::function<void(double)>& progress, const std::stop_token& stop);

}  // namespace lane
