// A look at an object of an HDF5 file without libhdf5, which crashes on damaged objects of kinds
// this program never writes: it divides by zero in sizes of chunks and frees what it never made
// while it lists groups of the newer layout. Reads object headers of version 1, the one this
// program writes, and nothing else; trusts no number in them.
#pragma once

#include <cstdint>
#include <filesystem>

namespace lane {

enum class StoredAs : std::uint8_t {
  other,        ///< anything else, and anything that cannot be understood
  onePiece,     ///< a dataset that is contiguous or compact, without filters
  symbolTable,  ///< a group of the older layout
};
StoredAs storedAs(const std::filesystem::path& file, std::uint64_t address);

}  // namespace lane
