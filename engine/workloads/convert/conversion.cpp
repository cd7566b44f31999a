#include "workloads/convert/conversion.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "kernels/kernel.h"
#include "workloads/convert/convert_reference.h"
#include "workloads/convert/mapped_array.h"
#include "workloads/files/file_handle.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kWays{"whole", "whole-file", "stream", "stream-file"};

std::span<const std::byte> elementsOf(Dtype dtype, PackedSource source, std::uint64_t items) {
  return {source.elements, packedBytes(dtype, items).elements};
}
std::span<const std::byte> scalesOf(Dtype dtype, PackedSource source, std::uint64_t items) {
  return {source.scales, packedBytes(dtype, items).scales};
}
std::span<std::byte> elementsOf(Dtype dtype, PackedTarget target, std::uint64_t items) {
  return {target.elements, packedBytes(dtype, items).elements};
}
std::span<std::byte> scalesOf(Dtype dtype, PackedTarget target, std::uint64_t items) {
  return {target.scales, packedBytes(dtype, items).scales};
}

/// A tensor or a chunk of it in memory.
class PackedArray {
 public:
  Result<void> make(Dtype dtype, std::uint64_t items) {
    const PackedBytes bytes = packedBytes(dtype, items);
    auto elements = MappedArray::make(bytes.elements);
    if (!elements) return tl::unexpected(elements.error());
    auto scales = MappedArray::make(bytes.scales);
    if (!scales) return tl::unexpected(scales.error());
    m_elements = std::move(*elements);
    m_scales = std::move(*scales);
    return {};
  }
  void touch() {
    m_elements.touch();
    m_scales.touch();
  }
  void release() {
    m_elements.release();
    m_scales.release();
  }
  PackedTarget target() const { return {m_elements.data(), m_scales.data()}; }

 private:
  MappedArray m_elements, m_scales;
};

/// A tensor in a file: all elements, then all scales.
class PackedFile {
 public:
  PackedFile(Dtype dtype, std::uint64_t items)
      : m_dtype(dtype), m_scalesAt(packedBytes(dtype, items).elements) {}

  Result<void> open(const fs::path& path) {
    return FileHandle::openForReading(path).map(
        [this](FileHandle file) { m_file = std::move(file); });
  }
  Result<void> create(const fs::path& path) {
    return FileHandle::create(path).map([this](FileHandle file) { m_file = std::move(file); });
  }
  Result<void> read(std::uint64_t item, PackedTarget into, std::uint64_t items) const {
    const PackedBytes before = packedBytes(m_dtype, item);
    return m_file->read(before.elements, elementsOf(m_dtype, into, items)).and_then([&] {
      return m_file->read(m_scalesAt + before.scales, scalesOf(m_dtype, into, items));
    });
  }
  Result<void> write(std::uint64_t item, PackedSource from, std::uint64_t items) const {
    const PackedBytes before = packedBytes(m_dtype, item);
    return m_file->writeAt(before.elements, elementsOf(m_dtype, from, items)).and_then([&] {
      return m_file->writeAt(m_scalesAt + before.scales, scalesOf(m_dtype, from, items));
    });
  }
  Result<void> close() {
    auto closed = m_file->close();
    m_file.reset();
    return closed;
  }
  void drop() { m_file.reset(); }

 private:
  Dtype m_dtype;
  std::uint64_t m_scalesAt;
  std::optional<FileHandle> m_file;
};

/// Calls visit(item, items) for one chunk after the other until one fails.
template <class Visit>
Result<void> eachChunk(std::uint64_t items, Visit visit) {
  for (std::uint64_t item = 0; item < items; item += kChunkItems)
    if (Result<void> done = visit(item, std::min<std::uint64_t>(kChunkItems, items - item)); !done)
      return done;
  return {};
}

Result<bool> fileIsRight(const ConversionData& data, const fs::path& path) {
  PackedFile file(data.toType(), data.items());
  PackedArray chunk;
  bool right = true;
  return file.open(path)
      .and_then([&] { return chunk.make(data.toType(), kChunkItems); })
      .and_then([&] {
        return eachChunk(data.items(), [&](std::uint64_t item, std::uint64_t count) {
          return file.read(item, chunk.target(), count).map([&] {
            right = right && data.isRight(chunk.target(), item);
          });
        });
      })
      .map([&] { return right; });
}

class Whole final : public Conversion {
 public:
  Whole(const ConversionData& data, bool files, fs::path input, fs::path output)
      : m_data(data),
        m_files(files),
        m_inputPath(std::move(input)),
        m_outputPath(std::move(output)) {}

  Result<void> allocate() override {
    auto made = m_input.make(m_data.fromType(), m_data.items()).and_then([&] {
      return m_output.make(m_data.toType(), m_data.items());
    });
    if (!made) return made;
    if (m_files)
      m_input.touch();
    else
      m_data.fillInput(m_input.target());
    m_output.touch();
    return {};
  }

  Result<void> process() override {
    const auto work = [this] {
      convert(m_data.fromType(), m_input.target(), m_data.toType(), m_output.target(),
              m_data.items());
    };
    if (!m_files) {
      work();
      return {};
    }
    PackedFile in(m_data.fromType(), m_data.items()), out(m_data.toType(), m_data.items());
    return in.open(m_inputPath)
        .and_then([&] { return in.read(0, m_input.target(), m_data.items()); })
        .map(work)
        .and_then([&] { return out.create(m_outputPath); })
        .and_then([&] { return out.write(0, m_output.target(), m_data.items()); })
        .and_then([&] { return out.close(); });
  }

  void cleanUp() override {
    m_input.release();
    m_output.release();
  }

  Result<bool> isRight() const override {
    if (m_files) return fileIsRight(m_data, m_outputPath);
    bool right = true;
    std::ignore = eachChunk(m_data.items(), [&](std::uint64_t item, std::uint64_t) -> Result<void> {
      right = right && m_data.isRight(from(m_data.toType(), m_output.target(), item), item);
      return {};
    });
    return right;
  }

 private:
  const ConversionData& m_data;
  bool m_files;
  fs::path m_inputPath, m_outputPath;
  PackedArray m_input, m_output;
};

class Streamed final : public Conversion {
 public:
  Streamed(const ConversionData& data, bool files, fs::path input, fs::path output)
      : m_data(data),
        m_files(files),
        m_inputPath(std::move(input)),
        m_outputPath(std::move(output)),
        m_in(data.fromType(), data.items()),
        m_out(data.toType(), data.items()) {}

  Result<void> allocate() override {
    auto made =
        m_input.make(m_data.fromType(), m_files ? kChunkItems : m_data.items()).and_then([&] {
          return m_chunk.make(m_data.toType(), kChunkItems);
        });
    if (!made) return made;
    if (m_files)
      m_input.touch();
    else
      m_data.fillInput(m_input.target());
    m_chunk.touch();
    return {};
  }

  Result<void> process() override {
    Result<void> ready;
    if (m_files) ready = m_in.open(m_inputPath);
    return ready.and_then([&] { return m_out.create(m_outputPath); })
        .and_then([&] {
          return eachChunk(m_data.items(), [&](std::uint64_t item, std::uint64_t count) {
            return step(item, count);
          });
        })
        .and_then([&] { return m_out.close(); });
  }

  void cleanUp() override {
    m_in.drop();
    m_out.drop();
    m_input.release();
    m_chunk.release();
  }

  Result<bool> isRight() const override { return fileIsRight(m_data, m_outputPath); }

 private:
  Result<void> step(std::uint64_t item, std::uint64_t count) {
    PackedSource source = m_input.target();
    if (m_files) {
      if (auto read = m_in.read(item, m_input.target(), count); !read) return read;
    } else {
      source = from(m_data.fromType(), source, item);
    }
    convert(m_data.fromType(), source, m_data.toType(), m_chunk.target(), count);
    return m_out.write(item, m_chunk.target(), count);
  }

  const ConversionData& m_data;
  bool m_files;
  fs::path m_inputPath, m_outputPath;
  PackedFile m_in, m_out;
  PackedArray m_input, m_chunk;
};

}  // namespace

std::string_view toWord(ConversionWay way) {
  return kWays[static_cast<std::size_t>(way)];
}

ConversionData::ConversionData(Dtype fromType, Dtype toType, std::uint64_t items,
                               std::uint64_t seed)
    : m_from(fromType), m_to(toType), m_items(items) {
  std::vector<float> values(kChunkItems);
  fillOperand(values.data(), values.size(), Dtype::f32, InputRange{}, seed);
  const PackedBytes in = packedBytes(fromType, kChunkItems), out = packedBytes(toType, kChunkItems);
  m_elements.resize(in.elements);
  m_scales.resize(in.scales);
  m_rightElements.resize(out.elements);
  m_rightScales.resize(out.scales);
  const PackedTarget pattern{m_elements.data(), m_scales.data()};
  convertByDefinition(Dtype::f32, {reinterpret_cast<const std::byte*>(values.data()), nullptr},
                      fromType, pattern, kChunkItems);
  convertByDefinition(fromType, pattern, toType, {m_rightElements.data(), m_rightScales.data()},
                      kChunkItems);
}

void ConversionData::fillInput(PackedTarget whole) const {
  for (std::uint64_t item = 0; item < m_items; item += kChunkItems) {
    const std::uint64_t count = std::min<std::uint64_t>(kChunkItems, m_items - item);
    const PackedTarget part = from(m_from, whole, item);
    const PackedBytes bytes = packedBytes(m_from, count);
    std::memcpy(part.elements, m_elements.data(), bytes.elements);
    if (bytes.scales > 0) std::memcpy(part.scales, m_scales.data(), bytes.scales);
  }
}

Result<void> ConversionData::writeInput(const fs::path& path) const {
  PackedFile file(m_from, m_items);
  return file.create(path)
      .and_then([&] {
        return eachChunk(m_items, [&](std::uint64_t item, std::uint64_t count) {
          return file.write(item, {m_elements.data(), m_scales.data()}, count);
        });
      })
      .and_then([&] { return file.close(); });
}

bool ConversionData::isRight(PackedSource chunk, std::uint64_t item) const {
  const std::uint64_t count = std::min<std::uint64_t>(kChunkItems, m_items - item);
  const PackedBytes bytes = packedBytes(m_to, count);
  return std::memcmp(chunk.elements, m_rightElements.data(), bytes.elements) == 0 &&
         (bytes.scales == 0 || std::memcmp(chunk.scales, m_rightScales.data(), bytes.scales) == 0);
}

std::unique_ptr<Conversion> makeConversion(ConversionWay way, const ConversionData& data,
                                           fs::path input, fs::path output) {
  const bool files = way == ConversionWay::wholeFile || way == ConversionWay::streamFile;
  if (way == ConversionWay::whole || way == ConversionWay::wholeFile)
    return std::make_unique<Whole>(data, files, std::move(input), std::move(output));
  return std::make_unique<Streamed>(data, files, std::move(input), std::move(output));
}

}  // namespace lane
