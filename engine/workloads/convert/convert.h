// Conversion of tensors between element types, rounding to nearest even. Two of the types come in
// blocks of 32 items that share a scale: mxfp4 as the Open Compute microscaling format has it
// (elements E2M1, two to a byte, the first in the low half; scale one byte E8M0), and i8
// (elements times a scale in f32, largest magnitude at 127). Pairs without f32 go by way of f32,
// a few thousand items at a time. Pure functions; any thread.
//
// NaN stays NaN and infinity infinity in f16, bf16 and f32; beyond a type's range lies infinity,
// and subnormals are kept. A block that holds a NaN or an infinity becomes NaN as a whole in the
// types with scales, which have no other word for them. In mxfp4 a magnitude above 6 times the
// scale becomes that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/words.h"

namespace lane {

/// Items that share a scale, in the types that have scales. The last block of a tensor may hold
/// fewer; its bytes are all there.
inline constexpr std::size_t kScaleBlock = 32;

/// The types that convert, in list order.
std::span<const Dtype> convertibleTypes();
bool isConvertible(Dtype dtype);

/// Bytes of a tensor of so many items.
struct PackedBytes {
  std::uint64_t elements = 0;
  std::uint64_t scales = 0;  ///< 0 for types without
  std::uint64_t total() const { return elements + scales; }
  bool operator==(const PackedBytes&) const = default;
};
PackedBytes packedBytes(Dtype dtype, std::uint64_t items);

/// Aligned as their types are: f32 elements and the scales of i8 to four bytes, f16 and bf16 to
/// two.
struct PackedSource {
  const std::byte* elements = nullptr;
  const std::byte* scales = nullptr;
};
struct PackedTarget {
  std::byte* elements = nullptr;
  std::byte* scales = nullptr;
  operator PackedSource() const { return {elements, scales}; }
};
/// The part that begins at an item, a multiple of kScaleBlock.
PackedSource from(Dtype dtype, PackedSource whole, std::uint64_t item);
PackedTarget from(Dtype dtype, PackedTarget whole, std::uint64_t item);

/// Any convertible pair; the same type copies. Source and target do not overlap.
void convert(Dtype fromType, PackedSource source, Dtype toType, PackedTarget target,
             std::size_t items);

}  // namespace lane
