// Loads and stores of part of a vector that touch nothing beyond it. Per target; include only in
// files that foreach_target.h re-includes. Thread-safe: no state.
#include <hwy/highway.h>

#include "kernels/simd/variants.h"

#if defined(LANE_PARTIAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_PARTIAL_INL_H
#undef LANE_PARTIAL_INL_H
#else
#define LANE_PARTIAL_INL_H
#endif

// Masked loads and stores that never touch masked-off memory, at the price of plain ones.
#undef LANE_TRUE_MASKS
#if HWY_ARCH_X86
#define LANE_TRUE_MASKS (HWY_TARGET <= HWY_AVX3)
#else
#define LANE_TRUE_MASKS HWY_HAVE_SCALABLE
#endif

// Vectors of 16 bytes whose halves and quarters load with one instruction each.
#undef LANE_HALVES
#define LANE_HALVES (HWY_TARGET == HWY_SSSE3 || HWY_TARGET == HWY_SSE4 || HWY_TARGET == HWY_NEON)

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// The first `count` lanes from `from`, zero in the others; 0 < count < Lanes(d).
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> loadPart(D d, const T* from, std::size_t count) {
#if LANE_TRUE_MASKS || HWY_TARGET == HWY_AVX2
  return hn::MaskedLoad(hn::FirstN(d, count), d, from);
#elif LANE_HALVES
  // In halves, never through memory: a wide load of lanes just written one by one waits for all of
  // their stores, longer than the whole of a short kernel takes.
  const hn::Half<D> half;
  if constexpr (sizeof(T) == 8) {
    return hn::ZeroExtendVector(d, hn::LoadU(half, from));
  } else {
    const hn::Half<decltype(half)> quarter;
    if (count == 1)
      return hn::ZeroExtendVector(d, hn::ZeroExtendVector(half, hn::LoadU(quarter, from)));
    const auto low = hn::LoadU(half, from);
    if (count == 2) return hn::ZeroExtendVector(d, low);
    return hn::Combine(d, hn::ZeroExtendVector(half, hn::LoadU(quarter, from + 2)), low);
  }
#else
  HWY_ALIGN T lanes[HWY_MAX_BYTES / sizeof(T)] = {};
  for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  return hn::Load(d, lanes);
#endif
}

/// The first `count` lanes of `v` to `to`; 0 < count < Lanes(d).
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void storePart(hn::Vec<D> v, D d, T* to, std::size_t count) {
#if LANE_TRUE_MASKS
  hn::BlendedStore(v, hn::FirstN(d, count), d, to);
#else
  HWY_ALIGN T lanes[HWY_MAX_BYTES / sizeof(T)];
  hn::Store(v, d, lanes);
  for (std::size_t i = 0; i < count; ++i) to[i] = lanes[i];
#endif
}

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
