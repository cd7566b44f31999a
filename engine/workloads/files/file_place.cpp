#include "workloads/files/file_place.h"

#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <system_error>
#include <vector>

#include "base/units.h"
#include "session/atomic_file.h"

namespace lane {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPrefix = "lanescope-";
constexpr std::uint64_t kLeastReserve = std::uint64_t{256} << 20;

/// The directory itself or the nearest above it that is there.
fs::path nearestExisting(fs::path directory) {
  std::error_code ignored;
  while (!fs::exists(directory, ignored) && directory.has_relative_path())
    directory = directory.parent_path();
  return directory;
}

/// The process a temporary of ours belongs to: lanescope-PID-COUNT.suffix.
std::optional<pid_t> ownerOf(std::string_view name) {
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  pid_t process = 0;
  unsigned count = 0;
  const char* end = name.data() + name.size();
  auto parsed = std::from_chars(name.data(), end, process);
  if (parsed.ec != std::errc{} || process <= 0 || parsed.ptr == end || *parsed.ptr != '-')
    return std::nullopt;
  parsed = std::from_chars(parsed.ptr + 1, end, count);
  if (parsed.ec != std::errc{} || parsed.ptr == end || *parsed.ptr != '.') return std::nullopt;
  return process;
}

/// Octal escapes of /proc's tables ("\040") back to what they stand for.
std::string unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(&text[i] + 1, &text[i] + 4, code, 8).ec == std::errc{}) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

/// The line of mountinfo for a device: 36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3 /dev/root rw,errors
void readMount(dev_t device, const std::string& path, FilePlace& place) {
  std::ifstream table("/proc/self/mountinfo");
  const std::string wanted = fmt::format("{}:{}", major(device), minor(device));
  std::size_t best = 0;
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string id, parent, number, root, point, options, word;
    words >> id >> parent >> number >> root >> point >> options;
    point = unescaped(point);
    // A device may be mounted in several places: the longest that leads to the directory.
    const bool above = point == "/" || path == point || path.starts_with(point + "/");
    if (number != wanted || !above || point.size() < best) continue;
    while (words >> word && word != "-") {
    }
    std::string type, source, super;
    words >> type >> source >> super;
    best = point.size();
    place.fileSystem = type;
    place.device = unescaped(source);
    place.mountPoint = point;
    place.mountOptions = options;
    // What the file system as a whole adds to the mount's own options: "discard", "compress".
    std::istringstream more(super);
    for (std::string option; std::getline(more, option, ',');)
      if (option != "rw" && option != "ro") place.mountOptions += ',' + option;
  }
  if (best == 0) place.reason = "/proc/self/mountinfo does not name device " + wanted;
}

std::string homeAsTilde(const fs::path& directory) {
  const char* home = std::getenv("HOME");
  const std::string text = directory.string();
  if (home && std::string_view(home).size() > 1 && text.starts_with(std::string(home) + '/'))
    return '~' + text.substr(std::string_view(home).size());
  return text;
}

}  // namespace

fs::path filesDirectory() {
  // Relative paths would depend on where the program was started.
  if (const char* chosen = std::getenv("LANESCOPE_FILES_DIR"); chosen && *chosen == '/')
    return fs::path(chosen).lexically_normal();
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
    return fs::path(cache) / "lanescope" / "files";
  if (const char* home = std::getenv("HOME"); home && *home == '/')
    return fs::path(home) / ".cache" / "lanescope" / "files";
  std::error_code ignored;
  return fs::temp_directory_path(ignored) / "lanescope-files";
}

std::string whyNoRoom(const fs::path& directory, std::uint64_t bytes) {
  const fs::path there = nearestExisting(directory);
  struct statvfs status {};
  if (::statvfs(there.c_str(), &status) != 0)
    return fmt::format("{}: {}", there.string(), systemReason(errno));
  std::error_code ignored;
  if (!fs::is_directory(there, ignored))
    return fmt::format("{} is not a directory", there.string());
  if ((status.f_flag & ST_RDONLY) != 0)
    return fmt::format("{} lies on a file system that is mounted read-only", directory.string());
  if (::access(there.c_str(), W_OK | X_OK) != 0)
    return fmt::format("{}: {}", there.string(), systemReason(errno));
  const std::uint64_t free = std::uint64_t{status.f_bavail} * status.f_frsize;
  const std::uint64_t reserve = std::max(free / 8, kLeastReserve);
  if (free < reserve || bytes > free - reserve)
    return fmt::format("needs {} in {}, where {} are free and {} stay so",
                       formatBytes(double(bytes)), directory.string(), formatBytes(double(free)),
                       formatBytes(double(reserve)));
  return {};
}

bool liesInMemory(const fs::path& directory) {
  struct statfs status {};
  if (::statfs(nearestExisting(directory).c_str(), &status) != 0) return false;
  return status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC;
}

Result<void> prepareDirectory(const fs::path& directory) {
  std::error_code problem;
  fs::create_directories(directory, problem);
  if (problem)
    return fail(ErrorCode::io,
                "the directory for tensor files cannot be made: " + problem.message(),
                directory.string(), "Set LANESCOPE_FILES_DIR to a directory you may write to");
  for (fs::directory_iterator at(directory, problem), end; !problem && at != end;
       at.increment(problem)) {
    const auto owner = ownerOf(at->path().filename().string());
    if (owner && ::kill(*owner, 0) != 0 && errno == ESRCH) ::unlink(at->path().c_str());
  }
  return {};
}

FilePlace readFilePlace(const fs::path& directory) {
  FilePlace place;
  place.directory = homeAsTilde(directory);
  const fs::path there = nearestExisting(directory);
  std::error_code ignored;
  const fs::path real = fs::canonical(there, ignored);
  struct stat status {};
  if (::stat(there.c_str(), &status) != 0) {
    place.reason = systemReason(errno);
    return place;
  }
  place.mode = fmt::format("{:04o}", status.st_mode & 07777u);
  readMount(status.st_dev, real.empty() ? there.string() : real.string(), place);
  return place;
}

std::string toJson(const FilePlace& place) {
  const nlohmann::json json = {{"directory", place.directory},
                               {"file_system", place.fileSystem},
                               {"device", place.device},
                               {"mount_point", place.mountPoint},
                               {"mount_options", place.mountOptions},
                               {"directory_mode", place.mode},
                               {"reason", place.reason}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

TemporaryFile::TemporaryFile(const fs::path& directory, const std::string& suffix) {
  static std::atomic<unsigned> count{0};
  m_path = directory / fmt::format("{}{}-{}.{}", kPrefix, ::getpid(), count.fetch_add(1), suffix);
}

TemporaryFile::~TemporaryFile() {
  remove();
}

void TemporaryFile::remove() const {
  ::unlink(m_path.c_str());
}

}  // namespace lane
