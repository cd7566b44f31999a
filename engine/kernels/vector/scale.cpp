// scale: a vector times a fixed number.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/scale.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Scale : Map<Scale, 1> {
  // Not a power of two, which could be done on the exponent, and exact in every type.
  static constexpr double kFactor = 1.75;

  template <class T>
  static T plain(T a) {
    return a * static_cast<T>(kFactor);
  }
  template <class D, class V>
  static V vector(D d, V a) {
    return hn::Mul(a, hn::Set(d, static_cast<hn::TFromD<D>>(kFactor)));
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kScaleVariants[] = {LANE_VARIANTS(Scale)};

extern constinit const KernelInfo kernelScale = {
    .name = "scale",
    .title = "Scale",
    .formula = "1.75·aᵢ",
    .family = "Arithmetic",
    .special = "As IEEE 754: NaN, infinities and the sign of zero pass through.",
    .inputs = 1,
    .hasF64 = true,
    .cost = mapCost<1, 1>,
    .reference = {.element = [](long double a, long double,
                                long double) { return HWY_NAMESPACE::Scale::kFactor * a; }},
    .variants = kScaleVariants,
};

}  // namespace lane
#endif
