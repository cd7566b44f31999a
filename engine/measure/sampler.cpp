#include "measure/sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lane {
namespace {

double timeBatch(PreparedCase& prepared, Timer& timer, std::uint64_t calls) {
  const std::uint64_t begin = timer.ticks();
  prepared.run(calls);
  return timer.seconds(timer.ticks() - begin);
}

}  // namespace

std::uint64_t calibrateBatch(PreparedCase& prepared, Timer& timer, const BatchRule& rule,
                             double timeoutSeconds, const std::function<bool()>& interrupted) {
  const double wanted = std::max(rule.minimumSeconds, rule.minimumSteps * timer.stepSeconds());
  constexpr std::uint64_t kMostCalls = std::uint64_t{1} << 40;
  std::uint64_t calls = 1;
  int agreed = 0;
  while (agreed < 2) {
    if (interrupted()) return 0;
    const double seconds = timeBatch(prepared, timer, calls);
    if (calls == 1 && seconds > timeoutSeconds) return 0;
    if (seconds >= wanted || calls >= kMostCalls) {
      ++agreed;  // a first long batch may have been an interruption: look again
      continue;
    }
    agreed = 0;
    // Aim a little above, never grow more than tenfold on the word of one short batch.
    const double factor = std::clamp(1.15 * wanted / std::max(seconds, 1e-12), 1.1, 10.0);
    calls = static_cast<std::uint64_t>(std::ceil(static_cast<double>(calls) * factor));
  }
  return calls;
}

LatinSquare::LatinSquare(std::size_t size, std::mt19937_64& random)
    : m_permutation(size), m_row(size), m_random(random) {
  std::iota(m_permutation.begin(), m_permutation.end(), std::size_t{0});
}

const std::vector<std::size_t>& LatinSquare::nextRow() {
  const std::size_t size = m_permutation.size();
  if (m_next % size == 0) std::shuffle(m_permutation.begin(), m_permutation.end(), m_random);
  for (std::size_t i = 0; i < size; ++i) m_row[i] = m_permutation[(i + m_next) % size];
  ++m_next;
  return m_row;
}

std::vector<RoundSample> sampleRounds(std::span<const GroupCase> cases, Timer& timer,
                                      std::uint32_t firstRound, std::uint32_t rounds,
                                      std::mt19937_64& random, const RoundHooks& hooks) {
  std::vector<RoundSample> samples;
  if (cases.empty()) return samples;
  samples.reserve(cases.size() * rounds);
  LatinSquare order(cases.size(), random);
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (const std::size_t item : order.nextRow()) {
      if (hooks.interrupted()) return samples;
      const GroupCase& current = cases[item];
      current.prepared->run(1);  // untimed: code and operands are in place again
      hooks.disturbance();       // what happened until here is not this sample's
      const std::uint64_t begin = timer.ticks();
      current.prepared->run(current.calls);
      const std::uint64_t end = timer.ticks();
      samples.push_back({item, firstRound + round,
                         timer.seconds(end - begin) / static_cast<double>(current.calls),
                         timer.seconds(begin), hooks.disturbance()});
    }
    if (!hooks.betweenRounds()) break;
  }
  return samples;
}

}  // namespace lane
