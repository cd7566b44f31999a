// The skeleton of every map kernel: out[i] from one to three inputs at i, in bounds on any
// alignment and length, also when out is one of the inputs. A kernel derives from Map and gives
//   template <class T> static T plain(T a, …)                  one element
//   template <class D, class V> static V vector(D d, V a, …)   one vector of any width
// Per target; include only in files that foreach_target.h re-includes.
#include "kernels/simd/partial-inl.h"

#if defined(LANE_MAP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_MAP_INL_H
#undef LANE_MAP_INL_H
#else
#define LANE_MAP_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

/// The input vectors of one call.
template <class T>
struct Inputs {
  const T* a;
  const T* b;
  const T* c;

  explicit HWY_INLINE Inputs(const KernelArgs& args)
      : a(static_cast<const T*>(args.a)),
        b(static_cast<const T*>(args.b)),
        c(static_cast<const T*>(args.c)) {}
};

/// Stores all n results, `full(i)` a whole vector of them from i on and `part(i, count)` the first
/// `count` < Lanes(d). Both may read what is stored to, at the same place: nothing is stored before
/// it has been read for the last time. kUnroll is 2 or 4.
template <std::size_t kUnroll, class D, class Full, class Part, class T = hn::TFromD<D>>
HWY_INLINE void storeAll(D d, T* out, std::size_t n, const Full& full, const Part& part) {
  const std::size_t lanes = hn::Lanes(d);
  if (n < lanes) {
    if (n > 0) storePart(part(0, n), d, out, n);
    return;
  }
#if !LANE_TRUE_MASKS
  // The end is done by a vector that overlaps the one before it, so it is made first.
  const auto last = full(n - lanes);
#endif
  std::size_t i = 0;
  for (; i + kUnroll * lanes <= n; i += kUnroll * lanes) {
    const auto v0 = full(i);
    const auto v1 = full(i + lanes);
    if constexpr (kUnroll == 4) {
      const auto v2 = full(i + 2 * lanes);
      const auto v3 = full(i + 3 * lanes);
      hn::StoreU(v0, d, out + i);
      hn::StoreU(v1, d, out + i + lanes);
      hn::StoreU(v2, d, out + i + 2 * lanes);
      hn::StoreU(v3, d, out + i + 3 * lanes);
    } else {
      hn::StoreU(v0, d, out + i);
      hn::StoreU(v1, d, out + i + lanes);
    }
  }
  for (; i + lanes <= n; i += lanes) hn::StoreU(full(i), d, out + i);
  if (i == n) return;
#if LANE_TRUE_MASKS
  storePart(part(i, n - i), d, out + i, n - i);
#else
  hn::StoreU(last, d, out + n - lanes);
#endif
}

/// kUnroll is 4 for kernels that only stream, 2 for those with long chains of arithmetic.
template <class Kernel, int kInputs, std::size_t kUnroll = 4>
class Map {
 public:
  static constexpr bool kHasF64 = true;

  template <bool kOmp, class T>
  static void loop(const KernelArgs& args) {
    const Inputs<T> in(args);
    T* out = static_cast<T*>(args.out);
    const std::size_t n = args.n;
#pragma omp simd if (kOmp)
    for (std::size_t i = 0; i < n; ++i) out[i] = element(in, i);
  }

  template <class T>
  static void simd(const KernelArgs& args) {
    const hn::ScalableTag<T> d;
    const Inputs<T> in(args);
    T* out = static_cast<T*>(args.out);
    storeAll<kUnroll>(
        d, out, args.n, [&](std::size_t i) HWY_ATTR { return fullVector(d, in, i); },
        [&](std::size_t i, std::size_t count) HWY_ATTR { return partVector(d, in, i, count); });
  }

 private:
  template <class T>
  static HWY_INLINE T element(const Inputs<T>& in, std::size_t i) {
    if constexpr (kInputs == 1) return Kernel::plain(in.a[i]);
    if constexpr (kInputs == 2) return Kernel::plain(in.a[i], in.b[i]);
    if constexpr (kInputs == 3) return Kernel::plain(in.a[i], in.b[i], in.c[i]);
  }

  template <class D, class T>
  static HWY_INLINE hn::Vec<D> fullVector(D d, const Inputs<T>& in, std::size_t i) {
    if constexpr (kInputs == 1) return Kernel::vector(d, hn::LoadU(d, in.a + i));
    if constexpr (kInputs == 2)
      return Kernel::vector(d, hn::LoadU(d, in.a + i), hn::LoadU(d, in.b + i));
    if constexpr (kInputs == 3)
      return Kernel::vector(d, hn::LoadU(d, in.a + i), hn::LoadU(d, in.b + i),
                            hn::LoadU(d, in.c + i));
  }

  template <class D, class T>
  static HWY_INLINE hn::Vec<D> partVector(D d, const Inputs<T>& in, std::size_t i,
                                          std::size_t count) {
    if constexpr (kInputs == 1) return Kernel::vector(d, loadPart(d, in.a + i, count));
    if constexpr (kInputs == 2)
      return Kernel::vector(d, loadPart(d, in.a + i, count), loadPart(d, in.b + i, count));
    if constexpr (kInputs == 3)
      return Kernel::vector(d, loadPart(d, in.a + i, count), loadPart(d, in.b + i, count),
                            loadPart(d, in.c + i, count));
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
