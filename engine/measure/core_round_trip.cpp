#include "measure/core_round_trip.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "measure/clock.h"
#include "measure/statistics.h"

namespace lane {
namespace {

/// A worker that has not answered by then was never started or is kept from running.
constexpr double kPatience = 0.1;
constexpr std::uint64_t kStop = ~std::uint64_t{0};

/// Odd numbers go out, the next even number comes back. The line travels and nothing else does:
/// all that only one side touches lies on other lines.
struct PingPong {
  alignas(128) std::atomic<std::uint64_t> ball{0};
  alignas(128) std::uint32_t from = 0;
  std::uint32_t to = 0;
  double seconds = 0;
  std::vector<double> samples;

  void play(std::uint32_t worker) {
    if (worker == from)
      serve();
    else if (worker == to)
      answer();
  }

  /// False when no answer came in time.
  bool strike(std::uint64_t number, const Clock& clock) {
    ball.store(number, std::memory_order_release);
    const std::uint64_t begin = clock.now();
    for (int looks = 0; ball.load(std::memory_order_acquire) != number + 1; ++looks)
      if (looks == 10'000) {
        if (clock.seconds(clock.now() - begin) > kPatience) return false;
        looks = 0;
      }
    return true;
  }

  void serve() {
    const Clock& clock = Clock::instance();
    std::uint64_t number = 1;
    bool answered = strike(number, clock);  // the first waits for the other to arrive
    const std::uint64_t start = clock.now();
    while (answered && clock.seconds(clock.now() - start) < seconds) {
      const std::uint64_t begin = clock.now();
      for (int i = 0; i < kRoundTripsPerSample; ++i) {
        number += 2;
        ball.store(number, std::memory_order_release);
        while (ball.load(std::memory_order_acquire) != number + 1) {
        }
      }
      const std::uint64_t end = clock.now();
      if (end > begin) samples.push_back(clock.seconds(end - begin) / kRoundTripsPerSample);
    }
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
  if (game.samples.empty())
    return fail(ErrorCode::unsupported, fmt::format("worker {} did not answer worker {}", to, from),
                {}, "OMP_THREAD_LIMIT or another program may keep it from running");
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
