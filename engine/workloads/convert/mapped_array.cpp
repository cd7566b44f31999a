#include "workloads/convert/mapped_array.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/units.h"
#include "session/atomic_file.h"

namespace lane {

MappedArray::~MappedArray() {
  release();
}

MappedArray::MappedArray(MappedArray&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}

MappedArray& MappedArray::operator=(MappedArray&& other) noexcept {
  std::swap(m_data, other.m_data);
  std::swap(m_size, other.m_size);
  return *this;
}

Result<MappedArray> MappedArray::make(std::size_t bytes) {
  MappedArray array;
  if (bytes == 0) return array;
  void* at = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED)
    return fail(ErrorCode::unsupported,
                fmt::format("{} of memory cannot be had: {}", formatBytes(double(bytes)),
                            systemReason(errno)));
  array.m_data = static_cast<std::byte*>(at);
  array.m_size = bytes;
  return array;
}

void MappedArray::touch() {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  for (std::size_t at = 0; at < m_size; at += page)
    *static_cast<volatile std::byte*>(m_data + at) = std::byte{0};
}

void MappedArray::release() {
  if (m_data) ::munmap(std::exchange(m_data, nullptr), m_size);
  m_size = 0;
}

}  // namespace lane
