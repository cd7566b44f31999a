#include "machine/cpu_quota.h"

#include <fmt/format.h>

#include <vector>

#include "machine/control_group.h"

namespace lane {
namespace {

/// Where the control groups of processor time are mounted, and this process's group in them.
struct Hierarchy {
  std::string mount;
  std::string group;  ///< "/" or "/docker/0123"
  bool second = false;
};

std::vector<Hierarchy> hierarchies(const SystemFiles& files) {
  const Reading groups = files.read("/proc/self/cgroup");
  const std::string_view text = groups ? std::string_view(*groups.text) : std::string_view();
  std::vector<Hierarchy> found{{"/sys/fs/cgroup", controlGroupOf(text, ""), true}};
  for (const char* mount : {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"})
    if (files.exists(mount)) {
      found.push_back({mount, controlGroupOf(text, "cpu"), false});
      break;  // the one is a link to the other
    }
  return found;
}

tl::unexpected<Error> nonsense(const std::string& file, std::string_view text) {
  return fail(ErrorCode::format, fmt::format("{} cannot be understood: \"{}\"", file, text));
}

Result<std::optional<CpuQuota>> secondVersion(const SystemFiles& files,
                                              const std::string& directory) {
  const std::string file = directory + "/cpu.max";
  const Reading text = files.read(file);
  if (!text || text.text->starts_with("max")) return std::nullopt;
  const auto share = leadingNumber(*text.text);
  const std::size_t blank = text.text->find(' ');
  const auto period = blank == std::string::npos
                          ? std::nullopt
                          : leadingNumber(std::string_view(*text.text).substr(blank));
  if (!share || !period || *period == 0) return nonsense(file, *text.text);
  return CpuQuota{double(*share) * 1e-6, double(*period) * 1e-6, file, "max"};
}

Result<std::optional<CpuQuota>> firstVersion(const SystemFiles& files,
                                             const std::string& directory) {
  const std::string file = directory + "/cpu.cfs_quota_us";
  const Reading text = files.read(file);
  if (!text || text.text->starts_with("-1")) return std::nullopt;
  const auto share = leadingNumber(*text.text);
  if (!share) return nonsense(file, *text.text);
  const std::string periodFile = directory + "/cpu.cfs_period_us";
  const Reading periodText = files.read(periodFile);
  const auto period = periodText ? leadingNumber(*periodText.text) : std::nullopt;
  if (!period || *period == 0)
    return periodText ? nonsense(periodFile, *periodText.text)
                      : fail(ErrorCode::format, periodText.reason);
  return CpuQuota{double(*share) * 1e-6, double(*period) * 1e-6, file, "-1"};
}

}  // namespace

Result<std::optional<CpuQuota>> readCpuQuota(const SystemFiles& files) {
  std::optional<CpuQuota> tightest;
  for (const Hierarchy& hierarchy : hierarchies(files))
    for (const std::string& directory : controlGroupDirectories(hierarchy.mount, hierarchy.group)) {
      auto quota =
          hierarchy.second ? secondVersion(files, directory) : firstVersion(files, directory);
      if (!quota) return quota;
      if (*quota && (!tightest || (*quota)->cores() < tightest->cores()))
        tightest = std::move(*quota);
    }
  return tightest;
}

std::string cpuStatFile(const SystemFiles& files) {
  for (const Hierarchy& hierarchy : hierarchies(files))
    for (const std::string& directory : controlGroupDirectories(hierarchy.mount, hierarchy.group)) {
      const Reading text = files.read(directory + "/cpu.stat");
      if (text && text.text->find("nr_throttled") != std::string::npos)
        return directory + "/cpu.stat";
    }
  return {};
}

}  // namespace lane
