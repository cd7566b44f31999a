// The list of benchmarks as windows and command line show it.
#pragma once

#include <string>
#include <vector>

#include "base/words.h"

namespace lane {

struct BenchmarkInfo {
  std::string suite;  ///< "vector"
  std::string name;   ///< "dot"
  std::string title;  ///< "Dot product"
  std::string formula;
  std::string family;   ///< group in trees: "Reduction"
  std::string special;  ///< behaviour on NaN, ties, empty input
  std::string itemName = "elements";
  std::vector<Dtype> dtypes;
  double flopsPerItem = 0;     ///< f32, asymptotic
  double bytesPerItem = 0;     ///< f32, read and written
  std::uint32_t operands = 0;  ///< vectors read and written, for the working set
};

const std::vector<BenchmarkInfo>& benchmarks();
const BenchmarkInfo* benchmarkByName(std::string_view name);

}  // namespace lane
