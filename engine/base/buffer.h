// Memory for operands: an arena with fixed, reproducible placement for measuring, and buffers
// between guard pages for tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "base/words.h"

namespace lane {

/// Where in its page an operand starts. `shift` 0 is the usual place; each other one is another
/// reproducible place of the same alignment, for probing how much the place matters.
struct Placing {
  Alignment alignment = Alignment::line;
  std::uint32_t shift = 0;
};

/// One 2 MiB-aligned anonymous mapping, asked to be huge pages, from which operands are carved
/// at reproducible offsets. Owned by one thread at a time.
class Arena {
 public:
  Arena() = default;
  ~Arena();
  Arena(Arena&& other) noexcept;
  Arena& operator=(Arena&& other) noexcept;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Makes room for at least `bytes`; keeps the mapping when it is large enough. Invalidates
  /// pointers from take() otherwise. Fails with ErrorCode::unsupported when the system refuses.
  Result<void> reserve(std::size_t bytes);
  /// Forgets all carved operands; the next take() starts at the beginning again.
  void reset() { m_used = 0; }
  /// `bytes` at the next place. With Alignment::line consecutive operands are staggered by a few
  /// cache lines so that they do not share a 4 KiB-aliasing set. nullptr when reserve() was too
  /// small.
  std::byte* take(std::size_t bytes, const Placing& placing = {});
  /// What `count` operands of `bytes` each need from reserve().
  static std::size_t roomFor(std::size_t bytes, std::size_t count);

  /// How take() places operands, in words, for the session.
  static std::string_view placement();

  std::size_t capacity() const { return m_capacity; }
  bool hugePagesGranted() const { return m_huge; }  ///< madvise accepted, not proof of backing

 private:
  void release();
  std::byte* m_mapping = nullptr;
  std::size_t m_mappingBytes = 0;
  std::byte* m_begin = nullptr;
  std::size_t m_capacity = 0;
  std::size_t m_used = 0;
  std::size_t m_taken = 0;
  bool m_huge = false;
};

/// Exactly `bytes` usable bytes between two inaccessible pages, either ending at the upper guard
/// (so that one byte past the end faults) or starting at the lower one. For tests.
class GuardedBuffer {
 public:
  enum class Side { atEnd, atStart };
  explicit GuardedBuffer(std::size_t bytes, Side side = Side::atEnd);
  ~GuardedBuffer();
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  std::byte* data() { return m_data; }
  template <class T>
  T* as() {
    return reinterpret_cast<T*>(m_data);
  }
  std::size_t size() const { return m_bytes; }

 private:
  std::byte* m_mapping = nullptr;
  std::size_t m_mappingBytes = 0;
  std::byte* m_data = nullptr;
  std::size_t m_bytes = 0;
};

}  // namespace lane
