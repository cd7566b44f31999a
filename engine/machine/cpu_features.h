// What the processor and the operating system let a program execute, as steps of instruction sets.
// Asked of the processor itself: Highway's own function would do, but its library times the clock
// for milliseconds whenever a program that links it starts. A test holds both against each other.
#pragma once

#include <cstdint>

namespace lane {

/// Each holds what Highway's target of that name needs.
enum class SimdLevel : std::uint8_t {
  baseline,  ///< what every processor of this architecture has
  ssse3,
  sse4,           ///< SSE4.1, SSE4.2, CLMUL, AES
  avx2,           ///< AVX2, FMA, BMI1, BMI2, LZCNT, F16C
  avx512,         ///< F, BW, CD, DQ, VL
  avx512IceLake,  ///< VNNI, VBMI, VBMI2, VPOPCNTDQ, BITALG, VAES, VPCLMULQDQ, GFNI
  neon,           ///< with AES
  sve,
};

/// Thread-safe.
bool processorHas(SimdLevel level);

}  // namespace lane
