// The memory group of the card. Sizes come from /proc/meminfo: hwloc's NUMA figures miss memory
// that was plugged in while the machine runs.
#include <fmt/format.h>
#include <unistd.h>

#include "base/units.h"
#include "machine/card_parts.h"

namespace lane {
namespace {

/// Bytes of a "Key:   123 kB" line.
std::optional<std::uint64_t> memoryLine(const Reading& memInfo, std::string_view key) {
  const auto line = memInfo ? lineValue(*memInfo.text, key, ':') : std::nullopt;
  const auto kibibytes = line ? leadingNumber(*line) : std::nullopt;
  if (!kibibytes) return std::nullopt;
  return *kibibytes * 1024;
}

/// "madvise" out of "always [madvise] never".
std::string chosen(const std::string& text) {
  const std::size_t begin = text.find('[');
  const std::size_t end = text.find(']');
  if (begin == std::string::npos || end == std::string::npos || end < begin) return text;
  return text.substr(begin + 1, end - begin - 1);
}

void addChoice(FieldList& list, std::string id, std::string label, const Reading& reading) {
  list.addReading(std::move(id), std::move(label),
                  reading ? Reading{chosen(*reading.text), {}} : reading);
}

}  // namespace

void addMemory(MachineCard& card, const CardSources& sources, const Result<Topology>& topology) {
  FieldList list(card, "memory");
  const Reading memInfo = sources.files.read("/proc/meminfo");
  const auto addBytes = [&](std::string id, std::string label, std::string_view key) {
    const auto bytes = memoryLine(memInfo, key);
    if (bytes)
      list.add(std::move(id), std::move(label), formatBytes(static_cast<double>(*bytes)));
    else
      list.missing(std::move(id), std::move(label),
                   memInfo ? fmt::format("/proc/meminfo has no line {}", key) : memInfo.reason);
    return bytes.value_or(0);
  };
  card.memoryBytes = addBytes("memory_total", "Total", "MemTotal");
  card.memoryAvailableBytes = addBytes("memory_available", "Available at start", "MemAvailable");
  addBytes("swap", "Swap", "SwapTotal");

  const Reading limit = sources.files.read("/sys/fs/cgroup/memory.max");
  const auto limitBytes = limit ? leadingNumber(*limit.text) : std::nullopt;
  list.add("memory_limit", "Memory limit of the container",
           limitBytes ? formatBytes(static_cast<double>(*limitBytes)) : "none");

  if (topology && !topology->numaNodes.empty()) {
    const std::size_t nodes = topology->numaNodes.size();
    std::string text = fmt::format("{}", nodes);
    for (const NumaNode& node : topology->numaNodes)
      if (nodes > 1)
        text += fmt::format("{} node {}: {} logical cores, {}",
                            &node == &topology->numaNodes[0] ? ":" : ";", node.number, node.cores,
                            formatBytes(static_cast<double>(node.bytes)));
    list.add("numa_nodes", "NUMA nodes", text);
  } else {
    list.missing("numa_nodes", "NUMA nodes",
                 topology ? "the system states none" : topology.error().what);
  }

  list.add("page_size", "Page size", formatBytes(static_cast<double>(::sysconf(_SC_PAGESIZE))));
  const std::string transparent = "/sys/kernel/mm/transparent_hugepage";
  addChoice(list, "transparent_huge_pages", "Transparent huge pages",
            sources.files.read(transparent + "/enabled"));
  addChoice(list, "huge_page_defrag", "Huge page defragmentation",
            sources.files.read(transparent + "/defrag"));
  addBytes("huge_page_size", "Huge page size", "Hugepagesize");
  const auto reserved = memInfo ? lineValue(*memInfo.text, "HugePages_Total", ':') : std::nullopt;
  if (reserved)
    list.add("huge_pages_reserved", "Huge pages reserved", *reserved);
  else
    list.missing("huge_pages_reserved", "Huge pages reserved",
                 memInfo ? "/proc/meminfo has no line HugePages_Total" : memInfo.reason);
}

}  // namespace lane
