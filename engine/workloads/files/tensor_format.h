// The ways a tensor is put into a file, behind one interface. Most are a header with the elements
// behind it, and can be mapped; HDF5 lays its files out itself. Values without state; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "workloads/files/file_handle.h"
#include "workloads/files/hdf5_tensor.h"
#include "workloads/files/tensor_shape.h"

namespace lane {

enum class TensorFormat : std::uint8_t {
  npy,
  safetensors,
  raw,
  hdf5Contiguous,
  hdf5Chunked,
  hdf5Gzip
};
inline constexpr std::array kTensorFormats{TensorFormat::npy,         TensorFormat::safetensors,
                                           TensorFormat::raw,         TensorFormat::hdf5Contiguous,
                                           TensorFormat::hdf5Chunked, TensorFormat::hdf5Gzip};

std::string_view name(TensorFormat format);   ///< "npy": of benchmarks and files
std::string_view title(TensorFormat format);  ///< ".npy": as it is spoken of
/// How HDF5 stores it; nothing for a format of header and elements.
std::optional<Hdf5Layout> hdf5Layout(TensorFormat format);

/// A new file with the tensor, closed again; with `sync` on the device as well. What was begun is
/// left for the caller to remove when it fails.
Result<void> writeTensor(TensorFormat format, const std::filesystem::path& path,
                         const TensorShape& shape, std::span<const std::byte> elements, bool sync);
/// Opens, reads all elements of a tensor known to be in the file, closes.
Result<void> readTensor(TensorFormat format, const std::filesystem::path& path,
                        const TensorShape& expected, std::span<std::byte> into);

/// What stands before the elements; nothing in a raw file. The rest is of formats that are header
/// and elements only.
Result<std::string> headerOf(TensorFormat format, const TensorShape& shape);
/// The one tensor of a file. A raw file says nothing of itself: it is taken to hold `expected`.
Result<StoredTensor> readTensorHeader(TensorFormat format, const FileHandle& file,
                                      const TensorShape& expected);
Result<StoredTensor> parseTensorHeader(TensorFormat format, std::span<const std::byte> file,
                                       const TensorShape& expected, const std::string& where);

}  // namespace lane
