// clamp: values limited to an interval.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/clamp.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Clamp : Map<Clamp, 1> {
  template <class T>
  static T plain(T a) {
    // Two steps that compile to one instruction each; nested they would branch.
    const T above = a < T(-1) ? T(-1) : a;
    return above > T(1) ? T(1) : above;
  }
  template <class D, class V>
  static V vector(D d, V a) {
    return hn::Min(hn::Set(d, 1), hn::Max(hn::Set(d, -1), a));
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kClampVariants[] = {LANE_VARIANTS(Clamp)};

extern constinit const KernelInfo kernelClamp = {
    .name = "clamp",
    .title = "Clamp",
    .formula = "min(max(aᵢ, −1), 1)",
    .family = "Arithmetic",
    .special =
        "NaN gives NaN, −∞ gives −1, +∞ gives 1, ±0 and values inside the interval pass through.",
    .inputs = 1,
    .hasF64 = true,
    .cost = mapCost<2, 1>,
    .reference = {.element = [](long double a, long double,
                                long double) { return a < -1 ? -1 : (a > 1 ? 1 : a); }},
    .variants = kClampVariants,
};

}  // namespace lane
#endif
