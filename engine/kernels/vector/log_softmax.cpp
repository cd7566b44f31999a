// log_softmax: the logarithm of softmax.
#include "kernels/kernel_file.h"
#include "kernels/libm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/log_softmax.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/normalise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct LogSoftmax : Normalise<LogSoftmax> {
  static constexpr bool kFromExponentials = false;

  static float constant(double sum) { return static_cast<float>(std::log(sum)); }
  static float plain(float x, float constant) { return x - constant; }
  template <class D, class V>
  static V vector(D, V x, V constant) {
    return hn::Sub(x, constant);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

// Two subtractions, each rounded; the absolute part is the rounding of ln Σ, which is below 32 for
// fewer than 10^13 items, and the error of the sum.
constexpr Tolerance kLogSoftmaxTolerance{.absolute = 2e-6, .relative = 0x1p-22};

constexpr KernelVariant kLogSoftmaxVariants[] = {LANE_VARIANTS(LogSoftmax)};

extern constinit const KernelInfo kernelLogSoftmax = {
    .name = "log_softmax",
    .title = "Log-softmax",
    .formula = "aᵢ − max a − ln Σ exp(aⱼ − max a)",
    .family = "Activation",
    .special =
        "Safe for any finite input. −∞ gives −∞; NaN or +∞ anywhere, or nothing but −∞, makes "
        "every output NaN. Empty input writes nothing.",
    .kind = KernelKind::normalise,
    .tolerance = kLogSoftmaxTolerance,
    .compilerTolerance = kLogSoftmaxTolerance,
    .cost = mapCost<5, 1>,
    .reference = {.whole =
                      [](const double* a, const double*, std::size_t n, long double* out) {
                        double most = -std::numeric_limits<double>::infinity();
                        for (std::size_t i = 0; i < n; ++i) most = a[i] > most ? a[i] : most;
                        long double sum = 0;
                        for (std::size_t i = 0; i < n; ++i) sum += std::exp(a[i] - most);
                        const long double logSum = std::log(sum);
                        for (std::size_t i = 0; i < n; ++i) out[i] = a[i] - most - logSum;
                        return 1.0L;
                      }},
    .combine = combineExponentials,
    .variants = kLogSoftmaxVariants,
};

}  // namespace lane
#endif
