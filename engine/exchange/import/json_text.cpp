#include "exchange/import/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "session/utf8.h"

namespace lane {
namespace {

constexpr std::size_t kDeepest = 100;
constexpr std::string_view kMark = "\xef\xbb\xbf";

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
/// Part of a number or of a bare word.
bool isWordPart(char c) {
  return isDigit(c) || isLetter(c) || c == '+' || c == '-' || c == '.';
}

/// NaN, -nan(ind), Infinity, -inf: what C, Python and JavaScript write for no finite number.
bool isNotFinite(std::string_view word) {
  if (!word.empty() && (word.front() == '-' || word.front() == '+')) word.remove_prefix(1);
  std::string lower(word.substr(0, 8));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return (lower == "nan" || lower == "inf" || lower == "infinity") && word.size() <= 8;
}

/// Larger than any double. Only long texts and large exponents can be.
bool overflows(std::string_view number) {
  if (number.size() < 300 && number.find_first_of("eE") == std::string_view::npos) return false;
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc::result_out_of_range) return false;
  const std::size_t exponent = number.find_first_of("eE");
  return exponent == std::string_view::npos || number.substr(exponent, 2).back() != '-';
}

}  // namespace

std::string lineText(std::string_view text, std::size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return fmt::format("line {}", 1 + std::count(text.begin(), end, '\n'));
}

Result<void> checkIsText(std::string_view text, const std::string& where) {
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return fail(ErrorCode::format, "is UTF-16 text", where, "Save it as UTF-8");
  if (text.starts_with("\x1f\x8b") || text.starts_with("PK\x03\x04") ||
      text.starts_with("\x28\xb5\x2f\xfd"))
    return fail(ErrorCode::format, "is a compressed file", where, "Unpack it first");
  if (text.starts_with("\x89HDF"))
    return fail(ErrorCode::format, "is an HDF5 file, not a result file of another tool", where,
                "Open it as a session");
  if (text.substr(0, 4096).find('\0') != std::string_view::npos)
    return fail(ErrorCode::format, "is not a text file", where,
                "Give the JSON or CSV file the tool has written");
  return {};
}

std::size_t findJson(std::string_view text) {
  std::size_t line = text.starts_with(kMark) ? kMark.size() : 0;
  while (line < text.size()) {
    const std::size_t first = text.find_first_not_of(" \t\r\n", line);
    if (first == std::string_view::npos) break;
    const std::size_t next = text.find_first_not_of(" \t\r\n", first + 1);
    const char inside = next == std::string_view::npos ? '\0' : text[next];
    // "[ RUN ] x" and "{fmt} says" are no JSON.
    if (text[first] == '{' && (inside == '"' || inside == '}' || inside == '\0')) return first;
    if (text[first] == '[' && (std::string_view("{[]\"-").find(inside) != std::string_view::npos ||
                               isDigit(inside) || inside == '\0'))
      return first;
    line = text.find('\n', first);
  }
  return std::string_view::npos;
}

Result<TidyJson> tidyJson(std::string text, const std::string& where) {
  if (const auto isText = checkIsText(text, where); !isText) return tl::unexpected(isText.error());
  TidyJson tidy;
  if (std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; })) {
    std::string clean = wellFormedUtf8(text);
    tidy.replacedBytes = clean != text;
    text = std::move(clean);
  }
  const std::size_t start = findJson(text);
  if (start == std::string::npos)
    return fail(ErrorCode::format, "holds no JSON", where,
                "Give the file the tool has written, for instance with --benchmark_out");

  std::string changed;       // everything before `kept`, when something had to change
  std::size_t kept = start;  // text from here on is not copied yet
  const auto replace = [&](std::size_t from, std::size_t to, std::string_view with) {
    changed.append(text, kept, from - kept);
    changed += with;
    kept = to;
  };
  std::size_t depth = 0, i = start;
  bool ended = false;
  while (i < text.size() && !ended) {
    const char c = text[i];
    if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') {
          ++i;
        } else if (static_cast<unsigned char>(text[i]) < 0x20) {
          replace(i, i + 1, " ");
          ++tidy.controls;
        }
      }
      ++i;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest)
        return fail(ErrorCode::format,
                    fmt::format("has brackets nested more than {} deep", kDeepest),
                    fmt::format("{}, {}", where, lineText(text, i)),
                    "No tool writes such results; the file is damaged");
      ++i;
    } else if (c == '}' || c == ']') {
      ended = --depth == 0;
      ++i;
    } else if (isWordPart(c)) {
      const std::size_t begin = i;
      while (i < text.size() && isWordPart(text[i])) ++i;
      const std::string_view word = std::string_view(text).substr(begin, i - begin);
      if (isLetter(word.back()) ? isNotFinite(word) : overflows(word)) {
        replace(begin, i, "null");
        ++tidy.notFinite;
      }
    } else {
      ++i;
    }
  }
  i = std::min(i, text.size());
  tidy.truncated = !ended;
  tidy.textBefore = text.starts_with(kMark) ? start - kMark.size() : start;
  while (i < text.size() && isBlank(text[i])) ++i;
  tidy.textBehind = text.size() - i;
  text.resize(i);
  if (kept == start) {
    text.erase(0, start);
    tidy.json = std::move(text);
  } else {
    changed.append(text, kept);
    tidy.json = std::move(changed);
  }
  return tidy;
}

}  // namespace lane
