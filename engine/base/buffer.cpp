#include "base/buffer.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "base/units.h"

namespace lane {
namespace {

constexpr std::size_t kHuge = std::size_t{2} << 20;
constexpr std::size_t kLine = 64;
// Distance between the page offsets of consecutive operands: five lines, so that loads of one do
// not alias stores of the other in the low 12 address bits.
constexpr std::size_t kStagger = 5 * kLine;

constexpr std::size_t kPage = 4096;
/// Pages a shifted operand may be moved by: other sets of a second-level cache.
constexpr std::size_t kShiftPages = 16;

std::size_t roundUp(std::size_t value, std::size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// Bytes from the page an operand could start on to where it starts.
std::size_t offsetOf(const Placing& placing, std::size_t operand) {
  std::size_t offset = kStagger * operand % kPage;
  if (placing.alignment == Alignment::plus4) offset += sizeof(float);
  if (placing.alignment == Alignment::page64) offset = kLine;
  if (placing.shift == 0) return offset;
  // Multiplying by odd constants visits lines and pages without a pattern between operands.
  const std::size_t draw = (placing.shift * 0x9e3779b1u) ^ ((operand + 1) * 0x85ebca6bu);
  const std::size_t pages = (draw >> 7) % kShiftPages * kPage;
  // Where the place within the page is the point, only the page changes.
  if (placing.alignment == Alignment::page64) return offset + pages;
  const std::size_t lines = (draw >> 16) % (kPage / kLine) * kLine;
  return (offset + lines) % kPage + pages;
}

}  // namespace

Arena::~Arena() {
  release();
}

Arena::Arena(Arena&& other) noexcept {
  *this = std::move(other);
}

Arena& Arena::operator=(Arena&& other) noexcept {
  if (this == &other) return *this;
  release();
  m_mapping = std::exchange(other.m_mapping, nullptr);
  m_mappingBytes = std::exchange(other.m_mappingBytes, 0);
  m_begin = std::exchange(other.m_begin, nullptr);
  m_capacity = std::exchange(other.m_capacity, 0);
  m_used = std::exchange(other.m_used, 0);
  m_taken = std::exchange(other.m_taken, 0);
  m_huge = std::exchange(other.m_huge, false);
  return *this;
}

void Arena::release() {
  if (m_mapping) ::munmap(m_mapping, m_mappingBytes);
  m_mapping = m_begin = nullptr;
  m_mappingBytes = m_capacity = m_used = m_taken = 0;
}

Result<void> Arena::reserve(std::size_t bytes) {
  m_used = m_taken = 0;
  if (bytes <= m_capacity) return {};
  release();
  const std::size_t capacity = roundUp(bytes, kHuge);
  void* mapping =
      ::mmap(nullptr, capacity + kHuge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED)
    return fail(ErrorCode::unsupported,
                fmt::format("could not reserve {} of memory ({})",
                            formatBytes(static_cast<double>(capacity)), std::strerror(errno)),
                {}, "Use smaller sizes");
  m_mapping = static_cast<std::byte*>(mapping);
  m_mappingBytes = capacity + kHuge;
  m_begin = reinterpret_cast<std::byte*>(roundUp(reinterpret_cast<std::uintptr_t>(mapping), kHuge));
  m_capacity = capacity;
  m_huge = ::madvise(m_begin, capacity, MADV_HUGEPAGE) == 0;
  return {};
}

std::size_t Arena::roomFor(std::size_t bytes, std::size_t count) {
  return count * (roundUp(bytes, kPage) + (kShiftPages + 2) * kPage);
}

std::string_view Arena::placement() {
  return "one 2 MiB-aligned arena with huge pages asked for; operand k starts on a page of its own "
         "plus k times 320 bytes";
}

std::byte* Arena::take(std::size_t bytes, const Placing& placing) {
  // Each operand starts on a fresh page plus its own stagger: same place in every process.
  const std::size_t start = roundUp(m_used, kPage) + offsetOf(placing, m_taken);
  if (start + bytes > m_capacity) return nullptr;
  m_used = start + bytes;
  ++m_taken;
  return m_begin + start;
}

GuardedBuffer::GuardedBuffer(std::size_t bytes, Side side) : m_bytes(bytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t usable = roundUp(bytes == 0 ? 1 : bytes, page);
  m_mappingBytes = usable + 2 * page;
  void* mapping = ::mmap(nullptr, m_mappingBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  m_mapping = static_cast<std::byte*>(mapping);
  if (::mprotect(m_mapping + page, usable, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
  m_data = side == Side::atEnd ? m_mapping + page + usable - bytes : m_mapping + page;
}

GuardedBuffer::~GuardedBuffer() {
  ::munmap(m_mapping, m_mappingBytes);
}

}  // namespace lane
