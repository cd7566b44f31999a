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
template <class T, int kInputs>
struct Inputs {
  const T* a;
  const T* b;
  const T* c;

  explicit HWY_INLINE Inputs(const KernelArgs& args)
      : a(static_cast<const T*>(args.a)),
        b(static_cast<const T*>(args.b)),
        c(static_cast<const T*>(args.c)) {}
};

/// kVectorBytes caps the width. 32 suits kernels that only stream: two 256-bit streams are as
/// fast as one of 512 bits on processors that split wide stores, and never slower beyond L1.
template <class Kernel, int kInputs, int kVectorBytes = 32>
class Map {
 public:
  static constexpr bool kHasF64 = true;

  template <class T>
  static void scalar(const KernelArgs& args) {
    const Inputs<T, kInputs> in(args);
    T* out = static_cast<T*>(args.out);
    for (std::size_t i = 0; i < args.n; ++i) out[i] = element(in, i);
  }

  template <class T>
  static void omp(const KernelArgs& args) {
    const Inputs<T, kInputs> in(args);
    T* out = static_cast<T*>(args.out);
    const std::size_t n = args.n;
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) out[i] = element(in, i);
  }

  template <class T>
  static void simd(const KernelArgs& args) {
    const hn::CappedTag<T, kVectorBytes / sizeof(T)> d;
    const std::size_t lanes = hn::Lanes(d);
    const Inputs<T, kInputs> in(args);
    T* out = static_cast<T*>(args.out);
    const std::size_t n = args.n;
    if (n < lanes) {
      if (n > 0) storePart(partVector(d, in, 0, n), d, out, n);
      return;
    }
#if !LANE_TRUE_MASKS
    // The end is done by a last vector that overlaps the one before it. It is computed before
    // anything is stored, because out may be an input.
    const auto last = fullVector(d, in, n - lanes);
#endif
    std::size_t i = 0;
    for (; i + kUnroll * lanes <= n; i += kUnroll * lanes) {
      const auto v0 = fullVector(d, in, i);
      const auto v1 = fullVector(d, in, i + lanes);
      if constexpr (kUnroll == 4) {
        const auto v2 = fullVector(d, in, i + 2 * lanes);
        const auto v3 = fullVector(d, in, i + 3 * lanes);
        hn::StoreU(v2, d, out + i + 2 * lanes);
        hn::StoreU(v3, d, out + i + 3 * lanes);
      }
      hn::StoreU(v0, d, out + i);
      hn::StoreU(v1, d, out + i + lanes);
    }
    for (; i + lanes <= n; i += lanes) hn::StoreU(fullVector(d, in, i), d, out + i);
    if (i == n) return;
#if LANE_TRUE_MASKS
    storePart(partVector(d, in, i, n - i), d, out + i, n - i);
#else
    hn::StoreU(last, d, out + n - lanes);
#endif
  }

 private:
  // Long dependency chains need fewer copies than loads and stores do.
  static constexpr std::size_t kUnroll = kVectorBytes > 32 ? 2 : 4;

  template <class T>
  static HWY_INLINE T element(const Inputs<T, kInputs>& in, std::size_t i) {
    if constexpr (kInputs == 1) return Kernel::plain(in.a[i]);
    if constexpr (kInputs == 2) return Kernel::plain(in.a[i], in.b[i]);
    if constexpr (kInputs == 3) return Kernel::plain(in.a[i], in.b[i], in.c[i]);
  }

  template <class D, class T>
  static HWY_INLINE hn::Vec<D> fullVector(D d, const Inputs<T, kInputs>& in, std::size_t i) {
    if constexpr (kInputs == 1) return Kernel::vector(d, hn::LoadU(d, in.a + i));
    if constexpr (kInputs == 2)
      return Kernel::vector(d, hn::LoadU(d, in.a + i), hn::LoadU(d, in.b + i));
    if constexpr (kInputs == 3)
      return Kernel::vector(d, hn::LoadU(d, in.a + i), hn::LoadU(d, in.b + i),
                            hn::LoadU(d, in.c + i));
  }

  template <class D, class T>
  static HWY_INLINE hn::Vec<D> partVector(D d, const Inputs<T, kInputs>& in, std::size_t i,
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
