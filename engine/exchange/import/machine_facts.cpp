#include "exchange/import/machine_facts.h"

#include <fmt/format.h>

#include <charconv>

#include "base/units.h"
#include "machine/card_parts.h"

namespace lane {
namespace {

struct Known {
  const char* id;
  const char* group;
  const char* label;
};
// In the order of the card of this machine.
constexpr Known kKnown[] = {
    {"host", "processor", "Host"},
    {"cpu_vendor", "processor", "Vendor"},
    {"cpu_model", "processor", "Model"},
    {"physical_cores", "processor", "Physical cores"},
    {"logical_cores", "processor", "Logical cores"},
    {"nominal_clock", "processor", "Nominal clock"},
    {"clock", "processor", "Real clock"},
    {"governor", "processor", "Governor"},
    {"cpu_flags", "processor", "Flags"},
    {"memory_total", "memory", "Total"},
    {"page_size", "memory", "Page size"},
    {"os", "system", "Operating system"},
    {"kernel", "system", "Kernel"},
    {"platform", "system", "Platform"},
    {"load", "system", "Load at start (1, 5, 15 min)"},
    {"date", "system", "Date"},
    {"compiler", "software", "Compiler"},
    {"compiler_flags", "software", "Compiler flags"},
    {"python", "software", "Python"},
};

void addCaches(MachineCard& card, const std::string& unknown) {
  FieldList list(card, "processor");
  if (card.caches.empty()) list.missing("caches", "Caches", unknown);
  for (const CacheLevel& cache : card.caches) {
    const std::string kind = cache.type == "unified" ? "" : cache.type;
    const std::string id = fmt::format("cache_l{}{}{}", cache.level, kind.empty() ? "" : "_", kind);
    if (card.find(id) == nullptr)
      list.add(id, fmt::format("L{}{}{} cache", cache.level, kind.empty() ? "" : " ", kind),
               formatBytes(static_cast<double>(cache.bytes)));
  }
}

}  // namespace

MachineCard makeCard(const MachineFacts& facts, const std::vector<CacheLevel>& caches,
                     const std::string& tool) {
  MachineCard card;
  card.caches = caches;
  const std::string unknown = tool + " does not write it";
  for (const Known& known : kKnown) {
    FieldList list(card, known.group);
    if (known.id == std::string_view("memory_total")) addCaches(card, unknown);
    const auto fact = facts.find(known.id);
    if (fact != facts.end() && !fact->second.empty())
      list.add(known.id, known.label, fact->second);
    else
      list.missing(known.id, known.label, unknown);
  }
  const auto number = [&](const char* id) {
    int value = 0;
    if (const auto fact = facts.find(id); fact != facts.end())
      std::from_chars(fact->second.data(), fact->second.data() + fact->second.size(), value);
    return value;
  };
  card.logicalCores = number("logical_cores");
  card.physicalCores = number("physical_cores");
  if (const auto model = facts.find("cpu_model"); model != facts.end())
    card.cpuModel = model->second;
  return card;
}

}  // namespace lane
