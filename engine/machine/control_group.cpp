#include "machine/control_group.h"

#include <fmt/format.h>

#include <algorithm>

namespace lane {

std::string controlGroupOf(std::string_view text, std::string_view controller) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const std::string controllers = fmt::format(",{},", line.substr(first + 1, second - first - 1));
    if (controllers.find(fmt::format(",{},", controller)) != std::string::npos)
      return std::string(line.substr(second + 1));
  }
  return "/";
}

std::vector<std::string> controlGroupDirectories(const std::string& mount, std::string group) {
  std::vector<std::string> list;
  for (; group.size() > 1; group = group.substr(0, group.rfind('/'))) list.push_back(mount + group);
  list.push_back(mount);
  return list;
}

}  // namespace lane
