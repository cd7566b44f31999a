// NumPy's .npy format: one array after a short text header (versions 1.0, 2.0 and 3.0). Writes
// little-endian arrays in C order whose elements start at a multiple of 64 bytes; reads those and
// says why it refuses others. A header is held against the file's size before anything is
// allocated. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "base/result.h"
#include "workloads/files/file_handle.h"
#include "workloads/files/tensor_memory.h"
#include "workloads/files/tensor_shape.h"

namespace lane {

enum class NpyVersion : std::uint8_t { v1 = 1, v2 = 2, v3 = 3 };

/// Magic, version, length and text, ready to be followed by the elements. Version 1 has room for
/// 65,535 bytes of text. Errors: unsupported (a type the format has no name for, a long shape).
Result<std::string> npyHeader(const TensorShape& shape, NpyVersion version = NpyVersion::v1);

/// Errors: format (not an .npy file, damaged, or a header that promises what the file does not
/// hold), unsupported (Fortran order, structured or other types, big-endian elements).
Result<StoredTensor> readNpyHeader(const FileHandle& file);
/// The same from a whole file in memory.
Result<StoredTensor> parseNpyHeader(std::span<const std::byte> file, const std::string& where);

Result<void> writeNpy(const std::filesystem::path& path, const TensorShape& shape,
                      std::span<const std::byte> elements);

/// A tensor read into memory of its own.
struct LoadedTensor {
  TensorShape shape;
  TensorBytes elements;
};
Result<LoadedTensor> readNpy(const std::filesystem::path& path);

}  // namespace lane
