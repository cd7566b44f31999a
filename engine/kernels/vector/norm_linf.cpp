// norm_linf: the largest absolute value.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/norm_linf.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/extreme-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct NormLinf : Extreme<NormLinf, Largest> {
  template <class T>
  static T plain(T a) {
    return std::abs(a);
  }
  template <class D, class V>
  static V vector(D, V a) {
    return hn::Abs(a);
  }
  template <class T>
  static constexpr T start() {
    return 0;
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kNormLinfVariants[] = {LANE_VARIANTS(NormLinf)};

extern constinit const KernelInfo kernelNormLinf = {
    .name = "norm_linf",
    .title = "L∞ norm",
    .formula = "max |aᵢ|",
    .family = "Reduction",
    .special = "NaN anywhere gives NaN, ±∞ gives ∞. Empty input gives 0.",
    .kind = KernelKind::reduce,
    .hasF64 = true,
    .cost = reduceCost<2, 1>,
    .reference = {.whole =
                      [](const double* a, const double*, std::size_t n, long double* out) {
                        double best = 0;
                        for (std::size_t i = 0; i < n; ++i)
                          if (std::abs(a[i]) > best || std::isnan(a[i])) best = std::abs(a[i]);
                        *out = best;
                        return 1.0L;
                      }},
    .combine = combineMax,
    .variants = kNormLinfVariants,
};

}  // namespace lane
#endif
