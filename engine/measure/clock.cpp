#include "measure/clock.h"

#include <time.h>

#include <algorithm>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

namespace lane {
namespace {

std::uint64_t rawNanoseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

bool hasInvariantTsc() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) != 0 && (d & (1u << 8)) != 0;
#else
  return false;
#endif
}

std::uint64_t readTsc() {
#if defined(__x86_64__)
  // Fences on both sides: nothing of the timed code may leak across the reading.
  _mm_lfence();
  const std::uint64_t ticks = __rdtsc();
  _mm_lfence();
  return ticks;
#else
  return 0;
#endif
}

struct Pair {
  std::uint64_t tsc;
  std::uint64_t nanoseconds;
};

/// Both clocks as close together as possible: the tightest of a few tries.
Pair readBoth() {
  Pair best{};
  std::uint64_t bestGap = ~std::uint64_t{0};
  for (int i = 0; i < 20; ++i) {
    const std::uint64_t before = readTsc();
    const std::uint64_t nanoseconds = rawNanoseconds();
    const std::uint64_t after = readTsc();
    if (after - before < bestGap) {
      bestGap = after - before;
      best = {before + (after - before) / 2, nanoseconds};
    }
  }
  return best;
}

double calibrateSecondsPerTick() {
  constexpr std::uint64_t kWindowNs = 10'000'000;
  const Pair begin = readBoth();
  while (rawNanoseconds() - begin.nanoseconds < kWindowNs) {
  }
  const Pair end = readBoth();
  return static_cast<double>(end.nanoseconds - begin.nanoseconds) * 1e-9 /
         static_cast<double>(end.tsc - begin.tsc);
}

}  // namespace

const Clock& Clock::instance() {
  static const Clock clock;
  return clock;
}

Clock::Clock() : m_tsc(hasInvariantTsc()) {
  if (m_tsc) m_secondsPerTick = calibrateSecondsPerTick();
  constexpr int kReadings = 2000;
  std::uint64_t step = ~std::uint64_t{0};
  const std::uint64_t begin = now();
  std::uint64_t last = begin;
  for (int i = 0; i < kReadings; ++i) {
    const std::uint64_t current = now();
    if (current > last) step = std::min(step, current - last);
    last = current;
  }
  m_step = seconds(step);
  m_cost = seconds(last - begin) / kReadings;
}

std::uint64_t Clock::now() const {
  return m_tsc ? readTsc() : rawNanoseconds();
}

std::string_view Clock::description() const {
  return m_tsc ? "invariant TSC" : "CLOCK_MONOTONIC_RAW";
}

}  // namespace lane
