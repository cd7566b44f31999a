// exp: the exponential function.
#include "kernels/kernel_file.h"
#include "kernels/libm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/exp.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/exp-inl.h"
#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Exp : Map<Exp, 1, 2> {
  static constexpr bool kHasF64 = false;

  static float plain(float a) { return ::expf(a); }
  template <class D, class V>
  static V vector(D d, V a) {
    return expVector(d, a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kExpVariants[] = {LANE_VARIANTS(Exp)};

extern constinit const KernelInfo kernelExp = {
    .name = "exp",
    .title = "Exponential",
    .formula = "exp(aᵢ)",
    .family = "Transcendental",
    .special =
        "exp(−∞) = 0, exp(+∞) = ∞, NaN gives NaN, exp(±0) = 1. Small results are gradual "
        "(subnormal), not flushed to 0.",
    .tolerance = {.maxUlp = 2},
    .compilerTolerance = {.maxUlp = 4},
    .cost = mapCost<1, 1>,
    .reference = {.element = [](long double a, long double, long double) { return std::exp(a); }},
    .variants = kExpVariants,
};

}  // namespace lane
#endif
