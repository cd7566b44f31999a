// The three ways a tensor is put into a file, behind one interface, for what is the same in all of
// them: a header, then the elements. Values without state; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "workloads/files/file_handle.h"
#include "workloads/files/tensor_shape.h"

namespace lane {

enum class TensorFormat : std::uint8_t { npy, safetensors, raw };
inline constexpr std::array kTensorFormats{TensorFormat::npy, TensorFormat::safetensors,
                                           TensorFormat::raw};

std::string_view name(TensorFormat format);   ///< "npy": of benchmarks and files
std::string_view title(TensorFormat format);  ///< ".npy": as it is spoken of

/// What stands before the elements; nothing in a raw file.
Result<std::string> headerOf(TensorFormat format, const TensorShape& shape);
/// The one tensor of a file. A raw file says nothing of itself: it is taken to hold `expected`.
Result<StoredTensor> readTensorHeader(TensorFormat format, const FileHandle& file,
                                      const TensorShape& expected);
Result<StoredTensor> parseTensorHeader(TensorFormat format, std::span<const std::byte> file,
                                       const TensorShape& expected, const std::string& where);

}  // namespace lane
