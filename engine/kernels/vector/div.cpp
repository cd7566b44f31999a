// div: the quotient of two vectors.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/div.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Div : Map<Div, 2> {
  template <class T>
  static T plain(T a, T b) {
    return a / b;
  }
  template <class D, class V>
  static V vector(D, V a, V b) {
    return hn::Div(a, b);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kDivVariants[] = {LANE_VARIANTS(Div)};

extern constinit const KernelInfo kernelDiv = {
    .name = "div",
    .title = "Divide",
    .formula = "aᵢ / bᵢ",
    .family = "Arithmetic",
    .special =
        "As IEEE 754: x/±0 is ±∞ with the sign of the quotient, 0/0 and ∞/∞ are NaN. Correctly "
        "rounded: no reciprocal estimates.",
    .inputs = 2,
    .hasF64 = true,
    .cost = mapCost<1, 2>,
    .reference = {.element = [](long double a, long double b, long double) { return a / b; }},
    .variants = kDivVariants,
};

}  // namespace lane
#endif
