// log: the natural logarithm.
#include "kernels/kernel_file.h"
#include "kernels/libm.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/log.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/log-inl.h"
#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Log : Map<Log, 1, 2> {
  static constexpr bool kHasF64 = false;

  static float plain(float a) { return ::logf(a); }
  template <class D, class V>
  static V vector(D d, V a) {
    return logVector(d, a);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kLogVariants[] = {LANE_VARIANTS(Log)};

extern constinit const KernelInfo kernelLog = {
    .name = "log",
    .title = "Logarithm",
    .formula = "ln aᵢ",
    .family = "Transcendental",
    .special =
        "ln ±0 = −∞, ln ∞ = ∞, negative numbers and NaN give NaN, subnormal input is taken as it "
        "is.",
    .range = {.low = -6, .high = 6, .logUniform = true},
    .tolerance = {.maxUlp = 2},
    .compilerTolerance = {.maxUlp = 4},
    .cost = mapCost<1, 1>,
    .reference = {.element = [](long double a, long double, long double) { return std::log(a); }},
    .variants = kLogVariants,
};

}  // namespace lane
#endif
