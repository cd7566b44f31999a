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

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// The first `count` lanes from `from`, zero in the others; 0 < count < Lanes(d).
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> loadPart(D d, const T* from, std::size_t count) {
#if LANE_TRUE_MASKS || HWY_TARGET == HWY_AVX2
  return hn::MaskedLoad(hn::FirstN(d, count), d, from);
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
