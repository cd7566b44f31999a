#include "machine/free_memory.h"

#include <algorithm>
#include <optional>
#include <string>

#include "machine/control_group.h"

namespace lane {
namespace {

/// What a version of control groups calls its files.
struct GroupFiles {
  const char* controller;
  const char* mount;
  const char* most;
  const char* taken;
  const char*
      cache;  ///< in memory.stat: file pages that are given back before anything is pushed out
};
constexpr GroupFiles kSecond{"", "/sys/fs/cgroup", "/memory.max", "/memory.current",
                             "inactive_file"};
constexpr GroupFiles kFirst{"memory", "/sys/fs/cgroup/memory", "/memory.limit_in_bytes",
                            "/memory.usage_in_bytes", "total_inactive_file"};

std::optional<std::uint64_t> numberIn(const SystemFiles& files, const std::string& path) {
  const Reading reading = files.read(path);
  if (!reading) return std::nullopt;
  return leadingNumber(*reading.text);  // "max" is none
}

/// What the limit in one group's directory leaves; nothing without one.
std::optional<std::uint64_t> leftIn(const SystemFiles& files, const GroupFiles& names,
                                    const std::string& directory) {
  const auto most = numberIn(files, directory + names.most);
  const auto taken = numberIn(files, directory + names.taken);
  if (!most || !taken) return std::nullopt;
  std::uint64_t cache = 0;
  if (const Reading stat = files.read(directory + "/memory.stat"))
    if (const auto text = lineValue(*stat.text, names.cache, ' '))
      cache = leadingNumber(*text).value_or(0);
  const std::uint64_t used = *taken - std::min(*taken, cache);
  return *most - std::min(*most, used);
}

}  // namespace

std::uint64_t availableMemoryBytes(const SystemFiles& files) {
  constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};
  std::uint64_t left = kNoLimit;
  if (const Reading meminfo = files.read("/proc/meminfo"))
    if (const auto value = lineValue(*meminfo.text, "MemAvailable", ':'))
      if (const auto kib = leadingNumber(*value)) left = *kib * 1024;
  const Reading groups = files.read("/proc/self/cgroup");
  const std::string_view table = groups ? std::string_view(*groups.text) : std::string_view();
  // The tightest of the limits around this process counts.
  for (const GroupFiles& names : {kSecond, kFirst})
    for (const std::string& directory :
         controlGroupDirectories(names.mount, controlGroupOf(table, names.controller)))
      left = std::min(left, leftIn(files, names, directory).value_or(left));
  return left == kNoLimit ? 0 : left;
}

}  // namespace lane
