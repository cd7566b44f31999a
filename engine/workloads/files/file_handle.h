// An open file as plain POSIX calls with reasons: what the readers and writers of tensor files and
// their benchmarks share. Owned by one thread; closes itself. Failures are io errors that name the
// file and say what the system said.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/result.h"

namespace lane {

class FileHandle {
 public:
  FileHandle() = default;
  ~FileHandle();
  FileHandle(FileHandle&& other) noexcept;
  FileHandle& operator=(FileHandle&& other) noexcept;
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;

  static Result<FileHandle> openForReading(const std::filesystem::path& path);
  /// Makes the file anew, or empties it.
  static Result<FileHandle> create(const std::filesystem::path& path);

  Result<std::uint64_t> size() const;
  /// All of `into`; a file that ends before is a format error.
  Result<void> read(std::uint64_t offset, std::span<std::byte> into) const;
  /// At the end of what was written so far.
  Result<void> write(std::span<const std::byte> bytes) const;
  /// At a place of its own; the end of what write() wrote stays where it is.
  Result<void> writeAt(std::uint64_t offset, std::span<const std::byte> bytes) const;
  /// Room for so many bytes in one go, before they are written: the file system finds them
  /// together, and a disk that is full says so now. Where a file system cannot, nothing happens.
  Result<void> reserve(std::uint64_t bytes) const;
  Result<void> sync() const;  ///< fsync: data and length are on the device
  /// Late errors of writing come out here, where the file system reports them.
  Result<void> close();

  int descriptor() const { return m_descriptor; }
  const std::filesystem::path& path() const { return m_path; }

 private:
  FileHandle(int descriptor, std::filesystem::path path);
  tl::unexpected<Error> error(std::string_view action, int number) const;

  int m_descriptor = -1;
  std::filesystem::path m_path;
};

/// What the system said of a file, with advice where there is some.
tl::unexpected<Error> fileError(std::string_view action, int number,
                                const std::filesystem::path& path);

/// From now on a full file system or a limit on files comes back from write() instead of as a
/// signal that ends the program.
void refuseSizeSignals();

/// A whole file in memory, read only, closed again by the destructor.
class MappedFile {
 public:
  static Result<MappedFile> map(const FileHandle& file);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const { return m_bytes; }
  /// Share of its pages that lie in the page cache, 0 to 1; the system's reason where it does not
  /// tell (only the owner of a file and who may write it is told).
  Result<double> residentShare() const;

 private:
  explicit MappedFile(std::span<const std::byte> bytes) : m_bytes(bytes) {}
  std::span<const std::byte> m_bytes;
};

}  // namespace lane
