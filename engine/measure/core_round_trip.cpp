#include "measure/core_round_trip.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "machine/priority.h"
#include "measure/clock.h"
#include "measure/statistics.h"

namespace lane {
namespace {

/// A worker that has not answered by then was never started or is kept from running.
constexpr double kPatience = 0.1;
/// Looks at the ball, of some nanoseconds each, after which the other side must have lost its core.
constexpr int kManyLooks = 10'000;
/// Beside other load the two sides wait for time slices: a median needs some samples without.
constexpr std::size_t kLeastSamples = 15;
constexpr double kMostTimes = 25;  ///< of the time asked for, spent on getting them
constexpr std::uint64_t kStop = ~std::uint64_t{0};

/// Odd numbers go out, the next even number comes back. The line travels and nothing else does:
/// all that only one side touches lies on other lines.
struct PingPong {
  alignas(128) std::atomic<std::uint64_t> ball{0};
  alignas(128) std::uint32_t from = 0;
  std::uint32_t to = 0;
  double seconds = 0;
  bool answered = false;
  std::vector<double> samples;

  void play(std::uint32_t worker) {
    if (worker == from)
      serve();
    else if (worker == to)
      answer();
  }

  enum class Answer { prompt, late, none };

  Answer strike(std::uint64_t number, const Clock& clock) {
    ball.store(number, std::memory_order_release);
    std::uint64_t waiting = 0;  // since when; the clock is read only where the wait is long
    for (int looks = 0; ball.load(std::memory_order_acquire) != number + 1; ++looks) {
      if (looks < kManyLooks) continue;
      looks = 0;
      if (waiting == 0) waiting = clock.now();
      if (clock.seconds(clock.now() - waiting) > kPatience) return Answer::none;
    }
    return waiting == 0 ? Answer::prompt : Answer::late;
  }

  /// One sample, unless the other side lost its core meanwhile: that tells of the load here, not of
  /// the line. False when the other side is gone.
  bool sample(std::uint64_t& number, const Clock& clock) {
    const std::uint64_t begin = clock.now();
    for (int i = 0; i < kRoundTripsPerSample; ++i) {
      number += 2;
      const Answer answer = strike(number, clock);
      if (answer != Answer::prompt) return answer == Answer::late;
    }
    const std::uint64_t end = clock.now();
    if (end > begin) samples.push_back(clock.seconds(end - begin) / kRoundTripsPerSample);
    return true;
  }

  void serve() {
    const Clock& clock = Clock::instance();
    const RaisedPriority raised;  // as the worker at the other end
    std::uint64_t number = 1;
    answered = strike(number, clock) != Answer::none;  // the other has to arrive first
    bool going = answered;
    const std::uint64_t start = clock.now();
    for (double spent = 0; going && (spent < seconds || (samples.size() < kLeastSamples &&
                                                         spent < kMostTimes * seconds));
         spent = clock.seconds(clock.now() - start))
      going = sample(number, clock);
    ball.store(kStop, std::memory_order_release);
  }

  void answer() {
    const Clock& clock = Clock::instance();
    const std::uint64_t begin = clock.now();
    std::uint64_t expected = 1;
    for (;;) {
      const std::uint64_t seen = ball.load(std::memory_order_acquire);
      if (seen == kStop) return;
      if (seen != expected) {
        if (expected == 1 && clock.seconds(clock.now() - begin) > kPatience) return;
        continue;
      }
      ball.store(expected + 1, std::memory_order_release);
      expected += 2;
    }
  }
};

}  // namespace

Result<CoreRoundTrip> measureCoreRoundTrip(Team& team, std::uint32_t from, std::uint32_t to,
                                           double seconds) {
  const std::size_t cores = Team::cores().size();
  if (cores < 2)
    return fail(ErrorCode::unsupported, "there is only one core: no other to send a line to");
  if (from == to || std::max(from, to) >= cores)
    return fail(ErrorCode::unsupported,
                fmt::format("workers {} and {} are not on two of the {} cores", from, to, cores));
  PingPong game;
  game.from = from;
  game.to = to;
  game.seconds = seconds;
  team.run(
      std::max(from, to) + 1,
      [](void* context, std::uint32_t worker) { static_cast<PingPong*>(context)->play(worker); },
      &game);
  if (!game.answered)
    return fail(ErrorCode::unsupported, fmt::format("worker {} did not answer worker {}", to, from),
                {}, "OMP_THREAD_LIMIT or another program may keep it from running");
  if (game.samples.empty())
    return fail(
        ErrorCode::unsupported,
        fmt::format("workers {} and {} never ran at the same time for long enough", from, to), {},
        "Other programs take their cores: end them or wait");
  return CoreRoundTrip{to, median(game.samples), std::move(game.samples)};
}

Result<std::vector<CoreRoundTrip>> measureCoreRoundTrips(Team& team, std::uint32_t workers,
                                                         double secondsPerPair) {
  if (workers == 0) workers = static_cast<std::uint32_t>(Team::cores().size());
  std::vector<CoreRoundTrip> trips;
  for (std::uint32_t worker = 1; worker < std::max(workers, 2u); ++worker) {
    auto trip = measureCoreRoundTrip(team, 0, worker, secondsPerPair);
    if (!trip) return tl::unexpected(trip.error());
    trips.push_back(std::move(*trip));
  }
  return trips;
}

}  // namespace lane
