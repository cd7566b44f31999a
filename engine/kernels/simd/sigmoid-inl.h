// The logistic function 1/(1 + exp(-x)) of a vector of float, within 3 ULP over the whole range.
// exp is taken of -|x| only: it cannot overflow, and for negative x the quotient z/(1 + z) keeps
// full relative accuracy down to the smallest subnormal.
// Per target; include only in files that foreach_target.h re-includes.
#include "kernels/simd/exp-inl.h"

#if defined(LANE_SIGMOID_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_SIGMOID_INL_H
#undef LANE_SIGMOID_INL_H
#else
#define LANE_SIGMOID_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

template <class D>
HWY_INLINE hn::Vec<D> sigmoidVector(D d, hn::Vec<D> x) {
  const auto one = hn::Set(d, 1.0f);
  const auto z = expVector(d, hn::Neg(hn::Abs(x)));
  const auto numerator = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), z, one);
  return hn::Div(numerator, hn::Add(one, z));
}

/// The same for one element of a plain loop.
HWY_INLINE float sigmoidPlain(float x) {
  const float z = ::expf(-std::abs(x));
  return (x < 0 ? z : 1.0f) / (1.0f + z);
}

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
