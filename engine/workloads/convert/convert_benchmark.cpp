#include "workloads/convert/convert_benchmark.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <utility>

#include "base/units.h"
#include "run/benchmark.h"
#include "workloads/convert/conversion.h"
#include "workloads/convert/phase_recorder.h"
#include "workloads/files/file_handle.h"
#include "workloads/files/file_place.h"

namespace lane {
namespace {

constexpr std::array kWays{ConversionWay::whole, ConversionWay::wholeFile, ConversionWay::stream,
                           ConversionWay::streamFile};

enum Phase : std::size_t { baseline, allocate, process, cleanUp, phaseCount };
const std::array<std::string, phaseCount> kPhases{"baseline", "allocate", "process", "clean up"};

std::string_view description(ConversionWay way) {
  switch (way) {
    case ConversionWay::whole:
      return "input and output arrays in memory";
    case ConversionWay::wholeFile:
      return "a file read whole, converted, written whole";
    case ConversionWay::stream:
      return "input in memory, output to a file in chunks";
    case ConversionWay::streamFile:
      break;
  }
  return "from file to file in chunks";
}

std::optional<ConversionWay> wayByName(std::string_view name) {
  for (const ConversionWay way : kWays)
    if (toWord(way) == name) return way;
  return std::nullopt;
}

bool readsFile(ConversionWay way) {
  return way == ConversionWay::wholeFile || way == ConversionWay::streamFile;
}
bool writesFile(ConversionWay way) {
  return way != ConversionWay::whole;
}

/// Whole blocks, as a pattern that repeats needs them.
std::uint64_t itemsOf(Dtype dtype, std::uint64_t bytes) {
  return bytes / packedBytes(dtype, kScaleBlock).total() * kScaleBlock;
}

/// The whole way through the phases at each call.
class PhaseCase final : public PreparedCase {
 public:
  PhaseCase(const ConversionData& data, Conversion& conversion, PhaseRecorder& recorder,
            const TemporaryFile& output, Result<void> input)
      : m_data(data),
        m_conversion(conversion),
        m_recorder(recorder),
        m_output(output),
        m_input(std::move(input)) {}

  bool oneByOne() const override { return true; }

  void beforeBatch() override {
    m_failure = m_input ? std::string() : toString(m_input.error());
    m_output.remove();
    m_recorder.settle();
  }

  void run(std::uint64_t calls) override {
    for (; calls > 0 && m_failure.empty(); --calls) {
      m_recorder.next();
      auto done = m_conversion.allocate();
      m_recorder.next();
      if (done) done = m_conversion.process();
      m_recorder.next();
      m_conversion.cleanUp();
      m_recorder.end();
      if (!done) m_failure = toString(done.error());
    }
  }

  std::string_view failure() const override { return m_failure; }

  std::span<const double> observations() const override {
    m_recorder.collect();
    const double before = m_recorder.residentAfter(baseline);
    const double over = m_recorder.peak() - before;
    const auto input = static_cast<double>(m_data.input().total());
    const auto output = static_cast<double>(m_data.output().total());
    m_observed = {before,
                  m_recorder.residentAfter(allocate),
                  m_recorder.residentAfter(process),
                  m_recorder.residentAfter(cleanUp),
                  m_recorder.peak(),
                  over,
                  over / input,
                  over / (input + output),
                  m_recorder.minorFaults(),
                  m_recorder.majorFaults(),
                  m_recorder.seconds(allocate),
                  m_recorder.seconds(process),
                  m_recorder.seconds(cleanUp)};
    return m_observed;
  }
  static std::vector<MetricRecord> observed() {
    return {kResidentBaseline,  kResidentAllocated, kResidentProcessed, kResidentCleaned,
            kResidentPeak,      kPeakOverBaseline,  kPeakPerInput,      kPeakPerArrays,
            kMinorFaultsOfCall, kMajorFaultsOfCall, kAllocateTime,      kProcessTime,
            kCleanUpTime};
  }

 private:
  const ConversionData& m_data;
  Conversion& m_conversion;
  PhaseRecorder& m_recorder;
  const TemporaryFile& m_output;
  Result<void> m_input;  ///< whether its file could be written
  std::string m_failure;
  mutable std::array<double, 13> m_observed{};
};

class PhaseGroup final : public PreparedGroup {
 public:
  PhaseGroup(ConversionData data, std::unique_ptr<MemorySampler> sampler)
      : m_data(std::move(data)),
        m_directory(filesDirectory()),
        m_inputFile(m_directory, "input"),
        m_sampler(std::move(sampler)) {}

  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    Way& way = wayOf(variant);
    return std::make_unique<PhaseCase>(m_data, *way.conversion, way.recorder, way.output,
                                       inputFor(way));
  }

  /// Room is looked for here: ways without files need none.
  Result<CheckResult> check(const std::string& variant, std::uint32_t) override {
    Way& way = wayOf(variant);
    if (writesFile(way.kind))
      if (std::string reason = whyNoRoom(m_directory, fileBytes(way)); !reason.empty())
        return fail(ErrorCode::unsupported, std::move(reason));
    if (auto input = inputFor(way); !input) return tl::unexpected(input.error());
    auto right = way.conversion->allocate()
                     .and_then([&] { return way.conversion->process(); })
                     .and_then([&] {
                       way.hugePages = hugePageShare();
                       return way.conversion->isRight();
                     });
    way.conversion->cleanUp();
    way.output.remove();
    if (!right) return tl::unexpected(right.error());
    if (!*right) return fail(ErrorCode::checkFailed, "items are not those of the definition");
    return CheckResult{.passed = true};
  }

  std::vector<MetricRecord> observed() const override { return PhaseCase::observed(); }

  std::vector<CaseFigure> figures(const std::string& variant, std::uint32_t) override {
    const auto share = std::exchange(wayOf(variant).hugePages, std::nullopt);
    if (!share) return {};
    return {{kHugePages, {.value = *share, .low = *share, .high = *share, .n = 1, .reason = {}}}};
  }

  CaseTrace takeTrace(const std::string& variant, std::uint32_t) override {
    return wayOf(variant).recorder.takeTrace();
  }

 private:
  struct Way {
    Way(ConversionWay way, const ConversionData& data, MemorySampler& sampler,
        const std::filesystem::path& directory, const std::filesystem::path& input)
        : kind(way),
          recorder(sampler, {kPhases.begin(), kPhases.end()}),
          output(directory, "output"),
          conversion(makeConversion(way, data, input, output.path())) {}
    ConversionWay kind;
    PhaseRecorder recorder;
    TemporaryFile output;
    std::unique_ptr<Conversion> conversion;
    std::optional<double> hugePages = {};
  };

  Way& wayOf(const std::string& variant) {
    auto& way = m_ways[variant];
    if (!way)
      way = std::make_unique<Way>(wayByName(variant).value_or(ConversionWay::whole), m_data,
                                  *m_sampler, m_directory, m_inputFile.path());
    return *way;
  }

  /// The input file of those that read one, written once.
  Result<void> inputFor(const Way& way) {
    if (!writesFile(way.kind)) return {};
    if (auto ready = prepareDirectory(m_directory); !ready) return ready;
    if (!readsFile(way.kind)) return {};
    if (!m_input) m_input = m_data.writeInput(m_inputFile.path());
    return *m_input;
  }

  std::uint64_t fileBytes(const Way& way) const {
    const std::uint64_t input = readsFile(way.kind) && !m_input ? m_data.input().total() : 0;
    return input + m_data.output().total();
  }

  ConversionData m_data;
  std::filesystem::path m_directory;
  TemporaryFile m_inputFile;
  std::optional<Result<void>> m_input;
  std::unique_ptr<MemorySampler> m_sampler;
  std::map<std::string, std::unique_ptr<Way>> m_ways;
};

class ConvertBenchmark final : public Benchmark {
 public:
  ConvertBenchmark(Dtype fromType, Dtype toType) : m_from(fromType), m_to(toType) {
    m_info.suite = kConvertSuite;
    m_info.name = fmt::format("{}_to_{}", toWord(fromType), toWord(toType));
    m_info.title = fmt::format("Convert {} to {}", toWord(fromType), toWord(toType));
    m_info.formula = fmt::format("{} → {}, to nearest even", toWord(fromType), toWord(toType));
    m_info.family = "Memory phases";
    m_info.special =
        "the size is the bytes of the input; one call allocates, processes and cleans "
        "up, and the memory of the process is watched";
    m_info.dtypes = {Dtype::none};
    m_info.bytesPerItem = 1;
    m_info.operands = 2;
    m_info.onRequest = true;
    m_info.inMemory = false;  // arrays of its own at each call
    m_info.mostThreads = 1;
    for (const ConversionWay way : kWays)
      m_info.ways.push_back({std::string(toWord(way)), std::string(description(way))});
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
    const std::uint64_t items = itemsOf(m_from, point.size);
    record.bytesRead = static_cast<double>(packedBytes(m_from, items).total());
    record.bytesWritten = static_cast<double>(packedBytes(m_to, items).total());
    record.items = static_cast<double>(items);
    record.key = makeKey(record);
    return record;
  }

  std::string whyNot(const GroupPoint& point) const override {
    if (point.cache != CacheState::hot) return "its arrays are made at each call: cache hot";
    if (point.mode != Mode::reuse)
      return "it allocates and frees at each call in any case: mode reuse";
    if (point.placing.alignment != Alignment::line)
      return "its arrays begin on a page of their own";
    if (itemsOf(m_from, point.size) == 0)
      return fmt::format("an input of {} holds no block of {} items",
                         formatBytes(double(point.size)), kScaleBlock);
    return {};
  }

  std::size_t arenaBytes(const GroupPoint&) const override { return 0; }
  /// What its mappings take.
  std::size_t memoryBytes(const GroupPoint& point) const override {
    const std::uint64_t items = itemsOf(m_from, point.size);
    return packedBytes(m_from, items).total() + packedBytes(m_to, items).total();
  }

  std::string environment() const override { return toJson(readFilePlace(filesDirectory())); }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena&,
                                               Team&) const override {
    refuseSizeSignals();
    auto sampler = MemorySampler::start(
        {.period = kPhaseReadingPeriod, .measuringCore = Team::cores().front()});
    if (!sampler) return tl::unexpected(sampler.error());
    return std::make_unique<PhaseGroup>(
        ConversionData(m_from, m_to, itemsOf(m_from, point.size), point.seed), std::move(*sampler));
  }

 private:
  Dtype m_from, m_to;
  BenchmarkInfo m_info;
};

}  // namespace

std::vector<std::unique_ptr<const Benchmark>> convertBenchmarks() {
  std::vector<std::unique_ptr<const Benchmark>> list;
  for (const Dtype fromType : convertibleTypes())
    for (const Dtype toType : convertibleTypes())
      if (fromType != toType) list.push_back(std::make_unique<ConvertBenchmark>(fromType, toType));
  return list;
}

}  // namespace lane
