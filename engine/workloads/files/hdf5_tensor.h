// One tensor in an HDF5 file of its own: the data set "tensor", stored in one piece, in chunks, or
// in chunks that the gzip filter shrinks. Through the HDF5 C API, as a program does it; nothing of
// HDF5 leaves this file. Meant for files of our own making: a file of somebody else is read as far
// as its tensor is a plain one, but libhdf5 is no guard against files made to harm. One thread per
// file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/result.h"
#include "workloads/files/npy.h"
#include "workloads/files/tensor_shape.h"

namespace lane {

enum class Hdf5Layout : std::uint8_t { contiguous, chunked, gzip };

/// Largest chunk, before the filter: as much as HDF5's own chunk cache holds.
inline constexpr std::uint64_t kHdf5ChunkBytes = std::uint64_t{1} << 20;
inline constexpr unsigned kHdf5GzipLevel = 1;

/// Why this layout cannot be written here; empty when it can.
std::string whyNoHdf5(Hdf5Layout layout);

/// A new file, closed again. Errors: unsupported (a type HDF5 is not given by this program, no gzip
/// filter), io with the system's reason; what was begun is left for the caller to remove.
Result<void> writeHdf5(const std::filesystem::path& path, Hdf5Layout layout,
                       const TensorShape& shape, std::span<const std::byte> elements);

/// Into memory that is there. Errors: format (no HDF5 file, or not with a tensor of that type and
/// shape), io.
Result<void> readHdf5Into(const std::filesystem::path& path, const TensorShape& expected,
                          std::span<std::byte> into);

/// A tensor of any shape. Errors: as above; format too when the file claims more elements than it
/// can hold, unsupported for types other than f64, f32, i64, i32, i8 and u8.
Result<LoadedTensor> readHdf5(const std::filesystem::path& path);

/// Bytes the elements take in the file, after the filter.
Result<std::uint64_t> hdf5StoredBytes(const std::filesystem::path& path);

}  // namespace lane
