// What this program measures. A file of its own, so that a program that links the engine can
// bring another list: its definition comes first, and the linker leaves this one in the archive.
#include "run/benchmark.h"
#include "workloads/alloc/alloc_benchmark.h"
#include "workloads/convert/convert_benchmark.h"
#include "workloads/files/file_benchmark.h"
#include "workloads/loaded_latency.h"
#include "workloads/memory_benchmark.h"
#include "workloads/model/model_benchmark.h"

namespace lane {

const std::vector<std::unique_ptr<const Benchmark>>& allBenchmarks() {
  static const auto all = [] {
    auto list = kernelBenchmarks();
    for (auto& benchmark : memoryBenchmarks()) list.push_back(std::move(benchmark));
    list.push_back(loadedLatencyBenchmark());
    for (auto& benchmark : fileBenchmarks()) list.push_back(std::move(benchmark));
    for (auto& benchmark : allocBenchmarks()) list.push_back(std::move(benchmark));
    for (auto& benchmark : convertBenchmarks()) list.push_back(std::move(benchmark));
    for (auto& benchmark : modelBenchmarks()) list.push_back(std::move(benchmark));
    return list;
  }();
  return all;
}

}  // namespace lane
