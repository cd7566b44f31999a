// Ceilings: as high as likwid-bench's on the same core in the same minutes, and the same again in
// ten fresh processes, on all threads within a class of core-to-core round trips. Runs of ours and
// theirs alternate; the ratio is the median over pairs.
//   bench_ceilings [RUNS]      so many processes instead of 10
#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <sstream>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "machine/cpu_features.h"
#include "machine/free_memory.h"
#include "measure/core_round_trip.h"
#include "measure/statistics.h"
#include "workloads/ceilings.h"
#include "workloads/peak_kernels.h"

namespace {

using namespace lane;

constexpr int kPairs = 7;
constexpr const char* kLikwid = "/usr/bin/likwid-bench";

std::string textOf(const std::string& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// MByte/s or MFlops/s of one run of likwid-bench, in units per second.
std::optional<double> likwid(const std::string& test, std::uint64_t bytes, std::uint32_t threads,
                             const char* figure, const std::string& output) {
  const std::string group =
      "S0:" + std::to_string(bytes * threads / 1000) + "kB:" + std::to_string(threads);
  if (runChild({kLikwid, "-t", test, "-w", group}, output, ChildErrors::hidden).exitCode != 0)
    return std::nullopt;
  const std::string text = textOf(output);
  const std::size_t at = text.find(figure);
  if (at == std::string::npos) return std::nullopt;
  return 1e6 * std::strtod(text.c_str() + at + std::strlen(figure), nullptr);
}

/// What one sample of ours gives: the median of a few batches of 5 ms.
double ours(PreparedCase& prepared, double workPerCall, Timer& timer,
            const std::function<void()>& warm) {
  RoundItem item;
  // Borrowed, not owned: wrapped, so that the item may be thrown away.
  struct Borrowed final : PreparedCase {
    explicit Borrowed(PreparedCase& given) : inner(given) {}
    void run(std::uint64_t calls) override { inner.run(calls); }
    PreparedCase& inner;
  };
  item.prepared = std::make_unique<Borrowed>(prepared);
  item.warm = warm;
  RoundItem* const items[] = {&item};
  sampleItems(items, {5e-3, 0.3, 21, 21}, timer, {}, {}, {});
  return workPerCall / median(item.seconds);
}

struct Peak final : PreparedCase {
  explicit Peak(const PeakKernel& given) : kernel(given) {}
  void run(std::uint64_t calls) override { kernel.run(calls); }
  const PeakKernel& kernel;
};

class Comparison {
 public:
  Comparison(BenchReport& report, std::string output)
      : m_report(report), m_output(std::move(output)) {}

  void peak(PeakForm form, const std::string& test) {
    for (const PeakKernel& kernel : peakKernels()) {
      if (kernel.form != form || kernel.dtype != Dtype::f32 || !kernel.supported()) continue;
      Peak prepared(kernel);
      compare("peak f32, " + std::string(kernel.label), test, 16000, 1,
              "MFlops/s:", [&] { return ours(prepared, kernel.opsPerTurn, m_timer, {}); });
    }
  }
  void walk(const MemoryWalk& memory, const std::string& level, const WalkPoint& point,
            const std::string& test) {
    const auto prepared = memory.prepare(point);
    if (!prepared) return;
    compare(level + " " + std::string(toWord(point.kind)) +
                (point.nonTemporal ? " past the caches, " : ", ") +
                std::to_string(point.width * 8) + "-bit, " + std::to_string(point.threads) + "T",
            test, prepared->footprint(), point.threads, "MByte/s:", [&] {
              return ours(*prepared, prepared->workPerCall(), m_timer, [&] { prepared->warm(); });
            });
  }

 private:
  template <class Ours>
  void compare(const std::string& what, const std::string& test, std::uint64_t bytes,
               std::uint32_t threads, const char* figure, const Ours& measure) {
    std::vector<double> ratios;
    for (int pair = 0; pair < kPairs; ++pair) {
      const double mine = measure();
      const auto theirs = likwid(test, bytes, threads, figure, m_output);
      if (!theirs || *theirs <= 0) {
        std::printf("       %s: likwid-bench has no %s here\n", what.c_str(), test.c_str());
        return;
      }
      ratios.push_back(mine / *theirs);
    }
    m_report.atLeast(what + " / " + test, median(ratios), 0.95, "");
  }

  BenchReport& m_report;
  std::string m_output;
  SystemTimer m_timer;
};

void compareWithLikwid(BenchReport& report, const MachineCard& card, const std::string& output) {
  if (::access(kLikwid, X_OK) != 0) {
    std::printf("       likwid-bench is not installed: apt install likwid\n");
    return;
  }
  Comparison comparison(report, output);
  // likwid-bench pins its first thread to the first core.
  const PinnedThread pin(*std::min_element(Team::cores().begin(), Team::cores().end()));
  comparison.peak(PeakForm::scalar, "peakflops_sp");
  comparison.peak(PeakForm::sse, "peakflops_sp_sse");
  comparison.peak(PeakForm::fma256, "peakflops_sp_avx_fma");
  comparison.peak(PeakForm::fma512, "peakflops_sp_avx512_fma");

  Team team;
  const double last = double(std::max<std::uint64_t>(card.lastLevelCacheBytes(), 8 << 20));
  const auto largest =
      static_cast<std::uint64_t>(std::min(3 * last, 0.4 * double(availableMemoryBytes())));
  const auto memory = MemoryWalk::make({largest, {}, static_cast<std::uint64_t>(1.25 * last)},
                                       PageKind::huge, team, {});
  if (!memory) {
    std::printf("       %s\n", toString(memory.error()).c_str());
    return;
  }
  const auto cache = [&](int level) {
    const CacheLevel* found = card.dataCache(level);
    return found ? double(found->bytes) : 0;
  };
  const std::vector<std::pair<std::string, double>> levels = {
      {"L1", cache(1) / 2}, {"L2", cache(2) / 2}, {"memory", double(largest)}};
  const std::map<int, std::string> suffix = {{16, "_sse"}, {32, "_avx"}, {64, "_avx512"}};
  const auto all = static_cast<std::uint32_t>(Team::cores().size());
  for (const auto& [level, bytes] : levels)
    for (const auto& [width, name] : suffix) {
      if (width > widestWalk() || bytes <= 0) continue;
      const auto set = static_cast<std::uint64_t>(bytes);
      const std::string fused = width > 16 ? name + "_fma" : name;
      comparison.walk(*memory, level, {WalkKind::read, width, false, 1, set}, "load" + name);
      comparison.walk(*memory, level, {WalkKind::write, width, false, 1, set}, "store" + name);
      comparison.walk(*memory, level, {WalkKind::copy, width, false, 1, set}, "copy" + name);
      comparison.walk(*memory, level, {WalkKind::triad, width, false, 1, set}, "stream_sp" + fused);
      if (width != widestWalk()) continue;
      if (level == "memory")
        comparison.walk(*memory, level, {WalkKind::copy, width, true, 1, set}, "copy_mem" + name);
      if (all > 1)
        comparison.walk(*memory, level, {WalkKind::read, width, false, all, set / all},
                        "load" + name);
    }
}

/// Figures of one run by name; one thread and all threads apart.
std::map<std::string, double> figures(const Ceilings& ceilings, bool oneThread) {
  std::map<std::string, double> all;
  for (const PeakRate& peak : ceilings.peaks)
    if (peak.rate.known() && (peak.threads == 1) == oneThread)
      all["peak " + peak.form + " " + std::string(toWord(peak.dtype))] = peak.rate.value;
  for (const LevelRate& rate : ceilings.rates)
    if (rate.value.known() && (rate.style.threads == 1) == oneThread)
      all[rate.level + " " + std::string(toWord(rate.style.kind)) + " " +
          std::to_string(rate.style.width * 8) + "-bit " + (rate.style.nonTemporal ? "nt " : "") +
          std::string(toWord(rate.style.pages))] = rate.value.value;
  return all;
}

using Figures = std::map<std::string, double>;

struct Run {
  Figures one, all;
  double roundTrip = 0;  ///< between two cores, right before; 0 with one core
  double after = 0;
};

double roundTrip() {
  Team team;
  const auto measured = measureCoreRoundTrip(team, 0, 1);
  return measured ? measured->seconds : 0;
}

/// Hypervisors move cores between chiplets, which changes what all threads reach together. Where
/// the round trips fall into two groups far apart, the limit between them; else infinity.
double classLimit(const std::vector<Run>& runs) {
  constexpr double kApart = 1.5;
  std::vector<double> trips;
  for (const Run& run : runs) trips.insert(trips.end(), {run.roundTrip, run.after});
  std::sort(trips.begin(), trips.end());
  double widest = kApart, limit = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < trips.size(); ++i)
    if (trips[i - 1] > 0 && trips[i] / trips[i - 1] > widest) {
      widest = trips[i] / trips[i - 1];
      limit = std::sqrt(trips[i] * trips[i - 1]);
    }
  return limit;
}

/// Largest distance from the median of every figure over runs, and the goal of 3 %.
void reportSpread(BenchReport& report, const std::string& group, const std::vector<Figures>& runs) {
  std::map<std::string, std::vector<double>> values;
  for (const Figures& run : runs)
    for (const auto& [name, value] : run) values[name].push_back(value);
  std::vector<std::pair<double, std::string>> worst;
  for (const auto& [name, list] : values) {
    const double middle = median(list);
    double away = 0;
    for (const double value : list) away = std::max(away, std::abs(value / middle - 1));
    worst.emplace_back(100 * away, name);
  }
  if (worst.empty()) return;
  std::sort(worst.rbegin(), worst.rend());
  report.atMost(group + ": largest distance from the median, " + worst[0].second, worst[0].first, 3,
                "%");
  for (std::size_t i = 1; i < std::min<std::size_t>(worst.size(), 8); ++i)
    report.say("  " + worst[i].second, worst[i].first, "%");
  const auto within =
      std::count_if(worst.begin(), worst.end(), [](const auto& entry) { return entry.first <= 3; });
  report.say(group + ": figures within 3 %", 100.0 * double(within) / double(worst.size()), "%");
}

void reportClasses(BenchReport& report, const std::vector<Run>& runs) {
  const double limit = classLimit(runs);
  for (const bool far : {false, true}) {
    std::vector<Figures> members;
    std::vector<double> trips;
    for (const Run& run : runs) {
      if ((run.roundTrip > limit) != far || (run.after > limit) != far) continue;
      members.push_back(run.all);
      trips.insert(trips.end(), {run.roundTrip, run.after});
    }
    if (members.empty()) continue;
    const std::string name = far ? "all threads, far cores" : "all threads, near cores";
    std::printf("       class %s: %zu runs, core to core %.0f ns\n", name.c_str(), members.size(),
                1e9 * median(trips));
    if (members.size() >= 2) reportSpread(report, name, members);
  }
  const auto moved = std::count_if(runs.begin(), runs.end(), [&](const Run& run) {
    return (run.roundTrip > limit) != (run.after > limit);
  });
  if (moved > 0)
    std::printf("       in %td runs the cores were moved between classes: left out\n", moved);
}

void repeat(BenchReport& report, const QTemporaryDir& dir, int count) {
  ::setenv("XDG_CACHE_HOME", dir.path().toUtf8().constData(), 1);
  const std::string output = dir.filePath(QStringLiteral("ceilings.json")).toStdString();
  std::vector<Run> runs;
  double longest = 0;
  for (int i = 0; i < count; ++i) {
    Run& run = runs.emplace_back();
    run.roundTrip = roundTrip();
    const ChildResult child = runChild(
        {LANESCOPE_BINARY_DIR "/bin/lanescope-cli", "ceilings", "--redo", "--json"}, output);
    run.after = roundTrip();
    const auto ceilings = ceilingsFromJson(textOf(output));
    if (child.exitCode != 0 || !ceilings) {
      report.atMost("runs of lanescope-cli ceilings that failed", 1, 0, "");
      return;
    }
    longest = std::max(longest, child.wallSeconds);
    run.one = figures(*ceilings, true);
    run.all = figures(*ceilings, false);
    report.say("run " + std::to_string(i + 1) + ": disturbed samples of arithmetic",
               100 * ceilings->disturbedShare, "%");
  }
  report.atMost("longest of " + std::to_string(count) + " runs", longest, 60, "s");
  std::vector<Figures> one;
  for (const Run& run : runs) one.push_back(run.one);
  reportSpread(report, "one thread", one);
  if (Team::cores().size() > 1) reportClasses(report, runs);
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 1 ? std::max(2, std::atoi(argv[1])) : 10;
  const QTemporaryDir dir;
  BenchReport report;
  compareWithLikwid(report, readMachineCard(CardDetail::quick),
                    dir.filePath(QStringLiteral("likwid.txt")).toStdString());
  repeat(report, dir, runs);
  return report.exitCode();
}
