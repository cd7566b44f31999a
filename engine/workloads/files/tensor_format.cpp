#include "workloads/files/tensor_format.h"

#include "workloads/files/npy.h"
#include "workloads/files/safetensors.h"

namespace lane {
namespace {

Result<StoredTensor> onlyTensor(const SafetensorsHeader& header, const std::string& where) {
  if (header.tensors.size() != 1)
    return fail(ErrorCode::format, "the file does not hold exactly one tensor", where);
  return header.tensors.front().stored;
}

Result<StoredTensor> rawTensor(const TensorShape& expected, std::uint64_t fileBytes,
                               const std::string& where) {
  if (expected.bytes() != fileBytes)
    return fail(ErrorCode::format, "the file does not have the tensor's size", where);
  return StoredTensor{expected, 0, fileBytes};
}

}  // namespace

std::string_view name(TensorFormat format) {
  switch (format) {
    case TensorFormat::npy:
      return "npy";
    case TensorFormat::safetensors:
      return "safetensors";
    case TensorFormat::raw:
      break;
  }
  return "raw";
}

std::string_view title(TensorFormat format) {
  return format == TensorFormat::npy ? ".npy" : name(format);
}

Result<std::string> headerOf(TensorFormat format, const TensorShape& shape) {
  if (format == TensorFormat::npy) return npyHeader(shape);
  if (format == TensorFormat::raw) return std::string();
  const NamedShape tensor{"tensor", shape};
  return safetensorsHeader(std::span(&tensor, 1));
}

Result<StoredTensor> readTensorHeader(TensorFormat format, const FileHandle& file,
                                      const TensorShape& expected) {
  const std::string where = file.path().string();
  if (format == TensorFormat::npy) return readNpyHeader(file);
  if (format == TensorFormat::raw)
    return file.size().and_then(
        [&](std::uint64_t size) { return rawTensor(expected, size, where); });
  return readSafetensorsHeader(file).and_then(
      [&](const SafetensorsHeader& header) { return onlyTensor(header, where); });
}

Result<StoredTensor> parseTensorHeader(TensorFormat format, std::span<const std::byte> file,
                                       const TensorShape& expected, const std::string& where) {
  if (format == TensorFormat::npy) return parseNpyHeader(file, where);
  if (format == TensorFormat::raw) return rawTensor(expected, file.size(), where);
  return parseSafetensorsHeader(file, where).and_then([&](const SafetensorsHeader& header) {
    return onlyTensor(header, where);
  });
}

}  // namespace lane
