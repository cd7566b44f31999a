#include "workloads/convert/convert.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "workloads/convert/convert_loops.h"

namespace lane {
namespace {

constexpr std::array kTypes{Dtype::f32, Dtype::f16, Dtype::bf16, Dtype::mxfp4, Dtype::i8};

bool hasScales(Dtype dtype) {
  return dtype == Dtype::mxfp4 || dtype == Dtype::i8;
}

/// The widest this processor has.
const ConvertLoops& loops() {
  static const ConvertLoops& widest = []() -> const ConvertLoops& {
    const auto all = convertLoops();
    std::size_t best = 0;
    for (std::size_t i = 1; i < all.size(); ++i)
      if (all[i].supported()) best = i;
    return all[best];
  }();
  return widest;
}

/// With f32 at one end, as convert() sorts out before.
ConvertLoop loopFor(Dtype fromType, Dtype toType) {
  const ConvertLoops& all = loops();
  switch (fromType == Dtype::f32 ? toType : fromType) {
    case Dtype::f16:
      return fromType == Dtype::f32 ? all.f32ToF16 : all.f16ToF32;
    case Dtype::bf16:
      return fromType == Dtype::f32 ? all.f32ToBf16 : all.bf16ToF32;
    case Dtype::mxfp4:
      return fromType == Dtype::f32 ? all.f32ToMxfp4 : all.mxfp4ToF32;
    default:
      return fromType == Dtype::f32 ? all.f32ToI8 : all.i8ToF32;
  }
}

/// A block of which only the first items count, the others being zero.
void convertRest(Dtype fromType, PackedSource source, Dtype toType, PackedTarget target,
                 std::size_t items) {
  alignas(64) std::array<std::byte, kScaleBlock * sizeof(float)> in{}, out{};
  // A block with scales has all its bytes; of others only those of its items may be touched.
  const std::size_t count = hasScales(fromType) ? kScaleBlock : items;
  const PackedBytes read = packedBytes(fromType, count);
  const PackedBytes written = packedBytes(toType, hasScales(toType) ? kScaleBlock : items);
  std::memcpy(in.data(), source.elements, read.elements);
  if (fromType == Dtype::mxfp4 && items < kScaleBlock) {
    // What lies behind the last item says nothing.
    std::memset(in.data() + (items + 1) / 2, 0, kScaleBlock / 2 - (items + 1) / 2);
    if (items % 2 != 0) in[items / 2] &= std::byte{15};
  } else if (fromType == Dtype::i8) {
    std::memset(in.data() + items, 0, kScaleBlock - items);
  }
  loopFor(fromType, toType)({in.data(), source.scales, out.data(), target.scales, kScaleBlock});
  std::memcpy(target.elements, out.data(), written.elements);
}

/// f32 at one end.
void convertDirect(Dtype fromType, PackedSource source, Dtype toType, PackedTarget target,
                   std::size_t items) {
  const bool blocks = hasScales(fromType) || hasScales(toType);
  const std::size_t whole = blocks ? items / kScaleBlock * kScaleBlock : items;
  if (whole > 0)
    loopFor(fromType,
            toType)({source.elements, source.scales, target.elements, target.scales, whole});
  if (whole < items)
    convertRest(fromType, from(fromType, source, whole), toType, from(toType, target, whole),
                items - whole);
}

}  // namespace

std::span<const Dtype> convertibleTypes() {
  return kTypes;
}

bool isConvertible(Dtype dtype) {
  return std::find(kTypes.begin(), kTypes.end(), dtype) != kTypes.end();
}

PackedBytes packedBytes(Dtype dtype, std::uint64_t items) {
  const std::uint64_t blocks = (items + kScaleBlock - 1) / kScaleBlock;
  if (dtype == Dtype::mxfp4) return {blocks * (kScaleBlock / 2), blocks};
  if (dtype == Dtype::i8) return {blocks * kScaleBlock, blocks * sizeof(float)};
  return {items * bytesOf(dtype), 0};
}

PackedSource from(Dtype dtype, PackedSource whole, std::uint64_t item) {
  const PackedBytes before = packedBytes(dtype, item);
  return {whole.elements + before.elements, whole.scales ? whole.scales + before.scales : nullptr};
}

PackedTarget from(Dtype dtype, PackedTarget whole, std::uint64_t item) {
  const PackedBytes before = packedBytes(dtype, item);
  return {whole.elements + before.elements, whole.scales ? whole.scales + before.scales : nullptr};
}

void convert(Dtype fromType, PackedSource source, Dtype toType, PackedTarget target,
             std::size_t items) {
  if (fromType == toType) {
    const PackedBytes bytes = packedBytes(fromType, items);
    std::memcpy(target.elements, source.elements, bytes.elements);
    if (bytes.scales > 0) std::memcpy(target.scales, source.scales, bytes.scales);
    return;
  }
  if (fromType == Dtype::f32 || toType == Dtype::f32)
    return convertDirect(fromType, source, toType, target, items);
  constexpr std::size_t kStep = 2048;  // stays in the first cache
  alignas(64) std::array<float, kStep> between;
  const PackedTarget middle{reinterpret_cast<std::byte*>(between.data()), nullptr};
  for (std::size_t at = 0; at < items; at += kStep) {
    const std::size_t count = std::min(kStep, items - at);
    convertDirect(fromType, from(fromType, source, at), Dtype::f32, middle, count);
    convertDirect(Dtype::f32, middle, toType, from(toType, target, at), count);
  }
}

}  // namespace lane
