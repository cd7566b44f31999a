// The safetensors format: eight bytes with the length of a JSON header that names every tensor's
// type, shape and range, then the tensors one after the other. Everything a header says is held
// against the file before it is believed. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "workloads/files/file_handle.h"
#include "workloads/files/tensor_shape.h"

namespace lane {

struct NamedTensor {
  std::string name;
  StoredTensor stored;
};

struct SafetensorsHeader {
  std::vector<NamedTensor> tensors;             ///< in the order of their elements
  std::map<std::string, std::string> metadata;  ///< "__metadata__"
  std::uint64_t dataOffset = 0;                 ///< of the first tensor, from the file's start
};

struct NamedShape {
  std::string name;
  TensorShape shape;
};

/// Length and JSON, ready to be followed by the tensors' elements in this order without gaps;
/// padded with blanks so that they start at a multiple of 8 bytes. Errors: usage (a name twice),
/// unsupported (a type the format has no name for).
Result<std::string> safetensorsHeader(std::span<const NamedShape> tensors);

/// Errors: format (damaged, or ranges that overlap, leave gaps, reach beyond the file or do not
/// fit type and shape), unsupported (a type this version does not read).
Result<SafetensorsHeader> readSafetensorsHeader(const FileHandle& file);
/// The same from a whole file in memory.
Result<SafetensorsHeader> parseSafetensorsHeader(std::span<const std::byte> file,
                                                 const std::string& where);

struct TensorData {
  std::string name;
  TensorShape shape;
  std::span<const std::byte> elements;
};
Result<void> writeSafetensors(const std::filesystem::path& path,
                              std::span<const TensorData> tensors);

}  // namespace lane
