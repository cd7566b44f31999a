// lerp: linear interpolation from a to b by c.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/lerp.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Lerp : Map<Lerp, 3> {
  template <class T>
  static T plain(T a, T b, T c) {
    return a + (b - a) * c;
  }
  template <class D, class V>
  static V vector(D, V a, V b, V c) {
    return hn::MulAdd(hn::Sub(b, a), c, a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

namespace {

template <class T>
double rounded(bool fused, T a, T b, T c) {
  const T difference = b - a;
  const T product = difference * c;
  return fused ? std::fma(difference, c, a) : a + product;
}

double lerpRounded(Dtype dtype, bool fused, double a, double b, double c) {
  if (dtype == Dtype::f64) return rounded(fused, a, b, c);
  return rounded(fused, static_cast<float>(a), static_cast<float>(b), static_cast<float>(c));
}

}  // namespace

constexpr KernelVariant kLerpVariants[] = {LANE_VARIANTS(Lerp)};

extern constinit const KernelInfo kernelLerp = {
    .name = "lerp",
    .title = "Linear interpolation",
    .formula = "aᵢ + (bᵢ − aᵢ)·cᵢ",
    .family = "Arithmetic",
    .special =
        "As IEEE 754, operation by operation: bᵢ − aᵢ may overflow or be ∞ − ∞. Where there is a "
        "fused multiply-add it is used.",
    .inputs = 3,
    .hasF64 = true,
    .tolerance = {.maxUlp = 1, .fusedOrSeparate = true},
    .compilerTolerance = {.maxUlp = 1, .fusedOrSeparate = true},
    .cost = mapCost<3, 3>,
    .reference = {.element = [](long double a, long double b,
                                long double c) { return a + (b - a) * c; },
                  .rounded = lerpRounded},
    .variants = kLerpVariants,
};

}  // namespace lane
#endif
