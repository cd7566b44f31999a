#include "run/benchmarks.h"

#include "run/benchmark.h"

namespace lane {

const std::vector<BenchmarkInfo>& benchmarks() {
  static const std::vector<BenchmarkInfo> infos = [] {
    std::vector<BenchmarkInfo> list;
    for (const auto& benchmark : allBenchmarks()) list.push_back(benchmark->info());
    return list;
  }();
  return infos;
}

const BenchmarkInfo* benchmarkByName(std::string_view name) {
  for (const BenchmarkInfo& info : benchmarks())
    if (info.name == name || info.suite + "/" + info.name == name) return &info;
  return nullptr;
}

}  // namespace lane
