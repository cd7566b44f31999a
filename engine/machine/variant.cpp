#include "machine/variant.h"

#include <hwy/detect_targets.h>

#include <array>
#include <cstddef>

#include "machine/cpu_features.h"

namespace lane {
namespace {

struct Entry {
  VariantInfo info;
  SimdLevel level;
  bool compiled;
  std::string_view needs;  ///< processor features, for the reason
};

#if HWY_ARCH_X86
constexpr bool kX86 = true;
#else
constexpr bool kX86 = false;
#endif

constexpr bool built(std::int64_t target) {
  return (HWY_TARGETS & target) != 0;
}

constexpr std::size_t kCount = static_cast<std::size_t>(VariantId::sve) + 1;

// In the order of VariantId. The loops under `#pragma omp simd` are compiled inside the same
// targets as the hand-written code, so they are there exactly when those are.
constexpr std::array<Entry, kCount> kEntries = {{
    {{VariantId::scalar, "scalar", "Scalar", "The plain loop, one element at a time", 0, false},
     SimdLevel::baseline,
     true,
     ""},
    {{VariantId::ompSse2, "omp-sse2", "Compiler, SSE2 (omp-sse2)",
      "The plain loop vectorised by the compiler for SSE2", 16, true},
     SimdLevel::baseline,
     kX86,
     ""},
    {{VariantId::ompAvx2, "omp-avx2", "Compiler, AVX2 (omp-avx2)",
      "The plain loop vectorised by the compiler for AVX2 and FMA", 32, true},
     SimdLevel::avx2,
     built(HWY_AVX2),
     "AVX2 (avx2, fma, bmi2, f16c)"},
    {{VariantId::ompAvx512, "omp-avx512", "Compiler, AVX-512 (omp-avx512)",
      "The plain loop vectorised by the compiler for AVX-512", 64, true},
     SimdLevel::avx512,
     built(HWY_AVX3),
     "AVX-512 (avx512f, bw, dq, vl, cd)"},
    {{VariantId::ssse3, "ssse3", "SSSE3 (ssse3)", "Written by hand, 128-bit SSSE3", 16, false},
     SimdLevel::ssse3,
     built(HWY_SSSE3),
     "SSSE3"},
    {{VariantId::sse4, "sse4", "SSE4 (sse4)", "Written by hand, 128-bit SSE4.2", 16, false},
     SimdLevel::sse4,
     built(HWY_SSE4),
     "SSE4 (sse4.1, sse4.2, pclmul, aes)"},
    {{VariantId::avx2, "avx2", "AVX2 (avx2)", "Written by hand, 256-bit AVX2 with FMA", 32, false},
     SimdLevel::avx2,
     built(HWY_AVX2),
     "AVX2 (avx2, fma, bmi2, f16c)"},
    {{VariantId::avx3, "avx3", "AVX-512 (avx3)", "Written by hand, AVX-512", 64, false},
     SimdLevel::avx512,
     built(HWY_AVX3),
     "AVX-512 (avx512f, bw, dq, vl, cd)"},
    {{VariantId::avx3Dl, "avx3_dl", "AVX-512 Ice Lake (avx3_dl)",
      "Written by hand, AVX-512 with the Ice Lake extensions", 64, false},
     SimdLevel::avx512IceLake,
     built(HWY_AVX3_DL),
     "AVX-512 of Ice Lake (vnni, vbmi, vbmi2, vpopcntdq, bitalg, vaes, vpclmulqdq, gfni)"},
    {{VariantId::neon, "neon", "NEON (neon)", "Written by hand, 128-bit Arm NEON", 16, false},
     SimdLevel::neon,
     built(HWY_NEON),
     "NEON with AES"},
    {{VariantId::sve, "sve", "SVE (sve)", "Written by hand, Arm SVE of any width", 0, false},
     SimdLevel::sve,
     built(HWY_SVE),
     "SVE"},
}};

constexpr std::array<VariantInfo, kCount> kInfos = [] {
  std::array<VariantInfo, kCount> infos{};
  for (std::size_t i = 0; i < kCount; ++i) infos[i] = kEntries[i].info;
  return infos;
}();

static_assert([] {
  for (std::size_t i = 0; i < kCount; ++i)
    if (kInfos[i].id != static_cast<VariantId>(i)) return false;
  return true;
}());

VariantSupport supportOf(const Entry& entry) {
  VariantSupport result;
  result.compiled = entry.compiled;
  result.supported = entry.compiled && processorHas(entry.level);
  if (!entry.compiled)
    result.reason = "not compiled for this architecture";
  else if (!result.supported)
    result.reason = "this processor has no " + std::string(entry.needs);
  return result;
}

}  // namespace

std::span<const VariantInfo> variants() {
  return kInfos;
}

const VariantInfo& info(VariantId id) {
  return kInfos[static_cast<std::size_t>(id)];
}

std::optional<VariantId> variantByName(std::string_view name) {
  for (const VariantInfo& variant : kInfos)
    if (variant.name == name) return variant.id;
  return std::nullopt;
}

const VariantSupport& support(VariantId id) {
  static const std::array<VariantSupport, kCount> all = [] {
    std::array<VariantSupport, kCount> table;
    for (std::size_t i = 0; i < kCount; ++i) table[i] = supportOf(kEntries[i]);
    return table;
  }();
  return all[static_cast<std::size_t>(id)];
}

}  // namespace lane
