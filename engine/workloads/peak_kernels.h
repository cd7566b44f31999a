// Loops that do nothing but arithmetic in registers, one per instruction form and type: what the
// execution units can do at best. Written in assembly, since compilers spill accumulators. Serial,
// no memory traffic, callable from several threads at once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/words.h"

namespace lane {

/// The instructions a loop is made of, in the order they are listed.
enum class PeakForm : std::uint8_t {
  scalar,     ///< multiplications and additions, one lane: what baseline code can use
  scalarFma,  ///< fused, one lane
  sse,        ///< multiplications and additions, 128 bits
  fma128,
  fma256,
  fma512,
  dot256,  ///< products of narrow numbers summed into wide ones (VNNI, BF16)
  dot512,
  neon,  ///< fused, 128 bits
};

struct PeakKernel {
  PeakForm form;
  Dtype dtype;
  std::string_view name;       ///< "fma256", in sessions and on the command line
  std::string_view label;      ///< "FMA, 256-bit"
  int vectorBytes;             ///< of one operation; bytesOf(dtype) for one lane
  double opsPerTurn;           ///< FLOP or integer operations
  double instructionsPerTurn;  ///< arithmetic ones
  void (*run)(std::uint64_t turns);
  bool (*supported)();
  std::string_view needs;  ///< for the reason
};

std::span<const PeakKernel> peakKernels();

/// What follows from a form's name and type, also of forms this build does not hold (sessions come
/// from other machines).
struct PeakFormInfo {
  std::string label;
  int vectorBytes = 0;
};
PeakFormInfo peakFormInfo(std::string_view name, Dtype dtype);

}  // namespace lane
