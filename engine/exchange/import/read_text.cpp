#include "exchange/import/read_text.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>

#include "session/atomic_file.h"

namespace lane {
namespace {

/// Nothing a benchmark writes is that large, and it would not fit into memory.
constexpr std::size_t kLargest = std::size_t{2} << 30;

}  // namespace

Result<std::string> readText(const std::filesystem::path& file, std::size_t limit) {
  const std::string where = file.string();
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> input(std::fopen(file.c_str(), "rb"),
                                                              &std::fclose);
  struct stat status {};
  if (!input || ::fstat(::fileno(input.get()), &status) != 0)
    return fail(ErrorCode::io, "cannot be read: " + systemReason(errno), where);
  if (S_ISDIR(status.st_mode)) return fail(ErrorCode::io, "is a folder", where);
  const auto stated = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  if (std::min(stated, limit) > kLargest)
    return fail(ErrorCode::io, "is larger than 2 GiB", where, "Split it into several files");
  std::string text;
  std::size_t done = 0;
  // Pipes and /proc state no size.
  std::size_t room = std::min(limit, std::max<std::size_t>(stated + 1, 4096));
  while (done < limit && done < kLargest) {
    text.resize(std::min(limit, room));
    const std::size_t got = std::fread(text.data() + done, 1, text.size() - done, input.get());
    done += got;
    if (got == 0) break;
    if (done == text.size()) room = done * 2;
  }
  const bool failed = std::ferror(input.get()) != 0;
  text.resize(done);
  if (failed) return fail(ErrorCode::io, "cannot be read: " + systemReason(errno), where);
  return text;
}

std::string isoText(std::filesystem::file_time_type time) {
  const auto moment =
      std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time));
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace lane
