// The skeleton of the reductions that add: dot, sum, and the L1 and L2 norms. A kernel derives
// from Summation and gives
//   template <class T> static T plain(T a[, T b])                          one term
//   template <class D, class V> static V vector(D, V sum, V a[, V b])      sum + one vector of
//   terms template <class T> static T finish(T sum)                              optional
// Several accumulators hide the latency of the additions (and round less than one would).
// Per target; include only in files that foreach_target.h re-includes.
#include "kernels/simd/partial-inl.h"

#if defined(LANE_SUM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_SUM_INL_H
#undef LANE_SUM_INL_H
#else
#define LANE_SUM_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

template <class Kernel, int kInputs>
class Summation {
 public:
  static constexpr bool kHasF64 = true;

  template <bool kOmp, class T>
  static void loop(const KernelArgs& args) {
    const T* a = static_cast<const T*>(args.a);
    const T* b = static_cast<const T*>(args.b);
    const std::size_t n = args.n;
    T sum = 0;
#pragma omp simd if (kOmp) reduction(+ : sum)
    for (std::size_t i = 0; i < n; ++i) sum += term(a, b, i);
    deliver(args, sum);
  }

  template <class T>
  static void simd(const KernelArgs& args) {
    const hn::ScalableTag<T> d;
    const std::size_t lanes = hn::Lanes(d);
    const T* a = static_cast<const T*>(args.a);
    const T* b = static_cast<const T*>(args.b);
    const std::size_t n = args.n;
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    std::size_t i = 0;
    if (n >= 8 * lanes) {
      auto s4 = s0, s5 = s0, s6 = s0, s7 = s0;
      for (; i + 8 * lanes <= n; i += 8 * lanes) {
        s0 = add(d, s0, a, b, i);
        s1 = add(d, s1, a, b, i + lanes);
        s2 = add(d, s2, a, b, i + 2 * lanes);
        s3 = add(d, s3, a, b, i + 3 * lanes);
        s4 = add(d, s4, a, b, i + 4 * lanes);
        s5 = add(d, s5, a, b, i + 5 * lanes);
        s6 = add(d, s6, a, b, i + 6 * lanes);
        s7 = add(d, s7, a, b, i + 7 * lanes);
      }
      s0 = hn::Add(s0, s4);
      s1 = hn::Add(s1, s5);
      s2 = hn::Add(s2, s6);
      s3 = hn::Add(s3, s7);
    }
    for (; i + 2 * lanes <= n; i += 2 * lanes) {
      s0 = add(d, s0, a, b, i);
      s1 = add(d, s1, a, b, i + lanes);
    }
    if (i + lanes <= n) {
      s2 = add(d, s2, a, b, i);
      i += lanes;
    }
    if (i < n) {  // zero lanes add nothing
      const auto va = loadPart(d, a + i, n - i);
      if constexpr (kInputs == 1) s3 = Kernel::vector(d, s3, va);
      if constexpr (kInputs == 2) s3 = Kernel::vector(d, s3, va, loadPart(d, b + i, n - i));
    }
    const auto sum = hn::Add(hn::Add(s0, s1), hn::Add(s2, s3));
    deliver(args, hn::GetLane(hn::SumOfLanes(d, sum)));
  }

  template <class T>
  static T finish(T sum) {
    return sum;
  }

 private:
  template <class T>
  static HWY_INLINE void deliver(const KernelArgs& args, T sum) {
    if (args.stage == Stage::partial)
      args.partial->value = static_cast<double>(sum);
    else
      *static_cast<T*>(args.out) = Kernel::finish(sum);
  }

  template <class T>
  static HWY_INLINE T term(const T* a, const T* b, std::size_t i) {
    if constexpr (kInputs == 1) return Kernel::plain(a[i]);
    if constexpr (kInputs == 2) return Kernel::plain(a[i], b[i]);
  }

  template <class D, class T>
  static HWY_INLINE hn::Vec<D> add(D d, hn::Vec<D> sum, const T* a, const T* b, std::size_t i) {
    if constexpr (kInputs == 1) return Kernel::vector(d, sum, hn::LoadU(d, a + i));
    if constexpr (kInputs == 2)
      return Kernel::vector(d, sum, hn::LoadU(d, a + i), hn::LoadU(d, b + i));
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
