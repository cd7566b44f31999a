// Element type and shape of a stored tensor, with sizes that cannot overflow unseen. Plain values.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "base/words.h"

namespace lane {

struct TensorShape {
  Dtype dtype = Dtype::f32;
  std::vector<std::uint64_t> extents;  ///< C order; empty: one element

  /// Nothing when the product does not fit into 64 bits.
  std::optional<std::uint64_t> elements() const {
    std::uint64_t count = 1;
    for (const std::uint64_t extent : extents)
      if (extent == 0) return 0;
    for (const std::uint64_t extent : extents)
      if (__builtin_mul_overflow(count, extent, &count)) return std::nullopt;
    return count;
  }
  std::optional<std::uint64_t> bytes() const {
    const auto count = elements();
    std::uint64_t total = 0;
    if (!count || __builtin_mul_overflow(*count, std::uint64_t{bytesOf(dtype)}, &total))
      return std::nullopt;
    return total;
  }
  bool operator==(const TensorShape&) const = default;
};

/// Where a tensor's elements lie in its file.
struct StoredTensor {
  TensorShape shape;
  std::uint64_t offset = 0;  ///< of the first element, from the file's start
  std::uint64_t bytes = 0;

  bool operator==(const StoredTensor&) const = default;
};

}  // namespace lane
