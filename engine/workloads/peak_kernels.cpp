#include "workloads/peak_kernels.h"

#include <array>

#include "machine/cpu_features.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace lane {
namespace {

#if defined(__x86_64__)

bool always() {
  return true;
}
bool hasAvx2() {
  return processorHas(SimdLevel::avx2);
}
bool hasAvx512() {
  return processorHas(SimdLevel::avx512);
}
bool hasVnni() {
  return processorHas(SimdLevel::avx512IceLake);
}
/// CPUID leaf 7: one bit of one register of a subleaf; the registers' state is covered by AVX-512.
bool leaf7(unsigned subleaf, char reg, unsigned bit) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid_count(7, subleaf, &a, &b, &c, &d) == 0) return false;
  return ((reg == 'a' ? a : d) >> bit & 1) != 0;
}
bool hasAvxVnni() {
  return hasAvx2() && leaf7(1, 'a', 4);
}
bool hasBf16() {
  return hasAvx512() && leaf7(1, 'a', 5);
}
bool hasFp16() {
  return hasAvx512() && leaf7(0, 'd', 23);
}

// Every loop holds as many independent chains as registers allow, more than latency times units of
// any core we know, and runs each chain four times per turn. Factors and summands alternate so that
// values stay of normal size and change all the time.
constexpr double kRepeats = 4;

/// Repeated patterns of 64 bytes: the start, two factors, and two summands.
template <class T>
struct alignas(64) Constants {
  static constexpr std::size_t kLanes = 64 / sizeof(T);
  T start[kLanes], up[kLanes], down[kLanes], plus[kLanes], minus[kLanes];
};
template <class T>
constexpr Constants<T> constants(T start, T up, T down, T plus, T minus) {
  Constants<T> all{};
  for (std::size_t i = 0; i < Constants<T>::kLanes; ++i) {
    all.start[i] = start;
    all.up[i] = up;
    all.down[i] = down;
    all.plus[i] = plus;
    all.minus[i] = minus;
  }
  return all;
}
constexpr auto kF32 = constants<float>(1.37f, 1.25f, 0.8f, 0.37f, -0.37f);
constexpr auto kF64 = constants<double>(1.37, 1.25, 0.8, 0.37, -0.37);
// Half precision: 1.37, 1.25, 0.7998, 0.37, -0.37; bfloat16 pairs and bytes for the dot products.
constexpr auto kF16 = constants<std::uint16_t>(0x3d7b, 0x3d00, 0x3a66, 0x35ec, 0xb5ec);
constexpr auto kBf16 = constants<std::uint16_t>(0x3faf, 0x3fa0, 0x3f4d, 0x3ebd, 0xbebd);
constexpr auto kI8 = constants<std::uint8_t>(3, 37, 21, 11, 0xf5);

#define LANE_LOW_REGISTERS                                                                 \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", \
      "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"
#define LANE_HIGH_REGISTERS                                                                 \
  "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", \
      "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31"

/// Multiplications on registers 0 to 5, additions on 6 to 11, in turns, without fusing.
#define LANE_PAIR(MUL, ADD, FACTOR, SUMMAND, M, A) \
  MUL " %%" FACTOR ", %%xmm" M "\n" ADD " %%" SUMMAND ", %%xmm" A "\n"
#define LANE_SIX_PAIRS(MUL, ADD, FACTOR, SUMMAND) \
  LANE_PAIR(MUL, ADD, FACTOR, SUMMAND, "0", "6")  \
  LANE_PAIR(MUL, ADD, FACTOR, SUMMAND, "1", "7")  \
  LANE_PAIR(MUL, ADD, FACTOR, SUMMAND, "2", "8")  \
  LANE_PAIR(MUL, ADD, FACTOR, SUMMAND, "3", "9")  \
  LANE_PAIR(MUL, ADD, FACTOR, SUMMAND, "4", "10") \
  LANE_PAIR(MUL, ADD, FACTOR, SUMMAND, "5", "11")

#define LANE_MUL_ADD(NAME, LOAD, MUL, ADD, DATA)                                         \
  void NAME(std::uint64_t turns) {                                                       \
    asm volatile(".irp r,0,1,2,3,4,5,6,7,8,9,10,11\n" LOAD                             \
                 " (%[data]), %%xmm\\r\n.endr\n" LOAD " 64(%[data]), %%xmm12\n" LOAD   \
                 " 128(%[data]), %%xmm13\n" LOAD " 192(%[data]), %%xmm14\n" LOAD       \
                 " 256(%[data]), %%xmm15\n.p2align 6\n1:\n.rept 2\n" LANE_SIX_PAIRS(   \
                     MUL, ADD, "xmm12", "xmm14")                                       \
                     LANE_SIX_PAIRS(MUL, ADD, "xmm13", "xmm15") ".endr\n"              \
                 "dec %[turns]\njnz 1b\n"                                              \
                 : [turns] "+r"(turns)                                                 \
                 : [data] "r"(&DATA), "m"(DATA)                                        \
                 : "cc", LANE_LOW_REGISTERS); \
  }

/// Fused: register = register * factor + summand, factor and summand in turns.
#define LANE_FUSED_LOOP(R, CHAINS, FIRST, SECOND, LOAD, OP, U, D, P, M)                     \
  ".irp r," CHAINS "\n" LOAD " (%[data]), %%" R "\\r\n.endr\n" LOAD " 64(%[data]), %%" R U  \
  "\n" LOAD " 128(%[data]), %%" R D "\n" LOAD " 192(%[data]), %%" R P "\n" LOAD             \
  " 256(%[data]), %%" R M "\n.p2align 6\n1:\n.rept 2\n.irp r," CHAINS "\n" OP " %%" R FIRST \
  "\\r\n.endr\n.irp r," CHAINS "\n" OP " %%" R SECOND                                       \
  "\\r\n.endr\n.endr\ndec %[turns]\njnz 1b\nvzeroupper\n"

#define LANE_FUSED(NAME, TARGET, R, CHAINS, LOAD, OP, U, D, P, M, DATA, ...)                    \
  [[gnu::target(TARGET)]] void NAME(std::uint64_t turns) {                                      \
    asm volatile(LANE_FUSED_LOOP(R, CHAINS, P ", %%" R U ", %%" R, M ", %%" R D ", %%" R, LOAD, \
                                 OP, U, D, P, M)                                                \
                 : [turns] "+r"(turns)                                                          \
                 : [data] "r"(&DATA), "m"(DATA)                                                 \
                 : "cc", LANE_LOW_REGISTERS __VA_OPT__(, ) __VA_ARGS__);                        \
  }

#define LANE_12 "0,1,2,3,4,5,6,7,8,9,10,11"
#define LANE_24 "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23"
#define LANE_OF_16 "12", "13", "14", "15"
#define LANE_OF_32 "28", "29", "30", "31"
#define LANE_FUSED_16(NAME, R, LOAD, OP, DATA) \
  LANE_FUSED_EXPANDED(NAME, "avx2,fma", R, LANE_12, LOAD, OP, LANE_OF_16, DATA)
#define LANE_FUSED_32(NAME, R, LOAD, OP, DATA) \
  LANE_FUSED_EXPANDED(NAME, "avx512f", R, LANE_24, LOAD, OP, LANE_OF_32, DATA, LANE_HIGH_REGISTERS)
#define LANE_FUSED_EXPANDED(...) LANE_FUSED(__VA_ARGS__)

LANE_MUL_ADD(scalarF32, "movss", "mulss", "addss", kF32)
LANE_MUL_ADD(scalarF64, "movsd", "mulsd", "addsd", kF64)
LANE_MUL_ADD(sseF32, "movaps", "mulps", "addps", kF32)
LANE_MUL_ADD(sseF64, "movapd", "mulpd", "addpd", kF64)
LANE_FUSED_16(scalarFmaF32, "xmm", "vmovss", "vfmadd213ss", kF32)
LANE_FUSED_16(scalarFmaF64, "xmm", "vmovsd", "vfmadd213sd", kF64)
LANE_FUSED_16(fma128F32, "xmm", "vmovaps", "vfmadd213ps", kF32)
LANE_FUSED_16(fma128F64, "xmm", "vmovapd", "vfmadd213pd", kF64)
LANE_FUSED_16(fma256F32, "ymm", "vmovaps", "vfmadd213ps", kF32)
LANE_FUSED_16(fma256F64, "ymm", "vmovapd", "vfmadd213pd", kF64)
LANE_FUSED_32(fma512F16, "zmm", "vmovaps", "vfmadd213ph", kF16)
LANE_FUSED_32(fma512F32, "zmm", "vmovaps", "vfmadd213ps", kF32)
LANE_FUSED_32(fma512F64, "zmm", "vmovapd", "vfmadd213pd", kF64)
// Dot products add to the register: +, - in turns through the second operand's sign.
LANE_FUSED_16(dot256I8Vex, "ymm", "vmovaps", "%{vex%} vpdpbusd", kI8)
LANE_FUSED_32(dot256I8Evex, "ymm", "vmovaps", "vpdpbusd", kI8)
LANE_FUSED_32(dot512I8, "zmm", "vmovaps", "vpdpbusd", kI8)
LANE_FUSED_32(dot256Bf16, "ymm", "vmovaps", "vdpbf16ps", kBf16)
LANE_FUSED_32(dot512Bf16, "zmm", "vmovaps", "vdpbf16ps", kBf16)

void dot256I8(std::uint64_t turns) {
  // 24 chains of one turn are two turns of 12.
  hasAvxVnni() ? dot256I8Vex(turns) : dot256I8Evex((turns + 1) / 2);
}
bool hasDot256() {
  return hasAvxVnni() || hasVnni();
}

constexpr PeakKernel entry(PeakForm form, Dtype dtype, std::string_view name,
                           std::string_view label, int vectorBytes, int chains,
                           double opsPerInstruction, void (*run)(std::uint64_t),
                           bool (*supported)(), std::string_view needs) {
  const double instructions = kRepeats * chains;
  return {form,         dtype, name,      label, vectorBytes, opsPerInstruction * instructions,
          instructions, run,   supported, needs};
}

constexpr std::string_view kNeedsFma = "AVX2 with FMA";
constexpr std::string_view kNeeds512 = "AVX-512";
constexpr std::array kKernels = {
    entry(PeakForm::scalar, Dtype::f32, "scalar", "one lane, mul + add", 4, 12, 1, &scalarF32,
          &always, ""),
    entry(PeakForm::scalar, Dtype::f64, "scalar", "one lane, mul + add", 8, 12, 1, &scalarF64,
          &always, ""),
    entry(PeakForm::scalarFma, Dtype::f32, "scalar-fma", "one lane, FMA", 4, 12, 2, &scalarFmaF32,
          &hasAvx2, kNeedsFma),
    entry(PeakForm::scalarFma, Dtype::f64, "scalar-fma", "one lane, FMA", 8, 12, 2, &scalarFmaF64,
          &hasAvx2, kNeedsFma),
    entry(PeakForm::sse, Dtype::f32, "sse", "128-bit, mul + add", 16, 12, 4, &sseF32, &always, ""),
    entry(PeakForm::sse, Dtype::f64, "sse", "128-bit, mul + add", 16, 12, 2, &sseF64, &always, ""),
    entry(PeakForm::fma128, Dtype::f32, "fma128", "128-bit, FMA", 16, 12, 8, &fma128F32, &hasAvx2,
          kNeedsFma),
    entry(PeakForm::fma128, Dtype::f64, "fma128", "128-bit, FMA", 16, 12, 4, &fma128F64, &hasAvx2,
          kNeedsFma),
    entry(PeakForm::fma256, Dtype::f32, "fma256", "256-bit, FMA", 32, 12, 16, &fma256F32, &hasAvx2,
          kNeedsFma),
    entry(PeakForm::fma256, Dtype::f64, "fma256", "256-bit, FMA", 32, 12, 8, &fma256F64, &hasAvx2,
          kNeedsFma),
    entry(PeakForm::fma512, Dtype::f32, "fma512", "512-bit, FMA", 64, 24, 32, &fma512F32,
          &hasAvx512, kNeeds512),
    entry(PeakForm::fma512, Dtype::f64, "fma512", "512-bit, FMA", 64, 24, 16, &fma512F64,
          &hasAvx512, kNeeds512),
    entry(PeakForm::fma512, Dtype::f16, "fma512", "512-bit, FMA", 64, 24, 64, &fma512F16, &hasFp16,
          "AVX512-FP16"),
    entry(PeakForm::dot256, Dtype::i8, "dot256", "256-bit, VNNI dot", 32, 12, 64, &dot256I8,
          &hasDot256, "AVX-VNNI or AVX512-VNNI"),
    entry(PeakForm::dot512, Dtype::i8, "dot512", "512-bit, VNNI dot", 64, 24, 128, &dot512I8,
          &hasVnni, "AVX512-VNNI"),
    entry(PeakForm::dot256, Dtype::bf16, "dot256", "256-bit, BF16 dot", 32, 24, 32, &dot256Bf16,
          &hasBf16, "AVX512-BF16"),
    entry(PeakForm::dot512, Dtype::bf16, "dot512", "512-bit, BF16 dot", 64, 24, 64, &dot512Bf16,
          &hasBf16, "AVX512-BF16"),
};

#elif defined(__aarch64__)

bool always() {
  return true;
}

#define LANE_NEON_FUSED(NAME, SHAPE)                                                               \
  void NAME(std::uint64_t turns) {                                                                 \
    asm volatile("fmov v30." SHAPE ", #0.125\nfmov v31." SHAPE ", #-0.125\nfmov v29." SHAPE        \
                 ", #1.5\n"                                                                        \
                 ".irp r,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n"          \
                 "fmov v\\r\\()." SHAPE                                                            \
                 ", #1.25\n.endr\n"                                                                \
                 ".p2align 6\n1:\n.rept 2\n"                                                       \
                 ".irp r,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n"          \
                 "fmla v\\r\\()." SHAPE ", v29." SHAPE ", v30." SHAPE                              \
                 "\n.endr\n"                                                                       \
                 ".irp r,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n"          \
                 "fmla v\\r\\()." SHAPE ", v29." SHAPE ", v31." SHAPE                              \
                 "\n.endr\n.endr\n"                                                                \
                 "subs %[turns], %[turns], #1\nb.ne 1b\n"                                          \
                 : [turns] "+r"(turns)                                                             \
                 :                                                                                 \
                 : "cc", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", \
                   "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22",    \
                   "v23", "v29", "v30", "v31");                                                    \
  }
LANE_NEON_FUSED(neonF32, "4s")
LANE_NEON_FUSED(neonF64, "2d")

constexpr std::array kKernels = {
    PeakKernel{PeakForm::neon, Dtype::f32, "neon", "128-bit, FMA", 16, 96 * 8, 96, &neonF32,
               &always, ""},
    PeakKernel{PeakForm::neon, Dtype::f64, "neon", "128-bit, FMA", 16, 96 * 4, 96, &neonF64,
               &always, ""},
};

#else
constexpr std::array<PeakKernel, 0> kKernels = {};
#endif

}  // namespace

std::span<const PeakKernel> peakKernels() {
  return kKernels;
}

PeakFormInfo peakFormInfo(std::string_view name, Dtype dtype) {
  for (const PeakKernel& kernel : peakKernels())
    if (kernel.name == name && kernel.dtype == dtype)
      return {std::string(kernel.label), kernel.vectorBytes};
  return {std::string(name), 0};
}

}  // namespace lane
