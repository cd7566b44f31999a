// The hyperbolic tangent of a vector of float, within 3 ULP over the whole range. With 512-bit
// vectors one polynomial of degree 5 per interval, its coefficients looked up in registers;
// elsewhere a quotient of exp(2|x|) - 1.
// Per target; include only in files that foreach_target.h re-includes.
#include "kernels/simd/exp-inl.h"
#include "kernels/simd/tables.h"

#if defined(LANE_TANH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_TANH_INL_H
#undef LANE_TANH_INL_H
#else
#define LANE_TANH_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

template <class D>
HWY_INLINE hn::Vec<D> tanhVector(D d, hn::Vec<D> x) {
  const auto magnitude = hn::Abs(x);
  const auto y = hn::Min(hn::Set(d, 9.05f), magnitude);  // tanh is 1 from here on; NaN passes
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  if constexpr (hn::MaxLanes(D()) == 16) {
    // Exponent and two fraction bits number the intervals, four to an octave from 2^-4 up.
    const hn::RebindToSigned<D> di;
    const auto above = hn::Sub(hn::BitCast(di, y), hn::Set(di, 0x3d800000));
    const __m512i interval = hn::ShiftRight<21>(hn::Max(above, hn::Zero(di))).raw;
    const auto lookUp = [&](const float* table) HWY_ATTR {
      return hn::Vec<D>{
          _mm512_permutex2var_ps(hn::Load(d, table).raw, interval, hn::Load(d, table + 16).raw)};
    };
    const auto u = hn::Sub(y, lookUp(tables::kTanhCentre));
    auto p = hn::MulAdd(lookUp(tables::kTanh5), u, lookUp(tables::kTanh4));
    p = hn::MulAdd(p, u, lookUp(tables::kTanh3));
    p = hn::MulAdd(p, u, lookUp(tables::kTanh2));
    p = hn::MulAdd(p, u, lookUp(tables::kTanh1));
    p = hn::MulAdd(p, u, lookUp(tables::kTanh0));
    return hn::CopySign(p, x);
  }
#endif
  // tanh y = m/(m + 2) with m = exp(2y) - 1 = 2^n·(exp(r) - 1) + (2^n - 1), which loses nothing
  // where y is small. NaN stays in r.
  const hn::RebindToSigned<D> di;
  const auto doubled = hn::Add(y, y);
  const auto shift = roundingShift<0>(d);
  const auto t = hn::MulAdd(doubled, hn::Set(d, 0x1.715476p0f), shift);
  const auto r = reduceByLn2(d, doubled, hn::Sub(t, shift));
  const auto one = hn::Set(d, 1.0f);
  const auto scale =
      hn::BitCast(d, hn::Add(hn::BitCast(di, one), hn::ShiftLeft<23>(hn::BitCast(di, t))));
  const auto m = hn::MulAdd(scale, expm1OfRest(d, r), hn::Sub(scale, one));
  return hn::CopySign(hn::Div(m, hn::Add(m, hn::Set(d, 2.0f))), x);
}

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
