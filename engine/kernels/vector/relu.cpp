// relu: the rectified linear unit.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/relu.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Relu : Map<Relu, 1> {
  template <class T>
  static T plain(T a) {
    return a < T(0) ? T(0) : a;
  }
  template <class D, class V>
  static V vector(D d, V a) {
    return hn::Max(hn::Zero(d), a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kReluVariants[] = {LANE_VARIANTS(Relu)};

extern constinit const KernelInfo kernelRelu = {
    .name = "relu",
    .title = "ReLU",
    .formula = "max(aᵢ, 0)",
    .family = "Activation",
    .special = "NaN gives NaN, −∞ gives 0, +∞ passes through; the sign of a zero is not specified.",
    .inputs = 1,
    .hasF64 = true,
    .cost = mapCost<1, 1>,
    .reference = {.element = [](long double a, long double, long double) { return a < 0 ? 0 : a; }},
    .variants = kReluVariants,
};

}  // namespace lane
#endif
