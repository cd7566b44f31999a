// One conversion of a tensor as programs do it: the whole array at once or in chunks, in memory or
// from file to file, in the steps allocate, process, clean up. Owned by one thread; a failed step
// says why and leaves nothing behind once cleanUp() has run.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "workloads/convert/convert.h"

namespace lane {

/// Items of a chunk: half of what a second-level cache holds, and few system calls.
inline constexpr std::size_t kChunkItems = std::size_t{1} << 16;

enum class ConversionWay : std::uint8_t {
  whole,       ///< input and output arrays in memory
  wholeFile,   ///< a file read whole, converted whole, written whole
  stream,      ///< the input in memory, the output to a file chunk by chunk
  streamFile,  ///< from file to file chunk by chunk
};
std::string_view toWord(ConversionWay way);  ///< "whole", "whole-file", "stream", "stream-file"

/// What is converted: a pattern of kChunkItems items again and again, seeded and without NaN.
class ConversionData {
 public:
  ConversionData(Dtype fromType, Dtype toType, std::uint64_t items, std::uint64_t seed);

  Dtype fromType() const { return m_from; }
  Dtype toType() const { return m_to; }
  std::uint64_t items() const { return m_items; }
  PackedBytes input() const { return packedBytes(m_from, m_items); }
  PackedBytes output() const { return packedBytes(m_to, m_items); }

  void fillInput(PackedTarget whole) const;
  /// Elements, then scales. Errors: io.
  Result<void> writeInput(const std::filesystem::path& path) const;
  /// Whether items of the output from `item` on (a multiple of kChunkItems) are those of the
  /// definition.
  bool isRight(PackedSource chunk, std::uint64_t item) const;

 private:
  Dtype m_from, m_to;
  std::uint64_t m_items;
  std::vector<std::byte> m_elements, m_scales;            ///< the pattern
  std::vector<std::byte> m_rightElements, m_rightScales;  ///< what becomes of it
};

class Conversion {
 public:
  virtual ~Conversion() = default;
  virtual Result<void> allocate() = 0;
  virtual Result<void> process() = 0;
  /// Gives everything back but the output file. Any time, also again.
  virtual void cleanUp() = 0;
  /// Between process() and cleanUp(). Errors: io; false: something is not as it should be.
  virtual Result<bool> isRight() const = 0;
};

/// `data` outlives it. Files are made and read as `input` and `output`; ways that have none do not
/// look at them.
std::unique_ptr<Conversion> makeConversion(ConversionWay way, const ConversionData& data,
                                           std::filesystem::path input,
                                           std::filesystem::path output);

}  // namespace lane
