// exp of a vector of float, at most 2 ULP from the exact value over the whole range, gradual
// underflow, NaN and infinities included. Inputs are reduced to x = (k + j/2^b)·ln 2 + r: 2^(j/2^b)
// comes from a table held in registers where the target can look one up in a single instruction,
// exp(r) from a short polynomial, and 2^k goes to the exponent.
// Per target; include only in files that foreach_target.h re-includes.
#include "kernels/simd/partial-inl.h"
#include "kernels/simd/tables.h"

#if defined(LANE_EXP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_EXP_INL_H
#undef LANE_EXP_INL_H
#else
#define LANE_EXP_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

/// Added to a float, this rounds it to a multiple of 1/2^kBits, whose number then stands in the low
/// bits, where integer operations find it.
template <int kBits, class D>
HWY_INLINE hn::Vec<D> roundingShift(D d) {
  return hn::Set(d, 0x1.8p23f / static_cast<float>(1 << kBits));
}

/// x - n·ln 2 in two steps. The first constant has 15 bits, so that its products are exact also
/// where there is no fused multiply-add.
template <class D>
HWY_INLINE hn::Vec<D> reduceByLn2(D d, hn::Vec<D> x, hn::Vec<D> n) {
  const auto r = hn::NegMulAdd(n, hn::Set(d, 0x1.62e4p-1f), x);
  return hn::NegMulAdd(n, hn::Set(d, 0x1.7f7d1cp-20f), r);
}

/// exp(r) - 1 + more for |r| <= ln 2 / 16 (kBits = 3) or ln 2 / 64 (kBits = 5).
template <int kBits, class D>
HWY_INLINE hn::Vec<D> expm1OfShortRest(D d, hn::Vec<D> r, hn::Vec<D> more) {
  const auto c2 = hn::Set(d, kBits == 5 ? tables::kExpRest32[0] : tables::kExpRest8[0]);
  const auto c3 = hn::Set(d, kBits == 5 ? tables::kExpRest32[1] : tables::kExpRest8[1]);
  const auto p = hn::MulAdd(hn::MulAdd(c3, r, c2), r, hn::Set(d, 1.0f));
  return hn::MulAdd(p, r, more);
}

/// exp(r) - 1 for |r| <= ln 2 / 2.
template <class D>
HWY_INLINE hn::Vec<D> expm1OfRest(D d, hn::Vec<D> r) {
  auto p = hn::Set(d, tables::kExpRest[4]);
  for (int k = 3; k >= 0; --k) p = hn::MulAdd(p, r, hn::Set(d, tables::kExpRest[k]));
  return hn::MulAdd(p, hn::Mul(r, r), r);
}

template <class D>
HWY_INLINE hn::Vec<D> expOfRest(D d, hn::Vec<D> r) {
  return hn::Add(expm1OfRest(d, r), hn::Set(d, 1.0f));
}

/// Any input: steps that stay right where the result is subnormal, zero or infinite.
template <class D>
HWY_INLINE hn::Vec<D> expAnywhere(D d, hn::Vec<D> x) {
  const hn::RebindToSigned<D> di;
  const auto bounded =
      hn::Max(hn::Set(d, -104.5f), hn::Min(hn::Set(d, 89.0f), x));  // NaN is put back below
  const auto shift = roundingShift<0>(d);
  const auto t = hn::MulAdd(bounded, hn::Set(d, 0x1.715476p0f), shift);
  const auto y = expOfRest(d, reduceByLn2(d, bounded, hn::Sub(t, shift)));
  // 2^n in two factors, each a normal number: one rounding, at the end.
  const auto n = hn::Sub(hn::BitCast(di, t), hn::BitCast(di, shift));
  const auto half = hn::ShiftRight<1>(n);
  const auto bias = hn::Set(di, 127);
  const auto s0 = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(half, bias)));
  const auto s1 = hn::BitCast(d, hn::ShiftLeft<23>(hn::Add(hn::Sub(n, half), bias)));
  return hn::IfThenElse(hn::Eq(x, x), hn::Mul(hn::Mul(y, s0), s1), x);
}

/// Only |x| <= kExpEasy: results are normal numbers, and the exponent takes k by one addition.
constexpr float kExpEasy = 87.3f;

template <class D>
HWY_INLINE hn::Vec<D> expEasy(D d, hn::Vec<D> x) {
  const hn::RebindToSigned<D> di;
#if HWY_TARGET <= HWY_AVX2 && HWY_ARCH_X86
  if constexpr (hn::MaxLanes(D()) == 8) {
    const auto shift = roundingShift<3>(d);
    const auto t = hn::MulAdd(x, hn::Set(d, 0x1.715476p0f), shift);
    const auto r = reduceByLn2(d, x, hn::Sub(t, shift));
    // The table's entries have their index subtracted at bit 20, so that one shifted addition of
    // 8k + j adds just k to the exponent.
    const auto multiple = hn::BitCast(di, t);
    const hn::Vec<decltype(di)> entry{
        _mm256_permutevar8x32_epi32(hn::Load(di, tables::kExp2Of8Less).raw, multiple.raw)};
    const auto scale = hn::BitCast(d, hn::Add(entry, hn::ShiftLeft<20>(multiple)));
    return hn::MulAdd(scale, expm1OfShortRest<3>(d, r, hn::Zero(d)), scale);
  }
#endif
  const auto shift = roundingShift<0>(d);
  const auto t = hn::MulAdd(x, hn::Set(d, 0x1.715476p0f), shift);
  const auto y = expOfRest(d, reduceByLn2(d, x, hn::Sub(t, shift)));
  // The shift's own bits, 0x4b400000, leave bit 23 and up free of it.
  return hn::BitCast(d, hn::Add(hn::BitCast(di, y), hn::ShiftLeft<23>(hn::BitCast(di, t))));
}

/// kTight makes up for the rounding of the large table, a tenth slower: for callers that would
/// double the error (1.0 ULP without, 0.8 with).
template <bool kTight = false, class D>
HWY_INLINE hn::Vec<D> expVector(D d, hn::Vec<D> x) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  if constexpr (hn::MaxLanes(D()) == 16) {
    // 32 table entries in two registers, and scalef does all of underflow and overflow.
    x = hn::Max(hn::Set(d, -104.5f), hn::Min(hn::Set(d, 89.0f), x));  // NaN passes on x86
    const auto shift = roundingShift<5>(d);
    const auto t = hn::MulAdd(x, hn::Set(d, 0x1.715476p0f), shift);
    const auto n = hn::Sub(t, shift);
    const auto r = reduceByLn2(d, x, n);
    const auto lookUp = [&](const float* table) HWY_ATTR {
      return hn::Vec<D>{_mm512_permutex2var_ps(hn::Load(d, table).raw, _mm512_castps_si512(t.raw),
                                               hn::Load(d, table + 16).raw)};
    };
    const auto entry = lookUp(tables::kExp2Of32);
    const auto left = kTight ? lookUp(tables::kExp2Of32Rest) : hn::Zero(d);
    const auto rest = expm1OfShortRest<5>(d, r, left);
    const auto y = hn::MulAdd(entry, rest, entry);
    return hn::Vec<D>{_mm512_scalef_ps(y.raw, n.raw)};
  }
#endif
  const auto hard = hn::Not(hn::Le(hn::Abs(x), hn::Set(d, kExpEasy)));
  if (HWY_LIKELY(hn::AllFalse(d, hard))) return expEasy(d, x);
  return expAnywhere(d, x);
}

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
