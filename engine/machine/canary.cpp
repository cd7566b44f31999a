#include "machine/canary.h"

#include <algorithm>
#include <cstdint>

#include "measure/clock.h"

namespace lane {
namespace {

constexpr std::uint64_t kAddsPerTurn = 64;
constexpr int kRepetitions = 4;

#if defined(__x86_64__) || defined(__aarch64__)
constexpr bool kHasChain = true;

/// kAddsPerTurn dependent additions per turn. Register to register: some cores fold additions of
/// a constant in the renamer, several per cycle. The loop counter runs beside the chain.
void addChain(std::uint64_t turns) {
  std::uint64_t value = 0;
  const std::uint64_t step = 1;
#if defined(__x86_64__)
  asm volatile(
      ".p2align 6\n"
      "1:\n"
      ".rept 64\n"
      "add %[step], %[value]\n"
      ".endr\n"
      "dec %[turns]\n"
      "jnz 1b\n"
      : [value] "+r"(value), [turns] "+r"(turns)
      : [step] "r"(step)
      : "cc");
#else
  asm volatile(
      ".p2align 6\n"
      "1:\n"
      ".rept 64\n"
      "add %[value], %[value], %[step]\n"
      ".endr\n"
      "subs %[turns], %[turns], #1\n"
      "b.ne 1b\n"
      : [value] "+r"(value), [turns] "+r"(turns)
      : [step] "r"(step)
      : "cc");
#endif
}
#else
constexpr bool kHasChain = false;
void addChain(std::uint64_t) {}
#endif

}  // namespace

double measureClockHz(double seconds) {
  if (!kHasChain) return 0;
  const Clock& clock = Clock::instance();
  // The chain length follows from a typical clock; the true one decides how long it really takes.
  constexpr double kTypicalHz = 3e9;
  const double each = std::max(seconds, 20e-6) / kRepetitions;
  const auto turns = static_cast<std::uint64_t>(each * kTypicalHz / kAddsPerTurn);
  double best = 0;
  for (int i = 0; i < kRepetitions; ++i) {
    const std::uint64_t begin = clock.now();
    addChain(turns);
    const double taken = clock.seconds(clock.now() - begin) - clock.costSeconds();
    // Interruptions only lengthen a repetition: the fastest shows the clock.
    if (taken > 0) best = std::max(best, static_cast<double>(turns * kAddsPerTurn) / taken);
  }
  return best;
}

}  // namespace lane
