// An array in a mapping of its own, as large allocations are: its pages come when they are touched
// and go back to the system when it goes, whatever the heap keeps. Owned by one thread.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"

namespace lane {

class MappedArray {
 public:
  MappedArray() = default;
  ~MappedArray();
  MappedArray(MappedArray&& other) noexcept;
  MappedArray& operator=(MappedArray&& other) noexcept;

  /// Untouched zeros; nothing is mapped for 0 bytes. Errors: unsupported (the system refuses).
  static Result<MappedArray> make(std::size_t bytes);
  /// Makes every page resident.
  void touch();
  void release();

  std::byte* data() const { return m_data; }
  std::span<std::byte> bytes() const { return {m_data, m_size}; }

 private:
  std::byte* m_data = nullptr;
  std::size_t m_size = 0;
};

}  // namespace lane
