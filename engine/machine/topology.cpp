#include "machine/topology.h"

#include <fmt/format.h>
#include <hwloc.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <tuple>

#include "base/units.h"

namespace lane {
namespace {

struct Destroy {
  void operator()(hwloc_topology* topology) const { hwloc_topology_destroy(topology); }
};
using TopologyHandle = std::unique_ptr<hwloc_topology, Destroy>;

Result<TopologyHandle> load(const std::string& synthetic) {
  const auto failed = [] {
    return fail(ErrorCode::unsupported,
                fmt::format("hwloc cannot read the topology: {}", std::strerror(errno)));
  };
  hwloc_topology_t raw = nullptr;
  if (hwloc_topology_init(&raw) != 0) return failed();
  TopologyHandle topology(raw);
  // The card shows the machine, not the part of it this process may use.
  hwloc_topology_set_flags(raw, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
  hwloc_topology_set_icache_types_filter(raw, HWLOC_TYPE_FILTER_KEEP_ALL);
  if (!synthetic.empty() && hwloc_topology_set_synthetic(raw, synthetic.c_str()) != 0)
    return failed();
  if (hwloc_topology_load(raw) != 0) return failed();
  return topology;
}

std::string typeWord(hwloc_obj_cache_type_t type) {
  switch (type) {
    case HWLOC_OBJ_CACHE_DATA:
      return "data";
    case HWLOC_OBJ_CACHE_INSTRUCTION:
      return "instruction";
    case HWLOC_OBJ_CACHE_UNIFIED:
      break;
  }
  return "unified";
}

/// Caches of one depth that differ (large and small cores) become entries of their own.
void addCachesAt(hwloc_topology_t topology, int depth, std::vector<CacheLevel>& caches) {
  for (hwloc_obj_t object = nullptr;
       (object = hwloc_get_next_obj_by_depth(topology, depth, object)) != nullptr;) {
    const auto& attributes = object->attr->cache;
    CacheLevel cache{.level = static_cast<int>(attributes.depth),
                     .type = typeWord(attributes.type),
                     .bytes = attributes.size,
                     .lineBytes = static_cast<int>(attributes.linesize),
                     .ways = std::max(0, attributes.associativity),  // -1: fully associative
                     .sharedBy = hwloc_bitmap_weight(object->cpuset),
                     .count = 0};
    auto same = std::find_if(caches.begin(), caches.end(), [&](const CacheLevel& known) {
      cache.count = known.count;
      return cache == known;
    });
    if (same == caches.end()) {
      cache.count = 0;
      same = caches.insert(caches.end(), cache);
    }
    ++same->count;
  }
}

int count(hwloc_topology_t topology, hwloc_obj_type_t type) {
  return std::max(0, hwloc_get_nbobjs_by_type(topology, type));
}

}  // namespace

Result<Topology> readTopology(const std::string& synthetic) {
  auto loaded = load(synthetic);
  if (!loaded) return tl::unexpected(loaded.error());
  hwloc_topology_t topology = loaded->get();

  Topology result;
  result.packages = count(topology, HWLOC_OBJ_PACKAGE);
  result.physicalCores = count(topology, HWLOC_OBJ_CORE);
  result.logicalCores = count(topology, HWLOC_OBJ_PU);
  for (int depth = 0; depth < hwloc_topology_get_depth(topology); ++depth)
    if (hwloc_obj_type_is_cache(hwloc_get_depth_type(topology, depth)) != 0)
      addCachesAt(topology, depth, result.caches);
  std::stable_sort(result.caches.begin(), result.caches.end(), [](const auto& a, const auto& b) {
    const auto order = [](const CacheLevel& cache) {
      return std::tuple(cache.level, cache.type == "instruction");
    };
    return order(a) < order(b);
  });
  for (hwloc_obj_t node = nullptr;
       (node = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_NUMANODE, node)) != nullptr;)
    result.numaNodes.push_back({static_cast<int>(node->os_index), hwloc_bitmap_weight(node->cpuset),
                                node->attr->numanode.local_memory});
  return result;
}

std::string describe(const CacheLevel& cache) {
  std::string text = formatBytes(static_cast<double>(cache.bytes));
  if (cache.ways > 0) text += fmt::format(", {}-way", cache.ways);
  if (cache.lineBytes > 0) text += fmt::format(", {} B lines", cache.lineBytes);
  if (cache.sharedBy == 1)
    text += ", one per logical core";
  else if (cache.sharedBy > 1)
    text += fmt::format(", shared by {} logical cores", cache.sharedBy);
  if (cache.count > 1) text += fmt::format(" ({} of them)", cache.count);
  return text;
}

}  // namespace lane
