#include "console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "exchange/text_layout.h"

namespace lane::cli {

void print(std::string_view data) {
  std::fwrite(data.data(), 1, data.size(), stdout);
  if (data.empty() || data.back() != '\n') std::fputc('\n', stdout);
}

void say(std::string_view message) {
  std::fwrite(message.data(), 1, message.size(), stderr);
  std::fputc('\n', stderr);
}

ExitCode report(const Error& error) {
  say("lanescope-cli: " + toString(error));
  return exitCodeOf(error.code);
}

ExitCode finishOutput(ExitCode exit) {
  errno = 0;
  const bool failed = std::ferror(stdout) != 0;
  if (std::fflush(stdout) == 0 && !failed) return exit;
  const int reason = errno;
  say(fmt::format("lanescope-cli: standard output: not all could be written{}{}",
                  reason != 0 ? ": " : "", reason != 0 ? std::strerror(reason) : ""));
  return exit == kDone ? kFile : exit;
}

bool isTerminal(int stream) {
  return ::isatty(stream) != 0;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t shown = displayWidth(text);
  return std::string(text) + std::string(width > shown ? width - shown : 0, ' ');
}

}  // namespace lane::cli
