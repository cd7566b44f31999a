#include "session/object_header.h"

#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <vector>

namespace lane {
namespace {

// Section IV.A of the HDF5 file format specification.
constexpr unsigned kHeaderVersion = 1;
constexpr std::size_t kPrefixBytes = 16;
constexpr std::size_t kMessagePrefixBytes = 8;
constexpr unsigned kLinkInfoMessage = 0x0002;
constexpr unsigned kLinkMessage = 0x0006;
constexpr unsigned kLayoutMessage = 0x0008;
constexpr unsigned kFilterMessage = 0x000b;
constexpr unsigned kContinuationMessage = 0x0010;
constexpr unsigned kSymbolTableMessage = 0x0011;
constexpr unsigned kLayoutVersion = 3;
constexpr unsigned kChunked = 2;  // 0: compact, 1: contiguous
constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::size_t kMostBlocks = 64;

struct Block {
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
};

template <class T>
T littleEndian(const unsigned char* at) {
  static_assert(std::endian::native == std::endian::little);
  T value{};
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::vector<unsigned char> read(std::ifstream& stream, const Block& block) {
  if (block.bytes > kMostBytes) return {};
  std::vector<unsigned char> bytes(block.bytes);
  stream.clear();
  stream.seekg(static_cast<std::streamoff>(block.address));
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return stream ? bytes : std::vector<unsigned char>{};
}

}  // namespace

StoredAs storedAs(const std::filesystem::path& file, std::uint64_t address) {
  std::ifstream stream(file, std::ios::binary);
  const auto prefix = read(stream, {address, kPrefixBytes});
  if (prefix.empty() || prefix[0] != kHeaderVersion) return StoredAs::other;
  std::vector<Block> blocks{{address + kPrefixBytes, littleEndian<std::uint32_t>(&prefix[8])}};
  int layouts = 0;
  int symbolTables = 0;
  for (std::size_t i = 0; i < blocks.size() && i < kMostBlocks; ++i) {
    const auto bytes = read(stream, blocks[i]);
    for (std::size_t at = 0; at + kMessagePrefixBytes <= bytes.size();) {
      const unsigned type = littleEndian<std::uint16_t>(&bytes[at]);
      const std::size_t size = littleEndian<std::uint16_t>(&bytes[at + 2]);
      at += kMessagePrefixBytes;
      if (size > bytes.size() - at) return StoredAs::other;
      if (type == kFilterMessage || type == kLinkInfoMessage || type == kLinkMessage)
        return StoredAs::other;
      if (type == kLayoutMessage) {
        if (size < 2 || bytes[at] != kLayoutVersion || bytes[at + 1] >= kChunked)
          return StoredAs::other;
        ++layouts;
      }
      symbolTables += type == kSymbolTableMessage;
      if (type == kContinuationMessage && size >= 16)
        blocks.push_back(
            {littleEndian<std::uint64_t>(&bytes[at]), littleEndian<std::uint64_t>(&bytes[at + 8])});
      at += size;
    }
  }
  if (layouts + symbolTables != 1) return StoredAs::other;
  return layouts == 1 ? StoredAs::onePiece : StoredAs::symbolTable;
}

}  // namespace lane
