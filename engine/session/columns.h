// Columns of a table in an HDF5 file: one group per table, one contiguous one-dimensional dataset
// per column, numbers little-endian, texts fixed-length UTF-8. Writers and readers of single
// columns and attributes; which columns there are is schema.h's business.
// Readers do not trust the file: type, rank and extent are checked before anything is allocated,
// and nothing larger than the file itself is. Everything here throws hdf5::Failure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "session/hdf5_handle.h"

namespace lane::hdf5 {

/// Texts of one column may take this much; longer ones are cut to an equal share of it.
inline constexpr std::size_t kTextColumnBytes = std::size_t{256} << 20;

/// A number's type in the file and in memory.
struct Type {
  hid_t file;
  hid_t memory;
};

class TableWriter {
 public:
  TableWriter(hid_t file, const char* name, const char* description);

  struct Heading {
    const char* name;
    const char* unit;
    const char* description;
  };
  void write(const Heading& heading, std::span<const double> values);
  void write(const Heading& heading, std::span<const std::uint32_t> values);
  void write(const Heading& heading, std::span<const std::uint64_t> values);
  void write(const Heading& heading, std::span<const std::uint8_t> values);
  void write(const Heading& heading, std::span<const std::string_view> values);
  hid_t group() const { return m_group; }

 private:
  void writeRaw(const Heading& heading, const Type& type, std::size_t rows, const void* data);
  std::string m_name;
  Handle m_group;
};

class TableReader {
 public:
  TableReader(hid_t file, const char* name, std::uint64_t fileBytes);

  /// Rows of every column read so far; a column of another length is a Failure.
  void read(const char* name, std::vector<double>& values);
  void read(const char* name, std::vector<std::uint32_t>& values);
  void read(const char* name, std::vector<std::uint64_t>& values);
  void read(const char* name, std::vector<std::uint8_t>& values);

  /// Fixed-length texts in one block; views end before the padding and live as long as it.
  struct Texts {
    std::vector<char> block;
    std::vector<std::string_view> values;
  };
  Texts readTexts(const char* name);

  bool has(const char* name) const;
  /// Extent of a column without reading it.
  std::size_t countRows(const char* name);
  hid_t group() const { return m_group; }
  std::string columnName(const char* name) const;

 private:
  struct Column {
    Handle dataset;
    Handle type;
    std::size_t itemBytes = 0;
    std::size_t rows = 0;
  };
  Column open(const char* name);
  void readRaw(const char* name, const Column& column, hid_t memoryType, void* data);
  template <class T>
  void readNumbers(const char* name, const Type& type, const char* typeName,
                   std::vector<T>& values);

  std::string m_name;
  std::uint64_t m_fileBytes;
  Handle m_group;
  std::optional<std::size_t> m_rows;
};

/// Attributes. Texts above the limit of an attribute become a scalar dataset of the same name.
void writeText(hid_t group, const char* name, std::string_view text);
void writeNumber(hid_t group, const char* name, std::uint64_t value);
void writeFlag(hid_t group, const char* name, bool value);

/// `where` is how messages name the group: "/plan".
std::string readText(hid_t group, const char* name, const std::string& where,
                     std::uint64_t fileBytes);
std::uint64_t readNumber(hid_t group, const char* name, const std::string& where);
bool readFlag(hid_t group, const char* name, const std::string& where);

/// Values in this file, as they are: no filters (which may load plug-ins), no other files, no
/// chunks. `label` is how messages name the dataset.
void requirePlain(hid_t dataset, const std::string& label);

/// No times in object headers: the same session gives the same bytes.
Handle datasetProperties();

/// Below the 64 KiB one object header message can hold.
inline constexpr std::size_t kAttributeBytes = 60'000;

/// Opens a group that is really one, not a link to somewhere else.
Handle openGroup(hid_t parent, const char* name, const std::string& where);

}  // namespace lane::hdf5
