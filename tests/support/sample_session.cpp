#include "support/sample_session.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace lane::test {
namespace {

struct KernelModel {
  const char* name;
  int loads;      ///< f32 operands read per element
  int stores;     ///< f32 written per element
  double flops;   ///< per element
  double cycles;  ///< of one element on one lane
};
constexpr KernelModel kKernels[] = {
    {"add", 2, 1, 1, 1.1},  {"mul", 2, 1, 1, 1.1},    {"fma", 3, 1, 2, 1.3}, {"dot", 2, 0, 2, 1.9},
    {"sum", 1, 0, 1, 1.8},  {"max", 1, 0, 1, 2.1},    {"exp", 1, 1, 14, 14}, {"tanh", 1, 1, 20, 22},
    {"gelu", 1, 1, 26, 27}, {"softmax", 1, 1, 18, 19}};

struct VariantModel {
  const char* name;
  double lanes;     ///< effective
  double overhead;  ///< cycles per call
};
constexpr VariantModel kVariants[] = {
    {"scalar", 1, 6},      {"omp-sse2", 3.1, 13}, {"omp-avx2", 5.8, 21},
    {"omp-avx512", 9, 34}, {"ssse3", 3.6, 10},    {"sse4", 3.9, 9},
    {"avx2", 7.6, 15},     {"avx3", 13.5, 26},    {"avx3_dl", 13.4, 27}};

constexpr double kClockHz = 3.6e9;
// Capacity and bandwidth in bytes per cycle of L1d, L2, L3 and memory.
constexpr double kCapacity[] = {32 * 1024.0, 1024 * 1024.0, 32 * 1024.0 * 1024.0};
constexpr double kBandwidth[] = {90, 44, 24, 9};

template <class Row, std::size_t n>
const Row& row(const Row (&rows)[n], const std::string& name) {
  for (const Row& candidate : rows)
    if (name == candidate.name) return candidate;
  return rows[0];
}

double bytesPerElement(const KernelModel& k) {
  return 4.0 * (k.loads + k.stores);
}

/// Bytes per cycle for a working set, sliding from level to level around the capacities.
double bandwidth(double workingSet) {
  double result = kBandwidth[0];
  for (int level = 0; level < 3; ++level) {
    const double share = 1 / (1 + std::pow(kCapacity[level] * 0.9 / workingSet, 3));
    result += (kBandwidth[level + 1] - kBandwidth[level]) * share;
  }
  return result;
}

double modelSeconds(const KernelModel& k, const VariantModel& v, double n) {
  const double compute = k.cycles / v.lanes;
  const double memory = bytesPerElement(k) / bandwidth(n * bytesPerElement(k));
  const double perElement = std::cbrt(compute * compute * compute + memory * memory * memory);
  return (v.overhead + n * perElement) / kClockHz;
}

double percentile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - static_cast<double>(low));
}

void fillStatistics(CaseRecord& record, const std::vector<double>& samples) {
  std::vector<double> sorted = samples;
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(sorted.size());
  record.sampleCount = sorted.size();
  record.median = percentile(sorted, 0.5);
  const double reach = 0.98 / std::sqrt(n);  // normal approximation of the order statistics
  record.ciLow = percentile(sorted, std::max(0.0, 0.5 - reach));
  record.ciHigh = percentile(sorted, std::min(1.0, 0.5 + reach));
  record.min = sorted.front();
  record.p5 = percentile(sorted, 0.05);
  record.p95 = percentile(sorted, 0.95);
  record.p99 = percentile(sorted, 0.99);
  double sum = 0, squares = 0;
  for (const double s : sorted) sum += s;
  record.mean = sum / n;
  std::vector<double> deviations;
  for (const double s : sorted) {
    squares += (s - record.mean) * (s - record.mean);
    deviations.push_back(std::abs(s - record.median));
  }
  record.stddev = std::sqrt(squares / (n - 1));
  std::sort(deviations.begin(), deviations.end());
  record.mad = percentile(deviations, 0.5);
  const double q1 = percentile(sorted, 0.25), q3 = percentile(sorted, 0.75);
  for (const double s : sorted)
    record.outliers += s < q1 - 1.5 * (q3 - q1) || s > q3 + 1.5 * (q3 - q1);
}

MachineCard sampleMachine() {
  MachineCard card;
  card.cpuModel = "Sample CPU";
  card.microarchitecture = "Sample";
  card.logicalCores = 2;
  card.physicalCores = 2;
  card.tscHz = 3.0e9;
  card.clockHz = kClockHz;
  card.memoryBytes = std::uint64_t{8} << 30;
  card.memoryAvailableBytes = std::uint64_t{6} << 30;
  card.caches = {{1, "data", 32 * 1024, 64, 8, 1, 2},
                 {1, "instruction", 32 * 1024, 64, 8, 1, 2},
                 {2, "unified", 1024 * 1024, 64, 16, 1, 2},
                 {3, "unified", 32 * 1024 * 1024, 64, 16, 2, 1}};
  card.fields = {{"cpu_model", "processor", "CPU model", card.cpuModel, ""},
                 {"logical_cores", "processor", "Logical cores", "2", ""},
                 {"memory_total", "memory", "Memory", "8 GiB", ""},
                 {"governor", "system", "Governor", "", "no cpufreq in this sample"}};
  return card;
}

void addMemorySeries(Session& session) {
  const std::uint32_t metric =
      session.metricIndex({"resident_memory", "Resident memory", "B", MetricKind::bytes, false});
  SeriesRecord series{"resident_memory", kNoCase, metric, {}, {}};
  for (int i = 0; i <= 120; ++i) {
    const double t = i * 0.1;
    series.t.push_back(t);
    const double buffers = t < 2 ? 0 : t < 9 ? 48e6 * (1 + 0.25 * std::floor((t - 2) / 2)) : 12e6;
    series.value.push_back(38e6 + buffers + 4e5 * std::sin(t * 3));
  }
  session.series.push_back(std::move(series));
  session.marks = {{0, kNoCase, "Baseline"},
                   {2, kNoCase, "Pass 1"},
                   {5, kNoCase, "Pass 2"},
                   {9, kNoCase, "Cleanup"}};
}

}  // namespace

double modelTime(const std::string& kernel, const std::string& variant, std::uint64_t size) {
  return modelSeconds(row(kKernels, kernel), row(kVariants, variant), static_cast<double>(size));
}

double modelCrossover(const std::string& kernel, const std::string& from, const std::string& to,
                      double low, double high) {
  const auto gain = [&](double n) {
    return modelSeconds(row(kKernels, kernel), row(kVariants, from), n) -
           modelSeconds(row(kKernels, kernel), row(kVariants, to), n);
  };
  if (gain(low) >= 0 || gain(high) <= 0) return kUnknown;
  for (int i = 0; i < 200; ++i) {
    const double middle = std::sqrt(low * high);
    (gain(middle) < 0 ? low : high) = middle;
  }
  return std::sqrt(low * high);
}

Session sampleSession(const SampleOptions& options) {
  Session session;
  session.title = "Sample";
  session.uuid = "00000000-0000-4000-8000-000000000001";
  session.created = "2024-01-02T03:04:05Z";
  session.programVersion = "0.1.0";
  session.complete = options.coarseKernels == 0 && options.pendingKernels == 0;
  session.planYaml = "version: 1\ntitle: Sample\n";
  session.seed = options.seed;
  session.machine = sampleMachine();
  session.sources = {{"lanescope", SourceKind::in_process, "lanescope 0.1.0", "{}", "{}"}};

  std::vector<std::uint64_t> sizes;
  const double step = std::pow(2.0, 1.0 / options.perOctave);
  for (double n = static_cast<double>(options.firstSize);
       n <= static_cast<double>(options.lastSize) * 1.0001; n *= step)
    sizes.push_back(static_cast<std::uint64_t>(std::llround(n)));

  std::mt19937_64 random(options.seed);
  std::normal_distribution<double> normal;
  const int kernels = static_cast<int>(options.kernels.size());
  double clock = 0;
  for (int k = 0; k < kernels; ++k) {
    const KernelModel& kernel = row(kKernels, options.kernels[k]);
    const bool pending = k >= kernels - options.pendingKernels;
    const bool coarse = !pending && k >= kernels - options.pendingKernels - options.coarseKernels;
    for (const std::uint64_t size : sizes) {
      std::vector<std::string> names = options.variants;
      names.insert(names.end(), options.skipped.begin(), options.skipped.end());
      for (std::size_t v = 0; v < names.size(); ++v) {
        CaseRecord record;
        record.suite = "vector";
        record.benchmark = options.kernels[k];
        record.dtype = Dtype::f32;
        record.size = size;
        record.variant = names[v];
        const auto n = static_cast<double>(size);
        record.flops = kernel.flops * n;
        record.bytesRead = 4.0 * kernel.loads * n;
        record.bytesWritten = 4.0 * kernel.stores * n;
        record.items = n;
        record.key = makeKey(record);
        const auto index = static_cast<std::uint32_t>(session.cases.size());
        if (v >= options.variants.size()) {
          record.status = CaseStatus::skipped;
          record.reason = "this processor has no " + record.variant;
        } else if (!pending) {
          const double time = modelSeconds(kernel, row(kVariants, record.variant), n);
          const double noise = options.noise * (coarse ? 5 : 1) * (1 + 12 / std::sqrt(n + 16));
          const int count = coarse ? 5 : options.samplesPerCase;
          std::vector<double> samples;
          for (int i = 0; i < count; ++i) {
            const bool spike = random() % 40 == 0;
            samples.push_back(time * options.slowdown *
                              (1 + noise * std::abs(normal(random)) + (spike ? 0.06 : 0)));
            session.samples.seconds.push_back(samples.back());
            session.samples.caseIndex.push_back(index);
            session.samples.process.push_back(static_cast<std::uint32_t>(i) % options.processes);
            session.samples.pass.push_back(i < 5 ? 0 : 1);
            session.samples.round.push_back(static_cast<std::uint32_t>(i));
            session.samples.t.push_back(clock += 1e-4);
            session.samples.calls.push_back(64);
            session.samples.placement.push_back(0);
            session.samples.flags.push_back(spike ? std::uint32_t{kFlagSwitched} : 0u);
          }
          record.sampleOffset = session.samples.size() - samples.size();
          record.batchCalls = 64;
          fillStatistics(record, samples);
          record.status = coarse ? CaseStatus::coarse : CaseStatus::measured;
          record.stopReason = coarse ? StopReason::none : StopReason::goal;
          record.maxUlp = v == 0 ? 0 : 1;
          record.maxRelError = v == 0 ? 0 : 6e-8;
        }
        session.cases.push_back(std::move(record));
      }
    }
    if (pending) continue;
    const std::pair<const char*, const char*> ladder[] = {
        {"scalar", "sse4"}, {"sse4", "avx2"}, {"avx2", "avx3"}};
    for (const auto& [from, to] : ladder) {
      CrossoverRecord crossover;
      crossover.benchmark = options.kernels[k];
      crossover.from = from;
      crossover.to = to;
      crossover.size =
          modelCrossover(options.kernels[k], from, to, static_cast<double>(sizes.front()),
                         static_cast<double>(sizes.back()));
      if (!(crossover.size > 0)) {
        crossover.kind = CrossoverKind::always;
      } else {
        crossover.kind = CrossoverKind::at;
        crossover.sizeLow = crossover.size / 1.08;
        crossover.sizeHigh = crossover.size * 1.08;
        crossover.regret = 0.002;
      }
      session.crossovers.push_back(std::move(crossover));
    }
  }
  session.samples.sortedByCase = true;
  addMemorySeries(session);
  return session;
}

}  // namespace lane::test
