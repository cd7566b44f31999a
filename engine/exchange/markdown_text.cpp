#include "exchange/markdown_text.h"

namespace lane {

std::string escapeMarkdown(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '\n':
      case '\r':
      case '\t':
        out += ' ';
        break;
      case '\\':
      case '`':
      case '*':
      case '_':
      case '[':
      case ']':
      case '#':
      case '~':
      case '|':
        out += '\\';
        [[fallthrough]];
      default:
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
  }
  return out;
}

std::string markdownRow(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + cell + " |";
  return line + "\n";
}

std::string markdownHeader(const std::vector<std::string>& titles, std::size_t left) {
  std::string text = markdownRow(titles) + "|";
  for (std::size_t i = 0; i < titles.size(); ++i) text += i < left ? "---|" : "---:|";
  return text + "\n";
}

}  // namespace lane
