// Builds a kernel's constant table of variants from the target namespaces its file was compiled
// into. Holds no code that runs: the table is made by the compiler from addresses, so that nothing
// of a wide instruction set is executed before somebody asks for it.
// Include after hwy/highway.h. (Highway 1.0.3 has no visitor of its own.)
#pragma once

#include "kernels/kernel.h"

namespace lane {

/// scalar and omp are one loop, with `#pragma omp simd if(…)` off and on.
enum class Method { scalar, omp, simd };

template <class Kernel, Method kMethod, class T>
consteval KernelFn entryOf() {
  if constexpr (sizeof(T) == 8 && !Kernel::kHasF64)
    return nullptr;
  else if constexpr (kMethod == Method::scalar)
    return &Kernel::template loop<false, T>;
  else if constexpr (kMethod == Method::omp)
    return &Kernel::template loop<true, T>;
  else
    return &Kernel::template simd<T>;
}

template <class Kernel, Method kMethod>
consteval KernelVariant variantOf(VariantId id) {
  return {id, entryOf<Kernel, kMethod, float>(), entryOf<Kernel, kMethod, double>()};
}

}  // namespace lane

#define LANE_VARIANT(NS, KERNEL, METHOD, ID) \
  ::lane::variantOf<NS::KERNEL, ::lane::Method::METHOD>(::lane::VariantId::ID),

// The baseline of x86-64 is SSE2, and the last pass over a file is the baseline's.
#if HWY_ARCH_X86
#define LANE_IF_X86(...) __VA_ARGS__
#else
#define LANE_IF_X86(...)
#endif
#if HWY_TARGETS & HWY_SSSE3
#define LANE_IF_SSSE3(...) __VA_ARGS__
#else
#define LANE_IF_SSSE3(...)
#endif
#if HWY_TARGETS & HWY_SSE4
#define LANE_IF_SSE4(...) __VA_ARGS__
#else
#define LANE_IF_SSE4(...)
#endif
#if HWY_TARGETS & HWY_AVX2
#define LANE_IF_AVX2(...) __VA_ARGS__
#else
#define LANE_IF_AVX2(...)
#endif
#if HWY_TARGETS & HWY_AVX3
#define LANE_IF_AVX3(...) __VA_ARGS__
#else
#define LANE_IF_AVX3(...)
#endif
#if HWY_TARGETS & HWY_AVX3_DL
#define LANE_IF_AVX3_DL(...) __VA_ARGS__
#else
#define LANE_IF_AVX3_DL(...)
#endif
#if HWY_TARGETS & HWY_NEON
#define LANE_IF_NEON(...) __VA_ARGS__
#else
#define LANE_IF_NEON(...)
#endif
#if HWY_TARGETS & HWY_SVE
#define LANE_IF_SVE(...) __VA_ARGS__
#else
#define LANE_IF_SVE(...)
#endif

/// The elements of a KernelVariant array for `KERNEL`, a struct in every target's lane namespace.
#define LANE_VARIANTS(KERNEL)                                    \
  LANE_VARIANT(HWY_NAMESPACE, KERNEL, scalar, scalar)            \
  LANE_IF_X86(LANE_VARIANT(HWY_NAMESPACE, KERNEL, omp, ompSse2)) \
  LANE_IF_AVX2(LANE_VARIANT(N_AVX2, KERNEL, omp, ompAvx2))       \
  LANE_IF_AVX3(LANE_VARIANT(N_AVX3, KERNEL, omp, ompAvx512))     \
  LANE_IF_SSSE3(LANE_VARIANT(N_SSSE3, KERNEL, simd, ssse3))      \
  LANE_IF_SSE4(LANE_VARIANT(N_SSE4, KERNEL, simd, sse4))         \
  LANE_IF_AVX2(LANE_VARIANT(N_AVX2, KERNEL, simd, avx2))         \
  LANE_IF_AVX3(LANE_VARIANT(N_AVX3, KERNEL, simd, avx3))         \
  LANE_IF_AVX3_DL(LANE_VARIANT(N_AVX3_DL, KERNEL, simd, avx3Dl)) \
  LANE_IF_NEON(LANE_VARIANT(N_NEON, KERNEL, simd, neon))         \
  LANE_IF_SVE(LANE_VARIANT(N_SVE, KERNEL, simd, sve))
