// Where the limits of control groups stand: the group a process belongs to and the directories from
// it up to the mount. Internal to machine/. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lane {

/// Of the text of /proc/self/cgroup: "/docker/0123" out of the lines "7:cpu,cpuacct:/docker/0123"
/// (version 1) or, with an empty controller, "0::/…" (version 2). "/" where it names none.
std::string controlGroupOf(std::string_view text, std::string_view controller);

/// The group's directory and all above it up to the mount; inside a container the group is often
/// named as the host sees it, so that only the mount itself is there.
std::vector<std::string> controlGroupDirectories(const std::string& mount, std::string group);

}  // namespace lane
