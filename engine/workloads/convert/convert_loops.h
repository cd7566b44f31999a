// The loops of convert.h, on whole blocks of items, once for each instruction set they are compiled
// for (plain loops under `#pragma omp simd`). Internal to convert/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lane {

/// One conversion with f32 at one end. Pointers as in PackedSource; those of types without scales
/// are null.
struct ConvertOperands {
  const void* in = nullptr;
  const void* inScales = nullptr;
  void* out = nullptr;
  void* outScales = nullptr;
  std::size_t items = 0;  ///< for types with scales a multiple of kScaleBlock
};
using ConvertLoop = void (*)(const ConvertOperands&);

/// The loops of one instruction set.
struct ConvertLoops {
  const char* name;  ///< "avx2"
  bool (*supported)();
  ConvertLoop f16ToF32, f32ToF16, bf16ToF32, f32ToBf16, mxfp4ToF32, f32ToMxfp4, i8ToF32, f32ToI8;
};

/// All that were compiled, the widest last; the first runs everywhere.
std::span<const ConvertLoops> convertLoops();

}  // namespace lane
