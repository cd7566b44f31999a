// A made-up checkpoint with the tensors of a mixture-of-experts model of 20 billion parameters: 24
// layers of 19 tensors, embedding, last norm and head, 459 in all; expert weights as MXFP4 blocks
// and scales, the rest bf16. Dimensions shrink so that the whole takes about the bytes asked for,
// names and kinds stay. Written as safetensors shards with an index; temporary files all of them,
// removed with their owner. Used by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "workloads/files/file_place.h"
#include "workloads/files/npy.h"
#include "workloads/files/safetensors.h"

namespace lane {

inline constexpr std::size_t kCheckpointTensors = 459;
inline constexpr std::size_t kCheckpointShards = 3;

/// Names and shapes in file order, about `bytes` of elements together; the model's own, 13.8 GB, at
/// most.
std::vector<NamedShape> checkpointShapes(std::uint64_t bytes);
std::uint64_t bytesOf(const std::vector<NamedShape>& shapes);

class Checkpoint20B {
 public:
  /// Files with headers and elements; with `hollow` files of the same length whose elements take no
  /// room and read as zeros: enough for their headers. Errors: io; nothing stays then.
  static Result<std::unique_ptr<Checkpoint20B>> write(const std::filesystem::path& directory,
                                                      const std::vector<NamedShape>& shapes,
                                                      std::uint64_t seed, bool hollow);

  std::vector<std::filesystem::path> shards() const;
  /// JSON that says for each tensor which shard holds it.
  const std::filesystem::path& index() const { return m_index.path(); }

 private:
  explicit Checkpoint20B(const std::filesystem::path& directory) : m_index(directory, "json") {}
  std::vector<std::unique_ptr<TemporaryFile>> m_shards;
  TemporaryFile m_index;
};

/// A tensor and the shard that holds it.
struct ManifestEntry {
  std::size_t shard = 0;
  NamedTensor tensor;
};
/// Reads the headers of all shards. Errors: io, format (also a name in two shards).
Result<std::vector<ManifestEntry>> scanManifest(const std::vector<std::filesystem::path>& shards);

/// An array to be made out of one tensor, or out of blocks and scales.
struct ArrayJob {
  std::string name;
  TensorShape shape;  ///< of the array that is made; its type is the target's
  ManifestEntry elements;
  bool isMxfp4 = false;
  ManifestEntry scales = {};  ///< of those
};
/// Errors: format (blocks without fitting scales, a type that does not convert).
Result<std::vector<ArrayJob>> arraysOf(const std::vector<ManifestEntry>& manifest, Dtype target);

/// Of bytes in order; the same in pieces that are multiples of eight.
class Checksum {
 public:
  void add(std::span<const std::byte> bytes);
  std::uint64_t value() const { return m_value; }

 private:
  std::uint64_t m_value = 0x9e3779b97f4a7c15u;
};

/// Converts one array into an .npy file chunk by chunk and gives the checksum of its elements.
/// Errors: io, format.
Result<std::uint64_t> convertArray(const ArrayJob& job, const std::vector<FileHandle>& shards,
                                   const std::filesystem::path& path);
/// Reads it back. Errors: io, format, checkFailed (it is not what was written).
Result<void> verifyArray(const ArrayJob& job, const std::filesystem::path& path,
                         std::uint64_t checksum);

}  // namespace lane
