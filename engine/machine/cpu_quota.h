// How much processor time a control group (a container, a systemd slice) grants this process:
// cgroup version 2 (cpu.max) and version 1 (cpu.cfs_quota_us). Internal to machine/.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "machine/system_files.h"

namespace lane {

struct CpuQuota {
  double share = 0;       ///< seconds of processor time per period
  double period = 0;      ///< seconds
  std::string file;       ///< that says so: "/sys/fs/cgroup/cpu.max"
  std::string unlimited;  ///< what to write there to lift it: "max", "-1"

  double cores() const { return share / period; }
};

/// The tightest quota on the way from this process's group up to the root; nothing when there is
/// none. Fails with format when a file makes no sense.
Result<std::optional<CpuQuota>> readCpuQuota(const SystemFiles& files);

/// The cpu.stat file of the group of this process, where the kernel counts how often the quota
/// stopped it; empty when there is none.
std::string cpuStatFile(const SystemFiles& files);

}  // namespace lane
