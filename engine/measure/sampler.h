// Takes the samples of one group: calibrates a batch per case, then runs rounds in each of which
// every case gives one sample, in randomised Latin-square order. Knows nothing of kernels.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "measure/clock.h"

namespace lane {

/// Something that can be called again and again: a benchmark at one point of its axes.
class PreparedCase {
 public:
  virtual ~PreparedCase() = default;
  /// Calls it `calls` times. No allocation, no locks, nothing but the work itself.
  virtual void run(std::uint64_t calls) = 0;
  /// Right before each timed batch, outside its window: empties a cache, removes the last file.
  virtual void beforeBatch() {}
  /// Every call needs its own beforeBatch(): a batch is one call, with no untimed one before it.
  virtual bool oneByOne() const { return false; }
  /// Why a batch since the last beforeBatch() did not do its work; empty when all did.
  virtual std::string_view failure() const { return {}; }
  /// Seconds of the last batch by a clock nearer to the work than the sampler's, as a library in
  /// another process reads it; nothing: the sampler's counts.
  virtual std::optional<double> ownSeconds() const { return {}; }
  /// What the last batch gave beside its time, per call (user time, peak memory), one value for
  /// each metric the benchmark announces (PreparedGroup::observed()). Asked after the timed window.
  virtual std::span<const double> observations() const { return {}; }
};

/// A clock the sampler reads, so that tests can script the time.
class Timer {
 public:
  virtual ~Timer() = default;
  virtual std::uint64_t ticks() = 0;
  virtual double seconds(std::uint64_t ticks) const = 0;
  virtual double stepSeconds() const = 0;
};

/// Seconds from one reading to a later one; nothing where the clock ran backwards.
std::optional<double> elapsed(const Timer& timer, std::uint64_t begin, std::uint64_t end);

/// The real clock.
class SystemTimer final : public Timer {
 public:
  std::uint64_t ticks() override { return Clock::instance().now(); }
  double seconds(std::uint64_t ticks) const override { return Clock::instance().seconds(ticks); }
  double stepSeconds() const override { return Clock::instance().stepSeconds(); }
};

struct BatchRule {
  double minimumSeconds = 50e-6;
  double minimumSteps = 1000;  ///< of the clock
};

/// Calls per sample so that a batch lasts at least as long as the rule asks, found by doubling
/// and believed only when a second look agrees. `interrupted` is asked between batches. Always
/// ends: fails with interrupted, with io when the case says that it failed, or with unsupported
/// when one call takes longer than `timeoutSeconds`, or when the clock keeps running backwards or
/// stands still.
Result<std::uint64_t> calibrate(PreparedCase& prepared, Timer& timer, const BatchRule& rule,
                                double timeoutSeconds, const std::function<bool()>& interrupted);

/// The same for callers who do not need the reason: 0 on failure.
std::uint64_t calibrateBatch(PreparedCase& prepared, Timer& timer, const BatchRule& rule,
                             double timeoutSeconds, const std::function<bool()>& interrupted);

struct RoundSample {
  std::size_t item = 0;  ///< index into the group's cases
  std::uint32_t round = 0;
  double seconds = 0;       ///< per call
  double t = 0;             ///< since the timer's origin, of the batch's start
  std::uint32_t flags = 0;  ///< what disturbed it, as RoundHooks::disturbance told
};

struct GroupCase {
  PreparedCase* prepared = nullptr;
  std::uint64_t calls = 1;
  double batchSeconds = 0;  ///< as far as known; 0: not known
};

/// A batch this many times longer than it should be, and longer than a second, is no timing: the
/// clock was set forward, or the machine slept.
inline constexpr double kImpossiblyLong = 1000;

/// What the rounds ask and tell; all of it outside the timed windows.
struct RoundHooks {
  std::function<bool()> interrupted;           ///< before each sample: true ends the rounds at once
  std::function<bool()> betweenRounds;         ///< after each round: false ends them
  std::function<std::uint32_t()> disturbance;  ///< flags for what happened since it was last asked
  /// A batch whose time makes no sense (the clock ran backwards or leapt) gives no sample.
  std::function<void(std::size_t item)> clockJumped = {};
  /// The case could not do its work (PreparedCase::failure()): it takes no further part.
  std::function<void(std::size_t item, std::string_view why)> failed = {};
  /// What a sample gave beside its time, right after it and outside its window.
  std::function<void(std::size_t item, std::span<const double> values)> observed = {};
};

/// Runs `rounds` rounds over the cases, numbered from `firstRound`. Each sample is preceded by an
/// untimed call. Samples come in the order taken.
std::vector<RoundSample> sampleRounds(std::span<const GroupCase> cases, Timer& timer,
                                      std::uint32_t firstRound, std::uint32_t rounds,
                                      std::mt19937_64& random, const RoundHooks& hooks);

/// Row r of a cyclic Latin square over `size` items under a random permutation that is renewed
/// for each block of `size` rows: every item stands once in each place per block.
class LatinSquare {
 public:
  LatinSquare(std::size_t size, std::mt19937_64& random);
  const std::vector<std::size_t>& nextRow();

 private:
  std::vector<std::size_t> m_permutation;
  std::vector<std::size_t> m_row;
  std::size_t m_next = 0;
  std::mt19937_64& m_random;
};

}  // namespace lane
