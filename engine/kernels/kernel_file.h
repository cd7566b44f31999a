// What a kernel file needs outside the target namespaces: the contract, ready-made tolerances and
// cost functions. Include first, before foreach_target.h, so that no standard header is ever read
// inside a target namespace.
//
// A kernel file is a form: the operation in one small struct, once for a single element and once
// for a vector of any width, then one KernelInfo with formula, cost, tolerance and reference. Copy
// the one most like it, and add its name to the list in CMakeLists.txt.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/combine.h"
#include "kernels/kernel.h"

namespace lane {

/// kFlops per element by the convention of Cost; kReads vectors in, one out.
template <int kFlops, int kReads>
constexpr Cost mapCost(std::size_t n, std::size_t itemBytes) {
  const auto items = static_cast<double>(n);
  const auto bytes = items * static_cast<double>(itemBytes);
  return {kFlops * items, kReads * bytes, bytes};
}

/// A reduction writes one item however long its input is.
template <int kFlops, int kReads>
constexpr Cost reduceCost(std::size_t n, std::size_t itemBytes) {
  const auto items = static_cast<double>(n);
  const auto itemSize = static_cast<double>(itemBytes);
  return {kFlops * items, kReads * items * itemSize, itemSize};
}

/// The arg forms write one 64-bit index.
template <int kFlops>
constexpr Cost argCost(std::size_t n, std::size_t itemBytes) {
  const auto items = static_cast<double>(n);
  return {kFlops * items, items * static_cast<double>(itemBytes), sizeof(std::int64_t)};
}

/// n roundings of half an ulp each: what any order of summation guarantees.
inline constexpr Tolerance kSumTolerance{.maxUlp = 1, .nEps = 0.5};

}  // namespace lane
