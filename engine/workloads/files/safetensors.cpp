#include "workloads/files/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string_view>

namespace lane {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLengthBytes = 8;
/// The limit the format's own library sets.
constexpr std::uint64_t kMostHeader = 100'000'000;
constexpr std::string_view kMetadata = "__metadata__";

struct TypeName {
  Dtype dtype;
  std::string_view name;
};
constexpr std::array kTypes = std::to_array<TypeName>({{Dtype::f64, "F64"},
                                                       {Dtype::f32, "F32"},
                                                       {Dtype::f16, "F16"},
                                                       {Dtype::bf16, "BF16"},
                                                       {Dtype::i64, "I64"},
                                                       {Dtype::i32, "I32"},
                                                       {Dtype::i8, "I8"},
                                                       {Dtype::u8, "U8"}});

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

tl::unexpected<Error> damaged(std::string what, const std::string& where) {
  return fail(ErrorCode::format, std::move(what), where);
}

Result<std::uint64_t> headerLength(std::span<const std::byte> start, std::uint64_t fileBytes,
                                   const std::string& where) {
  if (start.size() < kLengthBytes)
    return damaged("the file is too short for a safetensors header", where);
  std::uint64_t length = 0;
  std::memcpy(&length, start.data(), kLengthBytes);
  if (length > fileBytes - kLengthBytes)
    return damaged(fmt::format("its header claims {} bytes, the file has {}", length, fileBytes),
                   where);
  if (length > kMostHeader)
    return damaged(fmt::format("its header of {} bytes is longer than the format allows", length),
                   where);
  return length;
}

/// A list of unsigned whole numbers; nothing when it is anything else.
std::optional<std::vector<std::uint64_t>> numbers(const Json& json) {
  if (!json.is_array()) return std::nullopt;
  std::vector<std::uint64_t> list;
  for (const Json& item : json) {
    if (!item.is_number_unsigned()) return std::nullopt;
    list.push_back(item.get<std::uint64_t>());
  }
  return list;
}

Result<NamedTensor> tensorOf(const std::string& name, const Json& json, std::uint64_t dataOffset,
                             std::uint64_t dataBytes, const std::string& where) {
  const auto broken = [&](std::string_view what) {
    return damaged(fmt::format("tensor \"{}\" {}", name, what), where);
  };
  if (!json.is_object()) return broken("is not described by an object");
  for (const char* key : {"dtype", "shape", "data_offsets"})
    if (!json.contains(key)) return broken(fmt::format("has no {}", key));
  if (!json["dtype"].is_string()) return broken("has no type by name");
  const auto word = json["dtype"].get<std::string>();
  const auto type =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return t.name == word; });
  if (type == kTypes.end())
    return fail(ErrorCode::unsupported,
                fmt::format("tensor \"{}\" is of type {}, which is not read", name, word), where);
  const auto extents = numbers(json["shape"]);
  const auto range = numbers(json["data_offsets"]);
  if (!extents) return broken("has a shape that is not a list of sizes");
  if (!range || range->size() != 2 || (*range)[0] > (*range)[1])
    return broken("has no range of bytes");
  if ((*range)[1] > dataBytes)
    return broken(
        fmt::format("ends at byte {}, the file holds {} bytes of tensors", (*range)[1], dataBytes));
  NamedTensor tensor{name, {{type->dtype, *extents}, dataOffset + (*range)[0], 0}};
  tensor.stored.bytes = (*range)[1] - (*range)[0];
  if (tensor.stored.shape.bytes() != tensor.stored.bytes)
    return broken(fmt::format("has a range of {} bytes, which is not what its type and shape take",
                              tensor.stored.bytes));
  return tensor;
}

/// Tensors must fill the file from the header to the end: what lies between could be anything.
Result<void> checkRanges(const SafetensorsHeader& header, std::uint64_t fileBytes,
                         const std::string& where) {
  std::uint64_t end = header.dataOffset;
  for (const NamedTensor& tensor : header.tensors) {
    if (tensor.stored.offset != end)
      return damaged(fmt::format("tensor \"{}\" {} the one before it", tensor.name,
                                 tensor.stored.offset < end ? "overlaps" : "leaves a gap after"),
                     where);
    end += tensor.stored.bytes;
  }
  if (end != fileBytes)
    return damaged(fmt::format("{} bytes at its end belong to no tensor", fileBytes - end), where);
  return {};
}

Result<SafetensorsHeader> parseJson(std::string_view text, std::uint64_t fileBytes,
                                    const std::string& where) {
  std::set<std::string> names;
  std::string twice;
  const auto callback = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::key && depth == 1 &&
        !names.insert(parsed.get<std::string>()).second)
      twice = parsed.get<std::string>();
    return true;
  };
  const Json json = Json::parse(text, callback, false);
  if (!json.is_object()) return damaged("its header is no JSON object", where);
  if (!twice.empty()) return damaged(fmt::format("its header names \"{}\" twice", twice), where);
  SafetensorsHeader header;
  header.dataOffset = kLengthBytes + text.size();
  const std::uint64_t dataBytes = fileBytes - header.dataOffset;
  for (const auto& [name, value] : json.items()) {
    if (name == kMetadata) {
      if (!value.is_object()) return damaged("its metadata are no object", where);
      for (const auto& [key, word] : value.items()) {
        if (!word.is_string()) return damaged("its metadata are not all text", where);
        header.metadata[key] = word.get<std::string>();
      }
      continue;
    }
    auto tensor = tensorOf(name, value, header.dataOffset, dataBytes, where);
    if (!tensor) return tl::unexpected(tensor.error());
    header.tensors.push_back(std::move(*tensor));
  }
  std::stable_sort(header.tensors.begin(), header.tensors.end(),
                   [](const NamedTensor& a, const NamedTensor& b) {
                     return std::pair(a.stored.offset, a.stored.bytes) <
                            std::pair(b.stored.offset, b.stored.bytes);
                   });
  return checkRanges(header, fileBytes, where).map([&] { return std::move(header); });
}

}  // namespace

Result<std::string> safetensorsHeader(std::span<const NamedShape> tensors) {
  Json json = Json::object();
  std::uint64_t end = 0;
  for (const NamedShape& tensor : tensors) {
    const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) {
      return t.dtype == tensor.shape.dtype;
    });
    if (type == kTypes.end())
      return fail(ErrorCode::unsupported,
                  fmt::format("safetensors has no element type {}", toWord(tensor.shape.dtype)));
    if (json.contains(tensor.name) || tensor.name == kMetadata)
      return fail(ErrorCode::usage, fmt::format("\"{}\" cannot name this tensor", tensor.name));
    const auto bytes = tensor.shape.bytes();
    const std::uint64_t begin = end;
    if (!bytes || __builtin_add_overflow(end, *bytes, &end))
      return fail(ErrorCode::usage, fmt::format("tensor \"{}\" is too large", tensor.name));
    json[tensor.name] = {
        {"dtype", type->name}, {"shape", tensor.shape.extents}, {"data_offsets", {begin, end}}};
  }
  std::string text = json.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = text.size();
  std::string header(kLengthBytes, '\0');
  std::memcpy(header.data(), &length, kLengthBytes);
  return header + text;
}

Result<SafetensorsHeader> readSafetensorsHeader(const FileHandle& file) {
  const std::string where = file.path().string();
  const auto size = file.size();
  if (!size) return tl::unexpected(size.error());
  std::array<std::byte, kLengthBytes> start{};
  const std::size_t known = std::min<std::uint64_t>(start.size(), *size);
  if (auto read = file.read(0, std::span(start).first(known)); !read)
    return tl::unexpected(read.error());
  const auto length = headerLength(std::span(start).first(known), *size, where);
  if (!length) return tl::unexpected(length.error());
  std::string text(*length, '\0');
  if (auto read = file.read(kLengthBytes, std::as_writable_bytes(std::span(text))); !read)
    return tl::unexpected(read.error());
  return parseJson(text, *size, where);
}

Result<SafetensorsHeader> parseSafetensorsHeader(std::span<const std::byte> file,
                                                 const std::string& where) {
  const auto length = headerLength(file, file.size(), where);
  if (!length) return tl::unexpected(length.error());
  return parseJson({reinterpret_cast<const char*>(file.data()) + kLengthBytes, *length},
                   file.size(), where);
}

Result<void> writeSafetensors(const std::filesystem::path& path,
                              std::span<const TensorData> tensors) {
  std::vector<NamedShape> shapes;
  for (const TensorData& tensor : tensors) {
    if (tensor.shape.bytes() != tensor.elements.size())
      return fail(ErrorCode::usage, "shape and elements do not fit each other", path.string());
    shapes.push_back({tensor.name, tensor.shape});
  }
  const auto header = safetensorsHeader(shapes);
  if (!header) return tl::unexpected(header.error());
  auto file = FileHandle::create(path);
  if (!file) return tl::unexpected(file.error());
  if (auto written = file->write(std::as_bytes(std::span(*header))); !written) return written;
  for (const TensorData& tensor : tensors)
    if (auto written = file->write(tensor.elements); !written) return written;
  return file->close();
}

}  // namespace lane
