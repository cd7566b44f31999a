#include "measure/memory_sampler.h"

#include <sched.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <system_error>

#include "measure/clock.h"
#include "measure/team.h"

namespace lane {
namespace {

constexpr double kNanosecond = 1e-9;

double secondsOf(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * kNanosecond;
}

timespec timespecOf(double seconds) {
  const double whole = std::floor(seconds);
  return {static_cast<time_t>(whole), static_cast<long>((seconds - whole) / kNanosecond)};
}

double now() {
  const Clock& clock = Clock::instance();
  return clock.seconds(clock.now());
}

/// A core of ours that does not measure; nothing where there is none.
std::optional<int> otherCore(int measuringCore) {
  const std::vector<int>& cores = Team::cores();
  const auto other =
      std::find_if(cores.rbegin(), cores.rend(), [&](int core) { return core != measuringCore; });
  if (measuringCore < 0 || other == cores.rend()) return std::nullopt;
  return *other;
}

/// This thread alone; it ends with it.
bool pinTo(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(core), &set);
  return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

}  // namespace

MemoryReading readMemoryNow(ProcessMemoryReader& reader, bool heap) {
  return {now(), reader.read(heap)};
}

MemorySampler::MemorySampler(const Options& options)
    : m_options(options), m_began(now()), m_ring(std::max<std::size_t>(options.room, 1)) {}

Result<std::unique_ptr<MemorySampler>> MemorySampler::start(const Options& options) {
  auto sampler = std::unique_ptr<MemorySampler>(new MemorySampler(options));
  if (!sampler->m_reader.reason().empty())
    return fail(ErrorCode::unsupported,
                "resident memory cannot be read: " + sampler->m_reader.reason());
  try {
    sampler->m_thread = std::thread([raw = sampler.get()] { raw->loop(); });
  } catch (const std::system_error& error) {
    return fail(ErrorCode::unsupported,
                std::string("no thread to read the memory with: ") + error.what());
  }
  return sampler;
}

MemorySampler::~MemorySampler() {
  m_stop = true;
  if (m_thread.joinable()) m_thread.join();
}

void MemorySampler::take(bool heap) {
  const std::uint64_t at = m_written.load(std::memory_order_relaxed);
  if (at - m_drained.load(std::memory_order_acquire) >= m_ring.size()) {
    m_lost.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  m_ring[at % m_ring.size()] = readMemoryNow(m_reader, heap);
  m_written.store(at + 1, std::memory_order_release);
}

void MemorySampler::loop() {
  if (const auto core = otherCore(m_options.measuringCore)) m_apart = pinTo(*core);
  const double period = std::max(m_options.period, 1e-4);
  const auto heapEvery =
      static_cast<std::uint64_t>(std::max(1.0, std::round(m_options.heapPeriod / period)));
  // Moments on a fixed grid: a late reading does not push the ones after it.
  double due = secondsOf(CLOCK_MONOTONIC);
  for (std::uint64_t i = 0; !m_stop.load(std::memory_order_relaxed); ++i) {
    take(i % heapEvery == 0);
    m_cpuSeconds.store(secondsOf(CLOCK_THREAD_CPUTIME_ID), std::memory_order_relaxed);
    due = std::max(due + period, secondsOf(CLOCK_MONOTONIC));
    const timespec until = timespecOf(due);
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
  }
}

void MemorySampler::drain(std::vector<MemoryReading>& into) {
  const std::uint64_t end = m_written.load(std::memory_order_acquire);
  std::uint64_t at = m_drained.load(std::memory_order_relaxed);
  for (; at < end; ++at) into.push_back(m_ring[at % m_ring.size()]);
  m_drained.store(end, std::memory_order_release);
}

MemorySampler::Cost MemorySampler::cost() const {
  Cost cost;
  cost.lost = m_lost.load(std::memory_order_relaxed);
  cost.readings = m_written.load(std::memory_order_acquire);
  const double seconds = m_cpuSeconds.load(std::memory_order_relaxed);
  const double lasted = now() - m_began;
  if (lasted > 0) cost.coreShare = seconds / lasted;
  if (cost.readings + cost.lost > 0)
    cost.secondsPerReading = seconds / static_cast<double>(cost.readings + cost.lost);
  cost.apart = m_apart.load(std::memory_order_relaxed);
  return cost;
}

}  // namespace lane
