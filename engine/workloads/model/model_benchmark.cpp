#include "workloads/model/model_benchmark.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <map>
#include <optional>

#include "base/units.h"
#include "run/benchmark.h"
#include "workloads/convert/conversion.h"
#include "workloads/convert/convert_benchmark.h"
#include "workloads/convert/convert_reference.h"
#include "workloads/convert/phase_recorder.h"
#include "workloads/model/checkpoint.h"

namespace lane {
namespace {

constexpr std::uint64_t kSmallest = 1'000'000;  ///< below, nothing scales any more

enum Phase : std::size_t { baseline, scan, converting, verify, phaseCount };
const std::array<std::string, phaseCount> kPhases{"baseline", "scan", "convert", "verify"};

const MetricRecord kScanTime{"scan_time", "Time to scan the manifest", "s", MetricKind::time,
                             false};
const MetricRecord kConvertTime{"convert_time", "Time to convert", "s", MetricKind::time, false};
const MetricRecord kVerifyTime{"verify_time", "Time to verify", "s", MetricKind::time, false};
const MetricRecord kConvertRate{"convert_rate", "Bytes read and written while converting", "B/s",
                                MetricKind::rate, true};

class ScanCase final : public PreparedCase {
 public:
  explicit ScanCase(std::vector<std::filesystem::path> shards) : m_shards(std::move(shards)) {}

  void beforeBatch() override { m_failure.clear(); }
  void run(std::uint64_t calls) override {
    for (; calls > 0 && m_failure.empty(); --calls) {
      const auto manifest = scanManifest(m_shards);
      if (!manifest)
        m_failure = toString(manifest.error());
      else if (manifest->size() != kCheckpointTensors)
        m_failure = fmt::format("{} tensors were found", manifest->size());
    }
  }
  std::string_view failure() const override { return m_failure; }

 private:
  std::vector<std::filesystem::path> m_shards;
  std::string m_failure;
};

class ScanGroup final : public PreparedGroup {
 public:
  explicit ScanGroup(std::unique_ptr<Checkpoint20B> checkpoint)
      : m_checkpoint(std::move(checkpoint)) {}

  std::unique_ptr<PreparedCase> prepare(const std::string&, std::uint32_t) override {
    return std::make_unique<ScanCase>(m_checkpoint->shards());
  }
  Result<CheckResult> check(const std::string&, std::uint32_t) override {
    ScanCase one(m_checkpoint->shards());
    one.run(1);
    if (!one.failure().empty()) return fail(ErrorCode::checkFailed, std::string(one.failure()));
    return CheckResult{.passed = true};
  }

 private:
  std::unique_ptr<Checkpoint20B> m_checkpoint;
};

/// One way through scan, convert and verify.
class CheckpointConversion {
 public:
  CheckpointConversion(std::vector<std::filesystem::path> shards, Dtype target,
                       std::filesystem::path directory)
      : m_paths(std::move(shards)), m_target(target), m_directory(std::move(directory)) {}

  Result<void> scan() {
    m_files.clear();
    auto manifest = scanManifest(m_paths);
    if (!manifest) return tl::unexpected(manifest.error());
    auto jobs = arraysOf(*manifest, m_target);
    if (!jobs) return tl::unexpected(jobs.error());
    m_jobs = std::move(*jobs);
    for (const auto& path : m_paths) {
      auto file = FileHandle::openForReading(path);
      if (!file) return tl::unexpected(file.error());
      m_files.push_back(std::move(*file));
    }
    return {};
  }
  Result<void> convert() {
    m_sums.clear();
    while (m_outputs.size() < m_jobs.size())
      m_outputs.push_back(std::make_unique<TemporaryFile>(m_directory, "npy"));
    for (std::size_t i = 0; i < m_jobs.size(); ++i) {
      const auto sum = convertArray(m_jobs[i], m_files, m_outputs[i]->path());
      if (!sum) return tl::unexpected(sum.error());
      m_sums.push_back(*sum);
    }
    return {};
  }
  Result<void> verify() {
    for (std::size_t i = 0; i < m_jobs.size(); ++i)
      if (auto right = verifyArray(m_jobs[i], m_outputs[i]->path(), m_sums[i]); !right)
        return right;
    return {};
  }
  void removeOutputs() {
    for (const auto& file : m_outputs) file->remove();
  }

  /// The first items of every array against the definition of the formats.
  Result<bool> isRight() const {
    constexpr std::size_t kLooked = 4 * kScaleBlock;
    for (std::size_t i = 0; i < m_jobs.size(); ++i) {
      const ArrayJob& job = m_jobs[i];
      const Dtype source = job.isMxfp4 ? Dtype::mxfp4 : job.elements.tensor.stored.shape.dtype;
      const std::size_t items = std::min<std::uint64_t>(kLooked, job.shape.elements().value_or(0));
      const PackedBytes in = packedBytes(source, items);
      std::vector<std::byte> elements(in.elements), scales(in.scales),
          wanted(packedBytes(m_target, items).elements), got(wanted.size());
      auto read = m_files[job.elements.shard].read(job.elements.tensor.stored.offset, elements);
      if (read && job.isMxfp4)
        read = m_files[job.scales.shard].read(job.scales.tensor.stored.offset, scales);
      if (!read) return tl::unexpected(read.error());
      convertByDefinition(source, {elements.data(), scales.data()}, m_target,
                          {wanted.data(), nullptr}, items);
      const auto file = FileHandle::openForReading(m_outputs[i]->path());
      if (!file) return tl::unexpected(file.error());
      const auto stored = readNpyHeader(*file);
      if (!stored) return tl::unexpected(stored.error());
      if (read = file->read(stored->offset, got); !read) return tl::unexpected(read.error());
      if (got != wanted) return false;
    }
    return m_jobs.size() > 0;
  }

 private:
  std::vector<std::filesystem::path> m_paths;
  Dtype m_target;
  std::filesystem::path m_directory;
  std::vector<FileHandle> m_files;
  std::vector<ArrayJob> m_jobs;
  std::vector<std::unique_ptr<TemporaryFile>> m_outputs;
  std::vector<std::uint64_t> m_sums;
};

class ConversionCase final : public PreparedCase {
 public:
  ConversionCase(CheckpointConversion& conversion, PhaseRecorder& recorder, double bytes)
      : m_conversion(conversion), m_recorder(recorder), m_bytes(bytes) {}
  ~ConversionCase() override { m_conversion.removeOutputs(); }

  bool oneByOne() const override { return true; }
  void beforeBatch() override {
    m_failure.clear();
    m_conversion.removeOutputs();
    m_recorder.settle();
  }
  void run(std::uint64_t calls) override {
    for (; calls > 0 && m_failure.empty(); --calls) {
      m_recorder.next();
      auto done = m_conversion.scan();
      m_recorder.next();
      if (done) done = m_conversion.convert();
      m_recorder.next();
      if (done) done = m_conversion.verify();
      m_recorder.end();
      if (!done) {
        m_failure = toString(done.error());
        m_conversion.removeOutputs();
      }
    }
  }
  std::string_view failure() const override { return m_failure; }
  std::span<const double> observations() const override {
    m_recorder.collect();
    const double before = m_recorder.residentAfter(baseline);
    m_observed = {before,
                  m_recorder.peak(),
                  m_recorder.peak() - before,
                  m_recorder.minorFaults(),
                  m_recorder.majorFaults(),
                  m_recorder.seconds(scan),
                  m_recorder.seconds(converting),
                  m_recorder.seconds(verify),
                  m_bytes / m_recorder.seconds(converting)};
    return m_observed;
  }
  static std::vector<MetricRecord> observed() {
    return {kResidentBaseline,  kResidentPeak,      kPeakOverBaseline,
            kMinorFaultsOfCall, kMajorFaultsOfCall, kScanTime,
            kConvertTime,       kVerifyTime,        kConvertRate};
  }

 private:
  CheckpointConversion& m_conversion;
  PhaseRecorder& m_recorder;
  double m_bytes;
  std::string m_failure;
  mutable std::array<double, 9> m_observed{};
};

class ConversionGroup final : public PreparedGroup {
 public:
  ConversionGroup(std::unique_ptr<Checkpoint20B> checkpoint, std::unique_ptr<MemorySampler> sampler,
                  std::map<std::string, double> bytes)
      : m_checkpoint(std::move(checkpoint)),
        m_sampler(std::move(sampler)),
        m_bytes(std::move(bytes)) {}

  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    Way& way = wayOf(variant);
    return std::make_unique<ConversionCase>(way.conversion, way.recorder, m_bytes[variant]);
  }
  Result<CheckResult> check(const std::string& variant, std::uint32_t) override {
    CheckpointConversion& conversion = wayOf(variant).conversion;
    auto right = conversion.scan()
                     .and_then([&] { return conversion.convert(); })
                     .and_then([&] { return conversion.verify(); })
                     .and_then([&] { return conversion.isRight(); });
    conversion.removeOutputs();
    if (!right) return tl::unexpected(right.error());
    if (!*right) return fail(ErrorCode::checkFailed, "items are not those of the definition");
    return CheckResult{.passed = true};
  }
  std::vector<MetricRecord> observed() const override { return ConversionCase::observed(); }
  CaseTrace takeTrace(const std::string& variant, std::uint32_t) override {
    return wayOf(variant).recorder.takeTrace();
  }

 private:
  struct Way {
    CheckpointConversion conversion;
    PhaseRecorder recorder;
  };
  Way& wayOf(const std::string& variant) {
    auto& way = m_ways[variant];
    if (!way)
      way.reset(new Way{
          {m_checkpoint->shards(), fromWord<Dtype>(variant).value_or(Dtype::f32), filesDirectory()},
          PhaseRecorder(*m_sampler, {kPhases.begin(), kPhases.end()})});
    return *way;
  }

  std::unique_ptr<Checkpoint20B> m_checkpoint;
  std::unique_ptr<MemorySampler> m_sampler;
  std::map<std::string, double> m_bytes;
  std::map<std::string, std::unique_ptr<Way>> m_ways;
};

/// Elements of all arrays of another type: what is written.
double bytesWritten(const std::vector<NamedShape>& shapes, Dtype target) {
  double items = 0;
  for (const NamedShape& tensor : shapes) {
    const double bytes = double(tensor.shape.bytes().value_or(0));
    if (tensor.shape.dtype == Dtype::bf16)
      items += bytes / 2;
    else if (tensor.name.ends_with("_blocks"))
      items += bytes * 2;
  }
  return items * double(bytesOf(target));
}

class ModelBenchmark final : public Benchmark {
 public:
  explicit ModelBenchmark(bool converts) : m_converts(converts) {
    m_info.suite = "model";
    m_info.name = converts ? "convert_checkpoint" : "manifest_scan";
    m_info.title = converts ? "Convert a checkpoint to .npy" : "Scan the manifest of a checkpoint";
    m_info.formula = converts ? "safetensors shards → .npy files of another type, verified"
                              : "headers of all shards → 459 tensors";
    m_info.family = "Model conversion";
    m_info.special =
        "a made-up checkpoint with the tensors of a 20-billion-parameter mixture of "
        "experts; the size is its bytes, 1/64 of the model's by default";
    m_info.itemName = "tensors";
    m_info.dtypes = {Dtype::none};
    m_info.bytesPerItem = 1;
    m_info.operands = 1;
    m_info.onRequest = true;
    m_info.inMemory = false;
    m_info.mostThreads = 1;
    if (converts)
      m_info.ways = {{"f32", "to f32, a chunk at a time"}, {"f16", "to f16, a chunk at a time"}};
    else
      m_info.ways = {{"headers", "the header of every shard, from the page cache"}};
  }

  const BenchmarkInfo& info() const override { return m_info; }
  std::vector<VariantOffer> variants(Dtype) const override {
    std::vector<VariantOffer> offers;
    for (const WayInfo& way : m_info.ways) offers.push_back({way.name, {}});
    return offers;
  }

  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record = identityOf(m_info, point, variant, threads);
    record.items = double(kCheckpointTensors);
    record.itemName = m_info.itemName;
    const std::vector<NamedShape> shapes = checkpointShapes(point.size);
    if (m_converts) {
      const double written = bytesWritten(shapes, fromWord<Dtype>(variant).value_or(Dtype::f32));
      record.bytesRead = double(bytesOf(shapes)) + written;  // read again to verify
      record.bytesWritten = written;
    }
    record.key = makeKey(record);
    return record;
  }

  std::string whyNot(const GroupPoint& point) const override {
    if (point.cache != CacheState::hot) return "the checkpoint was just written: cache hot";
    if (point.mode != Mode::reuse) return "files have no calling mode but reuse";
    if (point.placing.alignment != Alignment::line) return "files have no alignment in memory";
    if (point.size < kSmallest)
      return fmt::format("a checkpoint takes {} or more", formatBytes(double(kSmallest)));
    return whyNoRoom(filesDirectory(), roomFor(point));
  }
  std::size_t arenaBytes(const GroupPoint&) const override { return 0; }
  std::string environment() const override { return toJson(readFilePlace(filesDirectory())); }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena&,
                                               Team&) const override {
    refuseSizeSignals();
    if (auto ready = prepareDirectory(filesDirectory()); !ready)
      return tl::unexpected(ready.error());
    // The disk may have filled since the plan was made.
    if (std::string reason = whyNot(point); !reason.empty())
      return fail(ErrorCode::io, std::move(reason));
    const std::vector<NamedShape> shapes = checkpointShapes(point.size);
    auto checkpoint = Checkpoint20B::write(filesDirectory(), shapes, point.seed, !m_converts);
    if (!checkpoint) return tl::unexpected(checkpoint.error());
    if (!m_converts) return std::make_unique<ScanGroup>(std::move(*checkpoint));
    auto sampler = MemorySampler::start(
        {.period = kPhaseReadingPeriod, .measuringCore = Team::cores().front()});
    if (!sampler) return tl::unexpected(sampler.error());
    std::map<std::string, double> bytes;
    for (const WayInfo& way : m_info.ways)
      bytes[way.name] = double(bytesOf(shapes)) +
                        bytesWritten(shapes, fromWord<Dtype>(way.name).value_or(Dtype::f32));
    return std::make_unique<ConversionGroup>(std::move(*checkpoint), std::move(*sampler),
                                             std::move(bytes));
  }

 private:
  /// The checkpoint and the arrays of the widest type; hollow files take next to nothing.
  std::uint64_t roomFor(const GroupPoint& point) const {
    constexpr std::uint64_t kHollow = std::uint64_t{1} << 20;
    if (!m_converts) return kHollow;
    const std::vector<NamedShape> shapes = checkpointShapes(point.size);
    return bytesOf(shapes) + static_cast<std::uint64_t>(bytesWritten(shapes, Dtype::f32));
  }

  bool m_converts;
  BenchmarkInfo m_info;
};

}  // namespace

std::vector<std::unique_ptr<const Benchmark>> modelBenchmarks() {
  std::vector<std::unique_ptr<const Benchmark>> list;
  list.push_back(std::make_unique<ModelBenchmark>(false));
  list.push_back(std::make_unique<ModelBenchmark>(true));
  return list;
}

}  // namespace lane
