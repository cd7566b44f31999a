// Columns of text on a terminal: width counted in characters, not bytes; control characters from
// files never reach the terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lane {

std::size_t displayWidth(std::string_view utf8);

/// The text on one line, control characters (and so escape sequences) replaced by "·".
std::string printable(std::string_view utf8);

/// At most `width` characters, the last one "…" when something was cut.
std::string shortened(std::string_view utf8, std::size_t width);

/// Prose in lines of at most `width` characters, each after `indent`.
std::string wrapped(std::string_view text, std::string_view indent, std::size_t width = 120);

struct TextTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::size_t leftColumns = 1;  ///< so many columns from the left align left, the others right
};

/// Lines with two blanks between columns. Wider than `width`: the columns are split into blocks
/// that each repeat the first column.
std::string layOut(const TextTable& table, std::size_t width = 120);

}  // namespace lane
