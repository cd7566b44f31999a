// Conversion in chunks against the whole array, like with like and interleaved: from file to file,
// and with the input in memory and the output in a file. Inputs of 50 MB and more, the four pairs
// of the plan and two without f32. Peaks over the baseline, throughput ratio with its interval, and
// the scan of the manifest of a whole model.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/words.h"
#include "bench/bench_report.h"
#include "machine/process_memory.h"
#include "measure/clock.h"
#include "measure/ratio.h"
#include "measure/statistics.h"
#include "measure/team.h"
#include "workloads/convert/conversion.h"
#include "workloads/files/file_handle.h"
#include "workloads/files/file_place.h"
#include "workloads/model/checkpoint.h"

using namespace lane;

namespace {

constexpr int kRounds = 15;
constexpr double kMiB = 1024 * 1024;

double now() {
  return Clock::instance().seconds(Clock::instance().now());
}

struct Measured {
  double seconds = 0;  ///< of processing
  double peak = 0;     ///< over what was before
};

void stop(const Error& error) {
  std::printf("%s\n", toString(error).c_str());
  std::exit(3);
}

Measured once(Conversion& conversion, const TemporaryFile& output) {
  output.remove();
  std::ignore = resetResidentPeak();
  ProcessMemoryReader reader;
  const double before = reader.read(false).residentBytes;
  if (auto ready = conversion.allocate(); !ready) stop(ready.error());
  const double begin = now();
  if (auto done = conversion.process(); !done) stop(done.error());
  const double seconds = now() - begin;
  conversion.cleanUp();
  return {seconds, residentPeak().value_or(0) - before};
}

/// Whole array in memory, written to the file at the end: what stream is compared with.
class WholeToFile final : public Conversion {
 public:
  WholeToFile(const ConversionData& data, std::filesystem::path output)
      : m_data(data), m_output(std::move(output)) {}
  Result<void> allocate() override {
    const PackedBytes in = m_data.input(), out = m_data.output();
    m_in.assign(in.total(), {});
    m_out.assign(out.total(), {});
    m_data.fillInput(input());
    return {};
  }
  Result<void> process() override {
    convert(m_data.fromType(), input(), m_data.toType(),
            {m_out.data(), m_out.data() + m_data.output().elements}, m_data.items());
    auto file = FileHandle::create(m_output);
    if (!file) return tl::unexpected(file.error());
    return file->write(m_out).and_then([&] { return file->close(); });
  }
  void cleanUp() override {
    m_in = {};
    m_out = {};
  }
  Result<bool> isRight() const override { return true; }

 private:
  PackedTarget input() { return {m_in.data(), m_in.data() + m_data.input().elements}; }
  const ConversionData& m_data;
  std::filesystem::path m_output;
  std::vector<std::byte> m_in, m_out;
};

void compare(BenchReport& report, Dtype fromType, Dtype toType, double bytes) {
  const double perBlock = double(packedBytes(fromType, kScaleBlock).total());
  const auto items = std::uint64_t(bytes / perBlock) * kScaleBlock;
  const ConversionData data(fromType, toType, items, 1);
  const TemporaryFile input(filesDirectory(), "input"), output(filesDirectory(), "output");
  if (auto written = data.writeInput(input.path()); !written) stop(written.error());
  const std::string what = std::string(toWord(fromType)) + " to " + std::string(toWord(toType)) +
                           ", " + std::to_string(int(bytes / 1e6)) + " MB";
  const auto make = [&](ConversionWay way) {
    return makeConversion(way, data, input.path(), output.path());
  };
  std::mt19937 random(1);
  const auto pair = [&](Conversion& whole, Conversion& stream, const std::string& name,
                        double& peak) {
    std::vector<double> base, other;
    once(whole, output);
    once(stream, output);
    for (int round = 0; round < kRounds; ++round) {
      const bool first = random() % 2 == 0;
      for (const bool streamed : {first, !first}) {
        const Measured one = once(streamed ? stream : whole, output);
        (streamed ? other : base).push_back(one.seconds);
        if (streamed) peak = std::max(peak, one.peak);
      }
    }
    const PairedRatio ratio = pairedRatio(base, other, {}, 0.95);
    report.say(what + name + ": low", 1 / ratio.high, "");
    report.say(what + name + ": high", 1 / ratio.low, "");
    report.atLeast(what + name + ": throughput of chunks / whole", 1 / ratio.ratio, 0.9, "");
  };
  double filePeak = 0, memoryPeak = 0;
  const auto wholeFile = make(ConversionWay::wholeFile),
             streamFile = make(ConversionWay::streamFile);
  pair(*wholeFile, *streamFile, ", file to file", filePeak);
  report.atMost(what + ": peak file to file", filePeak / kMiB, 16, "MiB");
  WholeToFile whole(data, output.path());
  const auto stream = make(ConversionWay::stream);
  pair(whole, *stream, ", from memory", memoryPeak);
  report.atMost(what + ": peak / input, input in memory", memoryPeak / double(data.input().total()),
                1.05, "");
}

void scan(BenchReport& report) {
  const auto checkpoint =
      Checkpoint20B::write(filesDirectory(), checkpointShapes(std::uint64_t{1} << 40), 1, true);
  if (!checkpoint) stop(checkpoint.error());
  const auto shards = (*checkpoint)->shards();
  std::vector<double> seconds;
  for (int i = 0; i < 200; ++i) {
    const double begin = now();
    const auto manifest = scanManifest(shards);
    seconds.push_back(now() - begin);
    if (!manifest || manifest->size() != kCheckpointTensors) std::exit(4);
  }
  report.atMost("manifest of 459 tensors, median", 1e3 * median(seconds), 2, "ms");
}

}  // namespace

int main() {
  refuseSizeSignals();
  BenchReport report;
  const PinnedThread pinned(Team::cores().front());
  if (auto ready = prepareDirectory(filesDirectory()); !ready) stop(ready.error());
  scan(report);
  compare(report, Dtype::f32, Dtype::f16, 50e6);
  compare(report, Dtype::f32, Dtype::f16, 200e6);
  compare(report, Dtype::bf16, Dtype::f32, 100e6);
  compare(report, Dtype::mxfp4, Dtype::f32, 50e6);
  compare(report, Dtype::f32, Dtype::i8, 100e6);
  compare(report, Dtype::mxfp4, Dtype::bf16, 50e6);
  compare(report, Dtype::f16, Dtype::i8, 50e6);
  return report.exitCode();
}
