// Cells of CSV, RFC 4180, for every table that is written as one. Values.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace lane {

/// Quoted where needed. Text that a spreadsheet would run as a formula gets an apostrophe in front.
inline std::string csvText(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    cell = "'";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

/// Shortest text that reads back as the same number, whatever the locale; unknown is empty.
inline std::string csvNumber(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

inline std::string csvRow(const std::vector<std::string>& cells) {
  std::string row;
  for (const std::string& cell : cells) row += (&cell == cells.data() ? "" : ",") + cell;
  return row + "\r\n";
}

/// The same table with tabs, as spreadsheets take it from the clipboard. Tabs and line breaks
/// inside a cell become spaces.
inline std::string csvToTsv(std::string_view csv) {
  std::string text;
  bool quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (c == '"' && quoted && i + 1 < csv.size() && csv[i + 1] == '"') {
      text += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      text += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
    } else if (c != '\r') {
      text += c == ',' ? '\t' : c;
    }
  }
  return text;
}

}  // namespace lane
