// dot: the sum of the products of two vectors.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/dot.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/sum-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Dot : Summation<Dot, 2> {
  template <class T>
  static T plain(T a, T b) {
    return a * b;
  }
  template <class D, class V>
  static V vector(D, V sum, V a, V b) {
    return hn::MulAdd(a, b, sum);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kDotVariants[] = {LANE_VARIANTS(Dot)};

extern constinit const KernelInfo kernelDot = {
    .name = "dot",
    .title = "Dot product",
    .formula = "Σ aᵢ·bᵢ",
    .family = "Reduction",
    .special = "NaN in any term gives NaN, as do ∞·0 and ∞ − ∞. Empty input gives +0.",
    .kind = KernelKind::reduce,
    .inputs = 2,
    .hasF64 = true,
    .tolerance = kSumTolerance,
    .compilerTolerance = kSumTolerance,
    .cost = reduceCost<2, 2>,
    .reference = {.whole =
                      [](const double* a, const double* b, std::size_t n, long double* out) {
                        long double sum = 0, scale = 0;
                        for (std::size_t i = 0; i < n; ++i) {
                          const long double term = static_cast<long double>(a[i]) * b[i];
                          sum += term;
                          scale += std::abs(term);
                        }
                        *out = sum;
                        return scale;
                      }},
    .combine = combineSum,
    .variants = kDotVariants,
};

}  // namespace lane
#endif
