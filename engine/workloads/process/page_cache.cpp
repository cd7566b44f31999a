#include "workloads/process/page_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string_view>

#include "run/child.h"
#include "session/atomic_file.h"
#include "workloads/process/command_line.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSwitch = "/proc/sys/vm/drop_caches";

/// The program after "#!" in a script's first line; empty for anything else.
fs::path interpreterOf(const fs::path& program) {
  std::ifstream file(program, std::ios::binary);
  char line[256] = {};
  file.read(line, sizeof line - 1);
  std::string_view text(line, static_cast<std::size_t>(file.gcount()));
  if (!text.starts_with("#!")) return {};
  text.remove_prefix(2);
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  const std::size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
  const fs::path named = text.substr(begin, end - begin);
  if (named.filename() != "env") return named;
  // "#!/usr/bin/env python3"
  const std::size_t from = std::min(text.find_first_not_of(" \t", end), text.size());
  const std::size_t to = std::min(text.find_first_of(" \t\n", from), text.size());
  const auto found = findProgram(std::string(text.substr(from, to - from)));
  return found ? *found : named;
}

/// Every absolute path in the loader's list, such as "libc.so.6 => /lib/libc.so.6 (0x7f…)".
void addListed(const std::string& line, std::set<fs::path>& files) {
  const std::size_t begin = line.find('/');
  if (begin == std::string::npos) return;
  const std::size_t end = std::min(line.find(" (", begin), line.size());
  std::error_code error;
  if (const auto path = fs::canonical(line.substr(begin, end - begin), error); !error)
    files.insert(path);
}

/// The loader that an executable asks for, as `ldd` uses it; empty for one that is linked
/// statically or is none.
bool isElf(const fs::path& program) {
  std::ifstream file(program, std::ios::binary);
  char magic[4] = {};
  file.read(magic, sizeof magic);
  return std::string_view(magic, sizeof magic) == std::string_view("\177ELF", 4);
}

void addLibraries(const fs::path& program, std::set<fs::path>& files) {
  constexpr double kWaitSeconds = 0.1;
  for (const char* loader : {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"}) {
    std::error_code error;
    if (!fs::exists(loader, error)) continue;
    Child lister;
    if (!lister.start({loader, "--list", program.string()})) return;
    files.insert(fs::canonical(loader, error));
    while (
        lister.readLines(kWaitSeconds, [&](const std::string& line) { addListed(line, files); })) {
    }
    lister.wait();
    return;
  }
}

}  // namespace

std::vector<fs::path> filesOfProgram(const fs::path& program) {
  std::set<fs::path> files;
  std::error_code error;
  fs::path at = program;
  constexpr int kDeepest = 4;  // scripts of scripts, as the kernel allows
  for (int depth = 0; depth < kDeepest && !at.empty(); ++depth) {
    if (const auto real = fs::canonical(at, error); !error) files.insert(real);
    if (isElf(at)) addLibraries(at, files);
    at = interpreterOf(at);
  }
  return {files.begin(), files.end()};
}

PageCache::Method PageCache::bestMethod() {
  const char* asked = std::getenv("LANESCOPE_DROP_CACHES");
  if (asked && std::string_view(asked) == "0") return Method::files;
  return ::access(kSwitch, W_OK) == 0 ? Method::whole : Method::files;
}

std::string PageCache::describe(Method method) {
  return method == Method::whole ? fmt::format("dropped as a whole before each call ({})", kSwitch)
                                 : "asked to forget the program and its shared objects before each "
                                   "call (posix_fadvise)";
}

PageCache::PageCache(Method method, std::vector<fs::path> files) : m_method(method) {
  if (method == Method::whole) files = {kSwitch};
  for (const fs::path& file : files)
    if (const int fd =
            ::open(file.c_str(), (method == Method::whole ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
        fd >= 0)
      m_descriptors.push_back(fd);
  ::sync();  // what is still to be written cannot be dropped
}

PageCache::~PageCache() {
  for (const int fd : m_descriptors) ::close(fd);
}

Result<void> PageCache::drop() const {
  const auto refused = [](const char* what, int error) {
    return fail(ErrorCode::unsupported, fmt::format("the page cache could not be emptied ({}: {})",
                                                    what, systemReason(error)));
  };
  if (m_descriptors.empty()) return refused("nothing could be opened", EACCES);
  for (const int fd : m_descriptors) {
    if (m_method == Method::whole) {
      if (::pwrite(fd, "3", 1, 0) != 1) return refused(kSwitch, errno);
    } else if (const int error = ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED); error != 0) {
      return refused("posix_fadvise", error);
    }
  }
  return {};
}

}  // namespace lane
