#include "workloads/files/file_benchmark.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>
#include <optional>

#include "kernels/kernel.h"
#include "run/benchmark.h"
#include "session/atomic_file.h"
#include "workloads/files/file_place.h"
#include "workloads/files/tensor_format.h"

namespace lane {
namespace {

constexpr std::string_view kWrite = "write";
constexpr std::string_view kWriteSync = "write-fsync";
constexpr std::string_view kRead = "read";
constexpr std::string_view kMap = "mmap";

const MetricRecord kCacheShare{"page_cache_share",
                               "Share of the file in the page cache before it was read", "1",
                               MetricKind::ratio, false};
const MetricRecord kStoredBytes{"stored_bytes", "Bytes the elements take in the file", "B",
                                MetricKind::bytes, false};

enum class Direction { write, read };

/// What a group has in place: the tensor in memory and, for reads, in a file and once more where
/// it is read to.
struct Operands {
  TensorFormat format = TensorFormat::npy;
  TensorShape shape;
  std::span<const std::byte> elements;
  std::span<std::byte> target;
  std::filesystem::path directory;
};

/// The sum of all words: what looks at every byte and no more.
std::uint64_t sumOf(std::span<const std::byte> bytes) {
  constexpr std::size_t kLanes = 4;
  constexpr std::size_t kStep = kLanes * sizeof(std::uint64_t);
  std::array<std::uint64_t, kLanes> sums{};
  std::size_t at = 0;
  for (; at + kStep <= bytes.size(); at += kStep) {
    std::array<std::uint64_t, kLanes> words;
    std::memcpy(words.data(), bytes.data() + at, kStep);
    for (std::size_t i = 0; i < kLanes; ++i) sums[i] += words[i];
  }
  for (; at < bytes.size(); ++at) sums[0] += std::to_integer<std::uint64_t>(bytes[at]);
  return sums[0] + sums[1] + sums[2] + sums[3];
}

/// A new file with the tensor at each call.
class WriteCase final : public PreparedCase {
 public:
  WriteCase(const Operands& operands, bool sync)
      : m_operands(operands),
        m_sync(sync),
        m_file(operands.directory, std::string(name(operands.format))) {}

  /// Writing over a file would also pay for giving its blocks back.
  void beforeBatch() override {
    m_file.remove();
    m_failure.clear();
  }
  bool oneByOne() const override { return true; }
  void run(std::uint64_t calls) override {
    for (; calls > 0 && m_failure.empty(); --calls)
      if (auto written = writeOnce(); !written) {
        m_failure = toString(written.error());
        m_file.remove();
      }
  }
  std::string_view failure() const override { return m_failure; }
  const std::filesystem::path& path() const { return m_file.path(); }

 private:
  Result<void> writeOnce() const {
    return writeTensor(m_operands.format, m_file.path(), m_operands.shape, m_operands.elements,
                       m_sync);
  }

  const Operands& m_operands;
  bool m_sync;
  TemporaryFile m_file;
  std::string m_failure;
};

/// How much of a file lay in the page cache, over all batches.
struct CacheShare {
  double sum = 0;
  double low = 1;
  double high = 0;
  std::uint64_t n = 0;

  void add(double share) {
    sum += share;
    low = std::min(low, share);
    high = std::max(high, share);
    ++n;
  }
};

/// The tensor out of a file, into memory that is there before or through a mapping.
class ReadCase final : public PreparedCase {
 public:
  ReadCase(const Operands& operands, const std::filesystem::path& file, bool map, bool cold,
           CacheShare& share)
      : m_operands(operands), m_file(file), m_map(map), m_cold(cold), m_share(share) {}

  void beforeBatch() override {
    m_failure.clear();
    if (const auto share = settle())
      m_share.add(*share);
    else
      m_failure = toString(share.error());
  }
  bool oneByOne() const override { return m_cold; }
  void run(std::uint64_t calls) override {
    for (; calls > 0 && m_failure.empty(); --calls)
      if (auto read = m_map ? mapOnce() : readOnce(); !read) m_failure = toString(read.error());
  }
  std::string_view failure() const override { return m_failure; }

  /// Brings the page cache into the state asked for and says how much of the file is in it.
  Result<double> settle() const {
    const auto file = FileHandle::openForReading(m_file);
    if (!file) return tl::unexpected(file.error());
    if (m_cold)
      if (const int error = ::posix_fadvise(file->descriptor(), 0, 0, POSIX_FADV_DONTNEED))
        return fail(ErrorCode::unsupported, "posix_fadvise: " + systemReason(error));
    const auto mapped = MappedFile::map(*file);
    if (!mapped) return tl::unexpected(mapped.error());
    return mapped->residentShare();
  }
  std::uint64_t sum() const { return m_sum; }

 private:
  Result<void> readOnce() const {
    return readTensor(m_operands.format, m_file, m_operands.shape, m_operands.target);
  }

  Result<void> mapOnce() {
    auto file = FileHandle::openForReading(m_file);
    if (!file) return tl::unexpected(file.error());
    const auto mapped = MappedFile::map(*file);
    if (!mapped) return tl::unexpected(mapped.error());
    const auto stored =
        parseTensorHeader(m_operands.format, mapped->bytes(), m_operands.shape, m_file.string());
    if (!stored) return tl::unexpected(stored.error());
    m_sum = sumOf(mapped->bytes().subspan(stored->offset, stored->bytes));
    asm volatile("" : : "r"(&m_sum) : "memory");
    return file->close();
  }

  const Operands& m_operands;
  const std::filesystem::path& m_file;
  bool m_map;
  bool m_cold;
  CacheShare& m_share;
  std::uint64_t m_sum = 0;
  std::string m_failure;
};

/// What the elements take in a file whose format may keep them smaller; nothing in others.
class StoredBytes {
 public:
  Result<void> look(TensorFormat format, const std::filesystem::path& file) {
    if (!hdf5Layout(format)) return {};
    return hdf5StoredBytes(file).map([&](std::uint64_t bytes) { m_bytes = bytes; });
  }
  void tell(std::vector<CaseFigure>& figures) const {
    if (!m_bytes) return;
    const auto bytes = static_cast<double>(*m_bytes);
    figures.push_back(
        {kStoredBytes, {.value = bytes, .low = bytes, .high = bytes, .n = 1, .reason = {}}});
  }

 private:
  std::optional<std::uint64_t> m_bytes;
};

class WriteGroup final : public PreparedGroup {
 public:
  explicit WriteGroup(Operands operands) : m_operands(std::move(operands)) {}

  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    return std::make_unique<WriteCase>(m_operands, variant == kWriteSync);
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t) override {
    WriteCase one(m_operands, variant == kWriteSync);
    one.beforeBatch();
    one.run(1);
    if (!one.failure().empty()) return fail(ErrorCode::io, std::string(one.failure()));
    if (hdf5Layout(m_operands.format)) return checkHdf5(one.path());
    const auto file = FileHandle::openForReading(one.path());
    if (!file) return tl::unexpected(file.error());
    const auto stored = readTensorHeader(m_operands.format, *file, m_operands.shape);
    if (!stored) return tl::unexpected(stored.error());
    if (stored->shape != m_operands.shape)
      return fail(ErrorCode::checkFailed, "type or shape read back are not those written");
    return compare(*file, *stored);
  }

  std::vector<CaseFigure> figures(const std::string&, std::uint32_t) override {
    std::vector<CaseFigure> list;
    m_stored.tell(list);
    return list;
  }

 private:
  Result<CheckResult> checkHdf5(const std::filesystem::path& file) {
    std::memset(m_operands.target.data(), 0xff, m_operands.target.size());
    if (auto read = readHdf5Into(file, m_operands.shape, m_operands.target); !read)
      return tl::unexpected(read.error());
    if (std::memcmp(m_operands.target.data(), m_operands.elements.data(),
                    m_operands.target.size()) != 0)
      return fail(ErrorCode::checkFailed, "elements read back are not those written");
    return m_stored.look(m_operands.format, file).map([] { return CheckResult{.passed = true}; });
  }

  Result<CheckResult> compare(const FileHandle& file, const StoredTensor& stored) const {
    std::vector<std::byte> block(std::size_t{1} << 20);
    for (std::uint64_t at = 0; at < stored.bytes; at += block.size()) {
      const std::size_t count = std::min<std::uint64_t>(block.size(), stored.bytes - at);
      const std::span<std::byte> part = std::span(block).first(count);
      if (auto read = file.read(stored.offset + at, part); !read)
        return tl::unexpected(read.error());
      if (std::memcmp(part.data(), m_operands.elements.data() + at, count) != 0)
        return fail(ErrorCode::checkFailed, "elements read back are not those written");
    }
    return CheckResult{.passed = true};
  }

  Operands m_operands;
  StoredBytes m_stored;
};

class ReadGroup final : public PreparedGroup {
 public:
  ReadGroup(Operands operands, bool cold)
      : m_operands(std::move(operands)),
        m_cold(cold),
        m_file(m_operands.directory, std::string(name(m_operands.format))) {}

  /// What is still on its way to the device could not be dropped, and would disturb.
  Result<void> writeFile() {
    constexpr bool kSync = true;
    return writeTensor(m_operands.format, m_file.path(), m_operands.shape, m_operands.elements,
                       kSync)
        .and_then([&] { return m_stored.look(m_operands.format, m_file.path()); });
  }

  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    return makeCase(variant);
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t) override {
    const auto one = makeCase(variant);
    const auto share = one->settle();
    if (!share) return tl::unexpected(share.error());
    constexpr double kMostly = 0.5;
    if (m_cold && *share > kMostly)
      return fail(ErrorCode::unsupported,
                  fmt::format("the system keeps {:.0f} % of the file in memory when asked to drop "
                              "it: there is no cold read here",
                              100 * *share));
    std::memset(m_operands.target.data(), 0xff, m_operands.target.size());
    one->run(1);
    if (!one->failure().empty()) return fail(ErrorCode::io, std::string(one->failure()));
    const bool same = variant == kMap
                          ? one->sum() == sumOf(m_operands.elements)
                          : std::memcmp(m_operands.target.data(), m_operands.elements.data(),
                                        m_operands.target.size()) == 0;
    if (!same) return fail(ErrorCode::checkFailed, "elements read are not those written");
    return CheckResult{.passed = true};
  }

  std::vector<CaseFigure> figures(const std::string& variant, std::uint32_t) override {
    std::vector<CaseFigure> list;
    if (const CacheShare& share = m_shares[variant]; share.n > 0)
      list.push_back({kCacheShare,
                      {.value = share.sum / static_cast<double>(share.n),
                       .low = share.low,
                       .high = share.high,
                       .n = share.n,
                       .reason = {}}});
    m_stored.tell(list);
    return list;
  }

 private:
  std::unique_ptr<ReadCase> makeCase(const std::string& variant) {
    return std::make_unique<ReadCase>(m_operands, m_file.path(), variant == kMap, m_cold,
                                      m_shares[variant]);
  }

  Operands m_operands;
  bool m_cold;
  TemporaryFile m_file;
  StoredBytes m_stored;
  std::map<std::string, CacheShare> m_shares;
};

class FileBenchmark final : public Benchmark {
 public:
  FileBenchmark(TensorFormat format, Direction direction)
      : m_format(format), m_direction(direction) {
    const bool writes = direction == Direction::write;
    m_info.suite = "files";
    m_info.name = fmt::format("{}_{}", name(format), writes ? "write" : "read");
    m_info.title = fmt::format("{} {} file{}", writes ? "Write a" : "Read a", title(format),
                               format == TensorFormat::raw ? ", elements only" : "");
    m_info.formula = writes ? "one tensor of n elements → a new file" : "file → its n elements";
    m_info.family = "Tensor files";
    m_info.special = writes ? "Each call makes a new file; write ends in the page cache, "
                              "write-fsync on the device"
                            : "Hot: from the page cache, not the disk. Cold: the page cache is "
                              "emptied of the file before each call";
    m_info.dtypes = {Dtype::f32, Dtype::f64};
    m_info.bytesPerItem = sizeof(float);
    m_info.operands = 1;
    m_info.onRequest = true;
    m_info.inMemory = false;
    m_info.mostThreads = 1;
    if (writes)
      m_info.ways = {{std::string(kWrite), "into the page cache: open, write, close"},
                     {std::string(kWriteSync), "onto the device: open, write, fsync, close"}};
    else
      m_info.ways = {{std::string(kRead), "open, read into memory that is there, close"}};
    // The elements of an HDF5 file lie where the library put them.
    if (!writes && !hdf5Layout(format))
      m_info.ways.push_back({std::string(kMap), "open, map, look at every byte, unmap, close"});
  }

  const BenchmarkInfo& info() const override { return m_info; }

  std::vector<VariantOffer> variants(Dtype) const override {
    std::vector<VariantOffer> offers;
    const auto layout = hdf5Layout(m_format);
    for (const WayInfo& way : m_info.ways)
      offers.push_back({way.name, layout ? whyNoHdf5(*layout) : std::string()});
    return offers;
  }

  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record = identityOf(m_info, point, variant, threads);
    (m_direction == Direction::write ? record.bytesWritten : record.bytesRead) =
        static_cast<double>(movedBytes(point));
    record.items = static_cast<double>(point.size);
    // Said in every key and title: such a read is no disk's.
    if (m_direction == Direction::read && point.cache == CacheState::hot)
      record.params = R"({"page_cache":"warm"})";
    record.key = makeKey(record);
    return record;
  }

  bool knows(CacheState cache) const override {
    return m_direction == Direction::read || cache == CacheState::hot;
  }

  std::string whyNot(const GroupPoint& point) const override {
    if (!knows(point.cache)) return "a file that is written has no cold form";
    if (point.mode != Mode::reuse) return "files are read into memory that is there: mode reuse";
    if (point.placing.alignment != Alignment::line) return "files have no alignment in memory";
    if (point.size == 0) return "an empty tensor moves no bytes";
    return whyNoRoom(filesDirectory(), filesBytes(point));
  }

  std::size_t arenaBytes(const GroupPoint& point) const override {
    return Arena::roomFor(elementBytes(point), hasTarget() ? 2 : 1);
  }

  /// What the page cache holds of a file is given back; what a file system in memory holds is not.
  std::size_t memoryBytes(const GroupPoint& point) const override {
    return arenaBytes(point) + (liesInMemory(filesDirectory()) ? filesBytes(point) : 0);
  }

  std::string environment() const override { return toJson(readFilePlace(filesDirectory())); }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena& arena,
                                               Team&) const override {
    refuseSizeSignals();
    Operands operands{m_format, {point.dtype, {point.size}}, {}, {}, filesDirectory()};
    if (auto ready = prepareDirectory(operands.directory); !ready)
      return tl::unexpected(ready.error());
    // The disk may have filled since the plan was made.
    if (std::string reason = whyNot(point); !reason.empty())
      return fail(ErrorCode::io, std::move(reason));
    if (auto room = arena.reserve(arenaBytes(point)); !room) return tl::unexpected(room.error());
    operands.elements = {fill(arena.take(elementBytes(point), point.placing), point),
                         elementBytes(point)};
    if (hasTarget())
      operands.target = {arena.take(elementBytes(point), point.placing), elementBytes(point)};
    if (m_direction == Direction::write) return std::make_unique<WriteGroup>(std::move(operands));
    auto group = std::make_unique<ReadGroup>(std::move(operands), point.cache == CacheState::cold);
    if (auto written = group->writeFile(); !written) return tl::unexpected(written.error());
    return group;
  }

 private:
  static std::size_t elementBytes(const GroupPoint& point) {
    return point.size * bytesOf(point.dtype);
  }
  /// Reads end there, and what HDF5 wrote is read back there by the check.
  bool hasTarget() const { return m_direction == Direction::read || hdf5Layout(m_format); }

  /// Header and elements. Of HDF5 the elements only: how much is written for them is HDF5's affair,
  /// and with the filter that of their values.
  std::uint64_t movedBytes(const GroupPoint& point) const {
    const auto header = hdf5Layout(m_format) ? Result<std::string>()
                                             : headerOf(m_format, {point.dtype, {point.size}});
    return (header ? header->size() : 0) + elementBytes(point);
  }
  /// At most: what gzip cannot shrink it makes a little larger, and chunks need an index.
  std::uint64_t fileBytes(const GroupPoint& point) const {
    constexpr std::uint64_t kHdf5Overhead = std::uint64_t{64} << 10;
    const std::uint64_t bytes = movedBytes(point);
    return hdf5Layout(m_format) ? bytes + bytes / 512 + kHdf5Overhead : bytes;
  }

  /// Both ways of writing have a file each.
  std::uint64_t filesBytes(const GroupPoint& point) const {
    return fileBytes(point) * (m_direction == Direction::write ? 2 : 1);
  }

  /// Seeded and not to be compressed away; the same block again and again, as drawing every
  /// element anew would take longer than measuring.
  static const std::byte* fill(std::byte* data, const GroupPoint& point) {
    const std::size_t block = std::min<std::size_t>(point.size, std::size_t{1} << 20);
    const std::size_t itemBytes = bytesOf(point.dtype);
    fillOperand(data, block, point.dtype, InputRange{}, point.seed);
    for (std::size_t at = block; at < point.size; at += block)
      std::memcpy(data + at * itemBytes, data, std::min(block, point.size - at) * itemBytes);
    return data;
  }

  TensorFormat m_format;
  Direction m_direction;
  BenchmarkInfo m_info;
};

}  // namespace

std::vector<std::unique_ptr<const Benchmark>> fileBenchmarks() {
  std::vector<std::unique_ptr<const Benchmark>> list;
  for (const TensorFormat format : kTensorFormats)
    for (const Direction direction : {Direction::write, Direction::read})
      list.push_back(std::make_unique<FileBenchmark>(format, direction));
  return list;
}

}  // namespace lane
