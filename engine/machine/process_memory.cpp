#include "machine/process_memory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <limits>

namespace lane {
namespace {

constexpr double kNotRead = std::numeric_limits<double>::quiet_NaN();

/// The second number of statm: resident pages.
double residentPages(std::string_view statm) {
  const std::size_t blank = statm.find(' ');
  if (blank == std::string_view::npos) return kNotRead;
  std::uint64_t pages = 0;
  const char* end = statm.data() + statm.size();
  if (std::from_chars(statm.data() + blank + 1, end, pages).ec != std::errc{}) return kNotRead;
  return static_cast<double>(pages);
}

double heapInUse() {
#if defined(__GLIBC__)
  const struct mallinfo2 info = ::mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
#else
  return kNotRead;
#endif
}

/// A line "Key:   123 kB" in bytes.
std::optional<double> kibOf(const Reading& file, std::string_view key) {
  if (!file) return std::nullopt;
  const auto text = lineValue(*file.text, key, ':');
  const auto kib = text ? leadingNumber(*text) : std::nullopt;
  if (!kib) return std::nullopt;
  return static_cast<double>(*kib) * 1024;
}

}  // namespace

ProcessMemoryReader::ProcessMemoryReader(const SystemFiles& files)
    : m_statm(files, "/proc/self/statm"),
      m_pageBytes(static_cast<double>(::sysconf(_SC_PAGESIZE))),
      m_buffer(256) {
  if (!m_statm.isOpen())
    m_reason = m_statm.reason();
  else if (!(residentPages(m_statm.read(m_buffer)) > 0))
    m_reason = "/proc/self/statm does not tell what is resident";
}

ProcessMemory ProcessMemoryReader::read(bool heap) {
  ProcessMemory memory{kNotRead, heap ? heapInUse() : kNotRead, kNotRead, kNotRead};
  if (m_reason.empty()) memory.residentBytes = residentPages(m_statm.read(m_buffer)) * m_pageBytes;
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) == 0) {
    memory.minorFaults = static_cast<double>(usage.ru_minflt);
    memory.majorFaults = static_cast<double>(usage.ru_majflt);
  }
  return memory;
}

std::optional<double> residentPeak() {
  return kibOf(SystemFiles().read("/proc/self/status"), "VmHWM");
}

Result<void> resetResidentPeak() {
  constexpr char kPeak[] = "5";
  const int file = ::open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  const bool written = file >= 0 && ::write(file, kPeak, 1) == 1;
  const int number = errno;
  if (file >= 0) ::close(file);
  if (!written)
    return fail(ErrorCode::unsupported,
                fmt::format("/proc/self/clear_refs: {}", std::strerror(number)));
  return {};
}

std::optional<double> hugePageShare() {
  const Reading rollup = SystemFiles().read("/proc/self/smaps_rollup");
  const auto huge = kibOf(rollup, "AnonHugePages"), resident = kibOf(rollup, "Rss");
  if (!huge || !resident || *resident <= 0) return std::nullopt;
  return *huge / *resident;
}

}  // namespace lane
