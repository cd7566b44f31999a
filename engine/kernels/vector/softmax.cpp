// softmax: exponentials divided by their sum.
#include "kernels/kernel_file.h"
#include "kernels/libm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/softmax.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/normalise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Softmax : Normalise<Softmax> {
  static constexpr bool kFromExponentials = true;

  static float constant(double sum) { return static_cast<float>(1 / sum); }
  static float plain(float x, float constant) { return x * constant; }
  template <class D, class V>
  static V vector(D, V x, V constant) {
    return hn::Mul(x, constant);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

// a − max is rounded, and exp amplifies that by up to 104, where its results end. The absolute
// part is the smallest subnormal number, twice rounded.
constexpr Tolerance kSoftmaxTolerance{.absolute = 3e-45, .relative = 104 * 0x1p-23};

constexpr KernelVariant kSoftmaxVariants[] = {LANE_VARIANTS(Softmax)};

extern constinit const KernelInfo kernelSoftmax = {
    .name = "softmax",
    .title = "Softmax",
    .formula = "exp(aᵢ − max a) / Σ exp(aⱼ − max a)",
    .family = "Activation",
    .special =
        "Safe for any finite input. −∞ gives 0; NaN or +∞ anywhere, or nothing but −∞, makes every "
        "output NaN. Empty input writes nothing.",
    .kind = KernelKind::normalise,
    .tolerance = kSoftmaxTolerance,
    .compilerTolerance = kSoftmaxTolerance,
    .cost = mapCost<5, 1>,
    .reference = {.whole =
                      [](const double* a, const double*, std::size_t n, long double* out) {
                        double most = -std::numeric_limits<double>::infinity();
                        for (std::size_t i = 0; i < n; ++i) most = a[i] > most ? a[i] : most;
                        long double sum = 0;
                        for (std::size_t i = 0; i < n; ++i) sum += std::exp(a[i] - most);
                        for (std::size_t i = 0; i < n; ++i) out[i] = std::exp(a[i] - most) / sum;
                        return 1.0L;
                      }},
    .combine = combineExponentials,
    .variants = kSoftmaxVariants,
};

}  // namespace lane
#endif
