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
  const auto z = expVector<true>(d, hn::Neg(hn::Abs(x)));
  const auto numerator = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), z, one);
  return hn::Div(numerator, hn::Add(one, z));
}

/// The same for one element of a plain loop. z is at most 1, so that the numerator, z or 1, is a
/// maximum: a choice between the two would become a branch, mispredicted half of the time.
HWY_INLINE float sigmoidPlain(float x) {
  const float z = ::expf(-std::abs(x));
  const float least = x < 0.0f ? 0.0f : 1.0f;
  return (z > least ? z : least) / (1.0f + z);
}

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
