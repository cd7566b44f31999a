// tanh: the hyperbolic tangent.
#include "kernels/kernel_file.h"
#include "kernels/libm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/tanh.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"
#include "kernels/simd/tanh-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Tanh : Map<Tanh, 1, 2> {
  static constexpr bool kHasF64 = false;

  static float plain(float a) { return ::tanhf(a); }
  template <class D, class V>
  static V vector(D d, V a) {
    return tanhVector(d, a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kTanhVariants[] = {LANE_VARIANTS(Tanh)};

extern constinit const KernelInfo kernelTanh = {
    .name = "tanh",
    .title = "Hyperbolic tangent",
    .formula = "tanh aᵢ",
    .family = "Activation",
    .special = "tanh ±0 = ±0, tanh ±∞ = ±1, NaN gives NaN.",
    .tolerance = {.maxUlp = 3},
    .compilerTolerance = {.maxUlp = 4},
    .cost = mapCost<1, 1>,
    .reference = {.element = [](long double a, long double, long double) { return std::tanh(a); }},
    .variants = kTanhVariants,
};

}  // namespace lane
#endif
