#include "machine/counters.h"

#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace lane {
namespace {

constexpr std::array<std::string_view, kCounters> kNames{"cycles", "instructions", "cache misses",
                                                         "branch misses"};
constexpr std::array<std::uint64_t, kCounters> kEvents{
    PERF_COUNT_HW_CPU_CYCLES, PERF_COUNT_HW_INSTRUCTIONS, PERF_COUNT_HW_CACHE_MISSES,
    PERF_COUNT_HW_BRANCH_MISSES};

class KernelPerfSystem final : public PerfSystem {
 public:
  int open(Counter counter, int group) override {
    perf_event_attr event{};
    event.size = sizeof event;
    event.type = PERF_TYPE_HARDWARE;
    event.config = kEvents[static_cast<std::size_t>(counter)];
    event.read_format =
        PERF_FORMAT_GROUP | PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    event.disabled = group < 0 ? 1 : 0;
    event.exclude_kernel = 1;
    event.exclude_hv = 1;
    const long file = ::syscall(SYS_perf_event_open, &event, 0, -1, group, PERF_FLAG_FD_CLOEXEC);
    return file < 0 ? -errno : static_cast<int>(file);
  }
  int enable(int leader) override { return control(leader, PERF_EVENT_IOC_ENABLE); }
  int disable(int leader) override { return control(leader, PERF_EVENT_IOC_DISABLE); }
  long read(int leader, std::span<std::uint64_t> buffer) override {
    const ssize_t bytes = ::read(leader, buffer.data(), buffer.size_bytes());
    return bytes < 0 ? -errno : bytes;
  }
  void close(int file) override { ::close(file); }

 private:
  static int control(int leader, unsigned long request) {
    return ::ioctl(leader, request, PERF_IOC_FLAG_GROUP) == 0 ? 0 : -errno;
  }
};

Error refusedError(const SystemFiles& files) {
  const Reading setting = files.read("/proc/sys/kernel/perf_event_paranoid");
  const auto level = setting ? leadingNumber(*setting.text) : std::nullopt;
  if (level && *level > 2)
    return {ErrorCode::unsupported,
            fmt::format("this user may not count: kernel.perf_event_paranoid is {}", *level),
            {},
            "`sudo sysctl kernel.perf_event_paranoid=2`"};
  return {ErrorCode::unsupported,
          setting ? fmt::format("counting is forbidden although kernel.perf_event_paranoid is "
                                "{}: a container's filter of system calls is the usual cause",
                                stripped(*setting.text))
                  : "counting is forbidden, and " + setting.reason,
          {},
          "Start the container with `--cap-add PERFMON`"};
}

/// Why the kernel gives no counter, and what can be done about it.
Error openError(int error, const SystemFiles& files) {
  switch (error) {
    case ENOENT:
    case ENODEV:
    case EOPNOTSUPP:
      return {ErrorCode::unsupported,
              "the processor shows no hardware counters: virtual machines usually hide them",
              {},
              "Only the host can pass them on (QEMU: `-cpu host,pmu=on`)"};
    case EACCES:
    case EPERM:
      return refusedError(files);
    case ENOSYS:
      return {ErrorCode::unsupported,
              "this kernel has no perf events, or a filter of system calls hides them",
              {},
              "Use a kernel with CONFIG_PERF_EVENTS; in a container, add `--cap-add PERFMON`"};
    case EBUSY:
      return {ErrorCode::unsupported,
              "another program holds the counters for itself",
              {},
              "End other profilers, and `sudo sysctl kernel.nmi_watchdog=0`"};
    default:
      return {
          ErrorCode::unsupported, fmt::format("perf_event_open: {}", std::strerror(error)), {}, {}};
  }
}

tl::unexpected<Error> failedCall(std::string_view call, long result) {
  return fail(ErrorCode::unsupported,
              fmt::format("{}: {}", call, std::strerror(static_cast<int>(-result))));
}

}  // namespace

std::string_view counterName(Counter counter) {
  return kNames[static_cast<std::size_t>(counter)];
}

PerfSystem& kernelPerfSystem() {
  static KernelPerfSystem system;
  return system;
}

Result<CounterGroup> CounterGroup::open(PerfSystem& system, const SystemFiles& files) {
  CounterGroup group(system);
  for (std::size_t i = 0; i < kCounters; ++i) {
    const int file = system.open(static_cast<Counter>(i), group.leader());
    if (file >= 0) {
      group.m_files[i] = file;
      continue;
    }
    Error error = openError(-file, files);
    if (i == 0) return tl::unexpected(std::move(error));
    group.m_missing[i] = -file == ENOENT || -file == EOPNOTSUPP || -file == ENODEV
                             ? fmt::format("the processor cannot count {}", kNames[i])
                             : error.what;
  }
  return group;
}

CounterGroup::CounterGroup(CounterGroup&& other) noexcept
    : m_system(other.m_system),
      m_files(other.m_files),
      m_missing(std::move(other.m_missing)),
      m_begin(other.m_begin) {
  other.m_files.fill(-1);
}

CounterGroup& CounterGroup::operator=(CounterGroup&& other) noexcept {
  std::swap(m_system, other.m_system);
  std::swap(m_files, other.m_files);
  std::swap(m_missing, other.m_missing);
  std::swap(m_begin, other.m_begin);
  return *this;
}

CounterGroup::~CounterGroup() {
  // The leader last: closing it first would make single counters of the rest.
  for (std::size_t i = kCounters; i-- > 0;)
    if (m_files[i] >= 0) m_system->close(m_files[i]);
}

Result<CounterGroup::Totals> CounterGroup::totals() {
  std::array<std::uint64_t, 3 + kCounters> buffer{};
  const long bytes = m_system->read(leader(), buffer);
  if (bytes < 0) return failedCall("reading the counters", bytes);
  std::size_t counted = 0;
  for (const int file : m_files) counted += file >= 0 ? 1u : 0u;
  if (static_cast<std::size_t>(bytes) != (3 + counted) * sizeof buffer[0] || buffer[0] != counted)
    return fail(ErrorCode::format, fmt::format("the kernel gave {} bytes and {} counters where {} "
                                               "counters were opened",
                                               bytes, buffer[0], counted));
  Totals totals{.enabled = buffer[1], .running = buffer[2]};
  std::size_t next = 3;
  for (std::size_t i = 0; i < kCounters; ++i)
    if (m_files[i] >= 0) totals.values[i] = buffer[next++];
  return totals;
}

Result<void> CounterGroup::start() {
  // Totals go on over starts and stops, the times included: differences are taken of everything.
  auto begin = totals();
  if (!begin) return tl::unexpected(begin.error());
  m_begin = *begin;
  if (const int result = m_system->enable(leader()); result < 0)
    return failedCall("starting the counters", result);
  return {};
}

Result<void> CounterGroup::stop() {
  if (const int result = m_system->disable(leader()); result < 0)
    return failedCall("stopping the counters", result);
  return {};
}

Result<CounterReading> CounterGroup::read() {
  const auto now = totals();
  if (!now) return tl::unexpected(now.error());
  const std::uint64_t enabled = now->enabled - m_begin.enabled;
  const std::uint64_t running = now->running - m_begin.running;
  if (running == 0)
    return fail(ErrorCode::unsupported, "the counters never got a turn: others use them", {},
                "End other profilers, and `sudo sysctl kernel.nmi_watchdog=0`");
  CounterReading reading;
  reading.runningShare = static_cast<double>(running) / static_cast<double>(enabled);
  for (std::size_t i = 0; i < kCounters; ++i)
    if (m_files[i] >= 0)
      reading.values[i] =
          static_cast<double>(now->values[i] - m_begin.values[i]) / reading.runningShare;
  return reading;
}

}  // namespace lane
