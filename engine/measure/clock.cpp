#include "measure/clock.h"

#include <time.h>

#include <algorithm>

#include "machine/system_files.h"

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

#if !defined(__aarch64__)
bool hasInvariantTsc() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) != 0 && (d & (1u << 8)) != 0;
#else
  return false;
#endif
}
#endif

/// The processor's counter. Fences on both sides: nothing of the timed code may leak across.
std::uint64_t readCounter() {
#if defined(__x86_64__)
  _mm_lfence();
  const std::uint64_t ticks = __rdtsc();
  _mm_lfence();
  return ticks;
#elif defined(__aarch64__)
  std::uint64_t ticks = 0;
  asm volatile("isb\n mrs %0, cntvct_el0\n isb" : "=r"(ticks) : : "memory");
  return ticks;
#else
  return 0;
#endif
}

struct Pair {
  std::uint64_t counter;
  std::uint64_t nanoseconds;
};

/// Both clocks as close together as possible: the tightest of a few tries.
Pair readBoth() {
  Pair best{};
  std::uint64_t bestGap = ~std::uint64_t{0};
  for (int i = 0; i < 20; ++i) {
    const std::uint64_t before = readCounter();
    const std::uint64_t nanoseconds = rawNanoseconds();
    const std::uint64_t after = readCounter();
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
         static_cast<double>(end.counter - begin.counter);
}

}  // namespace

ClockSource bestClockSource(const SystemFiles& files) {
#if defined(__aarch64__)
  (void)files;
  return ClockSource::armCounter;  // architected: every AArch64 core has it at a fixed rate
#else
  if (!hasInvariantTsc()) return ClockSource::system;
  const Reading kernel =
      files.read("/sys/devices/system/clocksource/clocksource0/available_clocksource");
  const bool distrusted = kernel && kernel.text->find("tsc") == std::string::npos;
  return distrusted ? ClockSource::system : ClockSource::tsc;
#endif
}

const Clock& Clock::instance() {
  static const Clock clock(bestClockSource(SystemFiles()));
  return clock;
}

Clock::Clock(ClockSource source) : m_source(source) {
  if (m_source != ClockSource::system) m_secondsPerTick = calibrateSecondsPerTick();
  constexpr int kReadings = 2000;
  constexpr int kMostReadings = 10'000'000;  // a clock of whole ticks stands still for many
  std::uint64_t step = 0;
  const std::uint64_t begin = now();
  std::uint64_t last = begin;
  int readings = 0;
  for (; readings < kReadings || (step == 0 && readings < kMostReadings); ++readings) {
    const std::uint64_t current = now();
    if (current > last) step = step == 0 ? current - last : std::min(step, current - last);
    last = current;
  }
  m_step = seconds(std::max<std::uint64_t>(step, 1));
  m_cost = seconds(last - begin) / readings;
}

std::uint64_t Clock::now() const {
  return m_source == ClockSource::system ? rawNanoseconds() : readCounter();
}

std::string_view Clock::description() const {
  switch (m_source) {
    case ClockSource::tsc:
      return "invariant TSC";
    case ClockSource::armCounter:
      return "ARM generic counter";
    case ClockSource::system:
      break;
  }
  return "CLOCK_MONOTONIC_RAW";
}

std::string_view Clock::limitation() const {
  if (m_source == ClockSource::system)
    return "no counter of fixed rate that can be trusted: time comes from the system, whose "
           "readings cost more and may be coarser; batches last longer instead";
  if (m_source == ClockSource::armCounter && m_step > 30e-9)
    return "the counter of this processor is coarse; batches last longer instead";
  return {};
}

}  // namespace lane
