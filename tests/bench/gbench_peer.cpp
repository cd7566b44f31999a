// The small kernels under Google Benchmark, as its users would write it.
#include <benchmark/benchmark.h>

#include <vector>

#include "bench/small_kernels.h"

namespace {

void time(benchmark::State& state, void (*kernel)(const AddOperands&)) {
  const std::vector<float> a(kAddItems, 1.5f), b(kAddItems, 2.5f);
  std::vector<float> out(kAddItems);
  const AddOperands operands{a.data(), b.data(), out.data(), kAddItems};
  for (auto _ : state) {
    kernel(operands);
    benchmark::ClobberMemory();
  }
}

void empty(benchmark::State& state) {
  time(state, emptyKernel);
}
void add(benchmark::State& state) {
  time(state, addKernel);
}
BENCHMARK(empty);
BENCHMARK(add);

}  // namespace

BENCHMARK_MAIN();
