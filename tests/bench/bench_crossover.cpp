// Do crossovers repeat on a real machine? Ten fresh processes of lanescope-cli measure the same
// plan; the intervals of nine must contain the median cut, and be narrow. Ten: with nine of ten as
// the goal, fewer could not tell 90 % from 80, more take longer than a machine stays quiet.
// LANESCOPE_RUNS changes the number of processes.
#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "analysis/crossover.h"
#include "base/words.h"
#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "measure/statistics.h"
#include "session/store.h"

namespace {

using namespace lane;

const std::pair<CrossoverSide, CrossoverSide> kPairs[] = {{{"scalar"}, {"avx2"}},
                                                          {{"avx2"}, {"avx3"}}};

/// What the runs found for one kernel and pair.
struct Row {
  std::map<CrossoverKind, int> kinds;
  std::vector<CrossoverRecord> placed;  ///< the first part of several
};

void add(std::map<std::string, Row>& rows, const Session& session) {
  for (const auto& [from, to] : kPairs)
    for (const CrossoverRecord& found : findCrossovers(session, from, to)) {
      if (found.part > 0) continue;
      Row& row = rows[found.benchmark + ", " + found.from + " to " + found.to];
      ++row.kinds[found.kind];
      if (found.size > 0) row.placed.push_back(found);
    }
}

}  // namespace

int main() {
  const char* wanted = std::getenv("LANESCOPE_RUNS");
  const int runs = std::max(wanted != nullptr ? std::atoi(wanted) : 10, 1);
  const QTemporaryDir folder;
  const std::string file = folder.filePath("run.lanescope.h5").toStdString();
  std::map<std::string, Row> rows;
  for (int run = 0; run < runs; ++run) {
    const ChildResult child =
        runChild({LANESCOPE_BINARY_DIR "/bin/lanescope-cli", "run", "--benchmarks",
                  "exp|log|tanh|gelu|sigmoid|softmax|argmax|dot", "--variants", "scalar,avx2,avx3",
                  "--sizes", "1..64Ki", "--budget", "20s", "--quiet", "--overwrite", "-o", file});
    const auto session = openSession(file);
    if (child.exitCode != 0 || !session) {
      std::printf("MISSED run %d ended with %d\n", run + 1, child.exitCode);
      return 1;
    }
    add(rows, session->session);
    std::printf("       run %d of %d: %.1f s\n", run + 1, runs, child.wallSeconds);
    std::fflush(stdout);
  }

  std::printf("\n%-28s %10s %9s %9s  %s\n", "", "median cut", "contain", "width", "kinds");
  std::vector<double> widths;
  double fewest = 1;
  for (const auto& [name, row] : rows) {
    std::string kinds;
    int most = 0;
    for (const auto& [kind, count] : row.kinds) {
      kinds += std::to_string(count) + " " + std::string(toWord(kind)) + " ";
      most = std::max(most, count);
    }
    // Without a place on the axis (always, never) runs agree when they say the same.
    double share = double(most) / runs;
    if (2 * row.placed.size() > static_cast<std::size_t>(runs)) {
      std::vector<double> cuts, own;
      for (const CrossoverRecord& record : row.placed) cuts.push_back(record.size);
      const double middle = median(cuts);
      int contain = 0;
      for (const CrossoverRecord& record : row.placed) {
        contain += record.sizeLow <= middle && middle <= record.sizeHigh;
        own.push_back((record.sizeHigh - record.sizeLow) / middle);
      }
      share = double(contain) / runs;
      widths.insert(widths.end(), own.begin(), own.end());
      std::printf("%-28s %10.1f %5d/%-3d %7.1f %%  %s\n", name.c_str(), middle, contain, runs,
                  100 * median(own), kinds.c_str());
    } else {
      std::printf("%-28s %10s %5d/%-3d %9s  %s\n", name.c_str(), "-", most, runs, "-",
                  kinds.c_str());
    }
    fewest = std::min(fewest, share);
  }
  BenchReport report;
  if (rows.empty()) {
    std::printf("       this machine has no two of the variants\n");
    return 0;
  }
  report.atLeast("runs that contain the median cut, worst pair", 100 * fewest, 90, "%");
  if (!widths.empty())
    report.atMost("median width of the intervals", 100 * median(widths), 15, "% of n");
  return report.exitCode();
}
