// Does reading the memory from a thread disturb what is measured? Rounds with the sampler running
// and without alternate on real kernels, in pairs whose order is drawn; per kernel and size the
// paired ratio with its interval. Goal: at most 0.5 % longer.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "bench/bench_report.h"
#include "measure/memory_sampler.h"
#include "measure/ratio.h"
#include "measure/sampler.h"
#include "measure/team.h"
#include "run/benchmark.h"

using namespace lane;

namespace {

constexpr int kPairs = 400;
constexpr double kBatchSeconds = 2e-3;  ///< half a period: about every other batch meets a reading

double timed(PreparedCase& one, SystemTimer& timer, std::uint64_t calls) {
  one.run(1);
  one.beforeBatch();
  const std::uint64_t begin = timer.ticks();
  one.run(calls);
  return elapsed(timer, begin, timer.ticks()).value_or(0);
}

}  // namespace

int main() {
  BenchReport report;
  const PinnedThread pinned(Team::cores().front());
  Arena arena;
  Team team;
  SystemTimer timer;
  std::mt19937_64 random(1);
  std::vector<double> share;
  for (const char* name : {"dot", "gelu", "add"})
    for (const std::uint64_t size : {std::uint64_t{4096}, std::uint64_t{1} << 20}) {
      const auto& all = allBenchmarks();
      const auto benchmark = std::find_if(
          all.begin(), all.end(), [&](const auto& one) { return one->info().name == name; });
      if (benchmark == all.end()) continue;
      const GroupPoint point{.size = size};
      arena.reset();
      auto group = (*benchmark)->place(point, arena, team);
      if (!group) continue;
      const auto prepared = (*group)->prepare("omp-avx2", 1);
      if (!prepared) continue;
      const auto calls = calibrateBatch(*prepared, timer, {.minimumSeconds = kBatchSeconds}, 10,
                                        [] { return false; });
      std::vector<double> off, on;
      std::vector<MemoryReading> drained;
      for (int pair = 0; pair < kPairs; ++pair) {
        const bool onFirst = random() % 2 == 0;
        for (const bool with : {onFirst, !onFirst}) {
          std::unique_ptr<MemorySampler> sampler;
          if (with)
            // Little room: a run makes its buffer once, here it would empty the caches each time.
            if (auto started =
                    MemorySampler::start({.measuringCore = Team::cores().front(), .room = 64}))
              sampler = std::move(*started);
          // Several batches, so that starting the thread is over.
          double best = 0;
          for (int batch = 0; batch < 4; ++batch) best += timed(*prepared, timer, calls);
          (with ? on : off).push_back(best);
          if (sampler) {
            drained.clear();
            sampler->drain(drained);
            share.push_back(sampler->cost().secondsPerReading);
          }
        }
      }
      const PairedRatio ratio = pairedRatio(off, on, {}, 0.95);
      const std::string what = std::string(name) + ", n = " + std::to_string(size);
      report.say(what + ": ratio low", ratio.low, "");
      report.say(what + ": ratio high", ratio.high, "");
      report.atMost(what + ": longer with the sampler", 100 * (ratio.ratio - 1), 0.5, "%");
    }
  if (!share.empty()) {
    std::nth_element(share.begin(), share.begin() + std::ptrdiff_t(share.size() / 2), share.end());
    report.say("one reading", 1e6 * share[share.size() / 2], "us");
  }
  return report.exitCode();
}
