// sub: the difference of two vectors.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/sub.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Sub : Map<Sub, 2> {
  template <class T>
  static T plain(T a, T b) {
    return a - b;
  }
  template <class D, class V>
  static V vector(D, V a, V b) {
    return hn::Sub(a, b);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kSubVariants[] = {LANE_VARIANTS(Sub)};

extern constinit const KernelInfo kernelSub = {
    .name = "sub",
    .title = "Subtract",
    .formula = "aᵢ − bᵢ",
    .family = "Arithmetic",
    .special = "As IEEE 754: NaN and infinities pass through, ∞ − ∞ is NaN, −0 − +0 is −0.",
    .inputs = 2,
    .hasF64 = true,
    .cost = mapCost<1, 2>,
    .reference = {.element = [](long double a, long double b, long double) { return a - b; }},
    .variants = kSubVariants,
};

}  // namespace lane
#endif
