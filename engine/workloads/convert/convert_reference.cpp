#include "workloads/convert/convert_reference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>

namespace lane {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr std::array kE2m1{0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0};

/// A binary format: sign, exponent, mantissa without its leading one.
struct Format {
  int exponentBits;
  int mantissaBits;
  int bias() const { return (1 << (exponentBits - 1)) - 1; }
};
constexpr Format kHalf{5, 10}, kBrain{8, 7}, kSingle{8, 23};

double decoded(const Format& format, std::uint32_t bits) {
  const std::uint32_t mantissa = bits & ((1u << format.mantissaBits) - 1);
  const int top = (1 << format.exponentBits) - 1;
  const int exponent = static_cast<int>(bits >> format.mantissaBits) & top;
  const double sign = (bits >> (format.mantissaBits + format.exponentBits) & 1u) != 0 ? -1 : 1;
  if (exponent == top) return mantissa == 0 ? sign * kInfinite : kNan;
  const double fraction = std::ldexp(double(mantissa), -format.mantissaBits);
  return exponent == 0 ? sign * std::ldexp(fraction, 1 - format.bias())
                       : sign * std::ldexp(1 + fraction, exponent - format.bias());
}

std::uint32_t encoded(const Format& format, double value) {
  const int top = (1 << format.exponentBits) - 1;
  const std::uint32_t sign = (std::signbit(value) ? 1u : 0u)
                             << (format.mantissaBits + format.exponentBits);
  const std::uint32_t infinite = static_cast<std::uint32_t>(top) << format.mantissaBits;
  if (std::isnan(value)) return infinite | 1u << (format.mantissaBits - 1);
  const double magnitude = std::fabs(value);
  if (std::isinf(magnitude)) return sign | infinite;
  int exponent = 0;
  std::frexp(magnitude, &exponent);  // magnitude < 2^exponent
  const int lowest = 1 - format.bias();
  const int unit = std::max(exponent - 1, lowest) - format.mantissaBits;
  const double units = std::nearbyint(std::ldexp(magnitude, -unit));  // to even
  const double rounded = std::ldexp(units, unit);
  if (rounded >= std::ldexp(1.0, top - format.bias())) return sign | infinite;
  if (rounded < std::ldexp(1.0, lowest)) return sign | static_cast<std::uint32_t>(units);
  std::frexp(rounded, &exponent);
  const double fraction = std::ldexp(rounded, 1 - exponent) - 1;
  return sign | static_cast<std::uint32_t>(exponent - 1 + format.bias()) << format.mantissaBits |
         static_cast<std::uint32_t>(std::ldexp(fraction, format.mantissaBits));
}

template <class T>
T loaded(const std::byte* bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes + index * sizeof value, sizeof value);
  return value;
}

template <class T>
void stored(std::byte* bytes, std::size_t index, T value) {
  std::memcpy(bytes + index * sizeof value, &value, sizeof value);
}

double asSingle(double value) {
  return decoded(kSingle, encoded(kSingle, value));
}

std::uint32_t nearestE2m1(double value) {
  const double magnitude = std::fabs(value);
  std::uint32_t best = 0;
  for (std::uint32_t code = 1; code < kE2m1.size(); ++code) {
    const double before = std::fabs(magnitude - kE2m1[best]);
    const double now = std::fabs(magnitude - kE2m1[code]);
    if (now < before || (now == before && code % 2 == 0)) best = code;
  }
  return best | (std::signbit(value) ? 8u : 0u);
}

void encodeBlock(Dtype toType, PackedTarget target, std::size_t block,
                 const std::array<double, kScaleBlock>& values) {
  double largest = 0;
  bool finite = true;
  for (const double value : values) {
    finite = finite && std::isfinite(value);
    largest = std::max(largest, std::fabs(value));
  }
  if (toType == Dtype::mxfp4) {
    int exponent = -127;
    if (finite && largest > 0) {
      std::frexp(largest, &exponent);
      exponent = std::max(exponent - 1 - 2, -127);
    }
    stored<std::uint8_t>(target.scales, block,
                         static_cast<std::uint8_t>(finite ? exponent + 127 : 255));
    for (std::size_t i = 0; i < kScaleBlock; i += 2) {
      const auto code = [&](std::size_t at) {
        return finite ? nearestE2m1(std::ldexp(values[at], -exponent)) : 0u;
      };
      stored<std::uint8_t>(target.elements, (block * kScaleBlock + i) / 2,
                           static_cast<std::uint8_t>(code(i) | code(i + 1) << 4));
    }
    return;
  }
  const double scale = std::clamp(asSingle(largest / 127), 0x1p-126, 0x1.020406p+121);
  stored<std::uint32_t>(target.scales, block, encoded(kSingle, finite ? scale : kNan));
  for (std::size_t i = 0; i < kScaleBlock; ++i)
    stored<std::int8_t>(
        target.elements, block * kScaleBlock + i,
        static_cast<std::int8_t>(finite ? std::nearbyint(asSingle(values[i] / scale)) : 0));
}

}  // namespace

double packedValue(Dtype dtype, PackedSource source, std::size_t item) {
  const std::size_t block = item / kScaleBlock;
  switch (dtype) {
    case Dtype::f16:
      return decoded(kHalf, loaded<std::uint16_t>(source.elements, item));
    case Dtype::bf16:
      return decoded(kBrain, loaded<std::uint16_t>(source.elements, item));
    case Dtype::mxfp4: {
      const auto two = loaded<std::uint8_t>(source.elements, item / 2);
      const auto scale = loaded<std::uint8_t>(source.scales, block);
      if (scale == 255) return kNan;
      const unsigned code = item % 2 == 0 ? two & 15u : two >> 4;
      const double sign = (code & 8u) != 0 ? -1 : 1;
      return sign * std::ldexp(kE2m1[code & 7u], scale - 127);
    }
    case Dtype::i8:
      return asSingle(loaded<std::int8_t>(source.elements, item) *
                      decoded(kSingle, loaded<std::uint32_t>(source.scales, block)));
    default:
      return decoded(kSingle, loaded<std::uint32_t>(source.elements, item));
  }
}

void convertByDefinition(Dtype fromType, PackedSource source, Dtype toType, PackedTarget target,
                         std::size_t items) {
  if (fromType == toType) return convert(fromType, source, toType, target, items);
  std::array<double, kScaleBlock> values{};
  for (std::size_t begin = 0; begin < items; begin += kScaleBlock) {
    const std::size_t count = std::min(kScaleBlock, items - begin);
    values.fill(0);
    for (std::size_t i = 0; i < count; ++i)
      values[i] = asSingle(packedValue(fromType, source, begin + i));
    if (toType == Dtype::mxfp4 || toType == Dtype::i8) {
      encodeBlock(toType, target, begin / kScaleBlock, values);
      continue;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = begin + i;
      if (toType == Dtype::f16)
        stored(target.elements, at, static_cast<std::uint16_t>(encoded(kHalf, values[i])));
      else if (toType == Dtype::bf16)
        stored(target.elements, at, static_cast<std::uint16_t>(encoded(kBrain, values[i])));
      else
        stored(target.elements, at, encoded(kSingle, values[i]));
    }
  }
}

}  // namespace lane
