#include "run/benchmarks.h"

#include <algorithm>

#include "machine/variant.h"
#include "peers/peers.h"
#include "run/benchmark.h"
#include "workloads/process/command_benchmark.h"

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

bool isVariant(std::string_view name) {
  const auto& all = benchmarks();
  return variantByName(name) || peerByName(name) || isCommandWay(name) ||
         std::any_of(all.begin(), all.end(),
                     [&](const BenchmarkInfo& info) { return isVariantOf(info, name); });
}

bool isVariantOf(const BenchmarkInfo& info, std::string_view name) {
  if (info.ways.empty()) return variantByName(name) || peerByName(name);
  if (info.suite == kProcessSuite) return isCommandWay(name);
  for (const BenchmarkInfo& other : benchmarks())
    if (other.suite == info.suite)
      for (const WayInfo& way : other.ways)
        if (way.name == name) return true;
  return false;
}

CaseRecord identityOf(const BenchmarkInfo& info, const GroupPoint& point,
                      const std::string& variant, std::uint32_t threads) {
  CaseRecord record;
  record.suite = info.suite;
  record.benchmark = info.name;
  record.dtype = point.dtype;
  record.size = point.size;
  record.variant = variant;
  record.threads = threads;
  record.mode = point.mode;
  record.cache = point.cache;
  return record;
}

}  // namespace lane
