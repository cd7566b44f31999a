#include "workloads/walk_kernels.h"

#include <algorithm>
#include <array>

#include "machine/cpu_features.h"

namespace lane {
namespace {

constexpr std::array<std::string_view, 5> kWords = {"read", "write", "copy", "triad", "latency"};

bool always() {
  return true;
}

/// What is stored and what multiplies: never zero, since memory may treat zeros better.
alignas(64) constexpr std::array<float, 16> kData = {
    1.25f, 1.75f, 1.375f, 1.625f, 1.125f, 1.875f, 1.4375f, 1.5625f,
    1.25f, 1.75f, 1.375f, 1.625f, 1.125f, 1.875f, 1.4375f, 1.5625f};

// One block of `STEP` bytes at a time, kWalkBlock bytes per turn of the loop. BODY addresses memory
// as `.Lat(pointer)`.
#define LANE_WALK(NAME, TARGET, STEP, BEGIN, BODY, END)                                      \
  TARGET void NAME(const WalkOperands& operands, std::size_t blocks, std::uint64_t passes) { \
    for (std::uint64_t pass = 0; pass < passes; ++pass) {                                    \
      std::byte* out = operands.out;                                                         \
      const std::byte* a = operands.a;                                                       \
      const std::byte* b = operands.b;                                                       \
      std::size_t left = blocks;                                                             \
      asm volatile(BEGIN ".p2align 6\n1:\n.set .Lat, 0\n.rept 256/" #STEP "\n" BODY          \
                         ".set .Lat, .Lat+" #STEP "\n.endr\n" LANE_ADVANCE END               \
                   : [out] "+r"(out), [a] "+r"(a), [b] "+r"(b), [left] "+r"(left)            \
                   : [data] "r"(kData.data())                                                \
                   : "cc", "memory", LANE_WALK_CLOBBERS);                                    \
    }                                                                                        \
  }

#if defined(__x86_64__)

bool hasAvx2() {
  return processorHas(SimdLevel::avx2);
}
bool hasAvx512() {
  return processorHas(SimdLevel::avx512);
}

#define LANE_ADVANCE "add $256, %[out]\nadd $256, %[a]\nadd $256, %[b]\ndec %[left]\njnz 1b\n"
#define LANE_WALK_CLOBBERS "xmm0", "xmm1", "xmm2"
#define LANE_BASE
#define LANE_AVX2 [[gnu::target("avx2,fma")]]
#define LANE_AVX512 [[gnu::target("avx512f")]]

/// Without fused operations: LOAD, STORE, MUL, ADD of one width.
#define LANE_WALKS_MUL_ADD(NAME, STEP, LOAD, STORE, MUL, ADD)                                      \
  LANE_WALK(NAME##Read, LANE_BASE, STEP, "", LOAD " .Lat(%[a]), %%xmm0\n", "")                     \
  LANE_WALK(NAME##Write, LANE_BASE, STEP, LOAD " (%[data]), %%xmm1\n",                             \
            STORE " %%xmm1, .Lat(%[out])\n", "")                                                   \
  LANE_WALK(NAME##Copy, LANE_BASE, STEP, "",                                                       \
            LOAD " .Lat(%[a]), %%xmm0\n" STORE " %%xmm0, .Lat(%[out])\n", "")                      \
  LANE_WALK(NAME##Triad, LANE_BASE, STEP, LOAD " (%[data]), %%xmm1\n",                             \
            LOAD " .Lat(%[b]), %%xmm0\n" MUL " %%xmm1, %%xmm0\n" ADD " .Lat(%[a]), %%xmm0\n" STORE \
                 " %%xmm0, .Lat(%[out])\n",                                                        \
            "")

#define LANE_WALKS_FUSED(NAME, TARGET, STEP, R)                                             \
  LANE_WALK(NAME##Read, TARGET, STEP, "", "vmovaps .Lat(%[a]), %%" R "0\n", "vzeroupper\n") \
  LANE_WALKS_FUSED_STORES(NAME, TARGET, STEP, R, "vmovaps", "vzeroupper\n")                 \
  LANE_WALKS_FUSED_STORES(NAME##Nt, TARGET, STEP, R, "vmovntps", "sfence\nvzeroupper\n")

#define LANE_WALKS_FUSED_STORES(NAME, TARGET, STEP, R, STORE, END)                             \
  LANE_WALK(NAME##Write, TARGET, STEP, "vmovaps (%[data]), %%" R "1\n",                        \
            STORE " %%" R "1, .Lat(%[out])\n", END)                                            \
  LANE_WALK(NAME##Copy, TARGET, STEP, "",                                                      \
            "vmovaps .Lat(%[a]), %%" R "0\n" STORE " %%" R "0, .Lat(%[out])\n", END)           \
  LANE_WALK(NAME##Triad, TARGET, STEP, "vmovaps (%[data]), %%" R "1\n",                        \
            "vmovaps .Lat(%[b]), %%" R "0\nvfmadd213ps .Lat(%[a]), %%" R "1, %%" R "0\n" STORE \
            " %%" R "0, .Lat(%[out])\n",                                                       \
            END)

LANE_WALKS_MUL_ADD(w4, 4, "movss", "movss", "mulss", "addss")
LANE_WALKS_MUL_ADD(w8, 8, "movsd", "movsd", "mulsd", "addsd")
LANE_WALKS_MUL_ADD(w16, 16, "movaps", "movaps", "mulps", "addps")
LANE_WALK(w16NtWrite, LANE_BASE, 16, "movaps (%[data]), %%xmm1\n", "movntps %%xmm1, .Lat(%[out])\n",
          "sfence\n")
LANE_WALK(w16NtCopy, LANE_BASE, 16, "", "movaps .Lat(%[a]), %%xmm0\nmovntps %%xmm0, .Lat(%[out])\n",
          "sfence\n")
LANE_WALK(w16NtTriad, LANE_BASE, 16, "movaps (%[data]), %%xmm1\n",
          "movaps .Lat(%[b]), %%xmm0\nmulps %%xmm1, %%xmm0\naddps .Lat(%[a]), %%xmm0\n"
          "movntps %%xmm0, .Lat(%[out])\n",
          "sfence\n")
LANE_WALKS_FUSED(w32, LANE_AVX2, 32, "ymm")
LANE_WALKS_FUSED(w64, LANE_AVX512, 64, "zmm")

#define LANE_FOUR(NAME, WIDTH, HAS, NEEDS)                                            \
  WalkKernel{WalkKind::read, WIDTH, false, &NAME##Read, HAS, NEEDS},                  \
      WalkKernel{WalkKind::write, WIDTH, false, &NAME##Write, HAS, NEEDS},            \
      WalkKernel{WalkKind::copy, WIDTH, false, &NAME##Copy, HAS, NEEDS}, WalkKernel { \
    WalkKind::triad, WIDTH, false, &NAME##Triad, HAS, NEEDS                           \
  }
#define LANE_THREE_NT(NAME, WIDTH, HAS, NEEDS)                                         \
  WalkKernel{WalkKind::write, WIDTH, true, &NAME##NtWrite, HAS, NEEDS},                \
      WalkKernel{WalkKind::copy, WIDTH, true, &NAME##NtCopy, HAS, NEEDS}, WalkKernel { \
    WalkKind::triad, WIDTH, true, &NAME##NtTriad, HAS, NEEDS                           \
  }

constexpr std::array kKernels = {
    LANE_FOUR(w4, 4, &always, ""),
    LANE_FOUR(w8, 8, &always, ""),
    LANE_FOUR(w16, 16, &always, ""),
    LANE_THREE_NT(w16, 16, &always, ""),
    LANE_FOUR(w32, 32, &hasAvx2, "AVX2"),
    LANE_THREE_NT(w32, 32, &hasAvx2, "AVX2"),
    LANE_FOUR(w64, 64, &hasAvx512, "AVX-512"),
    LANE_THREE_NT(w64, 64, &hasAvx512, "AVX-512"),
};

#elif defined(__aarch64__)

#define LANE_ADVANCE                                                       \
  "add %[out], %[out], #256\nadd %[a], %[a], #256\nadd %[b], %[b], #256\n" \
  "subs %[left], %[left], #1\nb.ne 1b\n"
#define LANE_WALK_CLOBBERS "v0", "v1", "v2"
#define LANE_BASE

#define LANE_WALKS(NAME, STEP, R, SUFFIX)                                                  \
  LANE_WALK(NAME##Read, LANE_BASE, STEP, "", "ldr " R "0, [%[a], .Lat]\n", "")             \
  LANE_WALK(NAME##Write, LANE_BASE, STEP, "ldr " R "1, [%[data]]\n",                       \
            "str " R "1, [%[out], .Lat]\n", "")                                            \
  LANE_WALK(NAME##Copy, LANE_BASE, STEP, "",                                               \
            "ldr " R "0, [%[a], .Lat]\nstr " R "0, [%[out], .Lat]\n", "")                  \
  LANE_WALK(NAME##Triad, LANE_BASE, STEP, "ldr q1, [%[data]]\n",                           \
            "ldr " R "0, [%[a], .Lat]\nldr " R                                             \
            "2, [%[b], .Lat]\n"                                                            \
            "fmla v0" SUFFIX ", v2" SUFFIX ", v1" SUFFIX "\nstr " R "0, [%[out], .Lat]\n", \
            "")
LANE_WALKS(w4, 4, "s", ".2s")
LANE_WALKS(w8, 8, "d", ".2s")
LANE_WALKS(w16, 16, "q", ".4s")

constexpr std::array kKernels = {
#define LANE_FOUR(NAME, WIDTH)                                                         \
  WalkKernel{WalkKind::read, WIDTH, false, &NAME##Read, &always, ""},                  \
      WalkKernel{WalkKind::write, WIDTH, false, &NAME##Write, &always, ""},            \
      WalkKernel{WalkKind::copy, WIDTH, false, &NAME##Copy, &always, ""}, WalkKernel { \
    WalkKind::triad, WIDTH, false, &NAME##Triad, &always, ""                           \
  }
    LANE_FOUR(w4, 4), LANE_FOUR(w8, 8), LANE_FOUR(w16, 16)};

#else
constexpr std::array<WalkKernel, 0> kKernels = {};
#endif

}  // namespace

std::string_view toWord(WalkKind kind) {
  return kWords[static_cast<std::size_t>(kind)];
}

std::optional<WalkKind> walkKindByName(std::string_view name) {
  const auto found = std::find(kWords.begin(), kWords.end(), name);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<WalkKind>(found - kWords.begin());
}

std::span<const WalkKernel> walkKernels() {
  return kKernels;
}

const WalkKernel* walkKernel(WalkKind kind, int width, bool nonTemporal) {
  for (const WalkKernel& kernel : walkKernels())
    if (kernel.kind == kind && kernel.width == width && kernel.nonTemporal == nonTemporal)
      return &kernel;
  return nullptr;
}

int widestWalk() {
  int widest = 0;
  for (const WalkKernel& kernel : walkKernels())
    if (kernel.supported()) widest = std::max(widest, kernel.width);
  return widest;
}

int walkArrays(WalkKind kind) {
  return kind == WalkKind::copy ? 2 : kind == WalkKind::triad ? 3 : 1;
}

double writeShare(WalkKind kind) {
  switch (kind) {
    case WalkKind::write:
      return 1;
    case WalkKind::copy:
      return 1.0 / 2;
    case WalkKind::triad:
      return 1.0 / 3;
    case WalkKind::read:
    case WalkKind::latency:
      break;
  }
  return 0;
}

const void* chase(const void* start, std::uint64_t calls) {
#if defined(__x86_64__)
  asm volatile(
      ".p2align 6\n1:\n"
      ".rept 64\nmov (%[at]), %[at]\n.endr\n"
      "dec %[calls]\njnz 1b\n"
      : [at] "+r"(start), [calls] "+r"(calls)
      :
      : "cc", "memory");
#elif defined(__aarch64__)
  asm volatile(
      ".p2align 6\n1:\n"
      ".rept 64\nldr %[at], [%[at]]\n.endr\n"
      "subs %[calls], %[calls], #1\nb.ne 1b\n"
      : [at] "+r"(start), [calls] "+r"(calls)
      :
      : "cc", "memory");
#else
  for (std::uint64_t i = 0; i < calls * kChaseSteps; ++i) {
    start = *static_cast<void* const*>(start);
    asm volatile("" : "+r"(start));
  }
#endif
  return start;
}

}  // namespace lane
