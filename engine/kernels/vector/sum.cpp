// sum: the sum of all elements.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/sum.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Sum : Summation<Sum, 1> {
  template <class T>
  static T plain(T a) {
    return a;
  }
  template <class D, class V>
  static V vector(D, V sum, V a) {
    return hn::Add(sum, a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kSumVariants[] = {LANE_VARIANTS(Sum)};

extern constinit const KernelInfo kernelSum = {
    .name = "sum",
    .title = "Sum",
    .formula = "Σ aᵢ",
    .family = "Reduction",
    .special = "NaN anywhere gives NaN, as does ∞ − ∞. Empty input gives +0.",
    .kind = KernelKind::reduce,
    .hasF64 = true,
    .tolerance = kSumTolerance,
    .compilerTolerance = kSumTolerance,
    .cost = reduceCost<1, 1>,
    .reference = {.whole =
                      [](const double* a, const double*, std::size_t n, long double* out) {
                        long double sum = 0, scale = 0;
                        for (std::size_t i = 0; i < n; ++i) {
                          sum += a[i];
                          scale += std::abs(a[i]);
                        }
                        *out = sum;
                        return scale;
                      }},
    .combine = combineSum,
    .variants = kSumVariants,
};

}  // namespace lane
#endif
