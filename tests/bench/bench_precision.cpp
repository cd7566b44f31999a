// How far fresh processes spread on what is hardest to time: a kernel that does nothing and an
// addition of 100 elements, measured by Lanescope's sampler and by Google Benchmark, in turns, in
// the same minutes, on the same core, from the same object code, half a second each.
//   bench_precision [RUNS]      so many processes of each instead of 10
#include <QTemporaryDir>
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>

#include "base/buffer.h"
#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "bench/small_kernels.h"
#include "measure/sampler.h"
#include "measure/statistics.h"
#include "measure/team.h"

namespace {

using namespace lane;

constexpr double kSecondsEach = 0.5;

class SmallCase final : public PreparedCase {
 public:
  SmallCase(void (*kernel)(const AddOperands&), const AddOperands& operands)
      : m_kernel(kernel), m_operands(operands) {}
  void run(std::uint64_t calls) override {
    for (std::uint64_t i = 0; i < calls; ++i) {
      m_kernel(m_operands);
      asm volatile("" : : "r"(m_operands.out) : "memory");
    }
  }

 private:
  void (*m_kernel)(const AddOperands&);
  AddOperands m_operands;
};

/// One process of ours: prints the medians of both kernels, in seconds.
int worker() {
  Arena arena;
  constexpr std::size_t kBytes = kAddItems * sizeof(float);
  if (!arena.reserve(Arena::roomFor(kBytes, 3))) return 1;
  std::array<float*, 3> data{};
  for (float*& operand : data) {
    operand = reinterpret_cast<float*>(arena.take(kBytes));
    std::fill_n(operand, kAddItems, 1.5f);
  }
  const AddOperands operands{data[0], data[1], data[2], kAddItems};
  SmallCase empty(emptyKernel, operands), add(addKernel, operands);
  SystemTimer timer;
  std::vector<GroupCase> cases;
  for (PreparedCase* prepared : std::initializer_list<PreparedCase*>{&empty, &add}) {
    const auto calls = calibrate(*prepared, timer, {}, 1, [] { return false; });
    if (!calls) return 1;
    cases.push_back({prepared, *calls});
  }
  const std::uint64_t begin = timer.ticks();
  RoundHooks hooks;
  hooks.interrupted = [] { return false; };
  hooks.disturbance = [] { return 0u; };
  hooks.betweenRounds = [&] {
    return timer.seconds(timer.ticks() - begin) < kSecondsEach * double(cases.size());
  };
  std::mt19937_64 random(1);
  std::vector<double> seconds[2];
  constexpr std::uint32_t kMostRounds = 1000000;
  for (const RoundSample& sample : sampleRounds(cases, timer, 0, kMostRounds, random, hooks))
    seconds[sample.item].push_back(sample.seconds);
  std::printf("%.17g %.17g\n", median(seconds[0]), median(seconds[1]));
  return 0;
}

struct Times {
  std::vector<double> empty, add;
};

bool runOurs(const char* program, const std::string& output, Times& times) {
  if (runChild({program, "--worker"}, output).exitCode != 0) return false;
  double empty = 0, add = 0;
  if (!(std::ifstream(output) >> empty >> add)) return false;
  times.empty.push_back(empty);
  times.add.push_back(add);
  return true;
}

#ifdef LANESCOPE_GBENCH_PEER
bool runTheirs(const std::string& output, Times& times) {
  if (runChild({LANESCOPE_GBENCH_PEER, "--benchmark_format=json",
                "--benchmark_min_time=" + std::to_string(kSecondsEach)},
               output, ChildErrors::hidden)
          .exitCode != 0)
    return false;
  std::ifstream file(output);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("benchmarks")) return false;
  for (const auto& entry : json["benchmarks"]) {
    if (entry.value("time_unit", "") != "ns") return false;
    auto& list = entry.value("name", "") == "empty" ? times.empty : times.add;
    list.push_back(1e-9 * entry.value("real_time", 0.0));
  }
  return times.empty.size() == times.add.size();
}
#endif

double spread(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return 100 * (*high - *low) / median(values);
}

void printTable(const char* who, const Times& times) {
  for (const auto& [what, values] :
       {std::pair("empty kernel", &times.empty), std::pair("add, 100 elements", &times.add)}) {
    const auto [low, high] = std::minmax_element(values->begin(), values->end());
    std::printf("       %-18s %-20s median %8.3f ns, %8.3f ... %8.3f, spread %6.2f %%\n", who, what,
                1e9 * median(*values), 1e9 * *low, 1e9 * *high, spread(*values));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--worker") == 0) return worker();
  const int runs = argc > 1 ? std::max(2, std::atoi(argv[1])) : 10;
  // Children inherit the core.
  const PinnedThread pin(Team::cores().front());
  const QTemporaryDir dir;
  const std::string output = dir.filePath(QStringLiteral("times")).toStdString();
  BenchReport report;
  Times ours, theirs;
  for (int run = 0; run < runs; ++run) {
    if (!runOurs(argv[0], output, ours)) {
      std::printf("       a process of ours failed\n");
      return 1;
    }
#ifdef LANESCOPE_GBENCH_PEER
    if (!runTheirs(output, theirs)) {
      std::printf("       a process of Google Benchmark failed\n");
      return 1;
    }
#endif
  }
  printTable("Lanescope", ours);
  if (theirs.empty.empty()) {
    std::printf(
        "       not compared: Google Benchmark was not there when this was built "
        "(apt install libbenchmark-dev)\n");
    return 0;
  }
  printTable("Google Benchmark", theirs);
  report.atMost("spread of the empty kernel", spread(ours.empty), spread(theirs.empty), "%");
  report.atMost("spread of add, 100 elements", spread(ours.add), spread(theirs.add), "%");
  return report.exitCode();
}
