#include "session/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <optional>
#include <system_error>

#include "session/store.h"

namespace lane {
namespace fs = std::filesystem;
namespace {

tl::unexpected<Error> ioError(std::string_view action, int error, const fs::path& path) {
  std::string advice;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG)
    advice = "Free some space or choose another place; nothing was overwritten";
  else if (error == EACCES || error == EPERM || error == EROFS)
    advice = "Choose a directory you may write to";
  else if (error == ENOENT)
    advice = "Create the directory first";
  return fail(ErrorCode::io, fmt::format("{}: {}", action, systemReason(error)), path.string(),
              advice);
}

tl::unexpected<Error> existsError(const fs::path& path) {
  return fail(ErrorCode::exists, "the file exists", path.string(),
              "Choose another name, or overwrite it with --overwrite");
}

/// Long names leave room for our suffix within the usual limit of 255 bytes.
std::string shortName(const fs::path& target) {
  return target.filename().string().substr(0, 200);
}

/// Hidden, ends like no session file, and this process's own: .NAME.PID-COUNT.tmp
std::string temporaryName(const fs::path& target) {
  static std::atomic<unsigned> counter{0};
  return fmt::format(".{}.{}-{}.tmp", shortName(target), ::getpid(), counter.fetch_add(1));
}

/// The process that wrote a temporary of `target`; nothing when `name` is not one.
std::optional<pid_t> writerOf(std::string_view name, const fs::path& target) {
  const std::string head = "." + shortName(target) + ".";
  constexpr std::string_view kTail = ".tmp";
  if (!name.starts_with(head) || !name.ends_with(kTail) || name.size() < head.size() + kTail.size())
    return std::nullopt;
  name = name.substr(head.size(), name.size() - head.size() - kTail.size());
  pid_t process = 0;
  unsigned count = 0;
  const char* end = name.data() + name.size();
  const auto first = std::from_chars(name.data(), end, process);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '-' || process <= 0)
    return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, count);
  if (second.ec != std::errc{} || second.ptr != end) return std::nullopt;
  return process;
}

/// A file being written; removes itself unless it was renamed.
class Temporary {
 public:
  explicit Temporary(const fs::path& target) {
    m_path = target.parent_path() / temporaryName(target);
    m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    m_openError = m_descriptor < 0 ? errno : 0;
  }
  ~Temporary() {
    close();
    if (m_openError == 0 && !m_renamed) ::unlink(m_path.c_str());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  int openError() const { return m_openError; }

  int write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return written < 0 ? errno : EIO;
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return ::fsync(m_descriptor) == 0 ? 0 : errno;
  }

  int close() {
    if (m_descriptor < 0) return 0;
    return ::close(std::exchange(m_descriptor, -1)) == 0 ? 0 : errno;
  }

  int renameTo(const fs::path& target, Overwrite overwrite) {
    int failed = 1;
    if (overwrite == Overwrite::no) {
      // Someone may have created the target since we looked. Not every file system can do this.
      failed = ::renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE);
      if (failed != 0 && errno != EINVAL && errno != ENOSYS) return errno;
    }
    if (failed != 0 && ::rename(m_path.c_str(), target.c_str()) != 0) return errno;
    m_renamed = true;
    return 0;
  }

 private:
  fs::path m_path;
  int m_descriptor = -1;
  int m_openError = 0;
  bool m_renamed = false;
};

/// Makes the rename itself survive a power cut. File systems that cannot sync a directory lose
/// nothing else by it, so failures do not matter here.
void syncDirectory(const fs::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  (void)::fsync(descriptor);
  ::close(descriptor);
}

/// Where the bytes really go: symbolic links are followed, so that a link stays a link.
Result<fs::path> resolvedTarget(const fs::path& path, Overwrite overwrite) {
  if (path.filename().empty() || path.filename() == "." || path.filename() == "..")
    return fail(ErrorCode::io, "is not a file name", path.string(), "Give a name to write to");
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) return ioError("cannot be written", errno, path);
    const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
    return directory / path.filename();
  }
  if (!S_ISREG(info.st_mode))
    return fail(ErrorCode::io, S_ISDIR(info.st_mode) ? "is a directory" : "is not a regular file",
                path.string(), "Give a file name");
  if (overwrite == Overwrite::no) return existsError(path);
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  if (error) return ioError("cannot be written", error.value(), path);
  return target;
}

}  // namespace

std::string systemReason(int error) {
  return std::generic_category().message(error);
}

Result<void> writeFileAtomically(const fs::path& path, std::span<const std::byte> bytes,
                                 Overwrite overwrite) {
  const auto target = resolvedTarget(path, overwrite);
  if (!target) return tl::unexpected(target.error());
  Temporary file(*target);
  if (file.openError() != 0) return ioError("cannot be written", file.openError(), path);
  int error = file.write(bytes);
  if (error == 0) error = file.close();
  if (error == 0) error = file.renameTo(*target, overwrite);
  if (error == EEXIST) return existsError(path);
  if (error != 0) return ioError("cannot be written", error, path);
  syncDirectory(target->parent_path());
  return {};
}

void removeLeftovers(const fs::path& path) {
  // Another machine may write here, too; its processes do not run on this one.
  constexpr auto kGrace = std::chrono::minutes(1);
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto writer = writerOf(entry->path().filename().string(), path);
    if (!writer || ::kill(*writer, 0) == 0 || errno != ESRCH) continue;
    std::error_code failed;
    if (!fs::is_regular_file(entry->symlink_status(failed))) continue;
    const auto written = entry->last_write_time(failed);
    if (failed || fs::file_time_type::clock::now() - written < kGrace) continue;
    fs::remove(entry->path(), failed);
  }
}

Result<void> tryWriting(const fs::path& path, Overwrite overwrite) {
  const auto target = resolvedTarget(path, overwrite);
  if (!target) return tl::unexpected(target.error());
  const Temporary probe(*target);
  if (probe.openError() != 0) return ioError("cannot be written", probe.openError(), path);
  return {};
}

}  // namespace lane
