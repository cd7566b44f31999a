#include "workloads/process/starter_image.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "session/atomic_file.h"

// The linker brings the program's bytes along.
asm(R"(
  .pushsection .rodata
  .balign 16
  .global lanescopeStarterBegin
  .global lanescopeStarterEnd
lanescopeStarterBegin:
  .incbin ")" LANESCOPE_STARTER_FILE R"("
lanescopeStarterEnd:
  .popsection
)");

extern "C" {
extern const char lanescopeStarterBegin[];
extern const char lanescopeStarterEnd[];
}

namespace lane {
namespace {

#ifndef MFD_EXEC
constexpr unsigned MFD_EXEC = 0x0010U;
#endif

tl::unexpected<Error> refused(const char* what, int error) {
  return fail(ErrorCode::unsupported,
              fmt::format("the program that starts commands could not be {} ({})", what,
                          systemReason(error)));
}

Result<std::string> makeImage() {
  int file = ::memfd_create("lanescope-start", MFD_CLOEXEC | MFD_EXEC);
  if (file < 0 && errno == EINVAL) file = ::memfd_create("lanescope-start", MFD_CLOEXEC);
  if (file < 0) return refused("put into memory", errno);
  const char* at = lanescopeStarterBegin;
  while (at < lanescopeStarterEnd) {
    const ssize_t written = ::write(file, at, static_cast<std::size_t>(lanescopeStarterEnd - at));
    if (written < 0) {
      const int error = errno;
      ::close(file);
      return refused("put into memory", error);
    }
    at += written;
  }
  // The writable description must be gone before the file may be executed.
  const std::string path = fmt::format("/proc/self/fd/{}", file);
  const int readable = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  // Away from the descriptors the starter is given.
  constexpr int kOutOfTheWay = 16;
  const int kept = ::fcntl(readable, F_DUPFD_CLOEXEC, kOutOfTheWay);
  const int error = errno;
  ::close(readable);
  ::close(file);
  if (kept < 0) return refused("opened", error);
  return fmt::format("/proc/self/fd/{}", kept);
}

}  // namespace

Result<std::string> starterPath() {
  static const Result<std::string> path = makeImage();
  return path;
}

}  // namespace lane
