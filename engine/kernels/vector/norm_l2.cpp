// norm_l2: the Euclidean norm.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/norm_l2.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct NormL2 : Summation<NormL2, 1> {
  template <class T>
  static T plain(T a) {
    return a * a;
  }
  template <class D, class V>
  static V vector(D, V sum, V a) {
    return hn::MulAdd(a, a, sum);
  }
  template <class T>
  static T finish(T sum) {
    return std::sqrt(sum);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kNormL2Variants[] = {LANE_VARIANTS(NormL2)};

extern constinit const KernelInfo kernelNormL2 = {
    .name = "norm_l2",
    .title = "L2 norm",
    .formula = "√Σ aᵢ²",
    .family = "Reduction",
    .special =
        "NaN anywhere gives NaN, ±∞ gives ∞, empty input gives 0. Squares are summed in the "
        "element type without scaling, as NumPy does: the result overflows to ∞ above, and loses "
        "accuracy below, the square root of the type's range (about 1.8e19 and 1e-19 for f32).",
    .kind = KernelKind::reduce,
    .hasF64 = true,
    .tolerance = kSumTolerance,
    .compilerTolerance = kSumTolerance,
    .cost = reduceCost<2, 1>,
    .reference = {.whole =
                      [](const double* a, const double*, std::size_t n, long double* out) {
                        long double sum = 0;
                        for (std::size_t i = 0; i < n; ++i)
                          sum += static_cast<long double>(a[i]) * a[i];
                        *out = std::sqrt(sum);
                        return std::sqrt(sum);
                      }},
    .combine = combineRootOfSum,
    .variants = kNormL2Variants,
};

}  // namespace lane
#endif
