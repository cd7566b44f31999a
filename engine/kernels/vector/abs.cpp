// abs: the absolute value.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/abs.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Abs : Map<Abs, 1> {
  template <class T>
  static T plain(T a) {
    return std::abs(a);
  }
  template <class D, class V>
  static V vector(D, V a) {
    return hn::Abs(a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kAbsVariants[] = {LANE_VARIANTS(Abs)};

extern constinit const KernelInfo kernelAbs = {
    .name = "abs",
    .title = "Absolute value",
    .formula = "|aᵢ|",
    .family = "Arithmetic",
    .special = "|−0| = +0, |−∞| = ∞, NaN gives NaN.",
    .inputs = 1,
    .hasF64 = true,
    .cost = mapCost<1, 1>,
    .reference = {.element = [](long double a, long double, long double) { return std::abs(a); }},
    .variants = kAbsVariants,
};

}  // namespace lane
#endif
