// norm_l1: the sum of absolute values.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/norm_l1.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct NormL1 : Summation<NormL1, 1> {
  template <class T>
  static T plain(T a) {
    return std::abs(a);
  }
  template <class D, class V>
  static V vector(D, V sum, V a) {
    return hn::Add(sum, hn::Abs(a));
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kNormL1Variants[] = {LANE_VARIANTS(NormL1)};

extern constinit const KernelInfo kernelNormL1 = {
    .name = "norm_l1",
    .title = "L1 norm",
    .formula = "Σ |aᵢ|",
    .family = "Reduction",
    .special = "NaN anywhere gives NaN, ±∞ gives ∞. Empty input gives 0.",
    .kind = KernelKind::reduce,
    .hasF64 = true,
    .tolerance = kSumTolerance,
    .compilerTolerance = kSumTolerance,
    .cost = reduceCost<2, 1>,
    .reference = {.whole =
                      [](const double* a, const double*, std::size_t n, long double* out) {
                        long double sum = 0;
                        for (std::size_t i = 0; i < n; ++i) sum += std::abs(a[i]);
                        *out = sum;
                        return sum;
                      }},
    .combine = combineSum,
    .variants = kNormL1Variants,
};

}  // namespace lane
#endif
