// The skeleton of softmax and log_softmax: the maximum, the sum of exp(a - maximum), then a map.
// Subtracting the maximum keeps every exponent at or below 0, so that large inputs cannot overflow.
// A kernel derives from Normalise and gives
//   kFromExponentials                  whether its map starts from exp(a - maximum) or a - maximum
//   float constant(double sum)         what the map needs of the sum
//   plain(x, constant), vector(d, x, constant)   the map
// NaN or +∞ in the input turns the sum, and so every output, into NaN. Sums are carried over
// from block to block in double: a million small terms would be lost on one large float.
// Per target; include only in files that foreach_target.h re-includes.
#include "kernels/simd/exp-inl.h"
#include "kernels/simd/extreme-inl.h"
#include "kernels/simd/map-inl.h"

#if defined(LANE_NORMALISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef LANE_NORMALISE_INL_H
#undef LANE_NORMALISE_INL_H
#else
#define LANE_NORMALISE_INL_H
#endif

HWY_BEFORE_NAMESPACE();
namespace lane::HWY_NAMESPACE {
namespace {

template <class Kernel>
class Normalise {
 public:
  static constexpr bool kHasF64 = false;

  template <bool kOmp, class T>
  static void loop(const KernelArgs& args) {
    const float* a = static_cast<const float*>(args.a);
    float* out = static_cast<float*>(args.out);
    const std::size_t n = args.n;
    if (args.stage == Stage::finish) {
      const auto most = static_cast<float>(args.partial->value);
      const float constant = Kernel::constant(args.partial->second);
#pragma omp simd if (kOmp)
      for (std::size_t i = 0; i < n; ++i) {
        const float x = Kernel::kFromExponentials ? ::expf(a[i] - most) : a[i] - most;
        out[i] = Kernel::plain(x, constant);
      }
      return;
    }
    float most = kLowest;
#pragma omp simd if (kOmp) reduction(max : most)
    for (std::size_t i = 0; i < n; ++i) most = a[i] > most ? a[i] : most;
    const bool storing = Kernel::kFromExponentials && args.stage == Stage::whole;
    const float shift = shiftOf(args, most);
    double sum = 0;
    if (storing) {
#pragma omp simd if (kOmp) reduction(+ : sum)
      for (std::size_t i = 0; i < n; ++i) {
        out[i] = ::expf(a[i] - shift);
        sum += static_cast<double>(out[i]);
      }
    } else {
#pragma omp simd if (kOmp) reduction(+ : sum)
      for (std::size_t i = 0; i < n; ++i) sum += static_cast<double>(::expf(a[i] - shift));
    }
    if (args.stage == Stage::partial) return deliver(args, most, sum);
    const float constant = Kernel::constant(sum);
#pragma omp simd if (kOmp)
    for (std::size_t i = 0; i < n; ++i)
      out[i] = Kernel::plain(Kernel::kFromExponentials ? out[i] : a[i] - most, constant);
  }

  template <class T>
  static void simd(const KernelArgs& args) {
    const float* a = static_cast<const float*>(args.a);
    float* out = static_cast<float*>(args.out);
    if (args.stage == Stage::finish) {
      const Shifted in{a, static_cast<float>(args.partial->value)};
      return map(in, Kernel::constant(args.partial->second), out, args.n);
    }
    const float most = maximum(a, args.n);
    const Shifted in{a, shiftOf(args, most)};
    if (args.stage == Stage::partial) return deliver(args, most, sum<false>(in, out, args.n));
    const float constant = Kernel::constant(sum<Kernel::kFromExponentials>(in, out, args.n));
    if constexpr (Kernel::kFromExponentials)
      mapStored(out, constant, args.n);
    else
      map(in, constant, out, args.n);
  }

 private:
  static constexpr float kLowest = -std::numeric_limits<float>::infinity();
  using D = hn::ScalableTag<float>;
  using V = hn::Vec<D>;

  /// The input less its maximum.
  struct Shifted {
    const float* a;
    float most;

    HWY_INLINE V full(std::size_t i) const {
      const D d;
      return hn::Sub(hn::LoadU(d, a + i), hn::Set(d, most));
    }
    HWY_INLINE V part(std::size_t i, std::size_t count) const {
      const D d;
      return hn::Sub(loadPart(d, a + i, count), hn::Set(d, most));
    }
  };

  /// A slice of nothing but -∞ adds nothing to the others; alone it has no answer (NaN).
  static HWY_INLINE float shiftOf(const KernelArgs& args, float most) {
    return args.stage == Stage::partial && most == kLowest ? 0.0f : most;
  }

  static HWY_INLINE void deliver(const KernelArgs& args, float most, double sum) {
    args.partial->value = static_cast<double>(most);
    args.partial->second = sum;
  }

  struct Element {
    static HWY_INLINE V vector(D, V a) { return a; }
  };

  static HWY_INLINE float maximum(const float* a, std::size_t n) {
    const D d;
    if (n >= hn::Lanes(d)) return extremeOf<false, Element, Largest>(d, a, n).value;
    float most = kLowest;
    for (std::size_t i = 0; i < n; ++i) most = a[i] > most ? a[i] : most;
    return most;
  }

  /// Σ exp of all; with kStore also each of them to `out`.
  template <bool kStore>
  static HWY_INLINE double sum(const Shifted& in, float* out, std::size_t n) {
    constexpr std::size_t kBlock = 4096;
    double total = 0;
    for (std::size_t begin = 0; begin < n; begin += kBlock)
      total += blockSum<kStore>(in, out, begin, std::min(n, begin + kBlock));
    return total;
  }

  template <bool kStore>
  static HWY_INLINE double blockSum(const Shifted& in, float* out, std::size_t i, std::size_t end) {
    const D d;
    const std::size_t lanes = hn::Lanes(d);
    auto s0 = hn::Zero(d), s1 = s0;
    for (; i + 2 * lanes <= end; i += 2 * lanes) {
      const auto e0 = expVector(d, in.full(i));
      const auto e1 = expVector(d, in.full(i + lanes));
      if constexpr (kStore) {
        hn::StoreU(e0, d, out + i);
        hn::StoreU(e1, d, out + i + lanes);
      }
      s0 = hn::Add(s0, e0);
      s1 = hn::Add(s1, e1);
    }
    if (i + lanes <= end) {
      const auto e0 = expVector(d, in.full(i));
      if constexpr (kStore) hn::StoreU(e0, d, out + i);
      s0 = hn::Add(s0, e0);
      i += lanes;
    }
    if (i < end) {
      const auto e1 = expVector(d, in.part(i, end - i));
      if constexpr (kStore) storePart(e1, d, out + i, end - i);
      s1 = hn::Add(s1, hn::IfThenElseZero(hn::FirstN(d, end - i), e1));
    }
    return static_cast<double>(hn::GetLane(hn::SumOfLanes(d, hn::Add(s0, s1))));
  }

  static HWY_INLINE V startOf(V shifted) {
    if constexpr (Kernel::kFromExponentials)
      return expVector(D(), shifted);
    else
      return shifted;
  }

  static HWY_INLINE void map(const Shifted& in, float constant, float* out, std::size_t n) {
    const D d;
    const auto c = hn::Set(d, constant);
    storeAll<2>(
        d, out, n,
        [&](std::size_t i) HWY_ATTR { return Kernel::vector(d, startOf(in.full(i)), c); },
        [&](std::size_t i, std::size_t count)
            HWY_ATTR { return Kernel::vector(d, startOf(in.part(i, count)), c); });
  }

  static HWY_INLINE void mapStored(float* out, float constant, std::size_t n) {
    const D d;
    const auto c = hn::Set(d, constant);
    storeAll<4>(
        d, out, n,
        [&](std::size_t i) HWY_ATTR { return Kernel::vector(d, hn::LoadU(d, out + i), c); },
        [&](std::size_t i, std::size_t count)
            HWY_ATTR { return Kernel::vector(d, loadPart(d, out + i, count), c); });
  }
};

}  // namespace
}  // namespace lane::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
