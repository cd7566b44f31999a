// gelu: the Gaussian error linear unit in its tanh form.
#include "kernels/kernel_file.h"
#include "kernels/libm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/gelu.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"
#include "kernels/simd/sigmoid-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Gelu : Map<Gelu, 1, 2> {
  static constexpr bool kHasF64 = false;
  static constexpr long double kRootOfTwoOverPi = 0.797884560802865355879892119868763737L;
  static constexpr long double kCubic = 0.044715L;
  // ½·(1 + tanh u) is sigmoid(2u), and 2u = a·(linear + cubed·a²).
  static constexpr auto kLinear = static_cast<float>(2 * kRootOfTwoOverPi);
  static constexpr auto kCubed = static_cast<float>(2 * kRootOfTwoOverPi * kCubic);

  static float plain(float a) { return a * sigmoidPlain(a * (kLinear + kCubed * (a * a))); }
  template <class D, class V>
  static V vector(D d, V a) {
    const V factor = hn::MulAdd(hn::Mul(a, a), hn::Set(d, kCubed), hn::Set(d, kLinear));
    return hn::Mul(a, sigmoidVector(d, hn::Mul(a, factor)));
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

// exp amplifies the roundings of its argument by the argument, up to 104 in the negative tail: four
// half ULP of it. The absolute part is for results made from a subnormal exp.
constexpr Tolerance kGeluTolerance{.absolute = 1e-43, .relative = 104 * 0x1p-22};

constexpr KernelVariant kGeluVariants[] = {LANE_VARIANTS(Gelu)};

extern constinit const KernelInfo kernelGelu = {
    .name = "gelu",
    .title = "GELU (tanh form)",
    .formula = "½·aᵢ·(1 + tanh(√(2/π)·(aᵢ + 0.044715·aᵢ³)))",
    .family = "Activation",
    .special =
        "gelu(+∞) = ∞, gelu(−∞) is NaN as the product −∞·0 is, NaN gives NaN. Computed as "
        "a·sigmoid(2u), which keeps the negative tail where 1 + tanh would cancel it.",
    .tolerance = kGeluTolerance,
    .compilerTolerance = kGeluTolerance,
    .cost = mapCost<9, 1>,
    .reference = {.element =
                      [](long double a, long double, long double) {
                        using HWY_NAMESPACE::Gelu;
                        const long double u =
                            Gelu::kRootOfTwoOverPi * (a + Gelu::kCubic * a * a * a);
                        return a / (1 + std::exp(-2 * u));
                      }},
    .variants = kGeluVariants,
};

}  // namespace lane
#endif
