#include "exchange/text_layout.h"

#include <fmt/format.h>

#include <algorithm>

namespace lane {
namespace {

constexpr std::size_t kGap = 2;

void appendBlock(std::string& text, const TextTable& table, const std::vector<std::size_t>& columns,
                 const std::vector<std::size_t>& widths) {
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (const std::size_t column : columns) {
      const std::string cell = column < cells.size() ? cells[column] : std::string();
      const std::string padding(widths[column] - displayWidth(cell), ' ');
      if (column > 0) out.append(kGap, ' ');
      out += column < table.leftColumns ? cell + padding : padding + cell;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    text += out + "\n";
  };
  line(table.header);
  for (const auto& row : table.rows) line(row);
}

/// Of blocks that repeat the first column and hold `perBlock` others each.
std::size_t widestBlock(const std::vector<std::size_t>& widths, std::size_t perBlock) {
  std::size_t widest = 0;
  for (std::size_t column = 1; column < widths.size(); column += perBlock) {
    std::size_t used = widths[0];
    for (std::size_t i = column; i < std::min(column + perBlock, widths.size()); ++i)
      used += kGap + widths[i];
    widest = std::max(widest, used);
  }
  return widest;
}

}  // namespace

std::size_t displayWidth(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string printable(std::string_view utf8) {
  std::string clean;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    // C0 controls, DEL, and C1 controls, which are two bytes in UTF-8.
    const bool c1 =
        byte == 0xc2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xa0;
    if (byte >= 0x20 && byte != 0x7f && !c1) {
      clean += utf8[i];
      continue;
    }
    clean += "·";
    if (c1) ++i;
  }
  return clean;
}

std::string shortened(std::string_view utf8, std::size_t width) {
  if (displayWidth(utf8) <= width) return std::string(utf8);
  std::size_t end = 0;
  for (std::size_t characters = 0; end < utf8.size(); ++end)
    if ((utf8[end] & 0xc0) != 0x80 && ++characters == width) break;
  return std::string(utf8.substr(0, end)) + "…";
}

std::string layOut(const TextTable& table, std::size_t width) {
  std::vector<std::size_t> widths;
  for (const std::string& title : table.header) widths.push_back(displayWidth(title));
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
      widths[i] = std::max(widths[i], displayWidth(row[i]));
  if (widths.empty()) return {};

  // Too wide: as few blocks as needed, each with about as many columns.
  std::size_t perBlock = widths.size();
  for (std::size_t blocks = 1; perBlock > 1; ++blocks) {
    perBlock = (widths.size() - 1 + blocks - 1) / blocks;
    if (widestBlock(widths, perBlock) <= width) break;
  }
  std::string text;
  for (std::size_t column = 1; column == 1 || column < widths.size(); column += perBlock) {
    std::vector<std::size_t> block{0};
    for (std::size_t i = column; i < std::min(column + perBlock, widths.size()); ++i)
      block.push_back(i);
    if (!text.empty()) text += "\n";
    appendBlock(text, table, block, widths);
  }
  return text;
}

std::string wrapped(std::string_view text, std::string_view indent, std::size_t width) {
  std::string lines;
  std::string line;
  const auto flush = [&] {
    if (!line.empty()) lines += fmt::format("{}{}\n", indent, line);
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, blank);
    text.remove_prefix(std::min(blank + 1, text.size()));
    if (!line.empty() && displayWidth(indent) + displayWidth(line) + 1 + displayWidth(word) > width)
      flush();
    line += fmt::format("{}{}", line.empty() ? "" : " ", word);
  }
  flush();
  return lines;
}

}  // namespace lane
