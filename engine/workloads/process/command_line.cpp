#include "workloads/process/command_line.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "session/atomic_file.h"
#include "session/utf8.h"

namespace lane {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::string_view kShellOnly = "|&;<>()$`*?";
constexpr std::string_view kAskForShell =
    "Ask for a shell, or put it in quotes to pass it on as it is";

class Splitter {
 public:
  explicit Splitter(std::string_view line) : m_line(line) {}

  Result<std::vector<std::string>> split() {
    while (m_at < m_line.size()) {
      const char c = m_line[m_at++];
      if (c == ' ' || c == '\t' || c == '\n')
        end();
      else if (c == '\'' || c == '"') {
        if (!quoted(c)) return fail(ErrorCode::usage, fmt::format("lacks a closing {}", c));
      } else if (c == '\\') {
        if (m_at == m_line.size()) return fail(ErrorCode::usage, "ends with a lone backslash");
        if (m_line[m_at] != '\n') put(m_line[m_at]);
        ++m_at;
      } else if (kShellOnly.find(c) != std::string_view::npos || (c == '~' && !m_inWord)) {
        return fail(ErrorCode::usage,
                    fmt::format("has an unquoted {}, which only a shell understands", c), {},
                    std::string(kAskForShell));
      } else if (c == '#' && !m_inWord) {
        return fail(ErrorCode::usage, "has an unquoted #, a comment to a shell", {},
                    std::string(kAskForShell));
      } else {
        put(c);
      }
    }
    end();
    if (m_words.empty() || m_words.front().empty())
      return fail(ErrorCode::usage, "an empty command line runs nothing");
    return std::move(m_words);
  }

 private:
  void put(char c) {
    m_word += c;
    m_inWord = true;
  }

  void end() {
    if (m_inWord) m_words.push_back(std::move(m_word));
    m_word.clear();
    m_inWord = false;
  }

  /// False when the line ends before the quote does.
  bool quoted(char quote) {
    m_inWord = true;
    while (m_at < m_line.size()) {
      const char c = m_line[m_at++];
      if (c == quote) return true;
      const bool escapes =
          quote == '"' && c == '\\' && m_at < m_line.size() &&
          std::string_view("\\\"$`\n").find(m_line[m_at]) != std::string_view::npos;
      if (!escapes)
        m_word += c;
      else if (m_line[m_at++] != '\n')
        m_word += m_line[m_at - 1];
    }
    return false;
  }

  std::string_view m_line;
  std::size_t m_at = 0;
  bool m_inWord = false;
  std::string m_word;
  std::vector<std::string> m_words;
};

enum class Fitness { missing, fits, folder, forbidden };

Fitness fitness(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return Fitness::missing;
  if (S_ISDIR(status.st_mode)) return Fitness::folder;
  return ::access(path.c_str(), X_OK) == 0 ? Fitness::fits : Fitness::forbidden;
}

tl::unexpected<Error> unfit(Fitness why, const std::string& name) {
  if (why == Fitness::folder) return fail(ErrorCode::io, "is a folder, not a program", name);
  if (why == Fitness::forbidden)
    return fail(ErrorCode::io, "may not be executed", name, "chmod +x allows it");
  return fail(ErrorCode::io, "there is no such program", name,
              name.find('/') == std::string::npos
                  ? "PATH says where programs are looked for; what a shell does itself (exit, cd) "
                    "needs a shell"
                  : "");
}

}  // namespace

Result<std::vector<std::string>> splitWords(std::string_view line) {
  return Splitter(line).split();
}

Result<std::vector<std::string>> wordsOf(const CommandSpec& command) {
  if (command.shell) return std::vector<std::string>{"/bin/sh", "-c", command.line};
  return splitWords(command.line);
}

std::string nameOf(const CommandSpec& command) {
  if (!command.name.empty()) return command.name;
  std::string name;
  for (const char c : command.line) {  // on one line
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (!blank)
      name += c;
    else if (!name.empty() && name.back() != ' ')
      name += ' ';
  }
  while (name.ends_with(' ')) name.pop_back();
  return name;
}

Result<void> checkCommand(const CommandSpec& command) {
  if (command.line.size() > kLongestLine || command.name.size() > kLongestLine)
    return fail(ErrorCode::usage, fmt::format("is longer than {} bytes", kLongestLine), {},
                "Put it into a script and time that");
  for (const std::string& text : {command.line, command.name}) {
    if (wellFormedUtf8(text) != text) return fail(ErrorCode::usage, "is not UTF-8");
    if (std::any_of(text.begin(), text.end(), [](char c) {
          return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
        }))
      return fail(ErrorCode::usage, "holds a control character");
  }
  if (nameOf(command).empty()) return fail(ErrorCode::usage, "an empty command line runs nothing");
  return wordsOf(command).map([](const auto&) {});
}

Result<void> checkNoTwin(const std::vector<CommandSpec>& before, const CommandSpec& command) {
  for (const CommandSpec& other : before) {
    if (nameOf(other) != nameOf(command)) continue;
    if (other.shell == command.shell)
      return fail(ErrorCode::usage, fmt::format("command \"{}\" stands twice", nameOf(command)), {},
                  "Give one of them another name");
    if (other.line != command.line)
      return fail(
          ErrorCode::usage,
          fmt::format("two commands of the name \"{}\" have different lines", nameOf(command)), {},
          "Give one of them another name");
  }
  return {};
}

Result<std::filesystem::path> findProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    const Fitness found = fitness(name);
    if (found != Fitness::fits) return unfit(found, name);
    std::error_code error;
    const auto absolute = std::filesystem::absolute(name, error);
    return error ? std::filesystem::path(name) : absolute;
  }
  const char* variable = std::getenv("PATH");
  const std::string_view path = variable ? variable : "/usr/local/bin:/usr/bin:/bin";
  Fitness best = Fitness::missing;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::string_view folder = path.substr(begin, end - begin);
    std::error_code error;
    const auto candidate = std::filesystem::absolute(
        std::filesystem::path(folder.empty() ? "." : folder) / name, error);
    const Fitness found = fitness(candidate);
    if (found == Fitness::fits) return candidate;
    if (found == Fitness::forbidden) best = found;
    begin = end + 1;
  }
  return unfit(best, name);
}

}  // namespace lane
