// Ceilings: as high as likwid-bench's on the same core in the same minutes, and the same again in
// ten fresh processes. Runs of ours and theirs alternate; the ratio is the median over pairs.
// LANESCOPE_RUNS changes the number of processes.
#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "machine/cpu_features.h"
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
  if (runChild({kLikwid, "-t", test, "-w", group}, output).exitCode != 0) return std::nullopt;
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
      static_cast<std::uint64_t>(std::min(3 * last, 0.4 * double(availableMemory())));
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

void repeat(BenchReport& report, const QTemporaryDir& dir) {
  const char* asked = std::getenv("LANESCOPE_RUNS");
  const int runs = asked ? std::max(2, std::atoi(asked)) : 10;
  ::setenv("XDG_CACHE_HOME", dir.path().toUtf8().constData(), 1);
  const std::string output = dir.filePath(QStringLiteral("ceilings.json")).toStdString();
  std::map<std::string, std::vector<double>> one, all;
  double longest = 0;
  for (int run = 0; run < runs; ++run) {
    const ChildResult child = runChild(
        {LANESCOPE_BINARY_DIR "/bin/lanescope-cli", "ceilings", "--redo", "--json"}, output);
    const auto ceilings = ceilingsFromJson(textOf(output));
    if (child.exitCode != 0 || !ceilings) {
      report.atMost("runs of lanescope-cli ceilings that failed", 1, 0, "");
      return;
    }
    longest = std::max(longest, child.wallSeconds);
    for (const auto& [name, value] : figures(*ceilings, true)) one[name].push_back(value);
    for (const auto& [name, value] : figures(*ceilings, false)) all[name].push_back(value);
  }
  report.atMost("longest of " + std::to_string(runs) + " runs", longest, 60, "s");
  for (const auto& [group, values] :
       {std::pair("one thread", &one), std::pair("all threads", &all)}) {
    std::vector<std::pair<double, std::string>> worst;
    for (const auto& [name, list] : *values) {
      const double middle = median(list);
      double away = 0;
      for (const double value : list) away = std::max(away, std::abs(value / middle - 1));
      worst.emplace_back(100 * away, name);
    }
    if (worst.empty()) continue;
    std::sort(worst.rbegin(), worst.rend());
    report.atMost(std::string(group) + ": largest distance from the median, " + worst[0].second,
                  worst[0].first, 3, "%");
    for (std::size_t i = 1; i < std::min<std::size_t>(worst.size(), 8); ++i)
      report.say("  " + worst[i].second, worst[i].first, "%");
    const auto within = std::count_if(worst.begin(), worst.end(),
                                      [](const auto& entry) { return entry.first <= 3; });
    report.say(std::string(group) + ": figures within 3 %",
               100.0 * double(within) / double(worst.size()), "%");
  }
}

}  // namespace

int main() {
  QTemporaryDir dir;
  BenchReport report;
  compareWithLikwid(report, readMachineCard(CardDetail::quick),
                    dir.filePath(QStringLiteral("likwid.txt")).toStdString());
  repeat(report, dir);
  return report.exitCode();
}
