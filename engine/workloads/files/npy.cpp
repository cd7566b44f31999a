#include "workloads/files/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>

namespace lane {
namespace {

constexpr std::string_view kMagic{"\x93NUMPY", 6};
constexpr std::size_t kAlignment = 64;
/// Far above any real header: a shape of 32 extents takes less than 1 KiB.
constexpr std::uint64_t kMostText = std::uint64_t{1} << 20;

struct TypeName {
  Dtype dtype;
  std::string_view name;
};
constexpr std::array kTypes = std::to_array<TypeName>({{Dtype::f64, "<f8"},
                                                       {Dtype::f32, "<f4"},
                                                       {Dtype::f16, "<f2"},
                                                       {Dtype::i64, "<i8"},
                                                       {Dtype::i32, "<i4"},
                                                       {Dtype::i8, "|i1"},
                                                       {Dtype::u8, "|u1"}});

std::optional<Dtype> typeNamed(std::string_view name) {
  for (const TypeName& type : kTypes)
    if (type.name == name) return type.dtype;
  return std::nullopt;
}

std::string shapeText(const std::vector<std::uint64_t>& extents) {
  // A tuple of one needs its comma.
  return fmt::format("({}{})", fmt::join(extents, ", "), extents.size() == 1 ? "," : "");
}

/// The dictionary of a header: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }. A
/// Python literal, of which only what such headers are made of is understood.
class HeaderText {
 public:
  HeaderText(std::string_view text, const std::string& where) : m_rest(text), m_where(where) {}

  Result<TensorShape> parse() {
    if (!take('{')) return damaged("does not start with \"{\"");
    std::set<std::string_view> seen;
    while (!take('}')) {
      const auto key = quoted();
      if (!key || !take(':')) return damaged("has no key where one is due");
      if (!seen.insert(*key).second) return damaged(fmt::format("names \"{}\" twice", *key));
      const Result<void> read = *key == "descr"           ? readType()
                                : *key == "fortran_order" ? readOrder()
                                : *key == "shape"         ? readShape()
                                                  : damaged(fmt::format("has a key \"{}\"", *key));
      if (!read) return tl::unexpected(read.error());
      if (!take(',') && peek() != '}') return damaged("is not a list of keys and values");
    }
    skipBlanks();
    if (!m_rest.empty()) return damaged("goes on after its \"}\"");
    if (seen.size() != 3) return damaged("lacks one of descr, fortran_order and shape");
    return m_shape;
  }

 private:
  tl::unexpected<Error> damaged(std::string_view how) const {
    return fail(ErrorCode::format, fmt::format("its header {}", how), m_where);
  }
  void skipBlanks() {
    const auto first = m_rest.find_first_not_of(" \t\n");
    m_rest.remove_prefix(std::min(first, m_rest.size()));
  }
  char peek() {
    skipBlanks();
    return m_rest.empty() ? '\0' : m_rest.front();
  }
  bool take(char c) {
    if (peek() != c || m_rest.empty()) return false;
    m_rest.remove_prefix(1);
    return true;
  }
  std::optional<std::string_view> quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') return std::nullopt;
    const auto end = m_rest.find(quote, 1);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view text = m_rest.substr(1, end - 1);
    m_rest.remove_prefix(end + 1);
    return text;
  }

  Result<void> readType() {
    if (peek() == '[')
      return fail(ErrorCode::unsupported, "arrays of structures are not read", m_where,
                  "Store each field as an array of its own");
    const auto name = quoted();
    if (!name) return damaged("has no element type");
    if (const auto type = typeNamed(*name)) {
      m_shape.dtype = *type;
      return {};
    }
    if (name->starts_with('>'))
      return fail(ErrorCode::unsupported,
                  fmt::format("its elements are big-endian (\"{}\")", *name), m_where);
    return fail(ErrorCode::unsupported, fmt::format("element type \"{}\" is not read", *name),
                m_where);
  }

  Result<void> readOrder() {
    skipBlanks();
    for (const auto& [word, fortran] :
         {std::pair{std::string_view("False"), false}, std::pair{std::string_view("True"), true}}) {
      if (!m_rest.starts_with(word)) continue;
      m_rest.remove_prefix(word.size());
      if (!fortran) return {};
      return fail(ErrorCode::unsupported, "its elements stand in Fortran order", m_where,
                  "numpy.ascontiguousarray() brings them into C order");
    }
    return damaged("has neither True nor False for fortran_order");
  }

  Result<void> readShape() {
    if (!take('(')) return damaged("has no shape");
    while (!take(')')) {
      if (peek() == '-') return damaged("has a negative extent");
      std::uint64_t extent = 0;
      const auto [end, error] =
          std::from_chars(m_rest.data(), m_rest.data() + m_rest.size(), extent);
      if (error == std::errc::result_out_of_range) return damaged("has an extent beyond 64 bits");
      if (error != std::errc{}) return damaged("has a shape that is not a list of numbers");
      m_rest.remove_prefix(static_cast<std::size_t>(end - m_rest.data()));
      m_shape.extents.push_back(extent);
      if (!take(',') && peek() != ')') return damaged("has a shape that is not a list of numbers");
    }
    return {};
  }

  std::string_view m_rest;
  const std::string& m_where;
  TensorShape m_shape;
};

/// What the first bytes say of the text that follows.
struct Preamble {
  std::uint64_t textOffset = 0;
  std::uint64_t textBytes = 0;
};
constexpr std::size_t kLongestPreamble = 12;

Result<Preamble> parsePreamble(std::span<const std::byte> start, std::uint64_t fileBytes,
                               const std::string& where) {
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  const auto byteAt = [&](std::size_t i) { return std::to_integer<std::uint64_t>(start[i]); };
  if (!text.starts_with(kMagic) || start.size() < 10)
    return fail(ErrorCode::format, "this is no .npy file", where);
  const std::uint64_t version = byteAt(6);
  if (version < 1 || version > 3)
    return fail(ErrorCode::newer, fmt::format(".npy version {}.{} is not read", version, byteAt(7)),
                where);
  Preamble preamble{version == 1 ? 10u : 12u, byteAt(8) | byteAt(9) << 8};
  if (version > 1) {
    if (start.size() < 12) return fail(ErrorCode::format, "the file is cut short", where);
    preamble.textBytes |= byteAt(10) << 16 | byteAt(11) << 24;
  }
  if (preamble.textBytes > fileBytes - preamble.textOffset)
    return fail(
        ErrorCode::format,
        fmt::format("its header claims {} bytes, the file has {}", preamble.textBytes, fileBytes),
        where);
  if (preamble.textBytes > kMostText)
    return fail(ErrorCode::format,
                fmt::format("its header of {} bytes is no sensible one", preamble.textBytes),
                where);
  return preamble;
}

Result<StoredTensor> parseText(const Preamble& preamble, std::string_view text,
                               std::uint64_t fileBytes, const std::string& where) {
  auto shape = HeaderText(text, where).parse();
  if (!shape) return tl::unexpected(shape.error());
  StoredTensor stored{std::move(*shape), preamble.textOffset + preamble.textBytes, 0};
  const std::uint64_t there = fileBytes - stored.offset;
  const auto bytes = stored.shape.bytes();
  if (!bytes || *bytes > there)
    return fail(ErrorCode::format,
                fmt::format("its header promises {} elements of {} bytes, the file holds {} bytes "
                            "of them",
                            shapeText(stored.shape.extents), bytesOf(stored.shape.dtype), there),
                where);
  stored.bytes = *bytes;
  return stored;
}

}  // namespace

Result<std::string> npyHeader(const TensorShape& shape, NpyVersion version) {
  const auto type = std::find_if(kTypes.begin(), kTypes.end(),
                                 [&](const TypeName& t) { return t.dtype == shape.dtype; });
  if (type == kTypes.end())
    return fail(ErrorCode::unsupported,
                fmt::format(".npy has no element type {}", toWord(shape.dtype)));
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}",
                                 type->name, shapeText(shape.extents));
  const std::size_t before = version == NpyVersion::v1 ? 10 : 12;
  const std::size_t whole = (before + text.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
  text.resize(whole - before - 1, ' ');
  text += '\n';
  if (version == NpyVersion::v1 && text.size() > 0xffff)
    return fail(ErrorCode::unsupported, "the shape is too long for .npy version 1.0");
  std::string header(kMagic);
  header += {static_cast<char>(version), '\0'};
  for (std::size_t i = 0; i < before - 8; ++i)
    header += static_cast<char>(text.size() >> (8 * i) & 0xff);
  return header + text;
}

Result<StoredTensor> readNpyHeader(const FileHandle& file) {
  const std::string where = file.path().string();
  const auto size = file.size();
  if (!size) return tl::unexpected(size.error());
  // One read fetches the whole of nearly every header.
  std::array<std::byte, 256> start{};
  const std::size_t known = std::min<std::uint64_t>(start.size(), *size);
  if (auto read = file.read(0, std::span(start).first(known)); !read)
    return tl::unexpected(read.error());
  const auto preamble =
      parsePreamble(std::span(start).first(std::min(known, kLongestPreamble)), *size, where);
  if (!preamble) return tl::unexpected(preamble.error());
  if (preamble->textOffset + preamble->textBytes <= known)
    return parseText(
        *preamble,
        {reinterpret_cast<const char*>(start.data()) + preamble->textOffset, preamble->textBytes},
        *size, where);
  std::string text(preamble->textBytes, '\0');
  if (auto read = file.read(preamble->textOffset, std::as_writable_bytes(std::span(text))); !read)
    return tl::unexpected(read.error());
  return parseText(*preamble, text, *size, where);
}

Result<StoredTensor> parseNpyHeader(std::span<const std::byte> file, const std::string& where) {
  const auto preamble =
      parsePreamble(file.first(std::min(file.size(), kLongestPreamble)), file.size(), where);
  if (!preamble) return tl::unexpected(preamble.error());
  return parseText(
      *preamble,
      {reinterpret_cast<const char*>(file.data()) + preamble->textOffset, preamble->textBytes},
      file.size(), where);
}

Result<void> writeNpy(const std::filesystem::path& path, const TensorShape& shape,
                      std::span<const std::byte> elements) {
  if (shape.bytes() != elements.size())
    return fail(ErrorCode::usage, "shape and elements do not fit each other", path.string());
  const auto header = npyHeader(shape);
  if (!header) return tl::unexpected(header.error());
  auto file = FileHandle::create(path);
  if (!file) return tl::unexpected(file.error());
  return file->reserve(header->size() + elements.size())
      .and_then([&] { return file->write(std::as_bytes(std::span(*header))); })
      .and_then([&] { return file->write(elements); })
      .and_then([&] { return file->close(); });
}

Result<LoadedTensor> readNpy(const std::filesystem::path& path) {
  const auto file = FileHandle::openForReading(path);
  if (!file) return tl::unexpected(file.error());
  auto stored = readNpyHeader(*file);
  if (!stored) return tl::unexpected(stored.error());
  LoadedTensor tensor{std::move(stored->shape), TensorBytes(stored->bytes)};
  if (auto read = file->read(stored->offset, tensor.elements); !read)
    return tl::unexpected(read.error());
  return tensor;
}

}  // namespace lane
