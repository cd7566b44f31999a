#include "workloads/model/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "kernels/kernel.h"
#include "workloads/convert/conversion.h"
#include "workloads/files/npy.h"

namespace lane {
namespace fs = std::filesystem;
namespace {

constexpr int kLayers = 24;
constexpr std::uint64_t kExperts = 32, kHead = 64;
constexpr std::string_view kBlocks = "_blocks", kScales = "_scales";

struct Dimensions {
  std::uint64_t hidden = 2880, heads = 64, keyHeads = 8, vocabulary = 201088;
};

std::vector<NamedShape> shapesOf(const Dimensions& d) {
  std::vector<NamedShape> list;
  const auto add = [&](std::string name, std::vector<std::uint64_t> extents, Dtype type) {
    list.push_back({std::move(name), {type, std::move(extents)}});
  };
  const auto bf16 = [&](std::string name, std::vector<std::uint64_t> extents) {
    add(std::move(name), std::move(extents), Dtype::bf16);
  };
  const std::uint64_t queries = d.heads * kHead, keys = d.keyHeads * kHead;
  const std::uint64_t groups = d.hidden / kScaleBlock;
  bf16("model.embed_tokens.weight", {d.vocabulary, d.hidden});
  for (int layer = 0; layer < kLayers; ++layer) {
    const std::string at = fmt::format("model.layers.{}.", layer);
    const auto projection = [&](const char* name, std::uint64_t rows, std::uint64_t columns) {
      bf16(fmt::format("{}self_attn.{}_proj.weight", at, name), {rows, columns});
      bf16(fmt::format("{}self_attn.{}_proj.bias", at, name), {rows});
    };
    const auto experts = [&](const char* name, std::uint64_t rows) {
      const std::string whole = fmt::format("{}mlp.experts.{}_proj", at, name);
      add(whole + std::string(kBlocks), {kExperts, rows, groups, kScaleBlock / 2}, Dtype::u8);
      add(whole + std::string(kScales), {kExperts, rows, groups}, Dtype::u8);
      bf16(whole + "_bias", {kExperts, rows});
    };
    bf16(at + "input_layernorm.weight", {d.hidden});
    projection("q", queries, d.hidden);
    projection("k", keys, d.hidden);
    projection("v", keys, d.hidden);
    projection("o", d.hidden, queries);
    bf16(at + "self_attn.sinks", {d.heads});
    bf16(at + "post_attention_layernorm.weight", {d.hidden});
    bf16(at + "mlp.router.weight", {kExperts, d.hidden});
    bf16(at + "mlp.router.bias", {kExperts});
    experts("gate_up", 2 * d.hidden);
    experts("down", d.hidden);
  }
  bf16("model.norm.weight", {d.hidden});
  bf16("lm_head.weight", {d.vocabulary, d.hidden});
  return list;
}

/// What stands in the tensors: again and again the same block of each kind.
struct Patterns {
  std::vector<std::byte> bf16, blocks, scales;

  explicit Patterns(std::uint64_t seed) {
    std::vector<float> values(kChunkItems);
    fillOperand(values.data(), values.size(), Dtype::f32, InputRange{-1, 1}, seed);
    bf16.resize(packedBytes(Dtype::bf16, kChunkItems).elements);
    convert(Dtype::f32, {reinterpret_cast<const std::byte*>(values.data()), nullptr}, Dtype::bf16,
            {bf16.data(), nullptr}, kChunkItems);
    std::mt19937_64 random(seed);
    blocks.resize(kChunkItems);
    scales.resize(kChunkItems);
    for (std::byte& two : blocks) two = static_cast<std::byte>(random());
    for (std::byte& scale : scales) scale = static_cast<std::byte>(116 + random() % 8);
  }
  const std::vector<std::byte>& of(const NamedShape& tensor) const {
    if (tensor.shape.dtype == Dtype::bf16) return bf16;
    return tensor.name.ends_with(kScales) ? scales : blocks;
  }
};

Result<void> writeShard(const fs::path& path, std::span<const NamedShape> tensors,
                        const Patterns& patterns, bool hollow) {
  const auto header = safetensorsHeader(tensors);
  if (!header) return tl::unexpected(header.error());
  auto file = FileHandle::create(path);
  if (!file) return tl::unexpected(file.error());
  auto written = file->write(std::as_bytes(std::span(*header)));
  std::uint64_t end = header->size();
  for (const NamedShape& tensor : tensors) {
    std::uint64_t left = tensor.shape.bytes().value_or(0);
    end += left;
    const std::vector<std::byte>& pattern = patterns.of(tensor);
    for (; !hollow && written && left > 0; left -= std::min<std::uint64_t>(left, pattern.size()))
      written =
          file->write(std::span(pattern).first(std::min<std::uint64_t>(left, pattern.size())));
  }
  const std::byte zero{};
  if (hollow && written) written = file->writeAt(end - 1, {&zero, 1});
  return written.and_then([&] { return file->close(); });
}

Result<void> writeIndex(const fs::path& path, const std::map<std::string, std::string>& shardOf,
                        std::uint64_t bytes) {
  const nlohmann::json json = {{"metadata", {{"total_size", bytes}}}, {"weight_map", shardOf}};
  const std::string text = json.dump(1);
  auto file = FileHandle::create(path);
  if (!file) return tl::unexpected(file.error());
  return file->write(std::as_bytes(std::span(text))).and_then([&] { return file->close(); });
}

/// Calls visit(item, items) for one chunk after the other until one fails.
template <class Visit>
Result<void> eachChunk(std::uint64_t items, Visit visit) {
  for (std::uint64_t item = 0; item < items; item += kChunkItems)
    if (Result<void> done = visit(item, std::min<std::uint64_t>(kChunkItems, items - item)); !done)
      return done;
  return {};
}

}  // namespace

std::uint64_t bytesOf(const std::vector<NamedShape>& shapes) {
  std::uint64_t total = 0;
  for (const NamedShape& tensor : shapes) total += tensor.shape.bytes().value_or(0);
  return total;
}

std::vector<NamedShape> checkpointShapes(std::uint64_t bytes) {
  const Dimensions whole;
  static const std::uint64_t wholeBytes = bytesOf(shapesOf(whole));
  const double scale = std::min(1.0, std::sqrt(double(bytes) / double(wholeBytes)));
  const auto scaled = [&](std::uint64_t extent, std::uint64_t step) {
    const auto steps =
        static_cast<std::uint64_t>(std::llround(double(extent) * scale / double(step)));
    return std::max<std::uint64_t>(steps, 1) * step;
  };
  // Whole groups of 32 in a row, as the blocks need them.
  return shapesOf({.hidden = scaled(whole.hidden, kScaleBlock),
                   .heads = scaled(whole.heads, 1),
                   .keyHeads = scaled(whole.keyHeads, 1),
                   .vocabulary = scaled(whole.vocabulary, 1)});
}

Result<std::unique_ptr<Checkpoint20B>> Checkpoint20B::write(const fs::path& directory,
                                                            const std::vector<NamedShape>& shapes,
                                                            std::uint64_t seed, bool hollow) {
  auto checkpoint = std::unique_ptr<Checkpoint20B>(new Checkpoint20B(directory));
  const Patterns patterns(seed);
  const std::uint64_t total = bytesOf(shapes);
  std::map<std::string, std::string> shardOf;
  std::size_t first = 0;
  std::uint64_t before = 0;
  for (std::size_t shard = 1; shard <= kCheckpointShards; ++shard) {
    std::size_t end = first;
    while (end < shapes.size() &&
           (shard == kCheckpointShards || before < total * shard / kCheckpointShards))
      before += shapes[end++].shape.bytes().value_or(0);
    checkpoint->m_shards.push_back(std::make_unique<TemporaryFile>(directory, "safetensors"));
    const fs::path& path = checkpoint->m_shards.back()->path();
    const std::span part = std::span(shapes).subspan(first, end - first);
    if (auto written = writeShard(path, part, patterns, hollow); !written)
      return tl::unexpected(written.error());
    for (const NamedShape& tensor : part) shardOf[tensor.name] = path.filename().string();
    first = end;
  }
  if (auto written = writeIndex(checkpoint->index(), shardOf, total); !written)
    return tl::unexpected(written.error());
  return checkpoint;
}

std::vector<fs::path> Checkpoint20B::shards() const {
  std::vector<fs::path> paths;
  for (const auto& shard : m_shards) paths.push_back(shard->path());
  return paths;
}

Result<std::vector<ManifestEntry>> scanManifest(const std::vector<fs::path>& shards) {
  std::vector<ManifestEntry> manifest;
  manifest.reserve(kCheckpointTensors);
  for (std::size_t shard = 0; shard < shards.size(); ++shard) {
    const auto file = FileHandle::openForReading(shards[shard]);
    if (!file) return tl::unexpected(file.error());
    auto header = readSafetensorsHeader(*file);
    if (!header) return tl::unexpected(header.error());
    for (NamedTensor& tensor : header->tensors) manifest.push_back({shard, std::move(tensor)});
  }
  std::set<std::string_view> names;
  for (const ManifestEntry& entry : manifest)
    if (!names.insert(entry.tensor.name).second)
      return fail(ErrorCode::format,
                  fmt::format("tensor \"{}\" stands in two shards", entry.tensor.name),
                  shards[entry.shard].string());
  return manifest;
}

Result<std::vector<ArrayJob>> arraysOf(const std::vector<ManifestEntry>& manifest, Dtype target) {
  std::map<std::string_view, const ManifestEntry*> byName;
  for (const ManifestEntry& entry : manifest) byName[entry.tensor.name] = &entry;
  std::vector<ArrayJob> jobs;
  for (const ManifestEntry& entry : manifest) {
    const std::string& name = entry.tensor.name;
    const TensorShape& shape = entry.tensor.stored.shape;
    if (shape.dtype == Dtype::u8 && name.ends_with(kScales)) continue;  // with its blocks
    ArrayJob job{name, {target, shape.extents}, entry};
    if (shape.dtype == Dtype::u8) {
      const std::string whole = name.substr(0, name.size() - std::min(name.size(), kBlocks.size()));
      const auto scales = byName.find(whole + std::string(kScales));
      std::vector<std::uint64_t> groups = shape.extents;
      const bool blocks =
          name.ends_with(kBlocks) && groups.size() >= 2 && groups.back() == kScaleBlock / 2;
      if (blocks) groups.pop_back();
      if (!blocks || scales == byName.end() ||
          scales->second->tensor.stored.shape.extents != groups)
        return fail(ErrorCode::format, fmt::format("\"{}\" has no scales that fit it", name));
      job.name = whole;
      job.isMxfp4 = true;
      job.scales = *scales->second;
      groups.back() *= kScaleBlock;
      job.shape.extents = groups;
    } else if (shape.dtype != Dtype::bf16 && shape.dtype != Dtype::f16 &&
               shape.dtype != Dtype::f32) {
      return fail(ErrorCode::format, fmt::format("\"{}\" is of type {}, which is not converted",
                                                 name, toWord(shape.dtype)));
    }
    jobs.push_back(std::move(job));
  }
  return jobs;
}

void Checksum::add(std::span<const std::byte> bytes) {
  constexpr std::uint64_t kFactor = 0xff51afd7ed558ccdu;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t count = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), count);
    m_value = std::rotl((m_value ^ word) * kFactor, 29);
    bytes = bytes.subspan(count);
  }
}

Result<std::uint64_t> convertArray(const ArrayJob& job, const std::vector<FileHandle>& shards,
                                   const fs::path& path) {
  const Dtype source = job.isMxfp4 ? Dtype::mxfp4 : job.elements.tensor.stored.shape.dtype;
  const Dtype target = job.shape.dtype;
  const auto items = job.shape.elements();
  if (!items) return fail(ErrorCode::format, "the array is too large", job.name);
  const auto header = npyHeader(job.shape);
  if (!header) return tl::unexpected(header.error());
  auto file = FileHandle::create(path);
  if (!file) return tl::unexpected(file.error());
  const PackedBytes most = packedBytes(source, kChunkItems);
  std::vector<std::byte> elements(most.elements), scales(most.scales),
      out(packedBytes(target, kChunkItems).elements);
  Checksum checksum;
  const auto chunk = [&](std::uint64_t item, std::uint64_t count) -> Result<void> {
    const PackedBytes before = packedBytes(source, item), bytes = packedBytes(source, count);
    const auto read = [&](const ManifestEntry& entry, std::uint64_t offset,
                          std::span<std::byte> into) {
      return shards[entry.shard].read(entry.tensor.stored.offset + offset, into);
    };
    if (auto done = read(job.elements, before.elements, std::span(elements).first(bytes.elements));
        !done)
      return done;
    if (job.isMxfp4)
      if (auto done = read(job.scales, before.scales, std::span(scales).first(bytes.scales)); !done)
        return done;
    convert(source, {elements.data(), scales.data()}, target, {out.data(), nullptr}, count);
    const auto made = std::span<const std::byte>(out).first(packedBytes(target, count).elements);
    checksum.add(made);
    return file->write(made);
  };
  return file->write(std::as_bytes(std::span(*header)))
      .and_then([&] { return eachChunk(*items, chunk); })
      .and_then([&] { return file->close(); })
      .map([&] { return checksum.value(); });
}

Result<void> verifyArray(const ArrayJob& job, const fs::path& path, std::uint64_t checksum) {
  const auto file = FileHandle::openForReading(path);
  if (!file) return tl::unexpected(file.error());
  const auto stored = readNpyHeader(*file);
  if (!stored) return tl::unexpected(stored.error());
  if (stored->shape != job.shape)
    return fail(ErrorCode::checkFailed, "type or shape read back are not those written", job.name);
  std::vector<std::byte> chunk(packedBytes(job.shape.dtype, kChunkItems).elements);
  Checksum sum;
  for (std::uint64_t at = 0; at < stored->bytes; at += chunk.size()) {
    const auto part =
        std::span(chunk).first(std::min<std::uint64_t>(chunk.size(), stored->bytes - at));
    if (auto read = file->read(stored->offset + at, part); !read) return read;
    sum.add(part);
  }
  if (sum.value() != checksum)
    return fail(ErrorCode::checkFailed, "the checksum read back is not the one written", job.name);
  return {};
}

}  // namespace lane
