// sigmoid: the logistic function.
#include "kernels/kernel_file.h"
#include "kernels/libm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/sigmoid.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"
#include "kernels/simd/sigmoid-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Sigmoid : Map<Sigmoid, 1, 2> {
  static constexpr bool kHasF64 = false;

  static float plain(float a) { return sigmoidPlain(a); }
  template <class D, class V>
  static V vector(D d, V a) {
    return sigmoidVector(d, a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kSigmoidVariants[] = {LANE_VARIANTS(Sigmoid)};

extern constinit const KernelInfo kernelSigmoid = {
    .name = "sigmoid",
    .title = "Sigmoid",
    .formula = "1 / (1 + exp(−aᵢ))",
    .family = "Activation",
    .special =
        "sigmoid(−∞) = 0, sigmoid(+∞) = 1, NaN gives NaN. The negative tail keeps its relative "
        "accuracy and underflows gradually.",
    .tolerance = {.maxUlp = 3},
    .compilerTolerance = {.maxUlp = 4},
    .cost = mapCost<3, 1>,
    .reference = {.element =
                      [](long double a, long double, long double) {
                        return a < 0 ? std::exp(a) / (1 + std::exp(a)) : 1 / (1 + std::exp(-a));
                      }},
    .variants = kSigmoidVariants,
};

}  // namespace lane
#endif
