// Hardware counters of the calling thread through perf events: cycles, instructions, last-level
// cache misses and branch misses, scheduled onto the processor together as one group. User code
// only, which the kernel's default settings allow. Many virtual machines have no counters: open()
// then says why.
// Thread: a group counts the thread that opened it and is used by that thread only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "machine/system_files.h"

namespace lane {

enum class Counter : std::uint8_t { cycles, instructions, cacheMisses, branchMisses };
inline constexpr std::size_t kCounters = 4;
std::string_view counterName(Counter counter);  ///< "cycles", "cache misses"

/// The kernel's side of perf events, so that tests play recorded traces. Results below zero are
/// negated errno values.
class PerfSystem {
 public:
  virtual ~PerfSystem() = default;
  /// A counter of the calling thread; `group` -1: leads a new group, stopped.
  virtual int open(Counter counter, int group) = 0;
  virtual int enable(int leader) = 0;
  virtual int disable(int leader) = 0;
  /// The group as the kernel writes it: number of counters, nanoseconds enabled, nanoseconds
  /// running, then one value per counter. Returns bytes.
  virtual long read(int leader, std::span<std::uint64_t> buffer) = 0;
  virtual void close(int file) = 0;
};

PerfSystem& kernelPerfSystem();

/// What the code between start() and read() did.
struct CounterReading {
  std::array<std::optional<double>, kCounters> values;  ///< indexed by Counter
  /// Part of the time the counters really counted; below 1 others used them in turn, and the
  /// values are scaled up accordingly.
  double runningShare = 1;

  std::optional<double> operator[](Counter counter) const {
    return values[static_cast<std::size_t>(counter)];
  }
};

class CounterGroup {
 public:
  /// Fails with unsupported and the way out when there are no cycles to count. Of the others those
  /// are counted that the processor has; missing() tells the rest. `files` is asked for settings
  /// that explain a refusal.
  static Result<CounterGroup> open(PerfSystem& system = kernelPerfSystem(),
                                   const SystemFiles& files = SystemFiles());
  ~CounterGroup();
  CounterGroup(CounterGroup&& other) noexcept;
  CounterGroup& operator=(CounterGroup&& other) noexcept;

  Result<void> start();
  Result<void> stop();
  /// Since start(). Fails when the counters never got a turn.
  Result<CounterReading> read();

  /// Why a counter is not in the group; empty when it is.
  const std::string& missing(Counter counter) const {
    return m_missing[static_cast<std::size_t>(counter)];
  }

 private:
  /// Running totals since the group was opened.
  struct Totals {
    std::uint64_t enabled = 0;
    std::uint64_t running = 0;
    std::array<std::uint64_t, kCounters> values{};
  };

  explicit CounterGroup(PerfSystem& system) : m_system(&system) { m_files.fill(-1); }
  Result<Totals> totals();
  int leader() const { return m_files[0]; }

  PerfSystem* m_system;
  std::array<int, kCounters> m_files{};  ///< -1: not counted
  std::array<std::string, kCounters> m_missing;
  Totals m_begin;
};

}  // namespace lane
