#include "session/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace lane::hdf5 {
namespace {

Handle textType(std::size_t length) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
  check(H5Tset_size(type, std::max<std::size_t>(length, 1)), "size a text type");
  check(H5Tset_cset(type, H5T_CSET_UTF8), "make a text type UTF-8");
  check(H5Tset_strpad(type, H5T_STR_NULLPAD), "pad a text type");
  return type;
}

/// At most `limit` bytes, cut between characters of UTF-8 and marked as cut.
std::string_view cut(std::string_view text, std::size_t limit, std::string& storage) {
  if (text.size() <= limit) return text;
  constexpr std::string_view kMark = "…";
  std::size_t end = limit > kMark.size() ? limit - kMark.size() : 0;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0u) == 0x80u) --end;
  storage = std::string(text.substr(0, end)) + std::string(kMark);
  return storage;
}

std::string_view withoutPadding(std::string_view text) {
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
  return text;
}

void writeAttribute(hid_t object, const char* name, hid_t type, const void* value) {
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a data space");
  const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                         fmt::format("create attribute {}", name));
  check(H5Awrite(attribute, type, value), fmt::format("write attribute {}", name));
}

void writeTextAttribute(hid_t object, const char* name, std::string_view text) {
  const Handle type = textType(text.size());
  writeAttribute(object, name, type, text.empty() ? "" : text.data());
}

Failure damaged(std::string what) {
  return Failure{ErrorCode::format, std::move(what)};
}

/// A hard link only: soft and external links could lead anywhere.
void requireObject(hid_t parent, const char* name, const std::string& where) {
  H5L_info_t info{};
  if (H5Lexists(parent, name, H5P_DEFAULT) <= 0) throw damaged(fmt::format("{} is missing", where));
  if (H5Lget_info(parent, name, &info, H5P_DEFAULT) < 0 || info.type != H5L_TYPE_HARD)
    throw damaged(fmt::format("{} is a link to somewhere else", where));
}

bool isFixedText(hid_t type) {
  return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
}

bool isScalar(hid_t space) {
  return H5Sget_simple_extent_type(space) == H5S_SCALAR ||
         (H5Sget_simple_extent_type(space) == H5S_SIMPLE &&
          H5Sget_simple_extent_npoints(space) == 1);
}

Handle openAttribute(hid_t group, const char* name, const std::string& where) {
  if (H5Aexists(group, name) <= 0)
    throw damaged(fmt::format("attribute {} of {} is missing", name, where));
  return Handle(H5Aopen(group, name, H5P_DEFAULT), H5Aclose,
                fmt::format("open attribute {} of {}", name, where));
}

template <class T>
T readScalar(hid_t group, const char* name, const std::string& where, hid_t fileType,
             hid_t memoryType) {
  const Handle attribute = openAttribute(group, name, where);
  const Handle type(H5Aget_type(attribute), H5Tclose, "read an attribute's type");
  const Handle space(H5Aget_space(attribute), H5Sclose, "read an attribute's extent");
  if (H5Tequal(type, fileType) <= 0 || !isScalar(space))
    throw damaged(fmt::format("attribute {} of {} has an unexpected type", name, where));
  T value{};
  check(H5Aread(attribute, memoryType, &value),
        fmt::format("read attribute {} of {}", name, where));
  return value;
}

herr_t innermost(unsigned depth, const H5E_error2_t* error, void* result) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(result) = error->desc;
  return 0;
}

}  // namespace

void requirePlain(hid_t dataset, const std::string& label) {
  const Handle properties(H5Dget_create_plist(dataset), H5Pclose, "read the layout of " + label);
  const H5D_layout_t layout = H5Pget_layout(properties);
  if (H5Pget_nfilters(properties) != 0) throw damaged(label + " is compressed or filtered");
  if (layout != H5D_CONTIGUOUS && layout != H5D_COMPACT)
    throw damaged(label + " is not contiguous");
  if (H5Pget_external_count(properties) != 0)
    throw damaged(label + " keeps its values in another file");
}

Handle datasetProperties() {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make dataset properties");
  check(H5Pset_obj_track_times(properties, false), "leave out times");
  check(H5Pset_layout(properties, H5D_CONTIGUOUS), "choose a layout");
  check(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER), "leave out fill values");
  return properties;
}

std::string stackText() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, innermost, &text);
  return text.empty() ? text : " (HDF5: " + text + ")";
}

TableWriter::TableWriter(hid_t file, const char* name, const char* description)
    : m_name(name),
      m_group(H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose,
              fmt::format("create table {}", name)) {
  writeTextAttribute(m_group, "description", description);
}

void TableWriter::writeRaw(const Heading& heading, const Type& type, std::size_t rows,
                           const void* data) {
  const hsize_t extent = rows;
  const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose, "make a data space");
  const Handle properties = datasetProperties();
  const std::string name = fmt::format("column /{}/{}", m_name, heading.name);
  const Handle dataset(
      H5Dcreate2(m_group, heading.name, type.file, space, H5P_DEFAULT, properties, H5P_DEFAULT),
      H5Dclose, "create " + name);
  if (rows > 0)
    check(H5Dwrite(dataset, type.memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write " + name);
  writeTextAttribute(dataset, "unit", heading.unit);
  writeTextAttribute(dataset, "description", heading.description);
}

void TableWriter::write(const Heading& heading, std::span<const double> values) {
  writeRaw(heading, {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE}, values.size(), values.data());
}
void TableWriter::write(const Heading& heading, std::span<const std::uint32_t> values) {
  writeRaw(heading, {H5T_STD_U32LE, H5T_NATIVE_UINT32}, values.size(), values.data());
}
void TableWriter::write(const Heading& heading, std::span<const std::uint64_t> values) {
  writeRaw(heading, {H5T_STD_U64LE, H5T_NATIVE_UINT64}, values.size(), values.data());
}
void TableWriter::write(const Heading& heading, std::span<const std::uint8_t> values) {
  writeRaw(heading, {H5T_STD_U8LE, H5T_NATIVE_UINT8}, values.size(), values.data());
}

void TableWriter::write(const Heading& heading, std::span<const std::string_view> values) {
  const std::size_t limit = kTextColumnBytes / std::max<std::size_t>(values.size(), 1);
  std::size_t length = 1;
  for (const std::string_view text : values)
    length = std::max(length, std::min(text.size(), limit));
  std::vector<char> block(values.size() * length, '\0');
  std::string storage;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view text = cut(values[i], length, storage);
    std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(i * length));
  }
  const Handle type = textType(length);
  writeRaw(heading, {type, type}, values.size(), block.data());
}

TableReader::TableReader(hid_t file, const char* name, std::uint64_t fileBytes)
    : m_name(name),
      m_fileBytes(fileBytes),
      m_group(openGroup(file, name, fmt::format("/{}", name))) {}

std::string TableReader::columnName(const char* name) const {
  return fmt::format("column /{}/{}", m_name, name);
}

TableReader::Column TableReader::open(const char* name) {
  const std::string label = columnName(name);
  requireObject(m_group, name, label);
  Handle dataset(H5Dopen2(m_group, name, H5P_DEFAULT), H5Dclose, "open " + label);
  Handle type(H5Dget_type(dataset), H5Tclose, "read the type of " + label);
  const Handle space(H5Dget_space(dataset), H5Sclose, "read the extent of " + label);
  requirePlain(dataset, label);
  if (H5Sget_simple_extent_type(space) != H5S_SIMPLE || H5Sget_simple_extent_ndims(space) != 1)
    throw damaged(label + " is not one-dimensional");
  hsize_t extent = 0;
  H5Sget_simple_extent_dims(space, &extent, nullptr);
  const std::size_t itemBytes = H5Tget_size(type);
  // A column cannot hold more than the file does; this bounds every allocation.
  if (itemBytes == 0 || extent > m_fileBytes / itemBytes)
    throw damaged(label + " claims to be larger than the file");
  if (!m_rows) m_rows = extent;
  if (*m_rows != extent)
    throw damaged(
        fmt::format("{} has {} rows, other columns of the table have {}", label, extent, *m_rows));
  return Column{std::move(dataset), std::move(type), itemBytes, static_cast<std::size_t>(extent)};
}

/// The values into `data`, whose size and type were checked. A file may claim rows it never stored.
void TableReader::readRaw(const char* name, const Column& column, hid_t memoryType, void* data) {
  if (column.rows == 0) return;
  if (H5Dget_storage_size(column.dataset) != column.rows * column.itemBytes)
    throw damaged(columnName(name) + " is incomplete");
  check(H5Dread(column.dataset, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data),
        "read " + columnName(name));
}

template <class T>
void TableReader::readNumbers(const char* name, const Type& type, const char* typeName,
                              std::vector<T>& values) {
  const Column column = open(name);
  if (H5Tequal(column.type, type.file) <= 0)
    throw damaged(fmt::format("{} is not of type {}", columnName(name), typeName));
  values.resize(column.rows);
  readRaw(name, column, type.memory, values.data());
}

void TableReader::read(const char* name, std::vector<double>& values) {
  readNumbers(name, {H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE}, "float64", values);
}
void TableReader::read(const char* name, std::vector<std::uint32_t>& values) {
  readNumbers(name, {H5T_STD_U32LE, H5T_NATIVE_UINT32}, "uint32", values);
}
void TableReader::read(const char* name, std::vector<std::uint64_t>& values) {
  readNumbers(name, {H5T_STD_U64LE, H5T_NATIVE_UINT64}, "uint64", values);
}
void TableReader::read(const char* name, std::vector<std::uint8_t>& values) {
  readNumbers(name, {H5T_STD_U8LE, H5T_NATIVE_UINT8}, "uint8", values);
}

TableReader::Texts TableReader::readTexts(const char* name) {
  const Column column = open(name);
  if (!isFixedText(column.type)) throw damaged(columnName(name) + " is not text of fixed length");
  Texts texts;
  texts.block.resize(column.rows * column.itemBytes);
  readRaw(name, column, column.type, texts.block.data());
  texts.values.reserve(column.rows);
  for (std::size_t i = 0; i < column.rows; ++i)
    texts.values.push_back(
        withoutPadding({texts.block.data() + i * column.itemBytes, column.itemBytes}));
  return texts;
}

bool TableReader::has(const char* name) const {
  return H5Lexists(m_group, name, H5P_DEFAULT) > 0;
}

std::size_t TableReader::countRows(const char* name) {
  return open(name).rows;
}

void writeText(hid_t group, const char* name, std::string_view text) {
  if (text.size() <= kAttributeBytes) return writeTextAttribute(group, name, text);
  const Handle type = textType(text.size());
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a data space");
  const Handle properties = datasetProperties();
  const Handle dataset(H5Dcreate2(group, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                       H5Dclose, fmt::format("create text {}", name));
  check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()),
        fmt::format("write text {}", name));
}

void writeNumber(hid_t group, const char* name, std::uint64_t value) {
  writeAttribute(group, name, H5T_STD_U64LE, &value);
}

void writeFlag(hid_t group, const char* name, bool value) {
  const std::uint8_t byte = value ? 1 : 0;
  writeAttribute(group, name, H5T_STD_U8LE, &byte);
}

std::string readText(hid_t group, const char* name, const std::string& where,
                     std::uint64_t fileBytes) {
  const bool isDataset = H5Aexists(group, name) <= 0 && H5Lexists(group, name, H5P_DEFAULT) > 0;
  const std::string label = fmt::format("{} of {}", name, where);
  if (isDataset) requireObject(group, name, label);
  const Handle object = isDataset
                            ? Handle(H5Dopen2(group, name, H5P_DEFAULT), H5Dclose, "open " + label)
                            : openAttribute(group, name, where);
  const Handle type(isDataset ? H5Dget_type(object) : H5Aget_type(object), H5Tclose,
                    "read the type of " + label);
  const Handle space(isDataset ? H5Dget_space(object) : H5Aget_space(object), H5Sclose,
                     "read the extent of " + label);
  if (!isFixedText(type) || !isScalar(space))
    throw damaged(label + " is not a text of fixed length");
  const std::size_t length = H5Tget_size(type);
  if (length > fileBytes) throw damaged(label + " claims to be larger than the file");
  if (isDataset) requirePlain(object, label);
  std::string text(length, '\0');
  const herr_t status = isDataset
                            ? H5Dread(object, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data())
                            : H5Aread(object, type, text.data());
  check(status, "read " + label);
  text.resize(withoutPadding(text).size());
  return text;
}

std::uint64_t readNumber(hid_t group, const char* name, const std::string& where) {
  return readScalar<std::uint64_t>(group, name, where, H5T_STD_U64LE, H5T_NATIVE_UINT64);
}

bool readFlag(hid_t group, const char* name, const std::string& where) {
  return readScalar<std::uint8_t>(group, name, where, H5T_STD_U8LE, H5T_NATIVE_UINT8) != 0;
}

Handle openGroup(hid_t parent, const char* name, const std::string& where) {
  requireObject(parent, name, where);
  return Handle(H5Gopen2(parent, name, H5P_DEFAULT), H5Gclose, "open " + where);
}

}  // namespace lane::hdf5
