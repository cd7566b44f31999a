#include "workloads/pages.h"

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "base/units.h"

namespace lane {
namespace {

constexpr std::size_t kHuge = std::size_t{2} << 20;

std::optional<std::string> textOf(const char* path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The number behind "Key:" at the start of a line.
std::optional<std::uint64_t> numberAfter(std::string_view line, std::string_view key) {
  if (!line.starts_with(key)) return std::nullopt;
  line.remove_prefix(key.size());
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

template <class Visit>
void eachLine(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// "7f00-7f10 rw-p …"
bool parseRange(std::string_view line, std::uintptr_t& begin, std::uintptr_t& end) {
  const char* last = line.data() + line.size();
  const auto first = std::from_chars(line.data(), last, begin, 16);
  if (first.ec != std::errc() || first.ptr == last || *first.ptr != '-') return false;
  return std::from_chars(first.ptr + 1, last, end, 16).ec == std::errc();
}

}  // namespace

std::string_view toWord(PageKind kind) {
  return kind == PageKind::small ? "4K" : "2M";
}

std::optional<PageKind> pageKindByName(std::string_view name) {
  for (const PageKind kind : {PageKind::small, PageKind::huge})
    if (toWord(kind) == name) return kind;
  return std::nullopt;
}

Result<PageMapping> PageMapping::make(std::size_t bytes, PageKind kind) {
  PageMapping mapping;
  const std::size_t size = (bytes + kHuge - 1) / kHuge * kHuge;
  void* start = ::mmap(nullptr, size + kHuge, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED)
    return fail(
        ErrorCode::unsupported,
        fmt::format("could not map {} ({})", formatBytes(double(size)), std::strerror(errno)));
  mapping.m_mapping = static_cast<std::byte*>(start);
  mapping.m_mappingBytes = size + kHuge;
  const auto address = reinterpret_cast<std::uintptr_t>(start);
  mapping.m_data = mapping.m_mapping + ((address + kHuge - 1) / kHuge * kHuge - address);
  mapping.m_size = size;
  // Refusals show in hugeShare().
  ::madvise(mapping.m_data, size, kind == PageKind::huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  return mapping;
}

PageMapping::~PageMapping() {
  if (m_mapping) ::munmap(m_mapping, m_mappingBytes);
}

PageMapping::PageMapping(PageMapping&& other) noexcept {
  *this = std::move(other);
}

PageMapping& PageMapping::operator=(PageMapping&& other) noexcept {
  std::swap(m_mapping, other.m_mapping);
  std::swap(m_mappingBytes, other.m_mappingBytes);
  std::swap(m_data, other.m_data);
  std::swap(m_size, other.m_size);
  return *this;
}

double PageMapping::hugeShare() const {
  const auto smaps = textOf("/proc/self/smaps");
  const auto begin = reinterpret_cast<std::uintptr_t>(m_data);
  return smaps ? hugeShareOf(*smaps, begin, begin + m_size) : -1;
}

double hugeShareOf(std::string_view smaps, std::uintptr_t begin, std::uintptr_t end) {
  bool inside = false;
  std::uint64_t resident = 0, huge = 0;
  eachLine(smaps, [&](std::string_view line) {
    std::uintptr_t from = 0, to = 0;
    if (parseRange(line, from, to)) inside = from < end && to > begin;
    if (!inside) return;
    resident += numberAfter(line, "Rss:").value_or(0);
    huge += numberAfter(line, "AnonHugePages:").value_or(0);
  });
  return resident > 0 ? double(huge) / double(resident) : -1;
}

void fillRandom(std::byte* data, std::size_t bytes, std::uint64_t seed) {
  std::uint64_t state = seed * 2 + 1;
  for (std::size_t i = 0; i < bytes; i += 8) {
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t bits = state;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
    bits ^= bits >> 27;
    // Both halves get sign and exponent of a number in [1, 2).
    bits = (bits & 0x007fffff007fffffu) | 0x3f8000003f800000u;
    std::memcpy(data + i, &bits, sizeof bits);
  }
}

}  // namespace lane
