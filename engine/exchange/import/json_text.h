// What tools call JSON, made strict: a byte order mark and console text in front are left out, NaN,
// Infinity and numbers beyond a double become null, bare control characters in strings become
// blanks, bytes that are not UTF-8 become U+FFFD. All of it is counted. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lane {

struct TidyJson {
  std::string json;            ///< from the first bracket to the one that closes it
  std::size_t notFinite = 0;   ///< numbers that are now null
  std::size_t controls = 0;    ///< control characters that are now blanks
  bool replacedBytes = false;  ///< some bytes were no UTF-8
  std::size_t textBefore = 0;  ///< bytes of other text in front
  std::size_t textBehind = 0;  ///< and behind
  bool truncated = false;      ///< the text ends before its last bracket closes
};

/// Errors: format, when there is no JSON in it, it is nested more than 100 deep, or it is UTF-16.
Result<TidyJson> tidyJson(std::string text, const std::string& where);

/// Where a JSON document starts: at a line that begins with a bracket. npos when there is none.
std::size_t findJson(std::string_view text);

/// "line 12" of the offset.
std::string lineText(std::string_view text, std::size_t offset);

/// What keeps a file from being text at all (UTF-16, compressed, binary) and what to do about it.
Result<void> checkIsText(std::string_view text, const std::string& where);

}  // namespace lane
