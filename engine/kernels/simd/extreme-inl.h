// The skeletons of the reductions that compare: max, min, the L∞ norm, argmax and argmin. NaN
// anywhere is the result (the arg forms: the first NaN's index); of equal values the first counts.
// Hardware maxima drop a NaN on one side or the other, so NaN is looked for beside them, two
// vectors to a comparison. A kernel derives from Extreme or ArgExtreme with an order, Largest or
// Smallest, and may redefine plain() and vector() to compare something made of the element.
// Per target; include only in files that foreach_target.h re-includes.
#include "kernels/simd/partial-inl.h"

#if defined(LANE_EXTREME_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_EXTREME_INL_H
#undef LANE_EXTREME_INL_H
#else
#define LANE_EXTREME_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

struct Largest {
  template <class T>
  static constexpr T kStart = -std::numeric_limits<T>::infinity();
  template <class T>
  static HWY_INLINE bool better(T x, T best) {
    return x > best;
  }
  template <class V>
  static HWY_INLINE V pick(V best, V x) {
    return hn::Max(best, x);
  }
  template <class D>
  static HWY_INLINE hn::TFromD<D> ofLanes(D d, hn::Vec<D> v) {
    return hn::GetLane(hn::MaxOfLanes(d, v));
  }
};

struct Smallest {
  template <class T>
  static constexpr T kStart = std::numeric_limits<T>::infinity();
  template <class T>
  static HWY_INLINE bool better(T x, T best) {
    return x < best;
  }
  template <class V>
  static HWY_INLINE V pick(V best, V x) {
    return hn::Min(best, x);
  }
  template <class D>
  static HWY_INLINE hn::TFromD<D> ofLanes(D d, hn::Vec<D> v) {
    return hn::GetLane(hn::MinOfLanes(d, v));
  }
};

/// Lanes where v or w is NaN; one comparison on x86.
template <class D>
HWY_INLINE hn::Mask<D> eitherNan(D d, hn::Vec<D> v, hn::Vec<D> w) {
  (void)d;
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  if constexpr (hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) == 64) {
    if constexpr (sizeof(hn::TFromD<D>) == 4)
      return hn::Mask<D>{_mm512_cmp_ps_mask(v.raw, w.raw, _CMP_UNORD_Q)};
    else
      return hn::Mask<D>{_mm512_cmp_pd_mask(v.raw, w.raw, _CMP_UNORD_Q)};
  }
#elif HWY_TARGET == HWY_AVX2
  if constexpr (sizeof(hn::TFromD<D>) == 4)
    return hn::MaskFromVec(hn::Vec<D>{_mm256_cmp_ps(v.raw, w.raw, _CMP_UNORD_Q)});
  else
    return hn::MaskFromVec(hn::Vec<D>{_mm256_cmp_pd(v.raw, w.raw, _CMP_UNORD_Q)});
#elif HWY_TARGET == HWY_SSE4 || HWY_TARGET == HWY_SSSE3
  if constexpr (sizeof(hn::TFromD<D>) == 4)
    return hn::MaskFromVec(hn::Vec<D>{_mm_cmpunord_ps(v.raw, w.raw)});
  else
    return hn::MaskFromVec(hn::Vec<D>{_mm_cmpunord_pd(v.raw, w.raw)});
#endif
  return hn::Or(hn::IsNaN(v), hn::IsNaN(w));
}

template <class T>
struct Found {
  T value;
  bool nan;
};

/// The extreme of n >= Lanes(d) items as Kernel::vector() sees them. Without kWatchNan, NaN items
/// may or may not be passed over, and `nan` is false.
template <bool kWatchNan, class Kernel, class Order, class D, class T = hn::TFromD<D>>
HWY_INLINE Found<T> extremeOf(D d, const T* a, std::size_t n) {
  const std::size_t lanes = hn::Lanes(d);
  const auto load = [&](std::size_t at)
                        HWY_ATTR { return Kernel::vector(d, hn::LoadU(d, a + at)); };
  const auto last = load(n - lanes);
  auto m0 = last, m1 = last, m2 = last, m3 = last;
  auto nan = hn::IsNaN(last);
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    const auto v0 = load(i), v1 = load(i + lanes);
    const auto v2 = load(i + 2 * lanes), v3 = load(i + 3 * lanes);
    m0 = Order::pick(m0, v0);
    m1 = Order::pick(m1, v1);
    m2 = Order::pick(m2, v2);
    m3 = Order::pick(m3, v3);
    if constexpr (kWatchNan) nan = hn::Or(nan, hn::Or(eitherNan(d, v0, v1), eitherNan(d, v2, v3)));
  }
  for (; i + lanes <= n; i += lanes) {
    const auto v0 = load(i);
    m0 = Order::pick(m0, v0);
    if constexpr (kWatchNan) nan = hn::Or(nan, eitherNan(d, v0, v0));
  }
  const auto m = Order::pick(Order::pick(m0, m1), Order::pick(m2, m3));
  return {Order::ofLanes(d, m), kWatchNan && !hn::AllFalse(d, nan)};
}

template <class Kernel, class Order>
class Extreme {
 public:
  static constexpr bool kHasF64 = true;

  template <class T>
  static T plain(T a) {
    return a;
  }
  template <class D, class V>
  static V vector(D, V a) {
    return a;
  }

  template <bool kOmp, class T>
  static void loop(const KernelArgs& args) {
    const T* a = static_cast<const T*>(args.a);
    const std::size_t n = args.n;
    T best = Kernel::template start<T>();
#pragma omp declare reduction(extreme:T                          \
                              : omp_out = join(omp_out, omp_in)) \
    initializer(omp_priv = Kernel::template start <T>())
#pragma omp simd if (kOmp) reduction(extreme : best)
    for (std::size_t i = 0; i < n; ++i) best = join(best, Kernel::plain(a[i]));
    deliver(args, best);
  }

  template <class T>
  static void simd(const KernelArgs& args) {
    const hn::ScalableTag<T> d;
    const T* a = static_cast<const T*>(args.a);
    if (args.n >= hn::Lanes(d)) {
      const Found<T> found = extremeOf<true, Kernel, Order>(d, a, args.n);
      return deliver(args, found.nan ? std::numeric_limits<T>::quiet_NaN() : found.value);
    }
    if (args.n == 0) return deliver(args, Kernel::template start<T>());
    const auto some = Kernel::vector(d, loadPart(d, a, args.n));  // zero, not NaN, beyond n
    const auto start = hn::Set(d, Kernel::template start<T>());
    const T best = Order::ofLanes(d, hn::IfThenElse(hn::FirstN(d, args.n), some, start));
    const bool nan = !hn::AllFalse(d, hn::IsNaN(some));
    deliver(args, nan ? std::numeric_limits<T>::quiet_NaN() : best);
  }

  /// The result of an empty input.
  template <class T>
  static constexpr T start() {
    return Order::template kStart<T>;
  }

 private:
  template <class T>
  static HWY_INLINE T join(T best, T x) {
    return Order::better(x, best) || x != x ? x : best;
  }

  template <class T>
  static HWY_INLINE void deliver(const KernelArgs& args, T best) {
    if (args.stage == Stage::partial)
      args.partial->value = static_cast<double>(best);
    else
      *static_cast<T*>(args.out) = best;
  }
};

template <class Kernel, class Order>
class ArgExtreme {
 public:
  static constexpr bool kHasF64 = true;

  template <class D, class V>
  static V vector(D, V a) {
    return a;
  }

  /// One loop that carries value and index is what one writes for one lane, but it cannot be
  /// vectorised: the compiler's variants find the value first and its index afterwards.
  template <bool kOmp, class T>
  static void loop(const KernelArgs& args) {
    const T* a = static_cast<const T*>(args.a);
    const std::size_t n = args.n;
    if (n == 0) return deliver(args, -1);
    T best = a[0];
    std::size_t index = 0;
    if constexpr (kOmp) {
#pragma omp declare reduction(extreme:T \
                              : omp_out = join(omp_out, omp_in)) initializer(omp_priv = omp_orig)
#pragma omp simd reduction(extreme : best)
      for (std::size_t i = 0; i < n; ++i) best = join(best, a[i]);
      index = firstInBlocks(a, n, best);
    } else {
      for (std::size_t i = 1; i < n; ++i) {
        if (Order::better(a[i], best) || (a[i] != a[i] && best == best)) {
          best = a[i];
          index = i;
        }
      }
    }
    deliver(args, static_cast<std::int64_t>(index));
  }

  /// Blocks that stay in the L1 cache are asked for their extreme only; the block that holds the
  /// answer is searched once, at the end.
  template <class T>
  static void simd(const KernelArgs& args) {
    const hn::ScalableTag<T> d;
    const std::size_t lanes = hn::Lanes(d);
    const T* a = static_cast<const T*>(args.a);
    const std::size_t n = args.n;
    if (n < lanes) return loop<false, T>(args);
    constexpr std::size_t kBlock = 8192 / sizeof(T);
    T best = Order::template kStart<T>;
    std::size_t where = 0;
    bool nan = false;
    for (std::size_t begin = 0; begin < n && !nan; begin += kBlock) {
      // A short last block borrows items from the one before it, which cannot win a tie.
      const std::size_t size = std::min(kBlock, n - begin);
      const std::size_t from = size < lanes ? n - lanes : begin;
      const Found<T> found = extremeOf<true, Kernel, Order>(d, a + from, std::max(size, lanes));
      nan = found.nan;
      if (nan || Order::better(found.value, best)) {
        best = found.value;
        where = from;
      }
    }
    const std::size_t index = where + (nan ? firstNan(a + where) : first(d, a, n, where, best));
    deliver(args, static_cast<std::int64_t>(index));
  }

 private:
  template <class T>
  static HWY_INLINE T join(T best, T x) {
    return Order::better(x, best) || x != x ? x : best;
  }

  template <class T>
  static HWY_INLINE std::size_t firstInBlocks(const T* a, std::size_t n, T best) {
    constexpr int kBlock = 1024;
    for (std::size_t begin = 0;; begin += kBlock) {
      const int size = static_cast<int>(std::min<std::size_t>(kBlock, n - begin));
      const T* block = a + begin;
      int index = kBlock;
#pragma omp simd reduction(min : index)
      for (int i = 0; i < size; ++i) {
        const bool hit = block[i] == best || block[i] != block[i];
        const int candidate = hit ? i : kBlock;
        index = candidate < index ? candidate : index;
      }
      if (index < kBlock) return begin + static_cast<std::size_t>(index);
    }
  }

  template <class T>
  static HWY_INLINE std::size_t firstNan(const T* a) {
    std::size_t i = 0;
    while (a[i] == a[i]) ++i;
    return i;
  }

  /// Distance from `where` to the first item equal to `best`, which is there.
  template <class D, class T>
  static HWY_INLINE std::size_t first(D d, const T* a, std::size_t n, std::size_t where, T best) {
    const std::size_t lanes = hn::Lanes(d);
    const auto want = hn::Set(d, best);
    std::size_t i = where;
    for (; i + lanes <= n; i += lanes) {
      const auto lane = hn::FindFirstTrue(d, hn::Eq(hn::LoadU(d, a + i), want));
      if (lane >= 0) return i + static_cast<std::size_t>(lane) - where;
    }
    while (a[i] != best) ++i;
    return i - where;
  }

  static HWY_INLINE void deliver(const KernelArgs& args, std::int64_t index) {
    if (args.stage == Stage::partial)
      args.partial->index = index < 0 ? -1 : index + static_cast<std::int64_t>(args.offset);
    else
      *static_cast<std::int64_t*>(args.out) = index;
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
