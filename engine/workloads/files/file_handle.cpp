#include "workloads/files/file_handle.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>
#include <vector>

#include "session/atomic_file.h"

namespace lane {
namespace {

std::string adviceFor(int number) {
  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    return "Free some space or set LANESCOPE_FILES_DIR to another directory";
  if (number == EACCES || number == EPERM || number == EROFS)
    return "Set LANESCOPE_FILES_DIR to a directory you may write to";
  return {};
}

Result<int> openFile(const std::filesystem::path& path, int flags, std::string_view action) {
  constexpr mode_t kMode = 0600;  // a temporary of ours is nobody else's
  int descriptor = -1;
  do descriptor = ::open(path.c_str(), flags | O_CLOEXEC, kMode);
  while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return fileError(action, errno, path);
  return descriptor;
}

// One call moves at most about 2 GiB; shorter pieces lose nothing.
constexpr std::size_t kMostPerCall = std::size_t{1} << 30;

}  // namespace

tl::unexpected<Error> fileError(std::string_view action, int number,
                                const std::filesystem::path& path) {
  return fail(ErrorCode::io, fmt::format("{}: {}", action, systemReason(number)), path.string(),
              adviceFor(number));
}

FileHandle::FileHandle(int descriptor, std::filesystem::path path)
    : m_descriptor(descriptor), m_path(std::move(path)) {}

FileHandle::~FileHandle() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

FileHandle::FileHandle(FileHandle&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_path(std::move(other.m_path)) {}

FileHandle& FileHandle::operator=(FileHandle&& other) noexcept {
  std::swap(m_descriptor, other.m_descriptor);
  std::swap(m_path, other.m_path);
  return *this;
}

tl::unexpected<Error> FileHandle::error(std::string_view action, int number) const {
  return fileError(action, number, m_path);
}

Result<FileHandle> FileHandle::openForReading(const std::filesystem::path& path) {
  return openFile(path, O_RDONLY, "the file cannot be opened").map([&](int descriptor) {
    return FileHandle(descriptor, path);
  });
}

Result<FileHandle> FileHandle::create(const std::filesystem::path& path) {
  return openFile(path, O_WRONLY | O_CREAT | O_TRUNC, "the file cannot be created")
      .map([&](int descriptor) { return FileHandle(descriptor, path); });
}

Result<std::uint64_t> FileHandle::size() const {
  struct stat status {};
  if (::fstat(m_descriptor, &status) != 0) return error("its size cannot be read", errno);
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::io, "this is no ordinary file", m_path.string());
  return static_cast<std::uint64_t>(status.st_size);
}

Result<void> FileHandle::read(std::uint64_t offset, std::span<std::byte> into) const {
  while (!into.empty()) {
    const ssize_t got = ::pread(m_descriptor, into.data(), std::min(into.size(), kMostPerCall),
                                static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error("the file cannot be read", errno);
    if (got == 0)
      return fail(ErrorCode::format,
                  fmt::format("the file ends {} bytes before its header says", into.size()),
                  m_path.string());
    offset += static_cast<std::uint64_t>(got);
    into = into.subspan(static_cast<std::size_t>(got));
  }
  return {};
}

Result<void> FileHandle::write(std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t put = ::write(m_descriptor, bytes.data(), std::min(bytes.size(), kMostPerCall));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return error("the file cannot be written", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

Result<void> FileHandle::writeAt(std::uint64_t offset, std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(m_descriptor, bytes.data(), std::min(bytes.size(), kMostPerCall),
                                 static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return error("the file cannot be written", errno);
    offset += static_cast<std::uint64_t>(put);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

Result<void> FileHandle::reserve(std::uint64_t bytes) const {
  if (bytes == 0) return {};
  int result = 0;
  do result = ::fallocate(m_descriptor, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes));
  while (result != 0 && errno == EINTR);
  if (result != 0 && errno != EOPNOTSUPP && errno != ENOSYS)
    return error("the file cannot be given its room", errno);
  return {};
}

Result<void> FileHandle::sync() const {
  if (::fsync(m_descriptor) != 0) return error("the file cannot be brought to the device", errno);
  return {};
}

Result<void> FileHandle::close() {
  if (::close(std::exchange(m_descriptor, -1)) != 0 && errno != EINTR)
    return error("the file cannot be closed", errno);
  return {};
}

void refuseSizeSignals() {
  [[maybe_unused]] static const auto before = std::signal(SIGXFSZ, SIG_IGN);
}

Result<MappedFile> MappedFile::map(const FileHandle& file) {
  const auto size = file.size();
  if (!size) return tl::unexpected(size.error());
  if (*size == 0) return MappedFile(std::span<const std::byte>{});
  void* at = ::mmap(nullptr, *size, PROT_READ, MAP_SHARED, file.descriptor(), 0);
  if (at == MAP_FAILED) return fileError("the file cannot be mapped", errno, file.path());
  return MappedFile(std::span(static_cast<const std::byte*>(at), *size));
}

MappedFile::~MappedFile() {
  if (!m_bytes.empty()) ::munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}

Result<double> MappedFile::residentShare() const {
  if (m_bytes.empty()) return 0.0;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> pages((m_bytes.size() + page - 1) / page);
  if (::mincore(const_cast<std::byte*>(m_bytes.data()), m_bytes.size(), pages.data()) != 0)
    return fail(ErrorCode::unsupported, "mincore: " + systemReason(errno));
  const auto in = std::count_if(pages.begin(), pages.end(), [](unsigned char p) { return p & 1; });
  return static_cast<double>(in) / static_cast<double>(pages.size());
}

}  // namespace lane
