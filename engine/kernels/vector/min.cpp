// min: the smallest element.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/min.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/extreme-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Min : Extreme<Min, Smallest> {};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kMinVariants[] = {LANE_VARIANTS(Min)};

extern constinit const KernelInfo kernelMin = {
    .name = "min",
    .title = "Minimum",
    .formula = "min aᵢ",
    .family = "Reduction",
    .special =
        "NaN anywhere gives NaN. Empty input gives +∞ (NumPy raises an error). Of +0 and −0 either "
        "may be returned.",
    .kind = KernelKind::reduce,
    .hasF64 = true,
    .cost = reduceCost<1, 1>,
    .reference = {.whole =
                      [](const double* a, const double*, std::size_t n, long double* out) {
                        double best = std::numeric_limits<double>::infinity();
                        for (std::size_t i = 0; i < n; ++i)
                          if (a[i] < best || std::isnan(a[i])) best = a[i];
                        *out = best;
                        return 1.0L;
                      }},
    .combine = combineMin,
    .variants = kMinVariants,
};

}  // namespace lane
#endif
