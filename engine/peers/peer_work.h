// What a peer is asked to compute, and what it says of itself. Plain values.
#pragma once

#include <string>

#include "kernels/kernel.h"

namespace lane {

/// One kernel on operands that are in place.
struct PeerWork {
  const KernelInfo* kernel = nullptr;
  Dtype dtype = Dtype::f32;
  Mode mode = Mode::reuse;
  KernelArgs args;
};

/// A library as a source of samples.
struct PeerAbout {
  std::string tool;         ///< "NumPy 1.24.2"
  std::string versions;     ///< JSON object: library -> version
  std::string environment;  ///< JSON object: threads, BLAS, instructions, cost of an empty call
};

}  // namespace lane
