// sqrt: the square root.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/sqrt.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Sqrt : Map<Sqrt, 1> {
  template <class T>
  static T plain(T a) {
    return std::sqrt(a);
  }
  template <class D, class V>
  static V vector(D, V a) {
    return hn::Sqrt(a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kSqrtVariants[] = {LANE_VARIANTS(Sqrt)};

extern constinit const KernelInfo kernelSqrt = {
    .name = "sqrt",
    .title = "Square root",
    .formula = "√aᵢ",
    .family = "Transcendental",
    .special = "√−0 = −0, √∞ = ∞, negative numbers and NaN give NaN. Correctly rounded.",
    .inputs = 1,
    .hasF64 = true,
    .range = {.low = 0, .high = 100},
    .cost = mapCost<1, 1>,
    .reference = {.element = [](long double a, long double, long double) { return std::sqrt(a); }},
    .variants = kSqrtVariants,
};

}  // namespace lane
#endif
