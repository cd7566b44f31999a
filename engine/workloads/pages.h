// A private mapping on small or on huge pages, filled with random data that is never zero, and the
// proof from the kernel of what it really lies on. Owned by one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace lane {

enum class PageKind : std::uint8_t {
  small,  ///< the base page, usually 4 KiB
  huge,   ///< transparent huge pages, 2 MiB
};
std::string_view toWord(PageKind kind);  ///< "4K", "2M"
std::optional<PageKind> pageKindByName(std::string_view name);

class PageMapping {
 public:
  PageMapping() = default;
  ~PageMapping();
  PageMapping(PageMapping&& other) noexcept;
  PageMapping& operator=(PageMapping&& other) noexcept;

  /// At least `bytes`, aligned to 2 MiB, untouched. Fails with unsupported when the system refuses.
  static Result<PageMapping> make(std::size_t bytes, PageKind kind);

  std::byte* data() const { return m_data; }
  std::size_t size() const { return m_size; }
  /// Share of the touched bytes that lie on huge pages, from /proc/self/smaps; negative when that
  /// cannot be read.
  double hugeShare() const;

 private:
  std::byte* m_mapping = nullptr;
  std::size_t m_mappingBytes = 0;
  std::byte* m_data = nullptr;
  std::size_t m_size = 0;
};

/// The same for the text of an smaps file and the addresses [begin, end): AnonHugePages over Rss of
/// the mappings that overlap.
double hugeShareOf(std::string_view smaps, std::uintptr_t begin, std::uintptr_t end);

/// Random bits that are finite, normal numbers between 1 and 2 as f32 and positive as f64.
/// `bytes` is a multiple of 8.
void fillRandom(std::byte* data, std::size_t bytes, std::uint64_t seed);

}  // namespace lane
