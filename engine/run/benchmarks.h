// The list of benchmarks as windows and command line show it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/words.h"

namespace lane {

/// A variant that is a way of doing it instead of a kernel's form: "mmap".
struct WayInfo {
  std::string name;
  std::string description;
};

struct BenchmarkInfo {
  std::string suite;  ///< "vector"
  std::string name;   ///< "dot"
  std::string title;  ///< "Dot product"
  std::string formula;
  std::string family;   ///< group in trees: "Reduction"
  std::string special;  ///< behaviour on NaN, ties, empty input
  std::string itemName = "elements";
  std::vector<Dtype> dtypes;
  double flopsPerItem = 0;         ///< f32, asymptotic
  double bytesPerItem = 0;         ///< f32, read and written
  std::uint32_t operands = 0;      ///< vectors read and written, for the working set
  std::vector<WayInfo> ways = {};  ///< its variants; empty: those of machine/variant.h
  bool onRequest = false;          ///< only measured by plans that name it; no part of "all"
  bool inMemory = true;            ///< on operands in memory, whose placement may matter
  bool sized = true;               ///< false: no size axis, one case whatever sizes a plan names
  std::uint32_t mostThreads = std::numeric_limits<std::uint32_t>::max();
};

const std::vector<BenchmarkInfo>& benchmarks();
const BenchmarkInfo* benchmarkByName(std::string_view name);
/// Whether some benchmark has a variant of that name, on this machine or another.
bool isVariant(std::string_view name);
/// Whether it is one of this benchmark's suite.
bool isVariantOf(const BenchmarkInfo& info, std::string_view name);

}  // namespace lane
