// What texts in Markdown share: escaping and tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lane {

/// Text on one line that Markdown takes literally, in tables too. Angle brackets and ampersands
/// become entities, because most readers of Markdown let HTML through.
std::string escapeMarkdown(std::string_view text);

std::string markdownRow(const std::vector<std::string>& cells);

/// Header and rule; the first `left` columns align left.
std::string markdownHeader(const std::vector<std::string>& titles, std::size_t left);

}  // namespace lane
