#include "measure/sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/units.h"

namespace lane {
namespace {

/// No call of anything is faster; a clock that says so stands still.
constexpr double kFastestCall = 1e-11;
/// Batches in a row that a clock may spoil by running backwards.
constexpr int kMostJumps = 100;

std::optional<double> secondsOf(const PreparedCase& prepared, const Timer& timer,
                                std::uint64_t begin, std::uint64_t end) {
  const std::optional<double> own = prepared.ownSeconds();
  return own ? own : elapsed(timer, begin, end);
}

std::optional<double> timeBatch(PreparedCase& prepared, Timer& timer, std::uint64_t calls) {
  prepared.beforeBatch();
  const std::uint64_t begin = timer.ticks();
  prepared.run(calls);
  return secondsOf(prepared, timer, begin, timer.ticks());
}

bool plausible(double seconds, const GroupCase& measured) {
  return seconds > 0 && (seconds <= 1 || measured.batchSeconds <= 0 ||
                         seconds <= kImpossiblyLong * measured.batchSeconds);
}

}  // namespace

std::optional<double> elapsed(const Timer& timer, std::uint64_t begin, std::uint64_t end) {
  if (end < begin) return std::nullopt;
  return timer.seconds(end - begin);
}

Result<std::uint64_t> calibrate(PreparedCase& prepared, Timer& timer, const BatchRule& rule,
                                double timeoutSeconds, const std::function<bool()>& interrupted) {
  const double wanted = std::max(rule.minimumSeconds, rule.minimumSteps * timer.stepSeconds());
  constexpr std::uint64_t kMostCalls = std::uint64_t{1} << 40;
  std::uint64_t calls = 1;
  int agreed = 0;
  int jumps = 0;
  while (agreed < 2) {
    if (interrupted()) return fail(ErrorCode::interrupted, "stopped");
    const std::optional<double> seconds = timeBatch(prepared, timer, calls);
    if (const std::string_view why = prepared.failure(); !why.empty())
      return fail(ErrorCode::io, std::string(why));
    if (!seconds) {
      if (++jumps == kMostJumps)
        return fail(ErrorCode::unsupported, "the clock keeps running backwards");
      continue;
    }
    jumps = 0;
    if (calls == 1 && *seconds > timeoutSeconds)
      return fail(ErrorCode::unsupported,
                  "one call takes longer than the timeout of " + formatTime(timeoutSeconds));
    if (*seconds + timer.stepSeconds() < static_cast<double>(calls) * kFastestCall)
      return fail(ErrorCode::unsupported,
                  "a call seems to take no time: the clock stands still, or the work was removed");
    if (*seconds >= wanted || calls >= kMostCalls || prepared.oneByOne()) {
      ++agreed;  // a first long batch may have been an interruption: look again
      continue;
    }
    agreed = 0;
    // Aim a little above, never grow more than tenfold on the word of one short batch.
    const double factor = std::clamp(1.15 * wanted / std::max(*seconds, 1e-12), 1.1, 10.0);
    calls = static_cast<std::uint64_t>(std::ceil(static_cast<double>(calls) * factor));
  }
  return calls;
}

std::uint64_t calibrateBatch(PreparedCase& prepared, Timer& timer, const BatchRule& rule,
                             double timeoutSeconds, const std::function<bool()>& interrupted) {
  return calibrate(prepared, timer, rule, timeoutSeconds, interrupted).value_or(0);
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
  std::vector<bool> out(cases.size());
  for (std::uint32_t round = 0; round < rounds; ++round) {
    for (const std::size_t item : order.nextRow()) {
      if (hooks.interrupted()) return samples;
      const GroupCase& current = cases[item];
      if (out[item]) continue;
      // Untimed: code and operands are in place again.
      if (!current.prepared->oneByOne()) current.prepared->run(1);
      current.prepared->beforeBatch();
      hooks.disturbance();  // what happened until here is not this sample's
      const std::uint64_t begin = timer.ticks();
      current.prepared->run(current.calls);
      const std::uint64_t end = timer.ticks();
      const std::uint32_t flags = hooks.disturbance();
      if (const std::string_view why = current.prepared->failure(); !why.empty()) {
        out[item] = true;
        if (hooks.failed) hooks.failed(item, why);
        continue;
      }
      const std::optional<double> seconds = secondsOf(*current.prepared, timer, begin, end);
      if (seconds && plausible(*seconds, current)) {
        samples.push_back({item, firstRound + round, *seconds / static_cast<double>(current.calls),
                           timer.seconds(begin), flags});
        if (const auto values = current.prepared->observations(); !values.empty() && hooks.observed)
          hooks.observed(item, values);
      } else if (hooks.clockJumped)
        hooks.clockJumped(item);
    }
    if (!hooks.betweenRounds()) break;
  }
  return samples;
}

}  // namespace lane
