// The hyperbolic tangent of a vector of float, within 3 ULP over the whole range. With 512-bit
// vectors one polynomial of degree 5 per interval, its coefficients looked up in registers;
// elsewhere an odd polynomial near 0 and 1 - 2/(exp(2|x|) + 1) beyond.
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
  const auto square = hn::Mul(y, y);
  auto s = hn::Set(d, tables::kTanhSmall[4]);
  for (int k = 3; k >= 0; --k) s = hn::MulAdd(s, square, hn::Set(d, tables::kTanhSmall[k]));
  const auto small = hn::MulAdd(hn::Mul(s, square), y, y);
  const auto one = hn::Set(d, 1.0f);
  const auto e = expEasy(d, hn::Add(y, y));
  const auto large = hn::Sub(one, hn::Div(hn::Set(d, 2.0f), hn::Add(e, one)));
  // Asked this way round, NaN takes the polynomial, which keeps it.
  const auto result = hn::IfThenElse(hn::Ge(y, hn::Set(d, 0.625f)), large, small);
  return hn::CopySign(result, x);
}

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
