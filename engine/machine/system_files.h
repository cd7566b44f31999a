// Reading small files of /proc, /sys and /etc, with the reason when one cannot be read. Internal
// to machine/. The root is a parameter so that tests feed trees of other machines.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lane {

/// Text of a file without the trailing line feed, or why there is none.
struct Reading {
  std::optional<std::string> text;
  std::string reason;  ///< "/proc/meminfo: Permission denied"; empty when there is text

  explicit operator bool() const { return text.has_value(); }
};

class SystemFiles {
 public:
  explicit SystemFiles(std::filesystem::path root = "/") : m_root(std::move(root)) {}

  /// `path` is absolute, as on the real machine; reasons name it that way too.
  Reading read(std::string_view path) const;
  bool exists(std::string_view path) const;
  /// Where `path` lies under the root.
  std::filesystem::path at(std::string_view path) const;

 private:
  std::filesystem::path m_root;
};

/// Value of "key : value" or "key=value" lines (/proc/cpuinfo, /proc/meminfo, os-release), of the
/// first line with that key; quotes around it removed. Empty optional when there is none.
std::optional<std::string> lineValue(std::string_view text, std::string_view key, char separator);

/// The unsigned number a text starts with (after blanks), if any.
std::optional<unsigned long long> leadingNumber(std::string_view text);

/// Blanks and line feeds removed from both ends.
std::string_view stripped(std::string_view text);

}  // namespace lane
