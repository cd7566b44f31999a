// The natural logarithm of a vector of float, at most 2 ULP from the exact value for every positive
// number, subnormals included. x = 2^e·m with m about 1; near x = 1 the exponent part is exactly
// 0, so that small results keep their relative accuracy.
// Per target; include only in files that foreach_target.h re-includes.
#include "kernels/simd/partial-inl.h"
#include "kernels/simd/tables.h"

#if defined(LANE_LOG_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_LOG_INL_H
#undef LANE_LOG_INL_H
#else
#define LANE_LOG_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

/// Positive normal x; `raised` is subtracted from the exponent.
template <class D>
HWY_INLINE hn::Vec<D> logOfNormal(D d, hn::Vec<D> x, hn::Vec<hn::RebindToSigned<D>> raised) {
  const hn::RebindToSigned<D> di;
  const auto rootHalf = hn::Set(di, 0x3f3504f3);  // the bits of √½
  const auto fromRootHalf = hn::Sub(hn::BitCast(di, x), rootHalf);
  const auto e = hn::ConvertTo(d, hn::Sub(hn::ShiftRight<23>(fromRootHalf), raised));
  const auto fraction = hn::And(fromRootHalf, hn::Set(di, 0x007fffff));
  const auto m = hn::BitCast(d, hn::Add(fraction, rootHalf));
  const auto one = hn::Set(d, 1.0f);
#if HWY_ARCH_X86 && HWY_TARGET == HWY_AVX2
  if constexpr (hn::MaxLanes(D()) == 8) {
    // Eight intervals, their reciprocals and logarithms in one register each.
    const __m256i interval = hn::ShiftRight<20>(fromRootHalf).raw;
    const auto lookUp = [&](const float* table) HWY_ATTR {
      return hn::Vec<D>{_mm256_permutevar8x32_ps(hn::Load(d, table).raw, interval)};
    };
    const auto r = hn::MulSub(m, lookUp(tables::kReciprocal8), one);
    const auto base = hn::MulAdd(e, hn::Set(d, 0x1.62e43p-1f), lookUp(tables::kLog8));
    auto q = hn::Set(d, tables::kLogRest8[3]);
    for (int k = 2; k >= 0; --k) q = hn::MulAdd(q, r, hn::Set(d, tables::kLogRest8[k]));
    return hn::Add(base, hn::MulAdd(q, hn::Mul(r, r), r));
  }
#endif
  const auto r = hn::Sub(m, one);
  auto q = hn::Set(d, tables::kLogRest[8]);
  for (int k = 7; k >= 0; --k) q = hn::MulAdd(q, r, hn::Set(d, tables::kLogRest[k]));
  // ln 2 in two parts: products of e with the first are exact.
  const auto low = hn::MulAdd(hn::Mul(r, r), q, hn::Mul(e, hn::Set(d, -0x1.bd0106p-13f)));
  return hn::MulAdd(e, hn::Set(d, 0x1.63p-1f), hn::Add(r, low));
}

/// Any x: what is not a positive normal number is put right lane by lane.
template <class D>
HWY_INLINE hn::Vec<D> logAnywhere(D d, hn::Vec<D> x) {
  const hn::RebindToSigned<D> di;
  const auto infinity = hn::Set(d, std::numeric_limits<float>::infinity());
  const auto small = hn::Lt(x, hn::Set(d, std::numeric_limits<float>::min()));
  const auto scaled = hn::IfThenElse(small, hn::Mul(x, hn::Set(d, 0x1p23f)), x);
  const auto raised = hn::IfThenElseZero(hn::RebindMask(di, small), hn::Set(di, 23));
  auto y = logOfNormal(d, scaled, raised);
  y = hn::IfThenElse(hn::Ge(x, hn::Zero(d)), y,
                     hn::Set(d, std::numeric_limits<float>::quiet_NaN()));
  y = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(infinity), y);
  return hn::IfThenElse(hn::Eq(x, infinity), infinity, y);
}

template <class D>
HWY_INLINE hn::Vec<D> logVector(D d, hn::Vec<D> x) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  if constexpr (hn::MaxLanes(D()) == 16) {
    // getmant and getexp see through subnormals and give -∞, ∞ and NaN where log does.
    const hn::Vec<D> m{_mm512_getmant_ps(x.raw, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_nan)};
    const hn::Vec<D> e{_mm512_getexp_ps(x.raw)};
    const __m512i entry = _mm512_srli_epi32(_mm512_castps_si512(m.raw), 18);
    const auto lookUp = [&](const float* table) HWY_ATTR {
      return hn::Vec<D>{
          _mm512_permutex2var_ps(hn::Load(d, table).raw, entry, hn::Load(d, table + 16).raw)};
    };
    const auto one = hn::Set(d, 1.0f);
    const auto r = hn::MulSub(m, lookUp(tables::kReciprocal32), one);
    const hn::Vec<D> raised{
        _mm512_mask_add_ps(e.raw, hn::Ge(m, hn::Set(d, 1.5f)).raw, e.raw, one.raw)};
    const auto base = hn::MulAdd(raised, hn::Set(d, 0x1.62e43p-1f), lookUp(tables::kLog32));
    auto q = hn::MulAdd(r, hn::Set(d, tables::kLogRest32[2]), hn::Set(d, tables::kLogRest32[1]));
    q = hn::MulAdd(q, r, hn::Set(d, tables::kLogRest32[0]));
    return hn::Add(base, hn::MulAdd(q, hn::Mul(r, r), r));
  }
#endif
  // One comparison for all: positive normal numbers are a range of bit patterns, moved here to
  // the bottom of the signed integers.
  const hn::RebindToSigned<D> di;
  const auto moved = hn::Add(hn::BitCast(di, x), hn::Set(di, 0x7f800000));
  const auto normal = hn::Lt(moved, hn::Set(di, -0x01000000));
  if (HWY_LIKELY(hn::AllTrue(di, normal))) return logOfNormal(d, x, hn::Zero(di));
  return logAnywhere(d, x);
}

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
