#include "machine/system_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace lane {

std::filesystem::path SystemFiles::at(std::string_view path) const {
  return m_root / std::filesystem::path(path).relative_path();
}

bool SystemFiles::exists(std::string_view path) const {
  std::error_code ignored;
  return std::filesystem::exists(at(path), ignored);
}

Reading SystemFiles::read(std::string_view path) const {
  const auto failed = [&](int error) {
    return Reading{std::nullopt, std::string(path) +
                                     (error == ENOENT ? " is missing"
                                                      : ": " + std::string(std::strerror(error)))};
  };
  const int file = ::open(at(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed(errno);
  // Files of /proc and /sys state no length: read until the end.
  std::string text;
  std::array<char, 8192> block;
  ssize_t got = 0;
  while ((got = ::read(file, block.data(), block.size())) > 0)
    text.append(block.data(), static_cast<std::size_t>(got));
  const int error = got < 0 ? errno : 0;
  ::close(file);
  if (error != 0) return failed(error);
  while (!text.empty() && (text.back() == '\n' || text.back() == '\0')) text.pop_back();
  return {std::move(text), {}};
}

std::string_view stripped(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::optional<std::string> lineValue(std::string_view text, std::string_view key, char separator) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t split = line.find(separator);
    if (split == std::string_view::npos || stripped(line.substr(0, split)) != key) continue;
    std::string_view value = stripped(line.substr(split + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    return std::string(value);
  }
  return std::nullopt;
}

std::optional<unsigned long long> leadingNumber(std::string_view text) {
  text = stripped(text);
  unsigned long long number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || rest == text.data()) return std::nullopt;
  return number;
}

}  // namespace lane
