#include "workloads/convert/convert_loops.h"

#include <array>
#include <bit>

#include "machine/cpu_features.h"
#include "workloads/convert/convert.h"

// Written so that the compiler turns each loop into vector code: whole numbers and choices between
// two values instead of branches. Arithmetic on floats is exact or rounds once, to nearest even.

#define LANE_INLINE [[gnu::always_inline]] inline

namespace lane {
namespace {

using std::bit_cast;
using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;

constexpr u32 kInfinity = 0x7f800000;
constexpr u32 kQuietNan = 0x7fc00000;

LANE_INLINE float f16ToF32(u16 half) {
  constexpr u32 kExponent = 0x7c00u << 13;
  const u32 bits = (half & 0x7fffu) << 13;
  const u32 exponent = bits & kExponent;
  const u32 rebased = bits + (112u << 23);
  // A subnormal: let the subtraction find its leading bit.
  const u32 small =
      bit_cast<u32>(bit_cast<float>(rebased + (1u << 23)) - bit_cast<float>(113u << 23));
  const u32 large = rebased + (112u << 23);  // infinities and NaNs have the highest exponent
  const u32 magnitude = exponent == 0 ? small : exponent == kExponent ? large : rebased;
  return bit_cast<float>(magnitude | (half & 0x8000u) << 16);
}

LANE_INLINE u16 f32ToF16(float value) {
  const u32 bits = bit_cast<u32>(value);
  const u32 magnitude = bits & 0x7fffffffu;
  // From 2^16 on (and from 65520 on by rounding up): infinity. NaN keeps its highest bits.
  const u32 special = magnitude > kInfinity ? 0x7e00u | (magnitude >> 13 & 0x3ffu) : 0x7c00u;
  // Below 2^-14: adding 0.5 shifts the bits to their place and rounds them there.
  const u32 small = bit_cast<u32>(bit_cast<float>(magnitude) + 0.5f) - bit_cast<u32>(0.5f);
  const u32 odd = magnitude >> 13 & 1u;
  const u32 normal = (magnitude - (112u << 23) + 0xfffu + odd) >> 13;
  const u32 half = magnitude >= 143u << 23 ? special : magnitude < 113u << 23 ? small : normal;
  return static_cast<u16>(half | (bits >> 16 & 0x8000u));
}

LANE_INLINE u16 f32ToBf16(float value) {
  const u32 bits = bit_cast<u32>(value);
  const u32 rounded = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
  const u32 nan = bits >> 16 | 0x40u;
  return static_cast<u16>((bits & 0x7fffffffu) > kInfinity ? nan : rounded);
}

/// E2M1: 0, 0.5, 1, 1.5, 2, 3, 4, 6 and their negatives.
LANE_INLINE float e2m1ToF32(u32 code) {
  const u32 normal = ((code & 7u) << 22) + (126u << 23);
  const u32 small = (code & 1u) != 0 ? bit_cast<u32>(0.5f) : 0u;
  return bit_cast<float>(((code & 6u) != 0 ? normal : small) | (code & 8u) << 28);
}

/// Nearest of the eight magnitudes, ties to the code that is even.
LANE_INLINE u32 f32ToE2m1(float value) {
  const u32 bits = bit_cast<u32>(value);
  const float x = bit_cast<float>(bits & 0x7fffffffu);
  const u32 code = u32(x > 0.25f) + u32(x >= 0.75f) + u32(x > 1.25f) + u32(x >= 1.75f) +
                   u32(x > 2.5f) + u32(x >= 3.5f) + u32(x > 5.0f);
  return code | (bits >> 28 & 8u);
}

LANE_INLINE float e8m0ToF32(u8 scale) {
  const u32 bits = scale == 0 ? 0x00400000u : scale == 255 ? kQuietNan : u32(scale) << 23;
  return bit_cast<float>(bits);
}

/// Largest magnitude of a block as bits; those order as the magnitudes do, NaN above all.
LANE_INLINE u32 largestOf(const float* block) {
  u32 largest = 0;
#pragma omp simd reduction(max : largest)
  for (std::size_t i = 0; i < kScaleBlock; ++i) {
    const u32 magnitude = bit_cast<u32>(block[i]) & 0x7fffffffu;
    largest = magnitude > largest ? magnitude : largest;
  }
  return largest;
}

LANE_INLINE void loopF16ToF32(const ConvertOperands& c) {
  const auto* in = static_cast<const u16*>(c.in);
  auto* out = static_cast<float*>(c.out);
  const std::size_t n = c.items;
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) out[i] = f16ToF32(in[i]);
}

LANE_INLINE void loopF32ToF16(const ConvertOperands& c) {
  const auto* in = static_cast<const float*>(c.in);
  auto* out = static_cast<u16*>(c.out);
  const std::size_t n = c.items;
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) out[i] = f32ToF16(in[i]);
}

LANE_INLINE void loopBf16ToF32(const ConvertOperands& c) {
  const auto* in = static_cast<const u16*>(c.in);
  auto* out = static_cast<float*>(c.out);
  const std::size_t n = c.items;
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) out[i] = bit_cast<float>(u32(in[i]) << 16);
}

LANE_INLINE void loopF32ToBf16(const ConvertOperands& c) {
  const auto* in = static_cast<const float*>(c.in);
  auto* out = static_cast<u16*>(c.out);
  const std::size_t n = c.items;
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) out[i] = f32ToBf16(in[i]);
}

LANE_INLINE void loopMxfp4ToF32(const ConvertOperands& c) {
  const auto* in = static_cast<const u8*>(c.in);
  const auto* scales = static_cast<const u8*>(c.inScales);
  auto* out = static_cast<float*>(c.out);
  for (std::size_t block = 0; block < c.items / kScaleBlock; ++block) {
    const float scale = e8m0ToF32(scales[block]);
    alignas(64) u8 codes[kScaleBlock];
#pragma omp simd
    for (std::size_t i = 0; i < kScaleBlock / 2; ++i) {
      codes[2 * i] = in[i] & 15;
      codes[2 * i + 1] = in[i] >> 4;
    }
#pragma omp simd
    for (std::size_t i = 0; i < kScaleBlock; ++i) out[i] = e2m1ToF32(codes[i]) * scale;
    in += kScaleBlock / 2;
    out += kScaleBlock;
  }
}

LANE_INLINE void loopF32ToMxfp4(const ConvertOperands& c) {
  const auto* in = static_cast<const float*>(c.in);
  auto* out = static_cast<u8*>(c.out);
  auto* scales = static_cast<u8*>(c.outScales);
  for (std::size_t block = 0; block < c.items / kScaleBlock; ++block) {
    const u32 largest = largestOf(in);
    const bool finite = largest < kInfinity;
    // The power of two that brings the largest to between 4 and 8, as far as it has a name.
    const u32 exponent = largest >> 23;
    const u32 scale = exponent > 2 ? exponent - 2 : 0;
    const float inverse = finite ? bit_cast<float>((254u - scale) << 23) : 0.0f;
    scales[block] = static_cast<u8>(finite ? scale : 255u);
    alignas(64) u8 codes[kScaleBlock];
#pragma omp simd
    for (std::size_t i = 0; i < kScaleBlock; ++i)
      codes[i] = static_cast<u8>(f32ToE2m1(finite ? in[i] * inverse : 0.0f));
#pragma omp simd
    for (std::size_t i = 0; i < kScaleBlock / 2; ++i)
      out[i] = static_cast<u8>(codes[2 * i] | codes[2 * i + 1] << 4);
    in += kScaleBlock;
    out += kScaleBlock / 2;
  }
}

LANE_INLINE void loopI8ToF32(const ConvertOperands& c) {
  const auto* in = static_cast<const std::int8_t*>(c.in);
  const auto* scales = static_cast<const float*>(c.inScales);
  auto* out = static_cast<float*>(c.out);
  for (std::size_t block = 0; block < c.items / kScaleBlock; ++block) {
    const float scale = scales[block];
#pragma omp simd
    for (std::size_t i = 0; i < kScaleBlock; ++i) out[i] = float(in[i]) * scale;
    in += kScaleBlock;
    out += kScaleBlock;
  }
}

LANE_INLINE void loopF32ToI8(const ConvertOperands& c) {
  constexpr float kSmallest = 0x1p-126f;        // a subnormal scale would lose its own precision
  constexpr float kLargest = 0x1.020406p+121f;  // times 127 it is finite
  constexpr float kWholeNumbers = 12582912;     // 1.5 * 2^23: adding it rounds to a whole number
  const auto* in = static_cast<const float*>(c.in);
  auto* out = static_cast<std::int8_t*>(c.out);
  auto* scales = static_cast<float*>(c.outScales);
  for (std::size_t block = 0; block < c.items / kScaleBlock; ++block) {
    const u32 largest = largestOf(in);
    const bool finite = largest < kInfinity;
    const float wanted = bit_cast<float>(largest) / 127.0f;
    const float enough = wanted > kSmallest ? wanted : kSmallest;
    const float scale = enough < kLargest ? enough : kLargest;
    scales[block] = finite ? scale : bit_cast<float>(kQuietNan);
#pragma omp simd
    for (std::size_t i = 0; i < kScaleBlock; ++i) {
      const float value = finite ? in[i] : 0.0f;
      const float whole = value / scale + kWholeNumbers;
      out[i] = static_cast<std::int8_t>(bit_cast<std::int32_t>(whole) -
                                        bit_cast<std::int32_t>(kWholeNumbers));
    }
    in += kScaleBlock;
    out += kScaleBlock;
  }
}

#define LANE_LOOPS(SUFFIX, TARGET)                                               \
  TARGET void f16ToF32##SUFFIX(const ConvertOperands& c) {                       \
    loopF16ToF32(c);                                                             \
  }                                                                              \
  TARGET void f32ToF16##SUFFIX(const ConvertOperands& c) {                       \
    loopF32ToF16(c);                                                             \
  }                                                                              \
  TARGET void bf16ToF32##SUFFIX(const ConvertOperands& c) {                      \
    loopBf16ToF32(c);                                                            \
  }                                                                              \
  TARGET void f32ToBf16##SUFFIX(const ConvertOperands& c) {                      \
    loopF32ToBf16(c);                                                            \
  }                                                                              \
  TARGET void mxfp4ToF32##SUFFIX(const ConvertOperands& c) {                     \
    loopMxfp4ToF32(c);                                                           \
  }                                                                              \
  TARGET void f32ToMxfp4##SUFFIX(const ConvertOperands& c) {                     \
    loopF32ToMxfp4(c);                                                           \
  }                                                                              \
  TARGET void i8ToF32##SUFFIX(const ConvertOperands& c) {                        \
    loopI8ToF32(c);                                                              \
  }                                                                              \
  TARGET void f32ToI8##SUFFIX(const ConvertOperands& c) {                        \
    loopF32ToI8(c);                                                              \
  }                                                                              \
  constexpr ConvertLoops kLoops##SUFFIX(const char* name, bool (*supported)()) { \
    return {name,                                                                \
            supported,                                                           \
            f16ToF32##SUFFIX,                                                    \
            f32ToF16##SUFFIX,                                                    \
            bf16ToF32##SUFFIX,                                                   \
            f32ToBf16##SUFFIX,                                                   \
            mxfp4ToF32##SUFFIX,                                                  \
            f32ToMxfp4##SUFFIX,                                                  \
            i8ToF32##SUFFIX,                                                     \
            f32ToI8##SUFFIX};                                                    \
  }

bool always() {
  return true;
}

LANE_LOOPS(Base, )

#if defined(__x86_64__)
bool hasAvx2() {
  return processorHas(SimdLevel::avx2);
}
bool hasAvx512() {
  return processorHas(SimdLevel::avx512);
}
LANE_LOOPS(Avx2, [[gnu::target("avx2")]])
LANE_LOOPS(Avx512, [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]])
constexpr std::array kAll{kLoopsBase("baseline", always), kLoopsAvx2("avx2", hasAvx2),
                          kLoopsAvx512("avx512", hasAvx512)};
#else
constexpr std::array kAll{kLoopsBase("baseline", always)};
#endif

}  // namespace

std::span<const ConvertLoops> convertLoops() {
  return kAll;
}

}  // namespace lane
