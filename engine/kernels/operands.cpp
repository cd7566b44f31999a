// Seeded input data. Item i depends on the seed and i alone, and only on arithmetic that IEEE 754
// defines exactly, so that every machine measures the same numbers.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "kernels/kernel.h"

namespace lane {
namespace {

/// The finaliser of splitmix64: a counter in, 64 well-mixed bits out.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/// In [0, 1), a multiple of 2^-53.
double unit(std::uint64_t key, std::size_t index) {
  return static_cast<double>(mix(key + index) >> 11) * 0x1p-53;
}

double powerOfTen(double exponent) {
  double result = 1;
  for (int k = std::abs(static_cast<int>(exponent)); k > 0; --k) result *= 10;
  return exponent < 0 ? 1 / result : result;
}

/// 2^t with the straight line between powers of two: exact arithmetic where exp2() is not, and
/// within 6 % of it, which is all that "spread over the decades" asks for.
double roughExp2(double t) {
  const double whole = std::floor(t);
  return std::ldexp(1 + (t - whole), static_cast<int>(whole));
}

template <class T>
void fill(T* data, std::size_t count, const InputRange& range, std::uint64_t key) {
  constexpr double kLog2Of10 = 3.321928094887362;
  const double low = range.logUniform ? range.low * kLog2Of10 : range.low;
  const double width =
      range.logUniform ? (range.high - range.low) * kLog2Of10 : range.high - range.low;
  const double least = range.logUniform ? powerOfTen(range.low) : range.low;
  const double most = range.logUniform ? powerOfTen(range.high) : range.high;
  for (std::size_t i = 0; i < count; ++i) {
    const double t = low + width * unit(key, i);
    const T value = static_cast<T>(std::clamp(range.logUniform ? roughExp2(t) : t, least, most));
    data[i] = value != T(0) ? value : static_cast<T>(most / 3);
  }
}

}  // namespace

void fillOperand(void* data, std::size_t count, Dtype dtype, const InputRange& range,
                 std::uint64_t seed) {
  const std::uint64_t key = mix(seed);
  if (dtype == Dtype::f32) fill(static_cast<float*>(data), count, range, key);
  if (dtype == Dtype::f64) fill(static_cast<double*>(data), count, range, key);
}

}  // namespace lane
