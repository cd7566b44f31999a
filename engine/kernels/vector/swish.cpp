// swish: x times its sigmoid (also called SiLU).
#include "kernels/kernel_file.h"
#include "kernels/libm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/swish.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"
#include "kernels/simd/sigmoid-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Swish : Map<Swish, 1, 2> {
  static constexpr bool kHasF64 = false;

  static float plain(float a) { return a * sigmoidPlain(a); }
  template <class D, class V>
  static V vector(D d, V a) {
    return hn::Mul(a, sigmoidVector(d, a));
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

// Four ULP; the absolute part is what a subnormal exp(−|a|) times |a| < 104 can be off.
constexpr Tolerance kSwishTolerance{.absolute = 2e-43, .relative = 0x1p-21};

constexpr KernelVariant kSwishVariants[] = {LANE_VARIANTS(Swish)};

extern constinit const KernelInfo kernelSwish = {
    .name = "swish",
    .title = "Swish",
    .formula = "aᵢ / (1 + exp(−aᵢ))",
    .family = "Activation",
    .special =
        "swish(+∞) = ∞, swish(−∞) is NaN as the product −∞·0 is, NaN gives NaN. The negative tail "
        "keeps its relative accuracy down to the subnormal numbers.",
    .tolerance = kSwishTolerance,
    .compilerTolerance = kSwishTolerance,
    .cost = mapCost<3, 1>,
    .reference = {.element = [](long double a, long double,
                                long double) { return a / (1 + std::exp(-a)); }},
    .variants = kSwishVariants,
};

}  // namespace lane
#endif
