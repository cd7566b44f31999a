// argmin: the index of the smallest element.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/argmin.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/extreme-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct ArgMin : ArgExtreme<ArgMin, Smallest> {};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kArgMinVariants[] = {LANE_VARIANTS(ArgMin)};

extern constinit const KernelInfo kernelArgmin = {
    .name = "argmin",
    .title = "Index of the minimum",
    .formula = "argmin aᵢ",
    .family = "Reduction",
    .special =
        "Of equal values the first counts (−0 equals +0). With NaN in the input, the index of the "
        "first NaN. Empty input gives −1 (NumPy raises an error).",
    .kind = KernelKind::argReduce,
    .hasF64 = true,
    .cost = argCost<1>,
    .reference = {.whole =
                      [](const double* a, const double*, std::size_t n, long double* out) {
                        *out = n > 0 ? 0 : -1;
                        std::size_t best = 0;
                        for (std::size_t i = 1; i < n && !std::isnan(a[best]); ++i)
                          if (a[i] < a[best] || std::isnan(a[i])) best = i;
                        if (n > 0) *out = static_cast<long double>(best);
                        return 1.0L;
                      }},
    .combine = combineArgMin,
    .variants = kArgMinVariants,
};

}  // namespace lane
#endif
