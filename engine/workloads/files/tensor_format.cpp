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

/// HDF5 closes its file itself, and may still write then: synchronising comes after it.
Result<void> syncClosed(const std::filesystem::path& path) {
  auto file = FileHandle::openForReading(path);
  if (!file) return tl::unexpected(file.error());
  return file->sync().and_then([&] { return file->close(); });
}

}  // namespace

std::string_view name(TensorFormat format) {
  switch (format) {
    case TensorFormat::npy:
      return "npy";
    case TensorFormat::safetensors:
      return "safetensors";
    case TensorFormat::hdf5Contiguous:
      return "hdf5";
    case TensorFormat::hdf5Chunked:
      return "hdf5_chunked";
    case TensorFormat::hdf5Gzip:
      return "hdf5_gzip";
    case TensorFormat::raw:
      break;
  }
  return "raw";
}

std::string_view title(TensorFormat format) {
  switch (format) {
    case TensorFormat::npy:
      return ".npy";
    case TensorFormat::hdf5Contiguous:
      return "HDF5";
    case TensorFormat::hdf5Chunked:
      return "HDF5, chunked";
    case TensorFormat::hdf5Gzip:
      return "HDF5, gzip";
    case TensorFormat::safetensors:
    case TensorFormat::raw:
      break;
  }
  return name(format);
}

std::optional<Hdf5Layout> hdf5Layout(TensorFormat format) {
  if (format == TensorFormat::hdf5Contiguous) return Hdf5Layout::contiguous;
  if (format == TensorFormat::hdf5Chunked) return Hdf5Layout::chunked;
  if (format == TensorFormat::hdf5Gzip) return Hdf5Layout::gzip;
  return std::nullopt;
}

Result<void> writeTensor(TensorFormat format, const std::filesystem::path& path,
                         const TensorShape& shape, std::span<const std::byte> elements, bool sync) {
  if (const auto layout = hdf5Layout(format)) {
    auto written = writeHdf5(path, *layout, shape, elements);
    return written && sync ? syncClosed(path) : written;
  }
  const auto header = headerOf(format, shape);
  if (!header) return tl::unexpected(header.error());
  auto file = FileHandle::create(path);
  if (!file) return tl::unexpected(file.error());
  auto written = file->reserve(header->size() + elements.size())
                     .and_then([&] { return file->write(std::as_bytes(std::span(*header))); })
                     .and_then([&] { return file->write(elements); });
  if (written && sync) written = file->sync();
  if (written) written = file->close();
  return written;
}

Result<void> readTensor(TensorFormat format, const std::filesystem::path& path,
                        const TensorShape& expected, std::span<std::byte> into) {
  if (hdf5Layout(format)) return readHdf5Into(path, expected, into);
  auto file = FileHandle::openForReading(path);
  if (!file) return tl::unexpected(file.error());
  const auto stored = readTensorHeader(format, *file, expected);
  if (!stored) return tl::unexpected(stored.error());
  if (stored->shape.dtype != expected.dtype || stored->bytes != into.size())
    return fail(ErrorCode::format, "the file is another than was written", path.string());
  return file->read(stored->offset, into).and_then([&] { return file->close(); });
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
