#include "analysis/findings/wording.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"

namespace lane {

std::string evidenceOf(const Session& session, const std::vector<std::uint32_t>& cases) {
  std::string keys;
  for (std::size_t i = 0; i < std::min(cases.size(), kMostEvidence); ++i) {
    if (i > 0) keys += '\n';
    keys += session.cases[cases[i]].key;
  }
  return keys;
}

namespace {

using Item = std::function<std::string(std::size_t)>;

std::string joined(std::size_t count, const Item& item, std::size_t most, const char* comma,
                   const char* conjunction) {
  const std::size_t shown = std::min(count, most);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == count ? conjunction : comma;
    text += item(i);
  }
  if (shown < count) text += fmt::format("{}{} more", conjunction, formatCount(count - shown));
  return text;
}

}  // namespace

std::string listed(const std::vector<std::string>& items, std::size_t most) {
  return joined(
      items.size(), [&](std::size_t i) { return items[i]; }, most, ", ", " and ");
}

std::string listed(std::size_t count, const Item& item, std::size_t most) {
  return joined(count, item, most, "; ", "; and ");
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", formatCount(count), count == 1 ? one : many);
}

}  // namespace lane
