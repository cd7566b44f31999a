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

std::string listed(const std::vector<std::string>& items, std::size_t most) {
  const std::size_t shown = items.size() > most ? most : items.size();
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  if (shown < items.size()) text += fmt::format(" and {} more", formatCount(items.size() - shown));
  return text;
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", formatCount(count), count == 1 ? one : many);
}

}  // namespace lane
