#include "output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "session/atomic_file.h"

namespace lane::cli {
namespace {

/// A pipe or a device such as /dev/stdout: nothing to keep, nothing to rename.
bool isStream(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

Result<void> writeStream(const std::filesystem::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  bool good = file >= 0;
  while (good && !text.empty()) {
    const ssize_t done = ::write(file, text.data(), text.size());
    if (done >= 0)
      text.remove_prefix(static_cast<std::size_t>(done));
    else
      good = errno == EINTR;
  }
  const int error = errno;
  if (file >= 0) ::close(file);
  if (good) return {};
  return fail(ErrorCode::io, "cannot be written: " + systemReason(error), path.string());
}

}  // namespace

Result<void> writeOutput(const std::filesystem::path& path, std::string_view text,
                         Overwrite overwrite) {
  if (isStream(path)) return writeStream(path, text);
  return writeFileAtomically(path, std::as_bytes(std::span(text)), overwrite);
}

}  // namespace lane::cli
