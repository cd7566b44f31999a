// fma: multiply and add.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/fma.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Fma : Map<Fma, 3> {
  template <class T>
  static T plain(T a, T b, T c) {
    return a * b + c;
  }
  template <class D, class V>
  static V vector(D, V a, V b, V c) {
    return hn::MulAdd(a, b, c);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

namespace {

template <class T>
double rounded(bool fused, T a, T b, T c) {
  const T product = a * b;
  return fused ? std::fma(a, b, c) : product + c;
}

double fmaRounded(Dtype dtype, bool fused, double a, double b, double c) {
  if (dtype == Dtype::f64) return rounded(fused, a, b, c);
  return rounded(fused, static_cast<float>(a), static_cast<float>(b), static_cast<float>(c));
}

}  // namespace

constexpr KernelVariant kFmaVariants[] = {LANE_VARIANTS(Fma)};

extern constinit const KernelInfo kernelFma = {
    .name = "fma",
    .title = "Multiply-add",
    .formula = "aᵢ·bᵢ + cᵢ",
    .family = "Arithmetic",
    .special =
        "As IEEE 754: 0·∞ and ∞ − ∞ are NaN. Fused where the instruction set has it, two roundings "
        "elsewhere.",
    .inputs = 3,
    .hasF64 = true,
    .tolerance = {.maxUlp = 1, .fusedOrSeparate = true},
    .compilerTolerance = {.maxUlp = 1, .fusedOrSeparate = true},
    .cost = mapCost<2, 3>,
    .reference = {.element = [](long double a, long double b, long double c) { return a * b + c; },
                  .rounded = fmaRounded},
    .variants = kFmaVariants,
};

}  // namespace lane
#endif
