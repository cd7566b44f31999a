// mul: the product of two vectors.
#include "kernels/kernel_file.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/mul.cpp"
#include <hwy/foreach_target.h>

#include "kernels/simd/map-inl.h"

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Mul : Map<Mul, 2> {
  template <class T>
  static T plain(T a, T b) {
    return a * b;
  }
  template <class D, class V>
  static V vector(D, V a, V b) {
    return hn::Mul(a, b);
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lane {

constexpr KernelVariant kMulVariants[] = {LANE_VARIANTS(Mul)};

extern constinit const KernelInfo kernelMul = {
    .name = "mul",
    .title = "Multiply",
    .formula = "aᵢ·bᵢ",
    .family = "Arithmetic",
    .special =
        "As IEEE 754: 0·∞ is NaN, the sign of a zero is the product of the signs, results "
        "underflow gradually.",
    .inputs = 2,
    .hasF64 = true,
    .cost = mapCost<1, 2>,
    .reference = {.element = [](long double a, long double b, long double) { return a * b; }},
    .variants = kMulVariants,
};

}  // namespace lane
#endif
